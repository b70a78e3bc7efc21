"""What is asked about a delivery: that it was made, what arrived of it, and how a dispute about it ends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from benefits.forms.contributions import amount
from ui import fields
from ui.forms import CreateForm, VersionForm


class Figures(forms.Form):
    """Quantity and value, as far as the contribution has them."""

    quantity = fields.DecimalField(
        label=_("How much?"),
        max_digits=18,
        decimal_places=2,
        min_value=0,
        widget=amount(**{"class": "c-w-8"}),
    )
    value = fields.MoneyField(label=_("Worth"), widget=amount(**{"class": "c-w-12"}))

    def __init__(self, *args, contribution, **kwargs):
        super().__init__(*args, **kwargs)
        self.contribution = contribution
        if contribution.quantity is None:
            del self.fields["quantity"]
        else:
            self.fields["quantity"].unit = contribution.unit
        if contribution.value is None:
            del self.fields["value"]
        else:
            self.fields["value"].unit = contribution.currency
            if contribution.quantity is not None:
                self.fields["value"].required = False
                self["value"].help_text = _(
                    "Left empty, it counts in proportion to how much it was."
                )

    def figures(self):
        """This function will return quantity and value as the operations take them."""
        return {name: self.cleaned_data.get(name) for name in ("quantity", "value")}


class ReportForm(Figures, CreateForm):
    """Tells the receiver that something was delivered."""

    delivered_on = fields.DateField(label=_("On which day?"))
    note = fields.TextField(
        label=_("What should they know?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence = forms.FileField(
        label=_("A file that shows it"),
        help_text=_("PDF, office document, picture or text, up to 25 MB. Both sides see it."),
        required=False,
    )
    field_order = ["record_id", "delivered_on", "quantity", "value", "note", "evidence"]


class DisputeForm(Figures, VersionForm):
    """What arrived in the receiver's view, and why that is not what was reported."""

    reason = fields.TextField(
        label=_("What is missing or different?"),
        help_text=_("The other side reads this and answers it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ["version", "reason", "quantity", "value"]


class ReplyForm(VersionForm):
    """A word to the other side."""

    words = fields.TextField(
        label=_("Your reply"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ProposeForm(Figures, VersionForm):
    """Figures by which a dispute could end."""

    words = fields.TextField(
        label=_("Why are these figures fair?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ["version", "quantity", "value", "words"]
