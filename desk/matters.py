"""What an approval is about, told to whoever may read it: the kinds, and what each answer does."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html
from django.utils.translation import gettext as _

from desk.names import Names
from files.models import StoredFile
from partnerships.models import (
    Answer,
    ApprovalKind,
    AskKind,
    ConditionState,
    Gate,
    GateCondition,
    GateNumber,
    Side,
)
from partnerships.queries import (
    answerers_of,
    asks_of,
    parties_visible_to,
    partnerships_visible_to,
    place_of,
)

# Every kind of question has a page part of its own; a kind without one cannot be answered.
TEMPLATES = {
    ApprovalKind.GATE_DECISION: "desk/matters/gate_decision.html",
    ApprovalKind.CONDITION_OVERRIDE: "desk/matters/condition_override.html",
}


@dataclass(frozen=True)
class Shown:
    """One condition as it stood when the question was asked."""

    key: str
    label: str
    state: str
    reason: str
    evidence: object

    @property
    def text(self):
        """The condition with what was written about it below."""
        if not self.reason:
            return self.label
        return format_html(
            '{}<span class="c-small c-muted d-block">{}</span>', self.label, self.reason
        )


@dataclass(frozen=True)
class Asked:
    """Somebody who may give an answer: away until a day, or in the place of somebody who is."""

    name: str
    away_until: object = None
    instead_of: str = ""


@dataclass(frozen=True)
class Told:
    """One answer that is asked for, as the reader may know it: given, or by whom it can be given today."""

    place: str
    answer: str
    by: str
    instead_of: str
    on: object
    reason: str
    asked: list
    can_be_given: bool

    @property
    def is_stuck(self):
        return not self.answer and not self.can_be_given


def line_of(approval):
    """This function will return what an approval asks, in one line."""
    shown = approval.shown
    if approval.kind == ApprovalKind.GATE_DECISION:
        number = shown.get("gate")
        name = GateNumber(number).label if number in GateNumber.values else ""
        return _("Decide gate %(number)s: %(name)s") % {"number": number, "name": name}
    return _("Override a condition: %(label)s") % {"label": shown.get("label", "")}


class Matter:
    """One approval as its reader may see it.

    The public side and the pool of second approvers read everything that was shown; a company that signs reads the
    conditions and their states, without reasons, papers and names of people inside.
    """

    def __init__(self, approval, viewer):
        self.approval, self.viewer = approval, viewer
        self.partnership = approval.partnership
        # The same row, fetched once: whoever asks for the partnership's body finds it there.
        self.partnership.lead_body = approval.body

    @cached_property
    def is_company(self):
        """Whoever signs for a party that was not shared in has no side here, and is no insider for that."""
        side = place_of(self.viewer, self.partnership).side
        if side:
            return side == Side.PARTNER
        is_second = self.approval.body.organisation_id in self.viewer.approver_body_ids
        return not (is_second or self._covers_the_public_side)

    @property
    def _covers_the_public_side(self):
        """A deputy has no place in the partnership and decides for somebody who has one."""
        if not self.viewer.stands_in_for:
            return False
        asks = asks_of(self.approval, self.viewer)
        return asks.filter(kind=AskKind.SEAT, side=Side.PUBLIC).exists()

    @cached_property
    def can_open(self):
        """A second approver need not be able to open the partnership."""
        rows = partnerships_visible_to(self.viewer).filter(pk=self.partnership.pk)
        return rows.exists()

    @property
    def template(self):
        return TEMPLATES[self.approval.kind]

    @property
    def gate(self):
        return self.approval.shown.get("gate")

    @property
    def gate_name(self):
        return GateNumber(self.gate).label if self.gate in GateNumber.values else ""

    @property
    def title(self):
        return line_of(self.approval)

    @cached_property
    def conditions_now(self):
        """All of the partnership's, which the page words its changes with as well."""
        return list(GateCondition.objects.filter(partnership=self.partnership))

    @cached_property
    def subject(self):
        key = self.approval.subject_id
        if self.approval.kind == ApprovalKind.CONDITION_OVERRIDE:
            return next(row for row in self.conditions_now if row.public_id == key)
        return Gate.objects.get(public_id=key)

    @property
    def has_changed(self):
        """Tell whether what was asked about is no more what it was; an answer would be refused."""
        return self.approval.is_waiting and self.subject.version != self.approval.version_seen

    @cached_property
    def _names(self):
        heard = [user for ask in self._asks for user in (ask.answered_by, ask.answered_for)]
        asked = [user for one in self._answerers for user in (one.user, one.instead_of)]
        users = {user.public_id for user in [*heard, *asked] if user is not None}
        return Names(
            self.viewer,
            self.partnership,
            parties=self.parties,
            users=users | {self.approval.submitter.public_id},
        )

    def _name(self, user):
        if user is None:
            return ""
        return self._names.user(user.public_id) if self.is_company else user.get_full_name()

    @cached_property
    def parties(self):
        """The parties that the reader may know of.

        A second approver has no side in the partnership and is shown the whole matter.
        """
        if self.is_company:
            return list(parties_visible_to(self.viewer, self.partnership))
        rows = self.partnership.parties.select_related("organisation")
        return list(rows.order_by("-side", "id"))

    @cached_property
    def partners(self):
        """The names of the companies among them."""
        return ", ".join(str(party) for party in self.parties if party.side == Side.PARTNER)

    @cached_property
    def term(self):
        return self.partnership.terms.order_by("-number").first()

    @property
    def submitter(self):
        return self._name(self.approval.submitter)

    @property
    def reason(self):
        return "" if self.is_company else self.approval.reason

    @cached_property
    def _asks(self):
        rows = self.approval.asks.select_related("answered_by", "answered_for")
        return list(rows.order_by("number"))

    @cached_property
    def _answerers_of(self):
        """Who may give each open answer today; asked only while it waits."""
        if not self.approval.is_waiting:
            return {}
        rows = answerers_of(self.approval, on=self.viewer.on, asks=self._asks)
        return {ask.pk: found for ask, found in rows if found}

    @property
    def _answerers(self):
        return [one for found in self._answerers_of.values() for one in found]

    @cached_property
    def answers(self):
        """Every answer that is asked for, with whoever gave it or may give it."""
        return [
            Told(
                place=str(ask),
                answer=ask.answer,
                by=self._name(ask.answered_by),
                instead_of=self._name(ask.answered_for),
                on=ask.answered_on,
                reason=ask.reason if self._may_read(ask) else "",
                asked=self._asked(ask),
                can_be_given=not self.approval.is_waiting or ask.pk in self._answerers_of,
            )
            for ask in self._asks
        ]

    def _asked(self, ask):
        """A company reads who of its own is asked, and of the other side only that it is."""
        if self.is_company and ask.side != Side.PARTNER:
            return []
        return [
            Asked(
                self._name(one.user),
                away_until=one.until if one.is_away else None,
                instead_of=self._name(one.instead_of),
            )
            for one in self._answerers_of.get(ask.pk, ())
        ]

    @property
    def is_stuck(self):
        """Tell whether some answer can be given by nobody today."""
        return self.approval.is_waiting and any(one.is_stuck for one in self.answers)

    @cached_property
    def instead_of(self):
        """In whose place the reader would answer, or nobody: an own answer comes first."""
        mine = [one.instead_of for one in self._answerers if one.user == self.viewer.user]
        if not mine or None in mine:
            return ""
        return mine[0].get_full_name()

    def _may_read(self, ask):
        return not self.is_company or ask.answered_by == self.viewer.user

    @property
    def open_answers(self):
        return sum(not ask.answer for ask in self._asks)

    @property
    def others_to_answer(self):
        return self.open_answers - 1

    @cached_property
    def _files(self):
        pinned = [row["evidence"] for row in self._rows if row.get("evidence")]
        rows = StoredFile.objects.filter(public_id__in=pinned)
        return {str(row.public_id): row for row in rows}

    @property
    def _rows(self):
        return self.approval.shown.get("conditions", [])

    @cached_property
    def conditions(self):
        """The conditions as they were shown to everybody who is asked."""
        return [
            Shown(
                key=row["key"],
                label=row["label"],
                state=row["state"],
                reason="" if self.is_company else row.get("reason", ""),
                evidence=None if self.is_company else self._pinned(row),
            )
            for row in self._rows
        ]

    @property
    def set_aside(self):
        """How many conditions were not met but overridden or left out."""
        aside = {ConditionState.OVERRIDDEN, ConditionState.LEFT_OUT}
        return sum(row.state in aside for row in self.conditions)

    def _pinned(self, row):
        """Return the file that was shown; one whose content is another is not it."""
        stored = self._files.get(row.get("evidence") or "")
        return stored if stored is not None and stored.sha256 == row.get("sha256") else None

    def evidence_for(self, key):
        """This function will return the evidence that was shown for a condition, or None."""
        return next((row.evidence for row in self.conditions if row.key == key), None)

    @property
    def was_refused(self):
        return any(ask.answer == Answer.NO for ask in self._asks)
