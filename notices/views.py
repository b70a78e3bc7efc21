from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import ListView, View

from notices import operations, queries, texts

MOST_LISTED = 10_000


class BoundedPaginator(Paginator):
    """Counts the newest `MOST_LISTED` rows only, so that years of notices do not slow the first page down."""

    @cached_property
    def count(self):
        return self.object_list[:MOST_LISTED].count()


class NoticeList(LoginRequiredMixin, ListView):
    """What the reader was told, the latest first."""

    template_name = "notices/list.html"
    paginate_by = 25
    paginator_class = BoundedPaginator

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        asked = dict(request.GET.lists())
        is_known = set(asked) <= {"page", "unread"} and asked.get("unread", ["1"]) == ["1"]
        if not is_known or any(len(values) > 1 for values in asked.values()):
            raise BadRequest("unknown or repeated parameter")
        self.only_unread = "unread" in asked

    @property
    def looks_as_partner(self):
        """What one was told oneself is no part of what a partner sees."""
        return self.request.viewer.view_as_party_id is not None

    def get_queryset(self):
        own = queries.notices_of(self.request.user)
        if self.looks_as_partner:
            own = own.none()
        return own.filter(read_at=None, settled_at=None) if self.only_unread else own

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["rows"] = [(notice, self.line_of(notice)) for notice in context["page_obj"]]
        context["only_unread"] = self.only_unread
        context["unread"] = 0 if self.looks_as_partner else queries.unread_count(self.request.user)
        return context

    def line_of(self, notice):
        """Return the line of one's own notice; its recipient is the reader and need not be asked for."""
        notice.recipient = self.request.user
        return texts.line_of(notice)


class Open(LoginRequiredMixin, View):
    """Marks a notice as read and goes where it leads."""

    http_method_names = ["post"]

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            own = queries.notices_of(request.user)
            self.notice = get_object_or_404(own, public_id=kwargs["public_id"])

    def post(self, request, *args, **kwargs):
        operations.mark_read(self.notice, by=request.user, on=timezone.localdate())
        # Asked again on the way out: a row that somebody changed must not send people elsewhere.
        home = operations.leads_home(self.notice.url)
        return HttpResponseRedirect(self.notice.url if home else reverse("notices:list"))


class ReadAll(LoginRequiredMixin, View):
    """Marks every notice of the reader as read."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        operations.mark_all_read(by=request.user, on=timezone.localdate())
        return redirect("notices:list")
