"""Every step of a benefit and of its figures: each asks once and says what follows."""

import rules
from django.contrib import messages
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from benefits import operations, queries
from benefits.forms import benefits as forms
from benefits.models import BenefitState, ReadingState
from benefits.views.benefits import OfBenefit
from files.responses import attachment
from partnerships.doors import OneCall
from partnerships.models import Side

State = BenefitState


class BenefitChangeView(OfBenefit, OneCall, FormView):
    """Change what the own side gains."""

    permission = "benefits.keep_benefit"
    template_name = "benefits/benefit_form.html"
    form_class = forms.BenefitChangeForm
    result = None  # stays so when this very form was sent before

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "kinds": self._kinds(),
            "owners": self.owners(),
            "is_agreed": self.benefit.state == State.AGREED,
        }

    def _kinds(self):
        """A kind that is not offered any more stays with the benefit that has it."""
        kinds = self.kinds()
        if self.benefit.type_key not in {kind.key for kind in kinds}:
            kinds = [queries.kind_of(self.benefit), *kinds]
        return kinds

    def get_initial(self):
        return forms.BenefitChangeForm.initial_of(self.benefit)

    def perform(self, form):
        return operations.change_benefit(
            self.benefit,
            version=form.cleaned_data["version"],
            by=self.viewer.user,
            on=self.viewer.on,
            **form.facts(),
        )

    def is_done_already(self, form, current):
        facts = {**form.facts(), "type_key": form.cleaned_data["kind"].key}
        # What was left empty became what is usual for the kind.
        told = {name: value for name, value in facts.items() if value not in ("", None)}
        told.pop("kind", None)
        told.pop("reason", None)
        return all(getattr(current, name) == value for name, value in told.items())

    def get_success_url(self):
        if self.result is not None and self.result.state == State.PROPOSED:
            messages.success(self.request, _("Saved. The other side is asked to agree to it."))
        else:
            messages.success(self.request, _("Saved."))
        return super().get_success_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"party": self.benefit.owning_party, **kwargs})


class StepView(OfBenefit, OneCall, FormView):
    """A page that asks once before a benefit takes one step."""

    form_class = forms.StepForm
    done_state = ""
    template_name = "benefits/benefit_step.html"
    step = ""

    def get_initial(self):
        return {"version": self.benefit.version}

    def perform(self, form):
        return self.act(by=self.viewer.user, on=self.viewer.on, **form.cleaned_data)

    def act(self, **told):
        """This function will call the verb of this step."""
        raise NotImplementedError

    def is_done_already(self, form, current):
        return current.state == self.done_state

    def get_success_url(self):
        messages.success(self.request, self.done_words())
        return super().get_success_url()

    def done_words(self):
        """This function will return what the next page says about it."""
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"step": self.step, **kwargs})


class ProposeView(StepView):
    """Show it to the other side, and ask it to agree."""

    permission = "benefits.keep_benefit"
    step, done_state = "propose", State.PROPOSED

    def act(self, **told):
        return operations.propose_benefit(self.benefit, **told)

    def done_words(self):
        return _("Proposed. The other side is asked to agree.")

    def get_context_data(self, **kwargs):
        own = queries.readings_visible_to(self.viewer).filter(
            benefit=self.benefit, state=ReadingState.OWN
        )
        readers = self.people.readers_of(self.benefit.owning_party)
        context = {"own_readings": own.count(), "other_parties": readers}
        return super().get_context_data(**{**context, **kwargs})


class AgreeView(StepView):
    """Say yes for the other side."""

    permission = "benefits.answer_benefit"
    step, done_state = "agree", State.AGREED

    def act(self, **told):
        return operations.agree_benefit(self.benefit, party=self.party, **told)

    def done_words(self):
        return _("Agreed. It counts in the balance from now on.")


class DeclineBenefitView(StepView):
    """Say no, with a reason."""

    permission = "benefits.answer_benefit"
    form_class = forms.ReasonForm
    step, done_state = "decline", State.DECLINED

    def act(self, **told):
        return operations.decline_benefit(self.benefit, party=self.party, **told)

    def done_words(self):
        return _("Not agreed. Whoever proposed it reads your reason.")


class WithdrawBenefitView(StepView):
    """Take it back, with a reason."""

    permission = "benefits.keep_benefit"
    form_class = forms.ReasonForm
    step, done_state = "withdraw", State.WITHDRAWN

    def act(self, **told):
        return operations.withdraw_benefit(self.benefit, **told)

    def done_words(self):
        return _("Withdrawn.")


# ── Figures ─────────────────────────────────────────────────────────────────────────────────────


def speaker(page):
    """This function will return the party for which the reader speaks about figures: of a company's benefit, that company."""
    is_ours = page.place.side == page.benefit.side == Side.PARTNER
    return page.benefit.owning_party if is_ours else page.party


class ReadingAddView(OfBenefit, OneCall, FormView):
    """Record a figure with what shows it."""

    permission = "benefits.add_reading"
    template_name = "benefits/reading_form.html"
    form_class = forms.ReadingForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "unit": self.benefit.unit}

    def get_initial(self):
        return {"read_on": self.viewer.on}

    def perform(self, form):
        facts = dict(form.cleaned_data)
        return operations.record_reading(
            self.benefit,
            party=speaker(self),
            public_id=facts.pop("record_id"),
            upload=facts.pop("evidence"),
            by=self.viewer.user,
            on=self.viewer.on,
            **facts,
        )

    def get_success_url(self):
        if self.benefit.state == State.DRAFT:
            messages.success(self.request, _("Recorded. Only your side sees it."))
        else:
            messages.success(self.request, _("Recorded. The other side is asked to confirm it."))
        return super().get_success_url()


class OfReading(OfBenefit):
    """A page about one figure; `self.reading` is one that the reader may see."""

    def load(self):
        super().load()
        rows = queries.readings_visible_to(self.viewer).filter(benefit=self.benefit)
        self.reading = rows.filter(public_id=self.kwargs["reading"]).first()
        if self.reading is None:
            raise Http404
        self.reading.partnership, self.reading.benefit = self.partnership, self.benefit

    def may_do(self, permission):
        return rules.has_perm(permission, self.viewer, self.reading)

    @cached_property
    def recorder(self):
        return self.people.user(self.reading.recorded_by, self.reading.owning_party.side)

    def get_context_data(self, **kwargs):
        context = {"reading": self.reading, "recorder": self.recorder}
        return super().get_context_data(**{**context, **kwargs})


class ReadingStepView(OfReading, OneCall, FormView):
    """A page that asks once before a figure takes one step."""

    permission = "benefits.answer_reading"
    template_name = "benefits/reading_step.html"
    form_class = forms.StepForm
    step = done_state = ""

    def get_initial(self):
        return {"version": self.reading.version}

    def perform(self, form):
        told = {"by": self.viewer.user, "on": self.viewer.on, "party": speaker(self)}
        return self.act(**told, **form.cleaned_data)

    def act(self, **told):
        """This function will call the verb of this step."""
        raise NotImplementedError

    def is_done_already(self, form, current):
        return current.state == self.done_state

    def get_success_url(self):
        messages.success(self.request, self.done_words())
        return super().get_success_url()

    def done_words(self):
        """This function will return what the next page says about it."""
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"step": self.step, **kwargs})


class ReadingConfirmView(ReadingStepView):
    """Confirm a figure of the other side."""

    step, done_state = "confirm", ReadingState.CONFIRMED

    def act(self, **told):
        return operations.confirm_reading(self.reading, **told)

    def done_words(self):
        return _("Confirmed. The figure counts from now on.")


class ReadingDisputeView(ReadingStepView):
    """Say that a figure of the other side is not right."""

    form_class = forms.ReasonForm
    step, done_state = "dispute", ReadingState.DISPUTED

    def act(self, **told):
        return operations.dispute_reading(self.reading, **told)

    def done_words(self):
        return _("Disputed. Whoever recorded it reads your reason.")


class ReadingWithdrawView(ReadingStepView):
    """Take a figure of one's own side back."""

    permission = "benefits.keep_reading"
    form_class = forms.ReasonForm
    step, done_state = "withdraw", ReadingState.WITHDRAWN

    def act(self, **told):
        return operations.withdraw_reading(self.reading, **told)

    def done_words(self):
        return _("Taken back. It stays to be read and does not count.")


class ReadingEvidenceView(OfReading, View):
    """The file that shows a figure, to be saved."""

    def load(self):
        super().load()
        if self.reading.evidence is None:
            raise Http404

    def get(self, request, *args, **kwargs):
        stored = operations.download_reading_evidence(
            self.reading, by=self.viewer.user, on=self.viewer.on
        )
        return attachment(stored)
