"""Organisations in the administration: read by administrators, corrected by the operator."""

from urllib.parse import urlencode

import rules
from django import forms
from django.contrib import admin
from django.db.models import Prefetch
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from organisations import operations, queries
from organisations.doors import AdminForm, BodyAdmin, Choice, doer
from organisations.models import Identifier, Kind, Organisation
from ui import fields


class KindFilter(Choice):
    title, parameter_name, choices_of = _("kind"), "kind", Kind.choices


class OrganisationForm(AdminForm):
    """Public facts, with the version that the operator saw."""

    name = fields.LineField(label=_("Name"), max_length=250)
    legal_name = fields.LineField(label=_("Legal name"), max_length=250, required=False)
    country = fields.LineField(
        label=_("Country"), max_length=2, required=False, help_text=_("Two letters, such as GB.")
    )
    website = fields.URLField(label=_("Website"), max_length=200, required=False)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version


@admin.register(Organisation)
class OrganisationAdmin(BodyAdmin):
    icon, place = "building-2", 40
    about = _("Public facts of organisations. The operator corrects them for every body.")
    form = OrganisationForm
    change_form_template = "admin/organisation.html"
    edit_fields = ("name", "legal_name", "country", "website", "seen_version")
    plain_facts = ("name", "legal_name", "country", "website")
    facts = ("shown_kind", "numbers", "places", "parent_name")
    list_display = ("name", "shown_kind", "country", "numbers")
    list_filter = (KindFilter,)
    search_fields = ("name", "legal_name", "identifiers__value")
    ordering = ("name", "pk")

    def rows_for(self, viewer):
        numbers = Prefetch("identifiers", Identifier.objects.order_by("scheme", "value"))
        rows = queries.organisations_administered_by(viewer).select_related("parent")
        return rows.prefetch_related(numbers, "addresses")

    def may_change(self, viewer, row):
        return rules.has_perm("organisations.edit_public_facts", viewer)

    def get_fieldsets(self, request, obj=None):
        if self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        names = (*self.plain_facts, *self.facts)
        return [(None, {"fields": names, "classes": ["facts"]})]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if rules.has_perm("organisations.manage_accounts", request.viewer, obj):
            context["place"] = urlencode({"organisation": obj.public_id})
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def change(self, request, row, form):
        changes = dict(form.cleaned_data)
        version = changes.pop("seen_version")
        return operations.edit_organisation(row, version=version, **changes, **doer(request))

    @admin.display(description=_("kind"), ordering="kind")
    def shown_kind(self, row):
        return row.get_kind_display()

    @admin.display(description=_("identifiers"))
    def numbers(self, row):
        return ", ".join(str(one) for one in row.identifiers.all())

    @admin.display(description=_("addresses"))
    def places(self, row):
        return format_html_join("", "<div>{}</div>", ((one,) for one in row.addresses.all()))

    @admin.display(description=_("parent"))
    def parent_name(self, row):
        return row.parent or "–"
