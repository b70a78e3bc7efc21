"""The seven gates of a partnership: how each stands, what it misses, who decides, and asking them."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from partnerships import operations, queries
from partnerships.doors import InPartnership, OneCall
from partnerships.forms.gates import AskDecisionForm, TargetForm
from partnerships.models import (
    GATE_AHEAD,
    ApprovalKind,
    ConditionState,
    Gate,
    GateCondition,
    GateState,
    Mode,
)

# Where the partnership itself answers a condition, and what to do there.
OWN_PLACES = {
    "need_stated": "partnerships:edit",
    "route_named": "partnerships:edit",
    "tier_scored": "partnerships:edit",
    "sponsor_named": "partnerships:people",
    "access_accepted": "partnerships:people",
    # Kept by packages above this one, which pass and reopen them from their own records.
    "public_benefit": "benefits:benefits",
    "goal_linked": "benefits:goal-links",
    "benefit_each_side": "benefits:benefits",
    "balance_seen": "benefits:balance",
    "benefits_stated": "benefits:statement",
}


@dataclass
class GateLine:
    """One gate as a list shows it."""

    gate: Gate
    deciders: list
    is_ahead: bool = False
    missing: int = 0
    asked: int = 0

    @property
    def who(self):
        """Those who decide, in one list of words."""
        return get_text_list([str(decider) for decider in self.deciders], _("and"))

    @property
    def decided_by_people(self):
        return any(decider.decides for decider in self.deciders)

    @property
    def has_vacant_seat(self):
        return any(decider.is_vacant for decider in self.deciders)

    @property
    def outcome(self):
        """The gate as the partner may know it: decided or not, and when."""
        return self.gate.state if self.gate.is_behind else GateState.OPEN


def line_of(gate, conditions, deciders, *, is_ahead):
    """This function will count what a gate asks for and what of that is missing."""
    asked = [row for row in conditions if row.mode != Mode.NOT_ASKED]
    missing = [row for row in asked if row.state == ConditionState.OPEN]
    return GateLine(
        gate=gate, deciders=deciders, is_ahead=is_ahead, missing=len(missing), asked=len(asked)
    )


class GatesView(InPartnership, TemplateView):
    """All seven gates."""

    template_name = "partnerships/gates.html"
    tab = "gates"

    def get_context_data(self, **kwargs):
        ahead = GATE_AHEAD.get(self.partnership.stage)
        if not self.may("partnerships.read_gates"):
            gates = Gate.objects.filter(partnership=self.partnership).order_by("number")
            lines = [GateLine(gate=gate, deciders=[]) for gate in gates]
            return super().get_context_data(lines=lines, outcomes_only=True, **kwargs)
        deciders = queries.deciders_of(self.partnership)
        lines = [
            line_of(
                gate,
                gate.listed_conditions,
                deciders.get(gate.number, []),
                is_ahead=gate.number == ahead,
            )
            for gate in queries.gates_of(self.partnership)
        ]
        return super().get_context_data(
            lines=lines,
            line=next((line for line in lines if line.is_ahead), None),
            catch_up=self._catch_up(),
            can_move=self.may("partnerships.move"),
            can_settle=self.may("partnerships.settle_condition"),
            **kwargs,
        )

    def _catch_up(self):
        if self.partnership.taken_over_on is None:
            return []
        return list(queries.catch_up_of(self.partnership))


class InGate(InPartnership):
    """A page of one gate, found by its number; sets `self.gate`."""

    tab = "gates"

    def load(self):
        super().load()
        self.gate = Gate.objects.filter(
            partnership=self.partnership, number=self.kwargs["number"]
        ).first()
        if self.gate is None:
            raise Http404
        self.gate.partnership = self.partnership

    @cached_property
    def deciders(self):
        """Who answers at this gate."""
        found = queries.deciders_of(self.partnership, on=self.viewer.on)
        return found.get(self.gate.number, [])

    @property
    def is_ahead(self):
        return GATE_AHEAD.get(self.partnership.stage) == self.gate.number

    def get_success_url(self):
        return self.gate.get_absolute_url()

    def get_context_data(self, **kwargs):
        context = {
            "gate": self.gate,
            "is_ahead": self.is_ahead,
            "back": self.gate.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


class GateView(InGate, TemplateView):
    """One gate: its conditions, who decides, and what was decided."""

    template_name = "partnerships/gate.html"

    def get_template_names(self):
        if self.may("partnerships.read_gates"):
            return [self.template_name]
        return ["partnerships/gate_outcome.html"]

    def get_context_data(self, **kwargs):
        if not self.may("partnerships.read_gates"):
            line = GateLine(gate=self.gate, deciders=[])
            return super().get_context_data(line=line, crumb=str(self.gate), **kwargs)
        conditions = list(queries.conditions_of(self.gate))
        line = line_of(self.gate, conditions, self.deciders, is_ahead=self.is_ahead)
        decisions = list(queries.decisions_of(self.gate, self.viewer))
        context = {
            "line": line,
            "crumb": str(self.gate),
            "deciders": self.deciders,
            "decisions": decisions,
            "waiting": next((one for one in decisions if _is_open_question(one)), None),
            "leads": queries.leads_of(self.partnership, on=self.viewer.on),
            **self._listed(conditions, decisions),
            **self._offers(line),
        }
        return super().get_context_data(**{**context, **kwargs})

    def _listed(self, conditions, decisions):
        """Missing ones first, as the page shows them; what is not asked stands apart."""
        overrides = {
            one.subject_id: one
            for one in decisions
            if one.kind == ApprovalKind.CONDITION_OVERRIDE and one.is_waiting
        }
        for row in conditions:
            row.waiting_override = overrides.get(row.public_id)
            row.place = self._place_of(row)
        asked = [row for row in conditions if row.mode != Mode.NOT_ASKED]
        return {
            "open_conditions": [row for row in asked if not row.is_settled],
            "settled_conditions": [row for row in asked if row.is_settled],
            "not_asked": [row for row in conditions if row.mode == Mode.NOT_ASKED],
        }

    def _place_of(self, condition):
        name = OWN_PLACES.get(condition.key)
        return reverse(name, args=[self.partnership.reference]) if name else ""

    def _offers(self, line):
        """What this reader may do here now."""
        changeable = not self.partnership.is_closed and self.gate.state in {
            GateState.OPEN,
            GateState.TAKEN_OVER,
        }
        is_open = self.gate.state == GateState.OPEN
        return {
            "can_settle": changeable and self.may("partnerships.settle_condition"),
            "can_override": changeable and is_open and self.may("partnerships.ask_override"),
            "can_target": not self.gate.is_behind and self.may("partnerships.ask_decision"),
            "can_ask": is_open
            and line.is_ahead
            and line.decided_by_people
            and not line.missing
            and self.may("partnerships.ask_decision"),
            "can_move": line.is_ahead and self.gate.is_behind and self.may("partnerships.move"),
        }


def _is_open_question(approval):
    return approval.is_waiting and approval.kind == ApprovalKind.GATE_DECISION


class AskDecisionView(InGate, OneCall, FormView):
    """Puts the gate ahead to those who decide it."""

    permission = "partnerships.ask_decision"
    template_name = "partnerships/gate_ask.html"
    form_class = AskDecisionForm

    def get_initial(self):
        return {"version": self.gate.version}

    def get_context_data(self, **kwargs):
        conditions = list(queries.conditions_of(self.gate))
        line = line_of(self.gate, conditions, self.deciders, is_ahead=self.is_ahead)
        is_open = self.gate.state == GateState.OPEN and line.is_ahead and line.decided_by_people
        asked = queries.answerers_at(
            self.gate, self.partnership, submitter=self.viewer.user, on=self.viewer.on
        )
        nobody = [place for place, people in asked if not people]
        context = {
            "asked": asked,
            "nobody": nobody,
            "line": line,
            "deciders": self.deciders,
            "missing": [row for row in conditions if row.is_missing],
            "hide_form": not is_open or line.missing > 0 or bool(nobody),
            "crumb": _("Ask for the decision"),
        }
        return super().get_context_data(**{**context, **kwargs})

    def perform(self, form):
        approval = operations.ask_decision(
            self.gate, by=self.viewer.user, on=self.viewer.on, **form.cleaned_data
        )
        messages.success(self.request, _("Asked. You are told as soon as it is decided."))
        return approval

    def is_done_already(self, form, current):
        return self.partnership.approvals.filter(
            subject_id=current.public_id,
            state="waiting",
            submitter=self.viewer.user,
            reason=form.cleaned_data["reason"],
        ).exists()


class TargetView(InGate, OneCall, FormView):
    """Changes the day by which a gate is meant to be passed."""

    permission = "partnerships.ask_decision"
    template_name = "partnerships/gate_target.html"
    form_class = TargetForm

    def get_initial(self):
        return {"version": self.gate.version, "target_on": self.gate.target_on}

    def perform(self, form):
        gate = operations.set_gate_target(
            self.gate, by=self.viewer.user, on=self.viewer.on, **form.cleaned_data
        )
        messages.success(self.request, _("The target day is changed."))
        return gate

    def is_done_already(self, form, current):
        return current.target_on == form.cleaned_data["target_on"]


class InCondition(InGate):
    """A page of one condition, found by its key among those that this reader may see; sets `self.condition`."""

    def load(self):
        super().load()
        rows = queries.within(GateCondition.objects.filter(gate=self.gate), self.viewer)
        self.condition = (
            rows.filter(key=self.kwargs["key"])
            .select_related("evidence", "settled_by", "owner")
            .first()
        )
        if self.condition is None:
            raise Http404
        self.condition.partnership, self.condition.gate = self.partnership, self.gate

    @cached_property
    def waiting_override(self):
        """The open question whether to go on without this condition, or None."""
        return queries.override_waiting(self.condition)

    def get_context_data(self, **kwargs):
        context = {
            "condition": self.condition,
            "crumb": self.condition.label,
            "waiting_override": self.waiting_override,
        }
        return super().get_context_data(**{**context, **kwargs})
