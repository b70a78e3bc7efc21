"""Moving a partnership to another stage, resting, stopping and ending it."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from partnerships import operations, queries
from partnerships.doors import InPartnership, OneCall
from partnerships.forms.moves import MoveForm, PauseForm, ResumeForm, SuspendForm, TerminateForm
from partnerships.models import (
    GATES,
    SIDE_TRANSITIONS,
    TRANSITIONS,
    Freeze,
    Gate,
    GateState,
    MemberRole,
    Side,
    SideState,
    Stage,
)
from ui import formats


def _said_of(partnership, *, until):
    """What the page says once a partnership rests, stops, runs again or has ended."""
    words = {
        SideState.NONE: _("%(title)s runs again."),
        SideState.PAUSED: _("%(title)s is paused until %(day)s."),
        SideState.SUSPENDED: _("%(title)s is suspended; look at it again by %(day)s."),
        SideState.TERMINATED: _("%(title)s is terminated."),
    }[SideState(partnership.side_state)]
    day = formats.day_text(until) if until else ""
    return words % {"title": partnership.title, "day": day}


SIDE_PAGES = {
    SideState.NONE: "partnerships:resume",
    SideState.PAUSED: "partnerships:pause",
    SideState.SUSPENDED: "partnerships:suspend",
    SideState.TERMINATED: "partnerships:terminate",
}

SIDE_WORDS = {
    SideState.NONE: gettext_lazy("Resume"),
    SideState.PAUSED: gettext_lazy("Pause"),
    SideState.SUSPENDED: gettext_lazy("Suspend"),
    SideState.TERMINATED: gettext_lazy("Terminate"),
}


@dataclass
class Option:
    """One stage to which a partnership may go, and what stands before it."""

    to: Stage
    gate: Gate | None = None
    missing: list = field(default_factory=list)
    form: MoveForm | None = None
    repeats: bool = False

    @property
    def label(self):
        return Stage(self.to).label

    @property
    def is_early_end(self):
        return self.form is not None and "reason" in self.form.fields

    @property
    def is_asked(self):
        return self.gate is not None and self.gate.state == GateState.ASKED


class MoveView(InPartnership, OneCall, FormView):
    """The stages that are open from here, each with what stands before it."""

    permission = "partnerships.move"
    template_name = "partnerships/move.html"
    form_class = MoveForm

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        to = kwargs["data"].get("to") if "data" in kwargs else ""
        to = to if to in Stage.values else ""
        return {**kwargs, "here": self.partnership.stage, "to": to}

    def get_success_url(self):
        return self.partnership.get_absolute_url()

    @cached_property
    def options(self):
        """Every move that the table has from here."""
        gates = {gate.number: gate for gate in Gate.objects.filter(partnership=self.partnership)}
        here = self.partnership.stage
        options = [self._option(to, gates.get(GATES.get((here, to)))) for to in TRANSITIONS[here]]
        seen = set()
        for option in options:
            option.repeats = option.gate is not None and option.gate.number in seen
            seen.add(option.gate.number if option.gate else None)
        return options

    def _option(self, to, gate):
        option = Option(to=to, gate=gate)
        if gate is None or gate.is_behind:
            option.form = MoveForm(
                initial={"version": self.partnership.version, "to": to},
                here=self.partnership.stage,
                to=to,
            )
        else:
            gate.partnership = self.partnership
            option.missing = list(queries.missing_conditions(gate))
        return option

    def get_context_data(self, **kwargs):
        form = kwargs.get("form") or self.get_form()
        for option in self.options:
            if form.is_bound and form.data.get("to") == option.to and option.form is not None:
                option.form = form
        context = {
            "form": form,
            "options": self.options,
            "is_stopped": self.partnership.is_frozen(Freeze.MOVES),
            "side_pages": side_pages(self.partnership),
            "crumb": _("Move"),
        }
        return super().get_context_data(**{**context, **kwargs})

    def perform(self, form):
        values = {name: form.cleaned_data[name] for name in form.fields}
        moved = operations.move(
            self.partnership, values.pop("to"), by=self.viewer.user, on=self.viewer.on, **values
        )
        messages.success(
            self.request, _("Now at: %(stage)s") % {"stage": moved.get_stage_display()}
        )
        return moved

    def is_done_already(self, form, current):
        last = current.stagechange_set.order_by("-number").first()
        return (
            current.version == form.cleaned_data["version"] + 1
            and last is not None
            and last.by_id == self.viewer.user.pk
            and last.to_stage == form.cleaned_data["to"]
        )


def side_pages(partnership):
    """This function will return (state, address) of every side state that is open from here."""
    if partnership.is_closed:
        return []
    return [
        (state.value or "running", reverse(SIDE_PAGES[state], args=[partnership.reference]))
        for state in SIDE_TRANSITIONS[partnership.side_state]
    ]


class SideStateView(InPartnership, OneCall, FormView):
    """One page for each way out of the main line and back."""

    permission = "partnerships.set_side_state"
    template_name = "partnerships/side_state.html"
    state = SideState.NONE

    def get_initial(self):
        return {"version": self.partnership.version}

    def get_success_url(self):
        return self.partnership.get_absolute_url()

    def get_context_data(self, **kwargs):
        allowed = not self.partnership.is_closed and (
            self.state in SIDE_TRANSITIONS[self.partnership.side_state]
        )
        context = {
            "state": self.state.value or "running",
            "crumb": SIDE_WORDS[self.state],
            "is_allowed": allowed,
            "hide_form": not allowed,
            "danger": self.state == SideState.TERMINATED,
            "frozen": queries.frozen_in(self.state),
            "going": queries.going_in(self.state),
            "back": reverse("partnerships:move", args=[self.partnership.reference]),
        }
        return super().get_context_data(**{**context, **kwargs})

    def perform(self, form):
        values = {
            name: value for name, value in form.cleaned_data.items() if name != "typed_reference"
        }
        changed = self.operation(self.partnership, by=self.viewer.user, on=self.viewer.on, **values)
        messages.success(self.request, _said_of(changed, until=values.get("until")))
        return changed

    def is_done_already(self, form, current):
        return (
            current.version == form.cleaned_data["version"] + 1
            and current.side_state == self.state
            and current.stagechange_set.order_by("-number").first().by_id == self.viewer.user.pk
        )


class ReviewedView(SideStateView):
    """Stops a partnership until somebody of the public side looks at it again."""

    def get_form_kwargs(self):
        reviewers = queries.live_members(self.partnership, on=self.viewer.on)
        reviewers = reviewers.filter(party__side=Side.PUBLIC).exclude(role=MemberRole.NONE)
        return {**super().get_form_kwargs(), "reviewers": reviewers}


class PauseView(ReviewedView):
    state = SideState.PAUSED
    form_class = PauseForm
    operation = staticmethod(operations.pause)


class SuspendView(ReviewedView):
    state = SideState.SUSPENDED
    form_class = SuspendForm
    operation = staticmethod(operations.suspend)


class ResumeView(SideStateView):
    state = SideState.NONE
    form_class = ResumeForm
    operation = staticmethod(operations.resume)


class TerminateView(SideStateView):
    state = SideState.TERMINATED
    form_class = TerminateForm
    operation = staticmethod(operations.terminate)

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "request": self.request,
            "reference": self.partnership.reference,
        }
