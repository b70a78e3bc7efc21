"""What is typed about partners: organisations, the note on a relationship, people to talk to."""

import re

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations import queries as organisations
from organisations.models import Kind
from partnerships import queries as partnerships
from partnerships.forms.choices import ChoiceField, CountryField, SchemeField, check_number
from ui import fields, forms

MOST_ALIKE = 3


class ForBody(forms.Form):
    """A form that acts for one of the reader's bodies; with one body there is nothing to choose."""

    body = ChoiceField(label=gettext_lazy("For which public body"))

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.bodies = {body.prefix: body for body in bodies}
        if len(self.bodies) > 1:
            self.fields["body"].choices = [(key, str(body)) for key, body in self.bodies.items()]
        else:
            self.fields.pop("body")

    @property
    def chosen_body(self):
        """The body that was chosen, or the only one."""
        return self.bodies.get(self.cleaned_data.get("body"), next(iter(self.bodies.values())))


class PartnerForm(ForBody, forms.CreateForm):
    """An organisation that becomes a partner; a likely double is named before it is made."""

    name = fields.LineField(label=gettext_lazy("Name"), max_length=250)
    kind = ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(kind.value, kind.label) for kind in (Kind.COMPANY, Kind.OTHER, Kind.PUBLIC_BODY)],
    )
    country = CountryField(
        label=gettext_lazy("Country"),
        help_text=gettext_lazy("Two letters, such as GB."),
        required=False,
    )
    scheme = SchemeField(
        label=gettext_lazy("Register"),
        help_text=gettext_lazy("Its code, such as GB-COH."),
        required=False,
    )
    value = fields.LineField(
        label=gettext_lazy("Number there"),
        help_text=gettext_lazy("Tells companies of one name apart."),
        max_length=100,
        required=False,
        widget=django_forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_another = django_forms.BooleanField(
        label=gettext_lazy("No, it is another one"), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.same, self.alike = None, []

    def clean(self):
        cleaned = super().clean()
        scheme, value = cleaned.get("scheme"), cleaned.get("value")
        if scheme and not value and "value" not in self.errors:
            self.add_error("value", _("Enter the number in this register, or leave both empty."))
        if value and not scheme and "scheme" not in self.errors:
            self.add_error("scheme", _("Say in which register this number stands."))
        check_number(self)
        if not self.errors:
            self._look_for_doubles()
        return cleaned

    def _look_for_doubles(self):
        """Whoever is registered under this very number is the same; names only come near."""
        number = {name: self.cleaned_data[name] for name in ("scheme", "value")}
        if number["scheme"]:
            self.same = organisations.organisation_by_identifier(**number)
        if self.same is not None or self.cleaned_data["is_another"]:
            return
        alike = partnerships.likely_doubles(self.chosen_body, self.cleaned_data["name"])
        # The same form sent twice is no double of itself.
        alike = alike.exclude(public_id=self.cleaned_data["record_id"])
        self.alike = list(alike[:MOST_ALIKE])
        if self.alike:
            self.add_error("name", _("There is one with a name like this. Is it one of these?"))

    def facts(self):
        """Return what `create_organisation` is told."""
        facts = {name: self.cleaned_data[name] for name in ("name", "kind", "country")}
        if self.cleaned_data["scheme"]:
            number = {name: self.cleaned_data[name] for name in ("scheme", "value")}
            facts["identifiers"] = [number]
        return facts


class RelateForm(ForBody):
    """An organisation that is here already, named by its exact number."""

    scheme = django_forms.CharField(max_length=40, widget=django_forms.HiddenInput)
    value = django_forms.CharField(max_length=100, widget=django_forms.HiddenInput)


class NoteForm(forms.VersionForm):
    """What a body notes about its relationship with a partner."""

    note = fields.TextField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=4000,
        widget=django_forms.Textarea(attrs={"rows": 8}),
    )


class ContactForm(forms.CreateForm):
    """Somebody to talk to at a partner."""

    name = fields.LineField(label=gettext_lazy("Name"), max_length=150)
    job_title = fields.LineField(label=gettext_lazy("Job title"), max_length=150, required=False)
    email = fields.EmailField(label=gettext_lazy("E-mail"), required=False)
    phone = fields.LineField(label=gettext_lazy("Telephone"), max_length=40, required=False)

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        if phone and not re.fullmatch(r"\+?[0-9 ()./-]{5,39}", phone):
            raise ValidationError(_("Write a telephone number, such as +44 20 7946 0018."))
        return phone
