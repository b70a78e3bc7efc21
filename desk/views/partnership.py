"""The front page of a partnership, at one address for both sides."""

from django.db.models import Q
from django.utils import timezone
from django.views.generic import TemplateView

from desk import overview, queries, timeline
from desk.names import Names
from partnerships import operations
from partnerships.doors import InPartnership
from partnerships.models import (
    SIDE_TRANSITIONS,
    TRANSITIONS,
    ApprovalState,
    GateCondition,
    MemberRole,
    Seat,
    Side,
)
from partnerships.queries import (
    approvals_visible_to,
    approvals_waiting_for,
    members_visible_to,
    sector_label,
    vacancies_in,
)

LATEST = 6
VERBS = (
    "move",
    "edit",
    "set_side_state",
    "view_as_partner",
    "ask_decision",
    "settle_condition",
    "manage_people",
)


class FrontPage(InPartnership, TemplateView):
    """Where a partnership stands, what is next, who is in it and what happened last."""

    tab = "overview"
    template_name = "desk/partnership.html"

    def get(self, request, *args, **kwargs):
        if self._opens_for_the_first_time():
            operations.note_opened(self.partnership, viewer=self.viewer, on=timezone.localdate())
            del self.parties
        return super().get(request, *args, **kwargs)

    def _opens_for_the_first_time(self):
        return self.viewer.may_write and any(
            party.opened_on is None
            and party.side == self.place.side
            and party.organisation_id in self.viewer.roles
            for party in self.parties
        )

    @property
    def is_inside(self):
        return self.place.side == Side.PUBLIC

    def get_context_data(self, **kwargs):
        members = list(members_visible_to(self.viewer, self.partnership).prefetch_related(None))
        seats = self._seats(members)
        gates = list(self.partnership.gate_set.order_by("number"))
        changes = list(self.partnership.stagechange_set.order_by("number"))
        entries = self._entries()
        approvals = self._approvals(entries)
        waiting = [row for row in approvals if row.is_waiting]
        may = {verb: self.may(f"partnerships.{verb}") for verb in VERBS}
        labels = timeline.words_of_gates(gates) | timeline.words_of_approvals(approvals)
        context = {
            "may": may,
            "is_inside": self.is_inside,
            "stages": overview.stages_of(self.partnership, changes, gates),
            "stage_heading": overview.heading_of(self.partnership),
            "gates": gates,
            "term": self.partnership.terms.order_by("-number").first(),
            "sector": sector_label(self.partnership.sector),
            "leads": [overview.name_of(row) for row in members if row.role == MemberRole.LEAD],
            "sponsors": overview.sponsors_of(seats),
            "can_move": may["move"] and bool(TRANSITIONS[self.partnership.stage]),
            "side_states": self._side_states(may),
            "shown_as": self._shown_as(may),
            "waiting": waiting,
            "aside": self.aside,
            "vacancies": vacancies_in(
                self.partnership.standing, side="" if self.is_inside else Side.PARTNER
            ),
            "today": timezone.localdate(),
        }
        if self.is_inside:
            conditions = self._conditions()
            labels |= timeline.words_of_conditions(conditions)
            context |= self._inside(gates, conditions, seats, waiting, may)
        context["lines"] = self._lines(entries, members, labels)
        return super().get_context_data(**{**context, **kwargs})

    def _seats(self, members):
        """The seats with their holders; a company sees a holder only where it sees the member."""
        seats = list(
            Seat.objects.filter(partnership=self.partnership).select_related("member__user")
        )
        known = {member.pk for member in members}
        for seat in seats:
            if not self.is_inside and seat.member_id not in known:
                seat.member = None
        return seats

    def _side_states(self, may):
        if not may["set_side_state"] or self.partnership.is_closed:
            return []
        words = {state.value for state in SIDE_TRANSITIONS[self.partnership.side_state]}
        return [state for state in ("", "paused", "suspended", "terminated") if state in words]

    def _shown_as(self, may):
        """The parties as whom somebody of the public side may look."""
        if not may["view_as_partner"]:
            return []
        return [
            party for party in self.parties if party.side == Side.PARTNER and party.is_shared_in
        ]

    def _approvals(self, entries):
        """What waits for an answer here, and what the latest entries are about: inside all of it, else one's own."""
        if not self.is_inside:
            mine = approvals_waiting_for(self.viewer).filter(partnership=self.partnership)
            return list(mine.order_by("submitted_on", "id"))
        told = Q(state=ApprovalState.WAITING) | Q(public_id__in=timeline.approvals_in(entries))
        rows = approvals_visible_to(self.viewer).filter(told, partnership=self.partnership)
        return list(rows.order_by("submitted_on", "id"))

    def _inside(self, gates, conditions, seats, waiting, may):
        """What only the public side sees: the gate ahead with its conditions, and what is owed for those behind."""
        number = self.partnership.standing.gate
        gate = next((row for row in gates if row.number == number), None)
        ahead = [row for row in conditions if gate is not None and row.gate_id == gate.pk]
        deciders = overview.deciders_of(gate, self.partnership, seats) if gate else []
        asked = [row for row in waiting if gate and row.subject_id == gate.public_id]
        return {
            "gate": gate,
            "checklist": overview.checklist_of(ahead),
            "missing": sum(row.is_missing for row in ahead),
            "tone": overview.tone_of(gate, on=self.viewer.on),
            "deciders": deciders,
            "step": overview.next_step(
                self.partnership,
                gate,
                ahead,
                approval=asked[0] if asked else None,
                deciders=deciders,
                may=may,
            ),
            "catch_up": overview.catch_up_of(conditions),
            "imported": self._imported(),
        }

    def _conditions(self):
        rows = GateCondition.objects.filter(partnership=self.partnership).order_by("order")
        return list(rows.select_related("gate", "owner__user", "settled_by"))

    def _imported(self):
        if self.partnership.taken_over_on is None:
            return None
        return self.partnership.import_records.defer("source", "merged").order_by("id").first()

    def _entries(self):
        entries = queries.entries_visible_to(self.viewer, self.partnership, parties=self.parties)
        # What was written down lately, the latest day first: some of it happened before it was written down.
        lately = sorted(entries[: LATEST * 8], key=lambda entry: (entry.on, entry.pk), reverse=True)
        return lately[:LATEST]

    def _lines(self, entries, members, labels):
        names = Names(
            self.viewer, self.partnership, parties=self.parties, entries=entries, members=members
        )
        return timeline.lines_of(entries, names, labels=labels)
