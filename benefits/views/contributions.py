"""What each side puts in: both columns, one contribution, and every step from a draft to a promise."""

from dataclasses import dataclass, field

import rules
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from benefits import operations, queries
from benefits.forms import contributions as forms
from benefits.models import Contribution, ContributionState, Handover
from benefits.names import People
from benefits.views.given import Given
from partnerships.doors import InPartnership, OneCall
from partnerships.models import Freeze, MemberRole, Side
from partnerships.queries import members_visible_to

PAGE = 50
MOST_ASKS = 25
State = ContributionState


@dataclass
class Card:
    """A contribution as one reader sees it."""

    contribution: Contribution
    owner: str
    is_own: bool
    open_deliveries: list = field(default_factory=list)


@dataclass
class Ask:
    """Something that waits for a word of the reader's side."""

    contribution: Contribution
    handover: Handover | None
    since: object


@dataclass
class Column:
    """What one side gives."""

    side: str
    names: str
    is_own: bool
    cards: list


class OfContributions(InPartnership):
    """What the pages of contributions and costs share."""

    tab = "benefits"
    permission = "benefits.read"
    conflict_template = "benefits/contribution_conflict.html"

    @cached_property
    def people(self):
        return People(self.viewer, self.partnership, parties=self.parties)

    @cached_property
    def party(self):
        """The party for which the reader acts."""
        return queries.own_party(self.viewer, self.partnership, parties=self.parties)

    def owners(self):
        """This function will return the people whom the reader may name as owner."""
        members = members_visible_to(self.viewer, self.partnership)
        own = members.filter(party__side=self.party.side)
        if self.party.side == Side.PARTNER:
            own = own.filter(party=self.party)
        return own.exclude(role=MemberRole.VIEWER).order_by("user__name", "name")

    @property
    def address(self):
        return self.address_of("contributions")

    def address_of(self, name, **kwargs):
        """This function will return the address of one of this package's pages in this partnership."""
        return reverse(
            f"benefits:{name}", kwargs={"reference": self.partnership.reference, **kwargs}
        )

    def get_context_data(self, **kwargs):
        context = {
            "contributions_address": self.address,
            "reads_costs": self.may("benefits.read_costs"),
            "part": "contributions",
            "may_promise": not self.partnership.is_frozen(Freeze.COMMITMENTS),
        }
        return super().get_context_data(**{**context, **kwargs})


class ContributionsView(OfContributions, TemplateView):
    """What waits for an answer, both columns, the picture, and what each side gave against what it gained."""

    template_name = "benefits/contributions.html"

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
    def page(self):
        rows = queries.contributions_visible_to(self.viewer, self.partnership)
        rows = rows.filter(queries.in_term(self.term, self.terms))
        number = self.request.GET.get("page", "1")
        pages = Paginator(rows, PAGE)
        is_number = number.isascii() and number.isdigit() and len(number) < 7
        if not is_number or not 1 <= int(number) <= pages.num_pages:
            raise Http404
        return pages.page(int(number))

    @cached_property
    def deliveries(self):
        rows = list(queries.deliveries_open(self.viewer, self.partnership)[: 4 * MOST_ASKS])
        for row in rows:
            row.contribution.partnership = self.partnership
        return rows

    def columns(self):
        """This function will return what stands in the two columns, finished things last."""
        done = {State.WITHDRAWN, State.DECLINED, State.DELIVERED}
        ordered = sorted(self.page.object_list, key=lambda row: row.state in done)
        return [
            Column(
                side,
                names=self.people.side(side),
                is_own=side == self.place.side,
                cards=[self.card(row) for row in ordered if row.owning_party.side == side],
            )
            for side in (Side.PUBLIC, Side.PARTNER)
        ]

    def card(self, contribution):
        """This function will return a contribution with what the reader may know around it."""
        side = contribution.owning_party.side
        deliveries = [row for row in self.deliveries if row.contribution_id == contribution.pk]
        return Card(
            contribution,
            owner=self.people.member(contribution.owner, side),
            is_own=side == self.place.side,
            open_deliveries=deliveries,
        )

    def asks(self):
        """This function will return what waits for a word of the reader's side, oldest first."""
        offers = [
            Ask(row, None, row.offered_on)
            for row in queries.offers_for(self.viewer, self.partnership)[:MOST_ASKS]
            if not self.partnership.is_frozen(Freeze.COMMITMENTS)
        ]
        deliveries = [
            Ask(row.contribution, row, row.answered_on or row.reported_on)
            for row in self.deliveries
            if queries.waits_for(row, self.place.side)
        ]
        return sorted([*offers, *deliveries], key=lambda ask: ask.since)[:MOST_ASKS]

    def get_context_data(self, **kwargs):
        writes = self.may("benefits.add_contribution") and not self.partnership.is_closed
        frozen = self.partnership.is_frozen(Freeze.COMMITMENTS)
        context = {
            "term": self.term,
            "terms": self.terms,
            "page": self.page,
            "columns": self.columns(),
            "asks": self.asks() if writes else [],
            "may_add": writes and not frozen,
            "frozen": self.aside if frozen and not self.partnership.is_closed else None,
            "given": Given(self, self.term, self.terms),
            "is_empty": not self.page.paginator.count,
        }
        return super().get_context_data(**{**context, **kwargs})


class ContributionAddView(OfContributions, OneCall, FormView):
    """Write down what the own side means to put in."""

    permission = "benefits.add_contribution"
    template_name = "benefits/contribution_form.html"
    form_class = forms.ContributionForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "owners": self.owners()}

    def get_initial(self):
        return {"currency": self.partnership.currency or self.partnership.lead_body.currency}

    def perform(self, form):
        return operations.add_contribution(
            self.partnership,
            party=self.party,
            by=self.viewer.user,
            on=self.viewer.on,
            **form.facts(),
        )

    def get_success_url(self):
        messages.success(
            self.request, _("Written down. Only your side sees it until you offer it.")
        )
        return self.result.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"party": self.party, **kwargs})


class OfContribution(OfContributions):
    """A page about one contribution; `self.contribution` is one that the reader may see."""

    permission = "benefits.read"

    def load(self):
        super().load()
        self.contribution = self.find()
        self.contribution.partnership = self.partnership

    def find(self):
        """This function will return the contribution that the address names; a miss raises Http404."""
        rows = queries.contributions_visible_to(self.viewer, self.partnership)
        found = rows.filter(public_id=self.kwargs["public_id"]).first()
        if found is None:
            raise Http404
        return found

    def allowed(self):
        if self.permission == "benefits.read":
            return super().allowed()
        return self.may_do(self.permission)

    def may_do(self, permission):
        """This function will tell whether the reader holds a permission over this contribution."""
        return rules.has_perm(permission, self.viewer, self.contribution)

    def get_context_data(self, **kwargs):
        context = {
            "contribution": self.contribution,
            "back": self.contribution.get_absolute_url(),
            "theirs_url": self.contribution.get_absolute_url(),
            "giver": self.contribution.owning_party,
        }
        return super().get_context_data(**{**context, **kwargs})


class ContributionView(OfContribution, TemplateView):
    """One contribution: what it is, every delivery with what was said about it, and what can be done."""

    template_name = "benefits/contribution.html"

    def get_context_data(self, **kwargs):
        row, side = self.contribution, self.contribution.owning_party.side
        handovers = list(
            queries.handovers_visible_to(self.viewer, self.partnership).filter(contribution=row)
        )
        is_open = not self.partnership.is_closed
        may_give = is_open and self.may_do("benefits.give")
        context = {
            "owner": self.people.member(row.owner, side),
            "recorded_by": self.people.user(row.recorded_by, side),
            "accepted_by": self.people.user(row.accepted_by, other_side(side)),
            "deliveries": self.deliveries(handovers),
            "may_give": may_give,
            "may_change": may_give and row.state not in {State.WITHDRAWN, State.DELIVERED},
            "may_receive": is_open and self.may_do("benefits.receive"),
            "receivers": self.people.side(other_side(side)),
        }
        return super().get_context_data(**{**context, **kwargs})

    def deliveries(self, handovers):
        """This function will return each delivery with its talk, and what the reader can do about it."""
        words = {}
        for word in queries.words_about(handovers):
            word.who = self.people.user(word.said_by, word.side)
            words.setdefault(word.handover_id, []).append(word)
        giver = self.contribution.owning_party.side
        for row in handovers:
            row.contribution, row.talk = self.contribution, words.get(row.pk, [])
            row.reporter = self.people.user(row.reported_by, giver)
            row.answerer = self.people.user(row.answered_by, other_side(giver))
            figures = [word for word in row.talk if word.kind in {"dispute", "settlement"}]
            row.proposal = figures[-1] if figures else None
            row.is_my_turn = bool(row.proposal) and row.proposal.side != self.place.side
        return handovers


class ContributionChangeView(OfContribution, OneCall, FormView):
    """Change what the own side puts in."""

    permission = "benefits.give"
    template_name = "benefits/contribution_form.html"
    form_class = forms.ContributionChangeForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "owners": self.owners()}

    def get_initial(self):
        initial = forms.ContributionChangeForm.initial_of(self.contribution)
        usual = self.partnership.currency or self.partnership.lead_body.currency
        return {**initial, "currency": initial["currency"] or usual}

    def perform(self, form):
        return operations.change_contribution(
            self.contribution,
            version=form.cleaned_data["version"],
            by=self.viewer.user,
            on=self.viewer.on,
            **form.facts(),
        )

    def is_done_already(self, form, current):
        return all(getattr(current, name) == value for name, value in form.facts().items())

    def get_success_url(self):
        messages.success(self.request, _("Saved."))
        return self.contribution.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"party": self.contribution.owning_party, **kwargs})


def other_side(side):
    return Side.PARTNER if side == Side.PUBLIC else Side.PUBLIC
