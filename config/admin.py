"""Django's admin as a door of the house: who may come in, and which of its pages exist."""

from functools import update_wrapper

import rules
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from organisations.doors import BodyAdmin

# Of Django's own pages only these are open. Signing out and passwords have their place already, look-ups as one
# types are not used, and `r/` would redirect to the address of any row, whoever may see it.
OPEN = {"index", "login"}
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
HOUSE = __name__.partition(".")[0], BodyAdmin.__module__.partition(".")[0]


class Site(admin.AdminSite):
    """The administration, for administrators of a body and the operator; nobody else learns that it is there."""

    site_title = site_header = index_title = _("Administration")
    index_template = "admin/index.html"
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options):
        """Take in what stands on our walls; leave out what libraries bring, which knows nothing of them."""
        if admin_class is not None and issubclass(admin_class, BodyAdmin):
            super().register(model_or_iterable, admin_class, **options)
        elif _is_ours(admin_class):
            raise ImproperlyConfigured(f"{admin_class.__name__} must be a BodyAdmin.")

    def has_permission(self, request):
        return rules.has_perm("organisations.enter_admin", request.viewer)

    def get_urls(self):
        # Those of our ModelAdmins have no name of their own here, nor has the last one, which answers all the rest.
        return [one for one in super().get_urls() if getattr(one, "name", None) in {*OPEN, None}]

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise Http404
            if request.method not in METHODS:
                # Django's views take what they do not know for a look.
                return HttpResponseNotAllowed(METHODS)
            if "_popup" in request.GET or "_popup" in request.POST:
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    @method_decorator(require_safe)
    def index(self, request, extra_context=None):
        return super().index(request, extra_context)

    @method_decorator(require_safe)
    def login(self, request, extra_context=None):
        """Send to the one page where people sign in; this one asks for nothing."""
        index = reverse("admin:index", current_app=self.name)
        if not request.user.is_authenticated:
            return redirect_to_login(index)
        if not self.has_permission(request):
            raise Http404
        return self.index(request)

    def get_log_entries(self, request):
        # Django's own log is not kept: the audit is.
        return ()

    def get_app_list(self, request, app_label=None):
        # Listed by `sections`, without the pages of whole packages.
        return []

    def each_context(self, request):
        return {**super().each_context(request), "sections": self.sections(request)}

    def sections(self, request):
        """Return what this reader may open, for the navigation and the first page."""
        if not self.has_permission(request):
            return []
        open_to_reader = [
            one for one in self._registry.values() if one.has_module_permission(request)
        ]
        return [
            {
                "key": one.opts.label_lower,
                "name": one.opts.verbose_name_plural,
                "icon": one.icon,
                "about": one.about,
                "url": one.address("changelist"),
                "add_url": one.address("add") if one.has_add_permission(request) else "",
                "add_words": one.add_words,
            }
            for one in sorted(open_to_reader, key=lambda one: one.place)
        ]


def _is_ours(admin_class):
    top = admin_class.__module__.partition(".")[0] if admin_class is not None else ""
    return top in HOUSE
