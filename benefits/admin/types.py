"""Kinds of benefit in the administration: the shipped ones are the operator's, a body adds its own."""

import rules
from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from benefits import operations, queries
from benefits.models import BenefitType, Direction, Gainer, Outcome
from organisations.doors import AdminForm, BodyAdmin, Choice, doer
from organisations.models import PublicBody
from organisations.queries import bodies_administered_by
from ui import fields

NAMES = (
    "label",
    "gainer",
    "measure",
    "unit",
    "is_money",
    "direction",
    "outcome",
    "order",
    "retired_on",
)


class GainerFilter(Choice):
    title, parameter_name, choices_of = _("who gains"), "gainer", Gainer.choices


class TypeForm(AdminForm):
    """What a kind of benefit says."""

    label = fields.LineField(label=_("Label"), max_length=120)
    gainer = forms.ChoiceField(label=_("Who gains"), choices=Gainer.choices)
    measure = fields.LineField(label=_("Usual measure"))
    unit = fields.LineField(
        label=_("Usual unit"),
        max_length=60,
        required=False,
        help_text=_("Empty for money: the partnership's currency counts then."),
    )
    is_money = forms.BooleanField(label=_("Counted in money"), required=False)
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices)
    outcome = forms.ChoiceField(
        label=_("Outcome for people"),
        choices=[("", _("None of these")), *Outcome.choices],
        required=False,
    )
    order = forms.IntegerField(
        label=_("Place in the list"), min_value=0, max_value=30_000, initial=0
    )
    retired_on = fields.DateField(
        label=_("Not offered since"),
        required=False,
        help_text=_("What was made from it stays as it is."),
    )

    def facts(self):
        """This function will return what the verbs are told."""
        return {name: self.cleaned_data[name] for name in NAMES}


class NewTypeForm(TypeForm):
    """A kind that is new; whoever administers several bodies says for which."""

    key = forms.SlugField(
        label=_("Key"), max_length=40, help_text=_("Small letters and _, for files; it stays.")
    )
    body = forms.ModelChoiceField(
        PublicBody.objects.none(), to_field_name="prefix", label=_("Public body"), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        viewer = self.request.viewer
        self.bodies = list(bodies_administered_by(viewer)) if not viewer.is_operator else []
        self.fields["body"].queryset = bodies_administered_by(viewer)
        if len(self.bodies) > 1:
            self.fields["body"].required = True
        else:
            self.fields["body"].widget = forms.HiddenInput()

    @property
    def chosen_body(self):
        if self.request.viewer.is_operator:
            return None
        return self.cleaned_data["body"] or self.bodies[0]


class SeenTypeForm(TypeForm):
    """A kind that changes; it carries what the user saw."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = queries.type_state(self.instance)


@admin.register(BenefitType)
class BenefitTypeAdmin(BodyAdmin):
    icon, place = "scale", 57
    about = _("The kinds of benefit that both sides choose from, with what is usually counted.")
    add_words = _("Add a kind of benefit")
    new_fields = ("body", "key", *NAMES)
    edit_fields = ("seen", *NAMES)
    facts = ("key", "whose")
    list_display = ("label", "gainer", "measure", "shown_unit", "whose", "retired_on")
    list_filter = (GainerFilter,)
    search_fields = ("label", "key", "measure")
    ordering = ("gainer", "order", "label")

    def rows_for(self, viewer):
        return queries.types_visible_to(viewer).select_related("body__organisation")

    def may_add(self, viewer):
        return viewer.is_operator or bool(viewer.bodies_as("administrator"))

    def may_change(self, viewer, row):
        return rules.has_perm("benefits.keep_type", viewer, row)

    def get_fieldsets(self, request, obj=None):
        if obj is not None and not self.has_change_permission(request, obj):
            return [(None, {"fields": ("label", *NAMES[1:], *self.facts), "classes": ["facts"]})]
        return super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request, obj=None):
        if obj is not None and not self.has_change_permission(request, obj):
            return (*NAMES, *self.facts)
        return super().get_readonly_fields(request, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = NewTypeForm
        elif self.has_change_permission(request, obj):
            kwargs["form"] = SeenTypeForm
        return super().get_form(request, obj, change=change, **kwargs)

    def add(self, request, form):
        return operations.add_type(
            body=form.chosen_body, key=form.cleaned_data["key"], **form.facts(), **doer(request)
        )

    def change(self, request, row, form):
        return operations.change_type(
            row, seen=form.cleaned_data["seen"], **form.facts(), **doer(request)
        )

    @admin.display(description=_("unit"))
    def shown_unit(self, row):
        return row.unit or _("money")

    @admin.display(description=_("whose"))
    def whose(self, row):
        return row.body or _("shipped")
