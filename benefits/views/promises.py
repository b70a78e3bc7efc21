"""Every step of a contribution from a draft to a promise, and back: each asks once before it happens."""

from django.contrib import messages
from django.utils.translation import gettext as _
from django.views.generic import FormView

from benefits import operations
from benefits.forms import contributions as forms
from benefits.models import ContributionState
from benefits.views.contributions import OfContribution, other_side
from partnerships.doors import OneCall

State = ContributionState


class StepView(OfContribution, OneCall, FormView):
    """A page that asks once before a contribution takes one step; it says what follows."""

    form_class = forms.ConfirmForm
    done_words = ""
    done_state = ""

    def get_initial(self):
        return {"version": self.contribution.version}

    def act(self, form, **told):
        """This function will call the verb of this step."""
        raise NotImplementedError

    def perform(self, form):
        told = {"by": self.viewer.user, "on": self.viewer.on, **form.cleaned_data}
        return self.act(form, **told)

    def is_done_already(self, form, current):
        return current.state == self.done_state

    def get_success_url(self):
        messages.success(self.request, self.done_words)
        return self.contribution.get_absolute_url()

    def get_context_data(self, **kwargs):
        context = {"receivers": self.people.side(other_side(self.contribution.owning_party.side))}
        return super().get_context_data(**{**context, **kwargs})


class OfferView(StepView):
    """Show it to the other side, and ask it to accept."""

    permission = "benefits.give"
    template_name = "benefits/contribution_offer.html"
    done_state = State.PROPOSED

    def act(self, form, **told):
        self.done_words = _("Offered. The other side is asked to accept it.")
        return operations.offer_contribution(self.contribution, **told)

    def get_context_data(self, **kwargs):
        readers = self.people.readers_of(self.contribution.owning_party)
        context = {"receivers": ", ".join(str(party.organisation) for party in readers)}
        return super().get_context_data(**{**context, **kwargs})


class AcceptView(StepView):
    """Say yes for the side that receives it."""

    permission = "benefits.receive"
    template_name = "benefits/contribution_accept.html"
    done_state = State.PROMISED

    def act(self, form, **told):
        self.done_words = _("Accepted. It is a promise now.")
        return operations.accept_contribution(self.contribution, party=self.party, **told)


class DeclineView(StepView):
    """Say no, with a reason."""

    permission = "benefits.receive"
    template_name = "benefits/contribution_decline.html"
    form_class = forms.ReasonForm
    done_state = State.DECLINED

    def act(self, form, **told):
        self.done_words = _("Declined. Whoever offered it reads your reason.")
        return operations.decline_contribution(self.contribution, party=self.party, **told)


class WithdrawView(StepView):
    """Take it back, with a reason."""

    permission = "benefits.give"
    template_name = "benefits/contribution_withdraw.html"
    form_class = forms.ReasonForm
    done_state = State.WITHDRAWN

    def act(self, form, **told):
        self.done_words = _("Withdrawn.")
        return operations.withdraw_contribution(self.contribution, **told)
