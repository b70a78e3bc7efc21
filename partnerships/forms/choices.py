"""Fields that choose from the house's own lists: sectors, currencies, countries, records by their public id."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from organisations.registers import checked_number
from partnerships import queries
from ui import fields

SCHEME = re.compile(r"[A-Z0-9][A-Z0-9_.-]{1,39}")
NOT_LISTED = _("Choose one of the answers in the list.")


class ChoiceField(forms.TypedChoiceField):
    """One of a few answers; anything else is refused in our words."""

    default_error_messages = {"invalid_choice": NOT_LISTED}

    def __init__(self, *, blank=None, choices=(), **kwargs):
        choices = [("", blank), *choices] if blank is not None else choices
        super().__init__(choices=choices, **kwargs)


class RecordField(forms.ModelChoiceField):
    """A record, chosen by its public id; one that is not offered does not exist."""

    default_error_messages = {"invalid_choice": NOT_LISTED}

    def __init__(self, queryset, **kwargs):
        super().__init__(queryset, to_field_name="public_id", **kwargs)

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice"
            ) from None


def sector_choices():
    """This function will return COFOG's groups under their divisions, for a select."""
    divisions = {}
    for code in queries.sectors():
        division = code.partition(".")[0]
        divisions.setdefault(division, []).append((code, f"{code} {queries.sector_label(code)}"))
    return [
        (f"{division} {queries.sector_label(division)}", rows)
        for division, rows in divisions.items()
    ]


class SectorField(ChoiceField):
    """A division or group of COFOG."""

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)
        self.choices = lambda: [("", _("Not chosen yet")), *sector_choices()]


class CodeField(fields.LineField):
    """A code in capital letters, typed in any case."""

    def to_python(self, value):
        return super().to_python(value).upper()

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "autocomplete": "off", "class": "c-w-8"}


class ListedCodeField(CodeField):
    """A code that has to stand in a list of the standard that gives it."""

    listed = ""

    def __init__(self, **kwargs):
        super().__init__(max_length=3, **kwargs)

    def validate(self, value):
        super().validate(value)
        if value and value not in queries.codes(self.listed):
            raise ValidationError(self.error_messages["unknown"], code="unknown")


class CurrencyField(ListedCodeField):
    """A currency that is paid with, as its three letters."""

    listed = "currencies"
    default_error_messages = {"unknown": _("Enter the three letters of a currency, such as EUR.")}


class CountryField(ListedCodeField):
    """A country, as its two letters."""

    listed = "countries"
    default_error_messages = {"unknown": _("Enter the two letters of a country, such as GB.")}


class SchemeField(CodeField):
    """The code of a register of organisations."""

    default_error_messages = {
        "unknown": _("Enter the code of a register, such as GB-COH or XI-LEI.")
    }

    def __init__(self, **kwargs):
        super().__init__(max_length=40, **kwargs)

    def validate(self, value):
        super().validate(value)
        if value and not SCHEME.fullmatch(value):
            raise ValidationError(self.error_messages["unknown"], code="unknown")

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "class": "c-w-12", "list": "registers"}


def check_number(form):
    """This function will put the number of a form into its register's canonical form, or say what is wrong with it."""
    scheme, value = form.cleaned_data.get("scheme"), form.cleaned_data.get("value")
    if not scheme or not value:
        return
    try:
        form.cleaned_data["value"] = checked_number(scheme, value)
    except ValidationError as refusal:
        form.add_error(None, refusal)
