"""The facts of a partnership that its creation and its later editing ask for in the same words."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships import operations
from partnerships.forms.choices import ChoiceField, CurrencyField, SectorField
from partnerships.models import LegalRoute, Partnership
from partnerships.operations.creation import PROFILE_OF_TIER, TIER_WEIGHTS
from ui import fields, formats

TIER_QUESTIONS = {
    "tier_value": (
        _("How much is at stake?"),
        _("Nothing, or a token amount"),
        _("Little: within one team’s budget"),
        _("Much: a line of its own in the budget"),
        _("Very much: the council or board decides about it"),
    ),
    "tier_criticality": (
        _("How much does a service depend on it?"),
        _("Nothing stops without it"),
        _("It would be an inconvenience"),
        _("A service would suffer within weeks"),
        _("A service would stop at once"),
    ),
    "tier_risk": (
        _("What harm could come of it?"),
        _("Hardly any"),
        _("Small, and put right in days"),
        _("Harm to people, money or law that takes months to put right"),
        _("Grave or lasting harm"),
    ),
    "tier_substitutability": (
        _("How hard would it be to replace the partner?"),
        _("Easy: many others could begin at once"),
        _("Some months, several could"),
        _("About a year, few could"),
        _("Hardly anybody else could"),
    ),
    "tier_visibility": (
        _("How closely does the public look?"),
        _("Hardly at all"),
        _("Its users would notice"),
        _("The local press and the council ask"),
        _("The whole region or country watches"),
    ),
}


class AmountInput(forms.TextInput):
    """An amount with the reader's separators, the way it is typed."""

    def format_value(self, value):
        if isinstance(value, Decimal):
            places = 0 if value == value.to_integral_value() else 2
            return formats.number_text(value, places)
        return super().format_value(value)


class TierField(ChoiceField):
    """One of the five answers behind the tier, 0 to 3, each in words."""

    def __init__(self, name):
        question, *answers = TIER_QUESTIONS[name]
        super().__init__(
            label=question,
            blank=_("Not answered yet"),
            choices=list(enumerate(answers)),
            coerce=int,
            empty_value=None,
            required=False,
        )


class NeedFields(forms.Form):
    """What it is about."""

    title = fields.LineField(label=_("Title"), help_text=_("Both sides will know it by this name."))
    need = fields.TextField(
        label=_("What is missing today, and for whom?"),
        help_text=_("One or two sentences. Only your side reads them."),
    )
    summary = fields.TextField(
        label=_("What is it about?"),
        help_text=_("Two or three sentences that both sides will read."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sector = SectorField(label=_("Sector"), help_text=_("The function of government it serves."))


class TierFields(forms.Form):
    """How much weight it has."""

    tier_value = TierField("tier_value")
    tier_criticality = TierField("tier_criticality")
    tier_risk = TierField("tier_risk")
    tier_substitutability = TierField("tier_substitutability")
    tier_visibility = TierField("tier_visibility")

    def tier_answers(self):
        """This function will return the five answers as far as they are known and sound."""
        if not self.is_bound:
            return {
                name: self.get_initial_for_field(self.fields[name], name) for name in TIER_WEIGHTS
            }
        return {name: self.cleaned_data.get(name) for name in TIER_WEIGHTS}

    def weighed(self):
        """This function will return score, tier and the profile that goes with them, for the margin of the form."""
        score = operations.tier_score(self.tier_answers())
        partnership = Partnership(tier_score=score, tier=operations.tier_of(score))
        partnership.usual_profile = PROFILE_OF_TIER.get(partnership.tier)
        return partnership


class RouteFields(forms.Form):
    """By which right, and for how much."""

    legal_route = ChoiceField(
        label=_("Legal route"),
        blank=_("Not chosen yet"),
        choices=LegalRoute.choices,
        required=False,
    )
    legal_basis = fields.LineField(
        label=_("Its basis"),
        help_text=_("The rule or decision that allows it."),
        max_length=400,
        required=False,
    )
    value = fields.MoneyField(
        label=_("Value over the whole term"),
        required=False,
        widget=AmountInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    currency = CurrencyField(label=_("Currency, three letters"), required=False)

    def clean(self):
        cleaned = super().clean()
        is_priced = cleaned.get("value") is not None
        if is_priced and not cleaned.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("Say in which currency the value is."))
        return cleaned


class TermFields(forms.Form):
    """From when to when."""

    starts_on = fields.DateField(label=_("First day"))
    ends_on = fields.DateField(label=_("Last day"))
    notice_days = forms.IntegerField(
        label=_("Days of notice"),
        min_value=0,
        max_value=3650,
        required=False,
        widget=forms.NumberInput(attrs={"class": "c-w-8"}),
    )
    extension_days = forms.IntegerField(
        label=_("Days by which it may be extended"),
        min_value=0,
        max_value=36500,
        required=False,
        widget=forms.NumberInput(attrs={"class": "c-w-8"}),
    )

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error(
                "starts_on", _("The first day lies after the last day. Change one of the two.")
            )
            self.add_error(
                "ends_on", _("The last day lies before the first day. Change one of the two.")
            )
        return cleaned

    def clean_notice_days(self):
        return self.cleaned_data["notice_days"] or 0

    def clean_extension_days(self):
        return self.cleaned_data["extension_days"] or 0
