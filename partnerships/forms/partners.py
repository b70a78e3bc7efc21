"""Forms that find an organisation, or take the few facts of one that is not recorded yet."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations import queries as organisations
from organisations.models import Kind
from partnerships import queries
from partnerships.forms.choices import ChoiceField, CountryField, SchemeField, check_number
from ui import fields
from ui.forms import Form

MOST_FOUND = 12


class NameSearch(Form):
    """Finds among what a body knows."""

    q = fields.LineField(
        label=gettext_lazy("Name or number"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def found(self, body):
        """This function will return what `body` knows by the typed name, the most alike first."""
        text = self.cleaned_data["q"] if self.is_bound and self.is_valid() else ""
        return list(queries.organisations_named(body, text)[:MOST_FOUND]) if text else []


class NumberSearch(Form):
    """Finds any organisation of the installation, by its exact number only."""

    scheme = SchemeField(
        label=gettext_lazy("Register"), help_text=gettext_lazy("Its code, such as GB-COH.")
    )
    value = fields.LineField(
        label=gettext_lazy("Number"),
        help_text=gettext_lazy("As the register writes it."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self):
        cleaned = super().clean()
        check_number(self)
        return cleaned

    def found(self):
        """This function will return the organisation with exactly this number, or None."""
        if not self.is_bound or not self.is_valid():
            return None
        return organisations.organisation_by_identifier(
            scheme=self.cleaned_data["scheme"], value=self.cleaned_data["value"]
        )


class Choice(Form):
    """Takes one that was found: known to the body, or named with its exact number."""

    partner = forms.UUIDField(widget=forms.HiddenInput)
    scheme = SchemeField(required=False, widget=forms.HiddenInput)
    value = fields.LineField(max_length=100, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, body, **kwargs):
        super().__init__(*args, **kwargs)
        self.public_body = body

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            check_number(self)
            self.organisation = self._organisation()
            if self.organisation is None:
                self.add_error(None, _("This organisation is not here. Search for it again."))
        return cleaned

    def _organisation(self):
        key = self.cleaned_data["partner"]
        known = queries.known_organisations(self.public_body).filter(public_id=key).first()
        if known is not None:
            return known
        named = organisations.organisation_by_identifier(
            scheme=self.cleaned_data["scheme"], value=self.cleaned_data["value"]
        )
        return named if named is not None and named.public_id == key else None


class NewPartner(Form):
    """The few facts of an organisation that nobody has recorded; doubles are caught before."""

    name = fields.LineField(label=gettext_lazy("Name"), max_length=250)
    kind = ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(kind.value, kind.label) for kind in (Kind.COMPANY, Kind.OTHER, Kind.PUBLIC_BODY)],
    )
    country = CountryField(label=gettext_lazy("Country, two letters"))
    scheme = SchemeField(
        label=gettext_lazy("Register"),
        help_text=gettext_lazy("Its code, such as GB-COH."),
        required=False,
    )
    value = fields.LineField(
        label=gettext_lazy("Number there"),
        help_text=gettext_lazy("As the register writes it."),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_another = forms.BooleanField(label=gettext_lazy("No, it is another one"), required=False)

    def __init__(self, *args, body, **kwargs):
        # Stands on one page with the search by number, which has fields of the same names.
        super().__init__(*args, auto_id="new-%s", **kwargs)
        self.public_body = body
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
            self._catch_doubles()
        return cleaned

    def _catch_doubles(self):
        scheme, value = self.cleaned_data["scheme"], self.cleaned_data["value"]
        if scheme:
            self.same = organisations.organisation_by_identifier(scheme=scheme, value=value)
        if self.same is not None:
            self.add_error("value", _("This number is registered already. Choose it below."))
        elif not self.cleaned_data["is_another"]:
            self.alike = list(
                queries.likely_doubles(self.public_body, self.cleaned_data["name"])[:5]
            )
            if self.alike:
                self.add_error("name", _("There is one with a name like this. Is it one of these?"))

    def facts(self):
        """This function will return what `create_organisation` is told."""
        facts = {name: self.cleaned_data[name] for name in ("name", "kind", "country")}
        if self.cleaned_data["scheme"]:
            number = {name: self.cleaned_data[name] for name in ("scheme", "value")}
            facts["identifiers"] = [number]
        return facts
