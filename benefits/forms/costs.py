"""What is asked about what running a partnership costs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from benefits.forms.contributions import amount
from benefits.models import CostKind
from benefits.operations.costs import FACTS
from partnerships.forms.choices import ChoiceField, CurrencyField
from ui import fields
from ui.forms import CreateForm, VersionForm


class CostFields(forms.Form):
    """Kind, day, hours and money."""

    kind = ChoiceField(label=_("What for?"), blank=_("Choose what for"), choices=CostKind.choices)
    spent_on = fields.DateField(
        label=_("Day"), help_text=_("Where you sum up several days: the last of them.")
    )
    hours = fields.DecimalField(
        label=_("Hours"),
        max_digits=9,
        decimal_places=2,
        min_value=0,
        required=False,
        widget=amount(**{"class": "c-w-8"}),
    )
    money = fields.MoneyField(
        label=_("Money"), required=False, widget=amount(**{"class": "c-w-12"})
    )
    currency = CurrencyField(label=_("Currency, three letters"), required=False)
    note = fields.LineField(label=_("Note"), max_length=300, required=False)

    def facts(self):
        """This function will return what the operations are told."""
        facts = {name: self.cleaned_data[name] for name in FACTS}
        return facts if facts["money"] is not None else {**facts, "currency": ""}


class CostForm(CostFields, CreateForm):
    """A new cost of the own side."""

    def facts(self):
        """This function will return what `record_cost` is told."""
        return {**super().facts(), "public_id": self.cleaned_data["record_id"]}


class CostChangeForm(CostFields, VersionForm):
    """The facts of a cost that is there."""

    @staticmethod
    def initial_of(cost):
        """This function will return the first answers of the form."""
        return {**{name: getattr(cost, name) for name in FACTS}, "version": cost.version}


class ShareAllForm(forms.Form):
    """The last word before the other side sees every cost."""
