from django import forms
from django.utils.translation import gettext_lazy as _

from ui import fields
from ui.forms import VersionForm


class TickForm(VersionForm):
    """Marks a condition as met, on what somebody has seen."""

    reason = fields.TextField(
        label=_("What shows that it is met"),
        help_text=_("In a sentence or two, for whoever decides at the gate."),
    )
    evidence = forms.FileField(
        label=_("A file that shows it"),
        help_text=_("PDF, office document, picture or text, up to 25 MB. Only your side sees it."),
        required=False,
    )
    valid_until = fields.DateField(
        label=_("Valid until"),
        help_text=_(
            "The condition opens again after this day. Leave it empty if it does not run out."
        ),
        required=False,
    )

    def __init__(self, *args, needs_file=False, **kwargs):
        super().__init__(*args, **kwargs)
        if needs_file:
            self.fields["evidence"].required = True
            self.fields["evidence"].error_messages["required"] = _("Choose a file that shows it.")


class LeaveOutForm(VersionForm):
    """Leaves a recommended condition out."""

    reason = fields.TextField(label=_("Why it is left out"))


class ReopenForm(VersionForm):
    """Opens a settled condition again."""

    reason = fields.TextField(label=_("What has changed"))
