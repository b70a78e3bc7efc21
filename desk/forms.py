"""The forms of the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import StepUpForm
from partnerships.models import Answer
from ui.fields import TextField
from ui.forms import Form


class AnswerForm(StepUpForm):
    """Yes or no to what somebody else asked, with the password where it was not given just now."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    reason = TextField(
        label=_("Why"),
        required=False,
        max_length=2000,
        help_text=_("A no needs a reason. A yes may have one, for whoever reads this later."),
    )


class WithdrawForm(Form):
    """Takes a question back before it is decided."""

    reason = TextField(
        label=_("Why"), required=False, max_length=2000, help_text=_("Kept in the history.")
    )
