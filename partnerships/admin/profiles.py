"""Profiles in the administration: copied for the own body, edited in a typed form, previewed, published."""

import rules
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.forms import StepUpForm
from organisations.doors import AdminForm, BodyAdmin, Choice, doer
from organisations.queries import bodies_administered_by
from partnerships import operations, queries
from partnerships.models import GateNumber, Mode, Profile, ProfileVersion
from ui import fields

DAYS, MODE = "days_", "mode_"


class ProfileFilter(Choice):
    title, parameter_name, choices_of = _("profile"), "profile", Profile.choices


class ProfileForm(AdminForm):
    """What an unpublished version asks: a mode for each condition, a target day for each gate."""

    note = fields.LineField(label=_("What changed"), max_length=250, required=False)

    @classmethod
    def of(cls, version):
        """Return this form with a field for every gate and condition of `version`."""
        rows = {
            f"{DAYS}{row.gate}": forms.IntegerField(
                label=_("Days from the start"),
                help_text=_("Empty: no target day."),
                required=False,
                min_value=0,
                max_value=36500,
                initial=row.days,
            )
            for row in version.gates.all()
        }
        rows |= {
            f"{MODE}{row.key}": forms.ChoiceField(
                label=row.label, help_text=row.explanation, choices=Mode.choices, initial=row.mode
            )
            for row in version.conditions.all()
        }
        return type("ProfileForm", (cls,), rows)

    def changed(self, prefix):
        """Return what was changed among the fields of one kind; what stayed is nobody's to overwrite."""
        return {
            name.removeprefix(prefix): self.cleaned_data[name]
            for name in self.changed_data
            if name.startswith(prefix)
        }


class PublishForm(StepUpForm):
    """The password again: a published version counts for every new partnership of the body."""


@admin.register(ProfileVersion)
class ProfileVersionAdmin(BodyAdmin):
    icon, place = "sliders-horizontal", 55
    about = _(
        "What a partnership is asked for. Make a version of your own, look at it, publish it."
    )
    change_form_template = "admin/profile.html"
    facts = ("profile", "number", "whose", "published_on", "published_by", "shown_note")
    list_display = ("profile", "number", "whose", "published_on", "shown_note")
    list_filter = (ProfileFilter,)
    ordering = ("profile", "-body", "-number")

    def rows_for(self, viewer):
        rows = queries.profile_versions_visible_to(viewer)
        return rows.select_related("body__organisation", "published_by")

    def may_change(self, viewer, row):
        return not row.is_published and rules.has_perm("partnerships.keep_profile", viewer, row)

    # ── Editing ─────────────────────────────────────────────────────────────────────────────────

    def edit_fieldsets(self, request, row):
        parts = [(None, {"fields": ["note"]})]
        conditions = list(row.conditions.order_by("order"))
        for gate in row.gates.order_by("gate"):
            names = [f"{MODE}{one.key}" for one in conditions if one.gate == gate.gate]
            parts.append((gate_name(gate.gate), {"fields": [f"{DAYS}{gate.gate}", *names]}))
        return parts

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None and self.has_change_permission(request, obj):
            kwargs["form"] = ProfileForm.of(obj)
        return super().get_form(request, obj, change=change, **kwargs)

    def change(self, request, row, form):
        if not form.changed_data:
            return row
        return operations.edit_profile(
            row,
            modes=form.changed(MODE),
            days={int(gate): days for gate, days in form.changed(DAYS).items()},
            note=form.cleaned_data["note"] if "note" in form.changed_data else None,
            **doer(request),
        )

    def response_change(self, request, obj):
        if "_preview" in request.POST:
            return HttpResponseRedirect(self.address("preview", obj))
        return super().response_change(request, obj)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["gates"] = [] if self.has_change_permission(request, obj) else gates_of(obj)
        context["targets"] = self.targets(request.viewer)
        context["copy_url"], context["preview_url"] = (
            self.address("copy", obj),
            self.address("preview", obj),
        )
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # ── Copying ─────────────────────────────────────────────────────────────────────────────────

    def extra_urls(self):
        view, name = self.admin_site.admin_view, "partnerships_profileversion"
        return [
            path("<uuid:object_id>/copy/", view(require_POST(self.copy)), name=f"{name}_copy"),
            path("<uuid:object_id>/preview/", view(self.preview), name=f"{name}_preview"),
        ]

    def targets(self, viewer):
        """Return for whom this reader may make a version, by what a form sends for them."""
        if not viewer.may_write:
            return {}
        own = bodies_administered_by(viewer).filter(
            organisation__in=viewer.bodies_as("administrator")
        )
        shipped = {"": None} if viewer.is_operator else {}
        return shipped | {body.prefix: body for body in own.select_related("organisation")}

    def copy(self, request, object_id):
        """Make a version for a body, or go on with the one that was begun and is not published yet."""
        version, targets = self.found(request, object_id), self.targets(request.viewer)
        chosen = request.POST.get("body", "")
        if chosen not in targets:
            raise PermissionDenied
        begun = self.get_queryset(request).filter(
            profile=version.profile, body=targets[chosen], published_on__isnull=True
        )
        copy = begun.first() or operations.copy_profile(
            version, body=targets[chosen], **doer(request)
        )
        return HttpResponseRedirect(self.address("change", copy))

    # ── Preview and publishing ──────────────────────────────────────────────────────────────────

    def preview(self, request, object_id):
        """Show what a version changes against the one in force; a post publishes it."""
        version = self.found(request, object_id)
        if not self.has_change_permission(request, version):
            raise PermissionDenied
        form = PublishForm(request.POST if request.method == "POST" else None, request=request)
        if request.method == "POST" and form.is_valid():
            try:
                operations.publish_profile(version, **doer(request))
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                words = _("“%(row)s” is published. New partnerships start with it.")
                self.message_user(request, words % {"row": version}, messages.SUCCESS)
                return HttpResponseRedirect(self.address("change", version))
        current = queries.current_profile(version.profile, body=version.body)
        context = {
            **self.admin_site.each_context(request),
            **self._context(),
            "opts": self.opts,
            "title": _("What “%(row)s” changes") % {"row": self.named(version)},
            "current_name": self.named(current) if current else "",
            "version": version,
            "current": current,
            "changes": queries.profile_changes(version, against=current) if current else [],
            "form": form,
            "back_url": self.address("change", version),
            "list_url": self.address("changelist"),
        }
        return TemplateResponse(
            request,
            "admin/profile_preview.html",
            context,
            status=422 if form.errors else 200,
        )

    def named(self, version):
        """Return a version's name with the one for whom it counts; two may have the same number."""
        return f"{version}, {self.whose(version)}"

    def found(self, request, object_id):
        """Return the version behind an address, or answer that there is none."""
        version = self.get_object(request, str(object_id))
        if version is None or not self.has_view_permission(request, version):
            raise Http404
        return version

    # ── What a row says ─────────────────────────────────────────────────────────────────────────

    @admin.display(description=_("for"))
    def whose(self, row):
        return row.body or _("Every body (shipped)")

    @admin.display(description=_("what changed"))
    def shown_note(self, row):
        return row.note


def gate_name(number):
    """Return how a gate is headed."""
    return f"G{number} {GateNumber(number).label}"


def gates_of(version):
    """Return what a version asks, gate by gate, to be read."""
    conditions, deciders = list(version.conditions.order_by("order")), list(version.deciders.all())
    return [
        {
            "name": gate_name(gate.gate),
            "days": gate.days,
            "deciders": [one for one in deciders if one.gate == gate.gate],
            "conditions": [one for one in conditions if one.gate == gate.gate],
        }
        for gate in version.gates.order_by("gate")
    ]
