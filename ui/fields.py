"""Form fields that refuse what nobody types on purpose, with words that say what to do instead."""

import datetime
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

EARLIEST = datetime.date(1990, 1, 1)
LATEST = datetime.date(2100, 12, 31)

# Marks that turn the order of letters round: "invoice\u202Efdp.exe" reads as another file.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp"}
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LINE_BREAK = re.compile("[\r\n\u2028\u2029]")


def refuse_control(value):
    """Refuse NUL and its kin, which no keyboard writes."""
    if CONTROL.search(value):
        raise ValidationError(_("Take out the characters that cannot be seen."), code="control")


def refuse_turning(value):
    """Refuse marks that change the direction of reading."""
    if TURNING.search(value):
        raise ValidationError(
            _("Take out the marks that turn the direction of the text."), code="turning"
        )


def refuse_line_breaks(value):
    """Refuse line breaks in what has to stay on one line."""
    if LINE_BREAK.search(value):
        raise ValidationError(_("Write this on one line."), code="line_break")


def refuse_surrogates(value):
    """Refuse half characters, which no database can keep."""
    if any(unicodedata.category(letter) == "Cs" for letter in value):
        raise ValidationError(_("Take out the characters that cannot be seen."), code="control")


def is_visible(value):
    """Say whether a text holds at least one character that somebody can see."""
    return any(unicodedata.category(letter) not in INVISIBLE for letter in value)


class TextField(forms.CharField):
    """Text of several lines."""

    widget = forms.Textarea(attrs={"rows": 4})
    default_validators = [refuse_control, refuse_surrogates, refuse_turning]
    default_error_messages = {
        "invisible": _("Write something that can be read."),
        "null_characters_not_allowed": _("Take out the characters that cannot be seen."),
    }

    def __init__(self, *, max_length=10_000, **kwargs):
        super().__init__(max_length=max_length, **kwargs)
        # The two stock validators say "null characters"; ours says what to do.
        self.validators = [
            v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)
        ]

    def to_python(self, value):
        text = super().to_python(value)
        if text and text not in self.empty_values and not is_visible(text):
            raise ValidationError(self.error_messages["invisible"], code="invisible")
        return unicodedata.normalize("NFC", text) if text else text


class LineField(TextField):
    """Text of one line: names, titles, subjects."""

    widget = forms.TextInput
    default_validators = [*TextField.default_validators, refuse_line_breaks]

    def __init__(self, *, max_length=200, **kwargs):
        super().__init__(max_length=max_length, **kwargs)


class EmailField(forms.EmailField):
    """An address, without what only looks like one."""

    default_validators = [*forms.EmailField.default_validators, refuse_control, refuse_turning]
    default_error_messages = {"invalid": _("Enter an e-mail address, like name@example.org.")}

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 254)
        super().__init__(**kwargs)


class URLField(forms.URLField):
    """A web address that begins with http or https and names no user."""

    default_error_messages = {"invalid": _("Enter a web address that begins with https://.")}

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 500)
        kwargs.setdefault("assume_scheme", "https")
        super().__init__(**kwargs)

    def clean(self, value):
        value = super().clean(value)
        if value and (
            not value.startswith(("http://", "https://"))
            or "@" in value.split("/")[2]
            or "\\" in value
        ):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return value


class DateInput(forms.DateInput):
    """The browser's own way to choose a day; its value is always year-month-day."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(
            attrs={
                "class": "c-w-12",
                "min": EARLIEST.isoformat(),
                "max": LATEST.isoformat(),
                **(attrs or {}),
            },
            format="%Y-%m-%d",
        )


class DateField(forms.DateField):
    """A day between 1990 and 2100; typed by hand where the browser offers no calendar."""

    widget = DateInput
    default_error_messages = {
        "required": _("Enter a date."),
        "invalid": _("Enter a date that exists, like 2027-11-30."),
        "range": _("Enter a date between 1990 and 2100."),
    }

    def __init__(self, *, earliest=EARLIEST, latest=LATEST, **kwargs):
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def to_python(self, value):
        day = super().to_python(value)
        if day is not None and not self.earliest <= day <= self.latest:
            raise ValidationError(self.error_messages["range"], code="range")
        return day


FIGURE = re.compile(r"-?\d+(\.\d+)?")


def plain_figure(text):
    """Return typed digits with a plain decimal point, read by the reader's own marks; None when they are not clear."""
    decimal, thousands = get_format("DECIMAL_SEPARATOR"), get_format("THOUSAND_SEPARATOR")
    text = unicodedata.normalize("NFKC", text.strip()).replace("\N{MINUS SIGN}", "-")
    whole, mark, rest = text.partition(decimal)
    groups = re.split(r"[\s'’]|" + re.escape(thousands), whole.removeprefix("-"))
    if len(groups) > 1 and not (
        1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    ):
        return None
    sign = "-" if whole.startswith("-") else ""
    figure = sign + "".join(groups) + ("." + rest if mark else "")
    return figure if FIGURE.fullmatch(figure) else None


class DecimalField(forms.DecimalField):
    """A figure as people write it: with the separators of their language, never guessed at."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {"invalid": _("Enter a figure, for example %(example)s.")}
    example = "1234.5"

    def __init__(self, *, max_digits=18, decimal_places=6, unit="", **kwargs):
        self.unit = unit
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **kwargs)

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal | int):
            return super().to_python(value)
        figure = plain_figure(str(value)[:64])
        try:
            return Decimal(figure) + 0  # a minus before nothing goes
        except (TypeError, InvalidOperation):
            message = self.error_messages["invalid"] % {"example": self.example}
            raise ValidationError(message, code="invalid") from None

    def widget_attrs(self, widget):
        return {}

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


class MoneyField(DecimalField):
    """An amount of money, not below zero, with two decimals."""

    example = "1200.50"

    def __init__(self, **kwargs):
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("min_value", 0)
        super().__init__(decimal_places=2, **kwargs)
