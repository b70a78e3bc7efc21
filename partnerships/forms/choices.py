"""Fields that choose from the house's own lists: sectors, currencies, countries, records by their public id."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from organisations.registers import checked_number
from partnerships import queries
from ui import fields

# ISO 4217, the currencies that are paid with; funds, metals and the codes for testing are left out.
CURRENCIES = frozenset(
    [
        "AED",
        "AFN",
        "ALL",
        "AMD",
        "ANG",
        "AOA",
        "ARS",
        "AUD",
        "AWG",
        "AZN",
        "BAM",
        "BBD",
        "BDT",
        "BGN",
        "BHD",
        "BIF",
        "BMD",
        "BND",
        "BOB",
        "BRL",
        "BSD",
        "BTN",
        "BWP",
        "BYN",
        "BZD",
        "CAD",
        "CDF",
        "CHF",
        "CLP",
        "CNY",
        "COP",
        "CRC",
        "CUP",
        "CVE",
        "CZK",
        "DJF",
        "DKK",
        "DOP",
        "DZD",
        "EGP",
        "ERN",
        "ETB",
        "EUR",
        "FJD",
        "FKP",
        "GBP",
        "GEL",
        "GHS",
        "GIP",
        "GMD",
        "GNF",
        "GTQ",
        "GYD",
        "HKD",
        "HNL",
        "HTG",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "IQD",
        "IRR",
        "ISK",
        "JMD",
        "JOD",
        "JPY",
        "KES",
        "KGS",
        "KHR",
        "KMF",
        "KPW",
        "KRW",
        "KWD",
        "KYD",
        "KZT",
        "LAK",
        "LBP",
        "LKR",
        "LRD",
        "LSL",
        "LYD",
        "MAD",
        "MDL",
        "MGA",
        "MKD",
        "MMK",
        "MNT",
        "MOP",
        "MRU",
        "MUR",
        "MVR",
        "MWK",
        "MXN",
        "MYR",
        "MZN",
        "NAD",
        "NGN",
        "NIO",
        "NOK",
        "NPR",
        "NZD",
        "OMR",
        "PAB",
        "PEN",
        "PGK",
        "PHP",
        "PKR",
        "PLN",
        "PYG",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "RWF",
        "SAR",
        "SBD",
        "SCR",
        "SDG",
        "SEK",
        "SGD",
        "SHP",
        "SLE",
        "SOS",
        "SRD",
        "SSP",
        "STN",
        "SVC",
        "SYP",
        "SZL",
        "THB",
        "TJS",
        "TMT",
        "TND",
        "TOP",
        "TRY",
        "TTD",
        "TWD",
        "TZS",
        "UAH",
        "UGX",
        "USD",
        "UYU",
        "UZS",
        "VED",
        "VES",
        "VND",
        "VUV",
        "WST",
        "XAF",
        "XCD",
        "XCG",
        "XOF",
        "XPF",
        "YER",
        "ZAR",
        "ZMW",
        "ZWG",
    ]
)
# ISO 3166-1.
COUNTRIES = frozenset(
    [
        "AD",
        "AE",
        "AF",
        "AG",
        "AI",
        "AL",
        "AM",
        "AO",
        "AQ",
        "AR",
        "AS",
        "AT",
        "AU",
        "AW",
        "AX",
        "AZ",
        "BA",
        "BB",
        "BD",
        "BE",
        "BF",
        "BG",
        "BH",
        "BI",
        "BJ",
        "BL",
        "BM",
        "BN",
        "BO",
        "BQ",
        "BR",
        "BS",
        "BT",
        "BV",
        "BW",
        "BY",
        "BZ",
        "CA",
        "CC",
        "CD",
        "CF",
        "CG",
        "CH",
        "CI",
        "CK",
        "CL",
        "CM",
        "CN",
        "CO",
        "CR",
        "CU",
        "CV",
        "CW",
        "CX",
        "CY",
        "CZ",
        "DE",
        "DJ",
        "DK",
        "DM",
        "DO",
        "DZ",
        "EC",
        "EE",
        "EG",
        "EH",
        "ER",
        "ES",
        "ET",
        "FI",
        "FJ",
        "FK",
        "FM",
        "FO",
        "FR",
        "GA",
        "GB",
        "GD",
        "GE",
        "GF",
        "GG",
        "GH",
        "GI",
        "GL",
        "GM",
        "GN",
        "GP",
        "GQ",
        "GR",
        "GS",
        "GT",
        "GU",
        "GW",
        "GY",
        "HK",
        "HM",
        "HN",
        "HR",
        "HT",
        "HU",
        "ID",
        "IE",
        "IL",
        "IM",
        "IN",
        "IO",
        "IQ",
        "IR",
        "IS",
        "IT",
        "JE",
        "JM",
        "JO",
        "JP",
        "KE",
        "KG",
        "KH",
        "KI",
        "KM",
        "KN",
        "KP",
        "KR",
        "KW",
        "KY",
        "KZ",
        "LA",
        "LB",
        "LC",
        "LI",
        "LK",
        "LR",
        "LS",
        "LT",
        "LU",
        "LV",
        "LY",
        "MA",
        "MC",
        "MD",
        "ME",
        "MF",
        "MG",
        "MH",
        "MK",
        "ML",
        "MM",
        "MN",
        "MO",
        "MP",
        "MQ",
        "MR",
        "MS",
        "MT",
        "MU",
        "MV",
        "MW",
        "MX",
        "MY",
        "MZ",
        "NA",
        "NC",
        "NE",
        "NF",
        "NG",
        "NI",
        "NL",
        "NO",
        "NP",
        "NR",
        "NU",
        "NZ",
        "OM",
        "PA",
        "PE",
        "PF",
        "PG",
        "PH",
        "PK",
        "PL",
        "PM",
        "PN",
        "PR",
        "PS",
        "PT",
        "PW",
        "PY",
        "QA",
        "RE",
        "RO",
        "RS",
        "RU",
        "RW",
        "SA",
        "SB",
        "SC",
        "SD",
        "SE",
        "SG",
        "SH",
        "SI",
        "SJ",
        "SK",
        "SL",
        "SM",
        "SN",
        "SO",
        "SR",
        "SS",
        "ST",
        "SV",
        "SX",
        "SY",
        "SZ",
        "TC",
        "TD",
        "TF",
        "TG",
        "TH",
        "TJ",
        "TK",
        "TL",
        "TM",
        "TN",
        "TO",
        "TR",
        "TT",
        "TV",
        "TW",
        "TZ",
        "UA",
        "UG",
        "UM",
        "US",
        "UY",
        "UZ",
        "VA",
        "VC",
        "VE",
        "VG",
        "VI",
        "VN",
        "VU",
        "WF",
        "WS",
        "YE",
        "YT",
        "ZA",
        "ZM",
        "ZW",
    ]
)
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

    def __init__(self, *, codes, **kwargs):
        self.codes = codes
        super().__init__(max_length=3, **kwargs)

    def validate(self, value):
        super().validate(value)
        if value and value not in self.codes:
            raise ValidationError(self.error_messages["unknown"], code="unknown")


class CurrencyField(ListedCodeField):
    """A currency that is paid with, as its three letters."""

    default_error_messages = {"unknown": _("Enter the three letters of a currency, such as EUR.")}

    def __init__(self, **kwargs):
        super().__init__(codes=CURRENCIES, **kwargs)


class CountryField(ListedCodeField):
    """A country, as its two letters."""

    default_error_messages = {"unknown": _("Enter the two letters of a country, such as GB.")}

    def __init__(self, **kwargs):
        super().__init__(codes=COUNTRIES, **kwargs)


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
