"""What is asked about a contribution, and the last word before one is offered, answered or taken back."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benefits.models import ContributionKind, Valuation
from partnerships.forms.choices import ChoiceField, CurrencyField, RecordField
from partnerships.forms.facts import AmountInput
from partnerships.models import Member
from ui import fields
from ui.forms import CreateForm, VersionForm

FACTS = (
    "kind",
    "statement",
    "quantity",
    "unit",
    "value",
    "currency",
    "valuation",
    "valuation_note",
    "due_on",
    "owner",
)


def amount(**attrs):
    """This function will return the input of a figure, written the way people write it."""
    return AmountInput(attrs={"inputmode": "decimal", "autocomplete": "off", **attrs})


class ContributionFields(forms.Form):
    """What is given, how much of it, what that is worth, by when and by whom."""

    kind = ChoiceField(
        label=gettext_lazy("Kind"),
        blank=gettext_lazy("Choose a kind"),
        choices=ContributionKind.choices,
    )
    statement = fields.LineField(
        label=gettext_lazy("What is given?"),
        help_text=gettext_lazy("In a sentence that both sides would sign."),
        max_length=400,
    )
    quantity = fields.DecimalField(
        label=gettext_lazy("How much?"),
        max_digits=18,
        decimal_places=2,
        min_value=0,
        required=False,
        widget=amount(**{"class": "c-w-8"}),
    )
    unit = fields.LineField(
        label=gettext_lazy("Counted in"),
        help_text=gettext_lazy("Such as days, rooms or licences."),
        max_length=60,
        required=False,
    )
    value = fields.MoneyField(
        label=gettext_lazy("What is it worth?"),
        required=False,
        widget=amount(**{"class": "c-w-12"}),
    )
    currency = CurrencyField(label=gettext_lazy("Currency, three letters"), required=False)
    valuation = ChoiceField(
        label=gettext_lazy("How is it valued?"),
        blank=gettext_lazy("Choose how"),
        choices=Valuation.choices,
        help_text=gettext_lazy("Cash is the sum itself. Some things have no value in money."),
    )
    valuation_note = fields.LineField(
        label=gettext_lazy("On what basis?"),
        help_text=gettext_lazy("Such as the price list, the day rate or the lease next door."),
        max_length=300,
        required=False,
    )
    due_on = fields.DateField(label=gettext_lazy("By when?"), required=False)
    owner = RecordField(
        Member.objects.none(),
        label=gettext_lazy("Who sees to it?"),
        empty_label=gettext_lazy("Nobody named yet"),
        required=False,
    )

    def __init__(self, *args, owners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners

    def clean_quantity(self):
        quantity = self.cleaned_data["quantity"]
        if quantity == 0:
            raise forms.ValidationError(_("Enter a figure above 0, or leave it empty."))
        return quantity

    def facts(self):
        """This function will return what the operations are told."""
        facts = {name: self.cleaned_data[name] for name in FACTS}
        if facts["kind"] == ContributionKind.CASH or facts["quantity"] is None:
            facts["quantity"], facts["unit"] = None, ""
        if facts["value"] is None:
            facts["currency"] = ""
        return facts


class ContributionForm(ContributionFields, CreateForm):
    """A new contribution of the own side."""

    def facts(self):
        """This function will return what `add_contribution` is told."""
        return {**super().facts(), "public_id": self.cleaned_data["record_id"]}


class ContributionChangeForm(ContributionFields, VersionForm):
    """The facts of a contribution that is there."""

    @staticmethod
    def initial_of(contribution):
        """This function will return the first answers of the form."""
        values = {name: getattr(contribution, name) for name in FACTS if name != "owner"}
        owner = contribution.owner.public_id if contribution.owner else None
        return {**values, "owner": owner, "version": contribution.version}


class ConfirmForm(VersionForm):
    """A yes to what the page says."""


class ReasonForm(VersionForm):
    """A no, with why."""

    reason = fields.TextField(
        label=gettext_lazy("Why?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
