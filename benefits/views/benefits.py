"""The register of benefits: both sides beside each other, one benefit with its figures, and writing one down."""

from dataclasses import dataclass, field
from itertools import groupby

import rules
from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from benefits import charts, operations, queries
from benefits.forms import benefits as forms
from benefits.models import Benefit, BenefitState, ReadingState
from benefits.names import People
from partnerships.doors import InPartnership, OneCall
from partnerships.models import Freeze, MemberRole, Side
from partnerships.queries import members_visible_to

State = BenefitState
MOST_ASKS = 25
# Own drafts and open proposals come first, what is over last.
ORDER = (State.PROPOSED, State.DECLINED, State.DRAFT, State.AGREED, State.WITHDRAWN)
SIDES = (Side.PUBLIC, Side.PARTNER)


@dataclass
class Card:
    """A benefit as one reader sees it."""

    benefit: Benefit
    owner: str
    share: str
    is_own: bool
    waits_for_us: bool


@dataclass
class Column:
    """What one side gains."""

    side: str
    names: str
    share: str
    is_own: bool
    cards: list = field(default_factory=list)
    over: list = field(default_factory=list)


class OfBenefits(InPartnership):
    """What the pages of benefits share."""

    tab = "benefits"
    permission = "benefits.read"
    conflict_template = "benefits/benefit_conflict.html"

    @cached_property
    def people(self):
        return People(self.viewer, self.partnership, parties=self.parties)

    @cached_property
    def party(self):
        """The party for which the reader acts."""
        return queries.own_party(self.viewer, self.partnership, parties=self.parties)

    @property
    def gainer(self):
        """The party whose benefit is written down."""
        return self.party

    def kinds(self):
        """This function will return the kinds of benefit that the reader's side chooses from."""
        return queries.types_offered(
            body=self.partnership.lead_body, side=self.place.side, on=self.viewer.on
        )

    def owners(self):
        """This function will return the people whom the reader may name as owner."""
        members = members_visible_to(self.viewer, self.partnership)
        own = members.filter(party__side=self.place.side)
        if self.place.side == Side.PARTNER:
            own = own.filter(party=self.gainer)
        return own.exclude(role=MemberRole.VIEWER).order_by("user__name", "name")

    def address_of(self, name, **kwargs):
        """This function will return the address of one of this package's pages in this partnership."""
        return reverse(
            f"benefits:{name}", kwargs={"reference": self.partnership.reference, **kwargs}
        )

    def here(self, benefits):
        """This function will return benefits that know this very partnership, so that no address asks for it again."""
        benefits = list(benefits)
        for benefit in benefits:
            benefit.partnership = self.partnership
        return benefits

    def balance_words(self, balance):
        """This function will return the sentence about a balance, with both sides by their names."""
        names = {
            side: self.people.side(side) or str(Side(side).label)
            for side in (Side.PUBLIC, Side.PARTNER)
        }
        return queries.explain_balance(
            balance, public=names[Side.PUBLIC], partner=names[Side.PARTNER]
        )

    def told_balance(self, balance, benefits):
        """This function will return a balance as pages tell it: a sentence, a picture where anything counts, a table."""
        counts = {Side.PUBLIC: balance.public_count, Side.PARTNER: balance.partner_count}
        bars = [
            charts.SideBars(
                side,
                self.people.side(side) or str(Side(side).label),
                expected=getattr(balance, f"{side}_expected"),
                gained=getattr(balance, side),
            )
            for side in SIDES
        ]
        table = [
            {
                "name": bar.name,
                "side": bar.side,
                "count": counts[bar.side],
                "expected": share_text(bar.expected),
                "gained": share_text(bar.gained),
                "money": queries.money_of([row for row in benefits if row.side == bar.side]),
            }
            for bar in bars
        ]
        return {
            "finding": self.balance_words(balance),
            "picture": charts.expected_against_gained(bars) if any(counts.values()) else "",
            "table": [{**row, "money": row["money"].items()} for row in table],
            "shows_money": any(row["money"] for row in table),
        }

    def get_success_url(self):
        return self.address_of("benefits")

    def get_context_data(self, **kwargs):
        context = {
            "part": "benefits",
            "reads_costs": self.may("benefits.read_costs"),
            "benefits_address": self.address_of("benefits"),
            "back": self.address_of("benefits"),
        }
        return super().get_context_data(**{**context, **kwargs})


class BenefitsView(OfBenefits, TemplateView):
    """Both columns, the balance with its picture, what waits for the reader's side, goals and statements."""

    template_name = "benefits/benefits.html"

    def load(self):
        super().load()
        self.terms = list(self.partnership.terms.order_by("-number"))
        self.term = self.terms[0] if self.terms else None
        if "term" in self.request.GET:
            asked = self.request.GET["term"]
            chosen = [term for term in self.terms if str(term.public_id) == asked]
            if not chosen:
                raise Http404
            self.term = chosen[0]

    @cached_property
    def benefits(self):
        return self.here(queries.register_of(self.viewer, self.partnership, self.term))

    @cached_property
    def balance(self):
        return queries.balance_of(self.benefits, on=self.viewer.on)

    @property
    def is_current(self):
        return not self.terms or self.term == self.terms[0]

    def columns(self, *, answers):
        """This function will return what stands in the two columns."""
        columns = {
            side: Column(
                side,
                names=self.people.side(side) or str(Side(side).label),
                share=share_text(getattr(self.balance, side)),
                is_own=side == self.place.side,
            )
            for side in SIDES
        }
        ranked = sorted(self.benefits, key=lambda row: ORDER.index(row.state))
        for row in ranked:
            column = columns[row.side]
            card = Card(
                row,
                owner=self.people.member(row.owner, row.side),
                share=share_text(None if row.realised is None else row.realised * 100),
                is_own=column.is_own,
                waits_for_us=answers and row.state == State.PROPOSED and not column.is_own,
            )
            (column.over if row.state == State.WITHDRAWN else column.cards).append(card)
        return list(columns.values())

    def asks(self):
        """This function will return the figures that wait for a word of the reader's side, oldest first."""
        rows = queries.readings_to_answer(self.viewer, self.partnership, side=self.place.side)
        rows = list(rows[:MOST_ASKS])
        self.here(row.benefit for row in rows)
        return rows

    def get_context_data(self, **kwargs):
        writes = self.may("benefits.write") and not self.partnership.is_closed
        answers = writes and self.party is not None and self.party.role != "candidate"
        frozen = self.partnership.is_frozen(Freeze.COMMITMENTS)
        links = queries.goal_links_visible_to(self.viewer).filter(partnership=self.partnership)
        statements = queries.statements_visible_to(self.viewer)
        context = {
            "term": self.term,
            "terms": self.terms,
            "columns": self.columns(answers=answers and self.is_current and not frozen),
            "balance": self.balance,
            **self.told_balance(self.balance, self.benefits),
            "asks": self.asks() if answers and self.is_current else [],
            "may_add": writes and self.is_current and not frozen,
            "frozen": self.aside if frozen and not self.partnership.is_closed else None,
            "may_see_balance": writes and self.is_current,
            "is_empty": not self.benefits,
            "reads_goals": self.may("benefits.read_goal_links"),
            "may_link": self.may("benefits.link_goals") and not self.partnership.is_closed,
            "links": by_goal(links) if self.may("benefits.read_goal_links") else [],
            "statements": list(
                statements.filter(partnership=self.partnership, term=self.term)[:MOST_ASKS]
            ),
        }
        return super().get_context_data(**{**context, **kwargs})


def share_text(share):
    """This function will return a share of a hundred as people read it; nothing where there is none."""
    return "" if share is None else queries.percent(share)


class BenefitAddView(OfBenefits, OneCall, FormView):
    """Write down what the own side hopes to gain."""

    permission = "benefits.write"
    template_name = "benefits/benefit_form.html"
    form_class = forms.BenefitForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "kinds": self.kinds(), "owners": self.owners()}

    def perform(self, form):
        facts = form.facts()
        kind = facts.pop("kind")
        return operations.add_benefit(
            self.partnership,
            party=self.party,
            kind=kind,
            by=self.viewer.user,
            on=self.viewer.on,
            public_id=form.cleaned_data["record_id"],
            **facts,
        )

    def get_success_url(self):
        messages.success(
            self.request, _("Written down. Only your side sees it until you propose it.")
        )
        return self.result.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"party": self.party, **kwargs})


class OfBenefit(OfBenefits):
    """A page about one benefit; `self.benefit` is one that the reader may see."""

    def load(self):
        super().load()
        rows = queries.benefits_visible_to(self.viewer).filter(partnership=self.partnership)
        self.benefit = rows.filter(public_id=self.kwargs["public_id"]).first()
        if self.benefit is None:
            raise Http404
        self.benefit.partnership = self.partnership

    @property
    def gainer(self):
        return self.benefit.owning_party

    def allowed(self):
        if self.permission == "benefits.read":
            return super().allowed()
        return self.may_do(self.permission)

    def may_do(self, permission):
        """This function will tell whether the reader holds a permission over this benefit."""
        return rules.has_perm(permission, self.viewer, self.benefit)

    @property
    def other_names(self):
        """The organisations of the other side of this benefit."""
        other = Side.PARTNER if self.benefit.side == Side.PUBLIC else Side.PUBLIC
        return self.people.side(other) or str(other.label)

    def get_success_url(self):
        return self.benefit.get_absolute_url()

    def get_context_data(self, **kwargs):
        context = {
            "benefit": self.benefit,
            "back": self.benefit.get_absolute_url(),
            "theirs_url": self.benefit.get_absolute_url(),
            "gainer": self.gainer,
            "other_names": self.other_names,
            "is_own": self.benefit.side == self.place.side,
            "share": share_text(
                None if self.benefit.realised is None else self.benefit.realised * 100
            ),
        }
        return super().get_context_data(**{**context, **kwargs})


class BenefitView(OfBenefit, TemplateView):
    """One benefit: what was agreed, the way of its figure, every figure with what shows it and what was said to it."""

    template_name = "benefits/benefit.html"

    @cached_property
    def readings(self):
        rows = queries.readings_visible_to(self.viewer).filter(benefit=self.benefit)
        readings = list(rows)
        other = {Side.PUBLIC: Side.PARTNER, Side.PARTNER: Side.PUBLIC}
        writes = not self.partnership.is_closed and self.may("benefits.write")
        for row in readings:
            side = row.owning_party.side
            row.partnership, row.benefit = self.partnership, self.benefit
            row.recorder = self.people.user(row.recorded_by, side)
            row.answerer = self.people.user(row.answered_by, other[side])
            row.may_keep = writes and rules.has_perm("benefits.keep_reading", self.viewer, row)
            row.may_answer = writes and rules.has_perm("benefits.answer_reading", self.viewer, row)
        return readings

    def way(self):
        """This function will return the picture of the figure's way, where there is something to draw."""
        benefit = self.benefit
        shown = [row for row in self.readings if row.state != ReadingState.WITHDRAWN]
        if not shown:
            return ""
        points = [charts.Point(row.read_on, row.value) for row in reversed(shown)]
        confirmed = _newest_of_a_day(
            row for row in reversed(shown) if row.state == ReadingState.CONFIRMED
        )
        open_ones = [
            one
            for one, row in zip(points, reversed(shown), strict=True)
            if row.state != ReadingState.CONFIRMED
        ]
        begins = benefit.term.starts_on if benefit.term else benefit.recorded_on
        ends = benefit.due_on or (benefit.term.ends_on if benefit.term else None)
        has_plan = benefit.target is not None and ends is not None and ends > begins
        return charts.way_of_figure(
            charts.Way(
                confirmed=confirmed,
                others=open_ones,
                start=charts.Point(begins, benefit.baseline or 0) if has_plan else None,
                target=charts.Point(ends, benefit.target) if has_plan else None,
                today=self.viewer.on,
            )
        )

    def get_context_data(self, **kwargs):
        benefit, is_open = self.benefit, not self.partnership.is_closed
        is_live = benefit.state != State.WITHDRAWN
        may_keep = is_open and is_live and self.may_do("benefits.keep_benefit")
        links = queries.goal_links_visible_to(self.viewer).filter(benefit=benefit)
        context = {
            "owner": self.people.member(benefit.owner, benefit.side),
            "agreed_by": self.people.user(
                benefit.agreed_by, Side.PARTNER if benefit.side == Side.PUBLIC else Side.PUBLIC
            ),
            "readings": self.readings,
            "picture": self.way(),
            "may_change": may_keep,
            "may_propose": may_keep
            and benefit.state in {State.DRAFT, State.DECLINED}
            and not self.partnership.is_frozen(Freeze.COMMITMENTS),
            "may_agree": not self.partnership.is_frozen(Freeze.COMMITMENTS),
            "may_answer": is_open
            and benefit.state == State.PROPOSED
            and self.may_do("benefits.answer_benefit"),
            "may_record": is_open
            and benefit.state in {State.DRAFT, State.PROPOSED, State.AGREED}
            and not (benefit.is_offered and self.partnership.is_frozen(Freeze.SHARING))
            and self.may_do("benefits.add_reading"),
            "is_money": queries.is_money(benefit),
            "links": by_goal(links),
            "may_link": is_open
            and is_live
            and benefit.side == Side.PUBLIC
            and self.may("benefits.link_goals"),
        }
        return super().get_context_data(**{**context, **kwargs})


def by_goal(links):
    """This function will return each goal with the links to it; links come in the order of their goals."""
    return [(goal, list(rows)) for goal, rows in groupby(links, key=lambda link: link.goal)]


def _newest_of_a_day(readings):
    """Of two figures of one day the newer one counts; readings come oldest first."""
    return list({row.read_on: charts.Point(row.read_on, row.value) for row in readings}.values())
