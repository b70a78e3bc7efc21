"""Single conditions of a gate: ticking, leaving out, opening again, asking for an override, and their evidence."""

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from files.responses import attachment
from partnerships import operations, queries
from partnerships.doors import OneCall
from partnerships.forms.conditions import LeaveOutForm, ReopenForm, TickForm
from partnerships.forms.gates import OverrideForm
from partnerships.models import ConditionState, GateState, Mode
from partnerships.views.gates import OWN_PLACES, InCondition

FORMS = {"tick": TickForm, "leave-out": LeaveOutForm, "reopen": ReopenForm}
STATES = {
    "tick": ConditionState.MET,
    "leave-out": ConditionState.LEFT_OUT,
    "reopen": ConditionState.OPEN,
}


class ConditionView(InCondition, OneCall, FormView):
    """One condition: how it stands, and the one thing that is done about it (`?do=tick`, `leave-out` or `reopen`)."""

    permission = "partnerships.settle_condition"
    template_name = "partnerships/condition.html"

    @property
    def what(self):
        """What this form does: the address says it, else the state of the condition when the page is opened.

        A form says it in its address; by the time it is sent the state may be another one.
        """
        chosen = self.request.GET.get("do")
        if chosen in FORMS:
            return chosen
        if self.request.method == "POST":
            return "tick"
        is_open = self.condition.state in {ConditionState.OPEN, ConditionState.TAKEN_OVER}
        return "tick" if is_open else "reopen"

    def get_form_class(self):
        return FORMS[self.what]

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if self.what == "tick":
            kwargs["needs_file"] = self.condition.key in OWN_PLACES
        return kwargs

    def get_initial(self):
        return {"version": self.condition.version}

    def get_context_data(self, **kwargs):
        open_to_change = not self.partnership.is_closed and self.gate.state in {
            GateState.OPEN,
            GateState.TAKEN_OVER,
        }
        context = {
            "what": self.what,
            "action": f"{self.request.path}?do={self.what}",
            "theirs_url": self.gate.get_absolute_url(),
            "can_change": open_to_change,
            "hide_form": not open_to_change,
            "can_leave_out": self.condition.mode == Mode.RECOMMENDED,
            "can_override": self.gate.state == GateState.OPEN
            and self.condition.is_missing
            and self.may("partnerships.ask_override"),
        }
        return super().get_context_data(**{**context, **kwargs})

    def perform(self, form):
        values = {**form.cleaned_data, "by": self.viewer.user, "on": self.viewer.on}
        if self.what == "tick":
            upload = values.pop("evidence")
            operations.tick_condition(self.partnership, self.condition.key, upload=upload, **values)
            messages.success(self.request, _("Ticked: %(what)s") % {"what": self.condition})
        elif self.what == "leave-out":
            operations.leave_out_condition(self.partnership, self.condition.key, **values)
            messages.success(self.request, _("Left out: %(what)s") % {"what": self.condition})
        else:
            operations.reopen_condition(self.partnership, self.condition.key, **values)
            messages.success(self.request, _("Open again: %(what)s") % {"what": self.condition})

    def is_done_already(self, form, current):
        mine = current.settled_by_id == self.viewer.user.pk or self.what == "reopen"
        return (
            mine
            and current.state == STATES[self.what]
            and current.reason == form.cleaned_data["reason"]
        )


class OverrideView(InCondition, OneCall, FormView):
    """Asks a second person to set a condition aside."""

    permission = "partnerships.ask_override"
    template_name = "partnerships/override.html"
    form_class = OverrideForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}

    def get_initial(self):
        return {"version": self.condition.version}

    def get_context_data(self, **kwargs):
        others = queries.second_persons(
            self.partnership, submitter=self.viewer.user, on=self.viewer.on
        )
        is_missing = self.condition.is_missing and self.gate.state == GateState.OPEN
        context = {
            "asked": others,
            "hide_form": not is_missing or not others or self.waiting_override is not None,
        }
        return super().get_context_data(**{**context, **kwargs})

    def perform(self, form):
        approval = operations.ask_override(
            self.condition, by=self.viewer.user, on=self.viewer.on, **form.cleaned_data
        )
        messages.success(
            self.request, _("A second person is asked. You are told what they answer.")
        )
        return approval


class EvidenceView(InCondition, View):
    """The file that shows that a condition is met, to be saved."""

    permission = "partnerships.read_gates"

    def load(self):
        super().load()
        if self.condition.evidence is None:
            raise Http404

    def get(self, request, *args, **kwargs):
        stored = operations.download_evidence(
            self.condition, by=self.viewer.user, on=self.viewer.on
        )
        return attachment(stored)
