"""Deliveries: reported by the giver, answered by the receiver, settled where the two differ."""

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from benefits import operations, queries
from benefits.forms import contributions
from benefits.forms import handovers as forms
from benefits.models import HandoverState
from benefits.queries.deliveries import counted_of
from benefits.views.contributions import OfContribution
from files.responses import attachment
from partnerships.doors import OneCall

State = HandoverState


class ReportView(OfContribution, OneCall, FormView):
    """Tell the receiver that something was delivered."""

    permission = "benefits.give"
    template_name = "benefits/handover_report.html"
    form_class = forms.ReportForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "contribution": self.contribution}

    def get_initial(self):
        row = self.contribution
        rest = None
        if row.quantity is not None:
            rest = max(row.quantity - counted_of(row, "quantity"), 0)
        return {"delivered_on": self.viewer.on, "quantity": rest}

    def perform(self, form):
        given = form.cleaned_data
        return operations.report_handover(
            self.contribution,
            delivered_on=given["delivered_on"],
            note_text=given["note"],
            upload=given["evidence"],
            public_id=given["record_id"],
            by=self.viewer.user,
            on=self.viewer.on,
            **form.figures(),
        )

    def get_success_url(self):
        messages.success(self.request, _("Reported. The other side is asked whether it arrived."))
        return self.contribution.get_absolute_url()

    def get_context_data(self, **kwargs):
        context = {"hide_form": self.contribution.state != "promised"}
        return super().get_context_data(**{**context, **kwargs})


class OfHandover(OfContribution):
    """A page about one delivery; `self.handover` is one that the reader may see."""

    def find(self):
        rows = queries.handovers_visible_to(self.viewer, self.partnership)
        rows = rows.select_related(
            "contribution__owning_party__organisation",
            "contribution__owner__user",
            "contribution__term",
            "evidence",
            "reported_by",
            "answered_by",
        ).prefetch_related("words__said_by")
        self.handover = rows.filter(public_id=self.kwargs["public_id"]).first()
        if self.handover is None:
            raise Http404
        return self.handover.contribution

    def get_context_data(self, **kwargs):
        context = {"handover": self.handover, "proposal": queries.proposal_of(self.handover)}
        return super().get_context_data(**{**context, **kwargs})


class HandoverStepView(OfHandover, OneCall, FormView):
    """A page that asks once before something is said about a delivery."""

    form_class = contributions.ConfirmForm
    done_words = ""
    done_state = ""

    def get_initial(self):
        return {"version": self.handover.version}

    def act(self, form, **told):
        """This function will call the verb of this step."""
        raise NotImplementedError

    def perform(self, form):
        told = {name: form.cleaned_data[name] for name in form.cleaned_data}
        return self.act(form, **{**told, "by": self.viewer.user, "on": self.viewer.on})

    def is_done_already(self, form, current):
        return bool(self.done_state) and current.state == self.done_state

    def get_success_url(self):
        messages.success(self.request, self.done_words)
        return self.contribution.get_absolute_url()


class WithFigures(HandoverStepView):
    """A step that names figures."""

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "contribution": self.contribution}


class SaidOnce(HandoverStepView):
    """A step that adds a word: the same word of the same person twice is said once."""

    def is_done_already(self, form, current):
        last = current.words.order_by("-id").first()
        mine = last is not None and last.said_by_id == self.viewer.user.pk
        return mine and last.words == form.cleaned_data["words"]


class HandoverConfirmView(HandoverStepView):
    """Say that it arrived."""

    permission = "benefits.receive"
    template_name = "benefits/handover_confirm.html"
    done_state = State.CONFIRMED

    def act(self, form, **told):
        self.done_words = _("Confirmed. It counts as received.")
        return operations.confirm_handover(self.handover, party=self.party, **told)


class HandoverDisputeView(WithFigures):
    """Say what is missing or different."""

    permission = "benefits.receive"
    template_name = "benefits/handover_dispute.html"
    form_class = forms.DisputeForm
    done_state = State.DISPUTED

    def act(self, form, **told):
        self.done_words = _("Disputed. The other side reads why and replies.")
        return operations.dispute_handover(self.handover, party=self.party, **told)


class HandoverReplyView(SaidOnce):
    """Reply in a dispute."""

    permission = "benefits.talk"
    template_name = "benefits/handover_reply.html"
    form_class = forms.ReplyForm

    def act(self, form, **told):
        self.done_words = _("Your reply is there.")
        return operations.reply_to_dispute(self.handover, party=self.party, **told)


class HandoverProposeView(WithFigures, SaidOnce):
    """Name figures by which a dispute could end."""

    permission = "benefits.talk"
    template_name = "benefits/handover_propose.html"
    form_class = forms.ProposeForm

    def act(self, form, **told):
        self.done_words = _("Proposed. It is settled once the other side agrees.")
        return operations.propose_settlement(self.handover, party=self.party, **told)


class HandoverSettleView(HandoverStepView):
    """Agree to the figures that the other side named."""

    permission = "benefits.talk"
    template_name = "benefits/handover_settle.html"
    done_state = State.SETTLED

    def act(self, form, **told):
        self.done_words = _("Settled with these figures.")
        return operations.settle_handover(self.handover, party=self.party, **told)


class HandoverWithdrawView(HandoverStepView):
    """Take back a delivery that was reported by mistake."""

    permission = "benefits.give"
    template_name = "benefits/handover_withdraw.html"
    done_state = State.WITHDRAWN

    def act(self, form, **told):
        self.done_words = _("Taken back.")
        return operations.withdraw_handover(self.handover, **told)


class HandoverEvidenceView(OfHandover, View):
    """The file that shows a delivery, to be saved."""

    permission = "benefits.read"

    def load(self):
        super().load()
        if self.handover.evidence is None:
            raise Http404

    def get(self, request, *args, **kwargs):
        stored = operations.download_handover_evidence(
            self.handover, by=self.viewer.user, on=self.viewer.on
        )
        return attachment(stored)
