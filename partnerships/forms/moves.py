from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import StepUpForm
from partnerships.forms.choices import RecordField
from partnerships.models import FREE_MOVES, GATES, TRANSITIONS, Member, Stage
from ui import fields
from ui.forms import VersionForm

# Who reads what is typed, said at the field itself.
OWN_REASON = _("Only the public side reads this.")


class MoveForm(VersionForm):
    """Leads a partnership to one stage; it asks for what stands before that move, and for nothing else."""

    to = forms.ChoiceField(choices=Stage.choices, widget=forms.HiddenInput)
    reason = fields.TextField(label=_("Why it ends before its time"), help_text=OWN_REASON)
    new_end = fields.DateField(
        label=_("Last day of the next term"),
        help_text=_("The next term follows the last day of this one."),
    )

    def __init__(self, *args, here, to, **kwargs):
        kwargs["auto_id"] = f"id_{to}_%s"
        super().__init__(*args, **kwargs)
        move = (here, to)
        # A move that the table does not have asks for nothing: the operation says why not.
        if move in GATES or move in FREE_MOVES or to not in TRANSITIONS[here]:
            del self.fields["reason"]
        if move != (Stage.RENEWAL, Stage.LIVE):
            del self.fields["new_end"]


class ReviewedForm(VersionForm):
    """Stops a partnership until somebody looks at it again."""

    reviewer = RecordField(
        Member.objects.none(),
        label=_("Who looks at it again"),
        empty_label=_("Choose a person"),
    )

    def __init__(self, *args, reviewers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = reviewers


class PauseForm(ReviewedForm):
    """Rests a partnership until a day."""

    reason = fields.TextField(label=_("Why it is paused"), help_text=OWN_REASON)
    until = fields.DateField(label=_("Until"), help_text=_("Both sides read this day."))

    field_order = ["reason", "until", "reviewer"]


class SuspendForm(ReviewedForm):
    """Stops a partnership over its integrity."""

    reason = fields.TextField(label=_("Why it is suspended"), help_text=OWN_REASON)
    until = fields.DateField(
        label=_("Look at it again by"),
        help_text=_("It stays suspended until it is resumed. Both sides read this day."),
    )

    field_order = ["reason", "until", "reviewer"]


class ResumeForm(VersionForm):
    """Sets a partnership running again."""

    reason = fields.TextField(label=_("Why it can go on"), help_text=OWN_REASON)


class TerminateForm(StepUpForm, VersionForm):
    """Ends a partnership before its time."""

    reason = fields.TextField(label=_("Why it ends"), help_text=OWN_REASON)
    typed_reference = fields.LineField(label=_("Reference"), max_length=30)

    field_order = ["reason", "typed_reference", "password"]

    def __init__(self, *args, reference, **kwargs):
        super().__init__(*args, **kwargs)
        self.reference = reference
        self["typed_reference"].help_text = _(
            "Type %(reference)s, so that nobody ends the wrong partnership."
        ) % {"reference": reference}

    def clean_typed_reference(self):
        """Compare what was typed with the reference, whatever its case."""
        if self.cleaned_data["typed_reference"].strip().upper() != self.reference:
            raise ValidationError(
                _("Type the reference of this partnership: %(reference)s.")
                % {"reference": self.reference}
            )
        return self.reference
