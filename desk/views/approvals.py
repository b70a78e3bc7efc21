"""What waits for a second person, and the one page on which it is decided."""

from functools import cached_property

import rules
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from desk import matters, queries
from desk.forms import AnswerForm, WithdrawForm
from desk.operations import note_download
from files import responses
from partnerships import operations
from partnerships.doors import OneCall, SignedIn
from partnerships.models import Answer, ApprovalState
from partnerships.queries import approvals_visible_to, approvals_waiting_for, asks_of
from ui.views import FormView

PAGE = 25
LATELY = 10

# What is said to whoever has just answered, by what their answer came to.
RESULTS = {
    ApprovalState.WAITING: gettext_lazy(
        "Your answer is recorded. Others still have to give theirs."
    ),
    ApprovalState.AGREED: gettext_lazy("Your answer is recorded. It is agreed."),
    ApprovalState.REFUSED: gettext_lazy("Your answer is recorded. It is refused."),
}


class Approvals(SignedIn, TemplateView):
    """What waits for the reader, what the reader asked, and what was decided lately."""

    template_name = "desk/approvals.html"

    def get_context_data(self, **kwargs):
        asked = queries.approvals_asked_by(self.viewer)
        context = {
            "page": self._page(queries.with_matter(approvals_waiting_for(self.viewer))),
            "asked": asked.filter(state=ApprovalState.WAITING)[:PAGE],
            "decided": queries.approvals_decided_for(self.viewer)[:LATELY],
            "today": timezone.localdate(),
        }
        return super().get_context_data(**{**context, **kwargs})

    def _page(self, waiting):
        number = self.request.GET.get("page", "1")
        pages = Paginator(waiting, PAGE)
        # A number of thousands of digits is more than Python reads.
        is_number = number.isascii() and number.isdigit() and len(number) < 7
        if not is_number or not 1 <= int(number) <= pages.num_pages:
            raise Http404
        return pages.page(int(number))


class OneApproval(SignedIn):
    """A page of one approval that the viewer may open."""

    def load(self):
        seen = queries.with_matter(approvals_visible_to(self.viewer))
        self.approval = seen.filter(public_id=self.kwargs["public_id"]).first()
        if self.approval is None:
            raise Http404

    def may(self, permission):
        return rules.has_perm(permission, self.viewer, self.approval)

    @cached_property
    def matter(self):
        return matters.Matter(self.approval, self.viewer)

    def get_success_url(self):
        return self.approval.get_absolute_url()


class ApprovalPage(OneCall, OneApproval, FormView):
    """The whole matter on one page, and the answer to it."""

    template_name = "desk/approval.html"
    form_class = AnswerForm

    def allowed(self):
        if self.request.method in {"GET", "HEAD", "OPTIONS"}:
            return True
        # Whoever was asked and comes too late is told so; it is not their right that is missing.
        return self.may("partnerships.answer_approval") or self._comes_late

    @cached_property
    def _comes_late(self):
        has_answered = self.approval.asks.filter(answered_by=self.viewer.user).exists()
        over = not self.approval.is_waiting and asks_of(self.approval, self.viewer).exists()
        return self.viewer.may_write and (has_answered or over)

    def post(self, request, *args, **kwargs):
        if self.may("partnerships.answer_approval"):
            return super().post(request, *args, **kwargs)
        if self.approval.asks.filter(answered_by=self.viewer.user).exists():
            messages.info(request, _("Your answer was recorded before. Nothing was changed."))
            return HttpResponseRedirect(self.get_success_url())
        return self.render_to_response(self.get_context_data(is_late=True), status=409)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}

    def perform(self, form):
        answered = operations.answer_approval(
            self.approval,
            answer=Answer(form.cleaned_data["answer"]),
            reason=form.cleaned_data["reason"],
            by=self.viewer.user,
            on=timezone.localdate(),
        )
        messages.success(self.request, RESULTS[answered.state])
        return answered

    def get_context_data(self, **kwargs):
        context = {
            "approval": self.approval,
            "matter": self.matter,
            "can_answer": self.may("partnerships.answer_approval"),
            "can_withdraw": self.may("partnerships.withdraw_approval"),
            "today": timezone.localdate(),
        }
        return super().get_context_data(**{**context, **kwargs})


class WithdrawApproval(OneCall, OneApproval, FormView):
    """Takes a question back."""

    template_name = "desk/approval_withdraw.html"
    form_class = WithdrawForm

    def allowed(self):
        return self.may("partnerships.withdraw_approval") or self._is_over

    @property
    def _is_over(self):
        """Whoever could have withdrawn it is told that there is nothing left to withdraw."""
        return not self.approval.is_waiting and self.approval.submitter_id == self.viewer.user.pk

    def get(self, request, *args, **kwargs):
        return self._over() if self._is_over else super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return self._over() if self._is_over else super().post(request, *args, **kwargs)

    def _over(self):
        words = {
            ApprovalState.WITHDRAWN: _("This was withdrawn before. Nothing was changed."),
        }.get(self.approval.state, _("This has been decided; it cannot be withdrawn any more."))
        messages.info(self.request, words)
        return HttpResponseRedirect(self.get_success_url())

    def perform(self, form):
        withdrawn = operations.withdraw_approval(
            self.approval,
            reason=form.cleaned_data["reason"],
            by=self.viewer.user,
            on=timezone.localdate(),
        )
        messages.success(self.request, _("It is withdrawn. Whoever was asked has nothing to do."))
        return withdrawn

    def get_context_data(self, **kwargs):
        context = {"approval": self.approval, "matter": self.matter}
        return super().get_context_data(**{**context, **kwargs})


class ApprovalEvidence(OneApproval, View):
    """The evidence that was shown when the question was asked; nothing else comes this way."""

    http_method_names = ["get", "head", "options"]

    def load(self):
        super().load()
        self.stored = self.matter.evidence_for(self.kwargs["key"])
        if self.stored is None:
            raise Http404

    def get(self, request, *args, **kwargs):
        note_download(
            self.approval,
            self.kwargs["key"],
            self.stored,
            by=self.viewer.user,
            on=timezone.localdate(),
        )
        return responses.attachment(self.stored)
