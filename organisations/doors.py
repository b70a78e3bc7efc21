"""What every ModelAdmin of the house is made from: scoped to the reader's body, writing through operations only."""

import uuid
from importlib import import_module

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    BadRequest,
    ImproperlyConfigured,
    PermissionDenied,
    ValidationError,
)
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ui import forms

KNOWN_PARAMETERS = {"q", "o", "p", "all"}


class Choice(admin.SimpleListFilter):
    """A filter of a list with fixed answers; nothing in it comes from rows that the reader may not see."""

    choices_of = ()
    lookup = ""

    def lookups(self, request, model_admin):
        return self.choices_of

    def has_output(self):
        return True

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        if self.value() not in dict(self.lookup_choices):
            raise BadRequest("unknown answer")
        return self.narrow(queryset, self.value())

    def narrow(self, queryset, value):
        return queryset.filter(**{self.lookup or self.parameter_name: value})


class Rows(ChangeList):
    """A list whose links carry public ids, and whose rows can be readied a page at a time."""

    def url_for_result(self, result):
        return self.model_admin.address("change", result)

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        self.model_admin.prepare(request, self.result_list)


class AdminForm(forms.ModelForm):
    """A typed form of the admin; when the operation refused, it shows the words of the refusal."""

    def __init__(self, *args, request=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def _post_clean(self):
        super()._post_clean()
        refusal = getattr(self.request, "refusal", None)
        if refusal is not None:
            _show(self, refusal)


def _show(form, refusal):
    errors = (
        refusal.error_dict
        if hasattr(refusal, "error_dict")
        else {NON_FIELD_ERRORS: refusal.error_list}
    )
    for field, words in errors.items():
        form.add_error(field if field in form.fields else None, words)


class BodyAdmin(admin.ModelAdmin):
    """Shows what one visibility query lets the reader see; allows nothing and writes nothing by itself.

    A subclass names its query (`rows_for`) and, where something may be done, the predicate (`may_add`,
    `may_change`) and the operation (`add`, `change`).
    """

    form = AdminForm
    icon, place, about, add_words = "settings", 99, "", _("Add")
    new_fields = edit_fields = facts = ()
    change_list_template = "admin/change_list.html"
    change_form_template = add_form_template = "admin/change_form.html"
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False
    actions_selection_counter = False

    # ── What the subclass says ──────────────────────────────────────────────────────────────────

    def rows_for(self, viewer):
        """Return what `viewer` may see."""
        raise NotImplementedError

    def may_see(self, viewer):
        """Tell whether this part of the admin is for `viewer` at all."""
        return True

    def may_add(self, viewer):
        """Tell whether `viewer` may add a row."""
        return False

    def may_change(self, viewer, row):
        """Tell whether `viewer` may change this row."""
        return False

    def add(self, request, form):
        """Call the operation that makes the row, and return it."""
        raise PermissionDenied

    def change(self, request, row, form):
        """Call the operation that changes the row."""
        raise PermissionDenied

    def prepare(self, request, rows):
        """Fetch at once what the rows of one page of the list name."""

    def extra_urls(self):
        """Return further pages of this part, each an address below that of a row."""
        return []

    # ── Who may what ────────────────────────────────────────────────────────────────────────────

    def has_view_permission(self, request, obj=None):
        return self.admin_site.has_permission(request) and self.may_see(request.viewer)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_add_permission(self, request):
        viewer = request.viewer
        return self.has_view_permission(request) and viewer.may_write and self.may_add(viewer)

    def has_change_permission(self, request, obj=None):
        viewer = request.viewer
        return (
            obj is not None
            and self.has_view_permission(request)
            and viewer.may_write
            and self.may_change(viewer, obj)
        )

    def has_delete_permission(self, request, obj=None):
        return False

    def lookup_allowed(self, lookup, value, request):
        # Django lets a reader filter by any column of the row, such as the hash of a password.
        return lookup in {one.parameter_name for one in self.list_filter}

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    # ── Which rows, and under which address ─────────────────────────────────────────────────────

    def get_queryset(self, request):
        rows = self.rows_for(request.viewer)
        return rows.order_by(*self.ordering) if self.ordering else rows

    def get_object(self, request, object_id, from_field=None):
        return super().get_object(request, object_id, "public_id")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        # Django would offer every row of the other model.
        raise ImproperlyConfigured(f"Declare {db_field.name} in a typed form, with its choices.")

    formfield_for_manytomany = formfield_for_foreignkey

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404

    def get_urls(self):
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("", view(self.changelist_view), name=f"{name}_changelist"),
            path("add/", view(self.add_view), name=f"{name}_add"),
            *self.extra_urls(),
            path("<uuid:object_id>/change/", view(self.page_of_row), name=f"{name}_change"),
        ]

    def page_of_row(self, request, object_id):
        """Show one row, found by its public id; what is not the reader's own is not there, whatever is sent."""
        if self.get_object(request, str(object_id)) is None:
            raise Http404
        return self.change_view(request, str(object_id))

    def address(self, page, row=None):
        """Return the address of a page of this part, of one row where it is given."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=[row.public_id] if row is not None else [])

    def get_changelist(self, request, **kwargs):
        return Rows

    # ── The list ────────────────────────────────────────────────────────────────────────────────

    def changelist_view(self, request, extra_context=None):
        names = {one.parameter_name for one in self.list_filter}
        if set(request.GET) - names - KNOWN_PARAMETERS:
            raise BadRequest("unknown parameter")
        return super().changelist_view(request, {**(extra_context or {}), **self._context()})

    @admin.display(description="")
    def action_checkbox(self, obj):
        return format_html(
            '<input class="form-check-input" type="checkbox" name="{}" value="{}" aria-label="{}">',
            helpers.ACTION_CHECKBOX_NAME,
            obj.public_id,
            _("Select “%(row)s”") % {"row": obj},
        )

    def response_action(self, request, queryset):
        """Run an action on rows of the reader's own list; other ids are as good as none."""
        chosen = [one for one in request.POST.getlist(helpers.ACTION_CHECKBOX_NAME) if is_uuid(one)]
        keys = queryset.filter(public_id__in=chosen).values_list("pk", flat=True)
        request.POST = request.POST.copy()
        request.POST.setlist(helpers.ACTION_CHECKBOX_NAME, [str(key) for key in keys])
        request.POST["select_across"] = "0"
        return super().response_action(request, queryset)

    # ── The page of a row ───────────────────────────────────────────────────────────────────────

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": self.new_fields})]
        shown = (None, {"fields": self.facts, "classes": ["facts"]})
        if not self.has_change_permission(request, obj):
            return [shown]
        return [*self.edit_fieldsets(request, obj), shown]

    def edit_fieldsets(self, request, row):
        """Return the fieldsets of what may be changed."""
        return [(None, {"fields": self.edit_fields})]

    def get_readonly_fields(self, request, obj=None):
        return self.facts if obj is not None else ()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)

        class Asked(form):
            def __init__(self, *args, **fields):
                super().__init__(*args, request=request, **fields)

        return Asked

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        context = {**(extra_context or {}), **self._context()}
        try:
            answer = super().changeform_view(request, object_id, form_url, context)
        except ValidationError as refusal:
            # The operation said no and all is rolled back: the same form again, with its words.
            request.refusal = refusal
            keep_session(request)
            answer = super().changeform_view(request, object_id, form_url, context)
        if request.method == "POST" and isinstance(answer, TemplateResponse):
            answer.status_code = 422
        return answer

    def _context(self):
        return {"about": self.about, "add_words": self.add_words, "key": self.opts.label_lower}

    def save_model(self, request, obj, form, change):
        if change:
            self.change(request, obj, form)
        else:
            # What follows speaks of the row as the operation made it.
            obj.__dict__.update(self.add(request, form).__dict__)

    def response_add(self, request, obj, post_url_continue=None):
        self.message_user(request, _("“%(row)s” is added.") % {"row": obj}, messages.SUCCESS)
        return HttpResponseRedirect(self.address("change", obj))

    def response_change(self, request, obj):
        self.message_user(request, _("“%(row)s” is saved.") % {"row": obj}, messages.SUCCESS)
        return HttpResponseRedirect(self.address("change", obj))

    def log_addition(self, request, obj, message):
        """Write nothing: the operation has written its audit entry."""

    log_change = log_addition

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        if self.list_editable or self.inlines:
            raise ImproperlyConfigured("Rows are changed one by one, through their operation.")


def keep_session(request):
    """Write the session down again after a change was rolled back, and with it the new key that a proof had given it."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    before = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if request.session.session_key == before:
        return
    session = store(before)
    session.update(dict(request.session.items()))
    session.cycle_key()
    request.session = session


def doer(request):
    """Return who does it and on which day, as every operation takes it."""
    return {"by": request.user, "on": timezone.localdate()}


def is_uuid(text):
    """Tell whether a text from a form can be a public id."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
