from django.utils.translation import gettext_lazy as _

from accounts.forms import StepUpForm
from ui import fields
from ui.forms import VersionForm


class AskDecisionForm(VersionForm):
    """Puts a gate to those who decide it."""

    reason = fields.TextField(
        label=_("What should they know"),
        help_text=_("They see every condition with its reason and its file."),
        required=False,
    )


class TargetForm(VersionForm):
    """The day by which a gate is meant to be passed."""

    target_on = fields.DateField(
        label=_("Target day"), help_text=_("Leave it empty to plan no day."), required=False
    )


class OverrideForm(StepUpForm, VersionForm):
    """Asks a second person to set a condition aside."""

    reason = fields.TextField(
        label=_("Why the partnership should go on without it"),
        help_text=_("The second person reads this, and it stays in the history."),
    )

    field_order = ["reason", "password"]
