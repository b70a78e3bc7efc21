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

from desk import matters, queries, timeline
from desk.forms import AnswerForm, WithdrawForm
from desk.names import Names
from desk.operations import note_download
from files import responses
from organisations.queries import pools_visible_to
from partnerships import operations
from partnerships.doors import OneCall, SignedIn
from partnerships.models import Answer, ApprovalState
from partnerships.queries import (
    approvals_visible_to,
    approvals_waiting_for,
    asks_of,
)
from ui.views import FormView

PAGE = 25
LATELY = 10
MINE, ALL, DECIDED = SHOWN = ("mine", "all", "decided")

# What is said to whoever has just answered, by what their answer came to.
RESULTS = {
    ApprovalState.WAITING: gettext_lazy(
        "Your answer is recorded. Others still have to give theirs."
    ),
    ApprovalState.AGREED: gettext_lazy("Your answer is recorded. It is agreed."),
    ApprovalState.REFUSED: gettext_lazy("Your answer is recorded. It is refused."),
}


class Approvals(SignedIn, TemplateView):
    """What waits for the reader, all that the reader may see, or what was decided; with what the reader asked."""

    template_name = "desk/approvals.html"

    def get_context_data(self, **kwargs):
        show = self.request.GET.get("show", MINE)
        if show not in SHOWN:
            raise Http404
        page = self._page(queries.with_matter(self._rows(show)))
        asked = queries.approvals_asked_by(self.viewer).filter(state=ApprovalState.WAITING)
        asked = list(asked[:PAGE]) if show == MINE else []
        decided = queries.approvals_decided_for(self.viewer)[:LATELY] if show == MINE else []
        queries.add_who_is_asked([*page.object_list, *asked], self.viewer)
        context = {
            "show": show,
            "page": page,
            "asked": asked,
            "decided": decided,
            "pools": pools_visible_to(self.viewer),
            "today": timezone.localdate(),
        }
        return super().get_context_data(**{**context, **kwargs})

    def _rows(self, show):
        if show == MINE:
            return approvals_waiting_for(self.viewer)
        rows = approvals_visible_to(self.viewer)
        if show == DECIDED:
            return rows.exclude(state=ApprovalState.WAITING).order_by("-decided_on", "-id")
        return rows.filter(state=ApprovalState.WAITING).order_by("submitted_on", "id")

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
            "changes": self._changes(),
            "today": timezone.localdate(),
        }
        return super().get_context_data(**{**context, **kwargs})

    def _changes(self):
        """What was done in the partnership since it was asked, for whoever is shown the whole matter."""
        if self.matter.is_company or not self.approval.is_waiting:
            return []
        entries = list(queries.entries_since(self.approval)[:LATELY])
        if not entries:
            return []
        parties = self.matter.parties
        names = Names(self.viewer, self.approval.partnership, parties=parties, entries=entries)
        labels = timeline.words_of_conditions(self.matter.conditions_now)
        return timeline.lines_of(entries, names, labels=labels)


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
