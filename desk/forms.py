"""The forms of the desk."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import StepUpForm
from accounts.models import User
from partnerships.forms.choices import RecordField
from partnerships.models import Answer
from ui.fields import DateField, LineField, TextField
from ui.forms import CreateForm, Form, VersionForm


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


class PersonChoiceField(RecordField):
    """One of some people, by name; the address tells namesakes apart."""

    def __init__(self, **kwargs):
        super().__init__(User.objects.none(), **kwargs)

    def label_from_instance(self, person):
        return f"{person.get_full_name()} ({person.email})" if person.name else person.email


class SpanForm(Form):
    """From a day to a day."""

    starts_on = DateField(label=_("First day"))
    ends_on = DateField(label=_("Last day"))


class AbsenceFields(SpanForm):
    """Who is asked meanwhile, from when to when, and why."""

    deputy = PersonChoiceField(
        label=_("Who stands in"),
        required=False,
        empty_label=_("Nobody: approvals wait"),
        help_text=_(
            "Is asked every approval that is asked of you, and may answer it. Reads nothing else, and cannot sign for you."
        ),
    )
    reason = LineField(
        label=_("Why"),
        required=False,
        help_text=_("You and the deputy read it. Nothing about health or family, please."),
    )

    field_order = ("starts_on", "ends_on", "deputy", "reason")

    def __init__(self, *args, deputies, is_own=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = deputies
        if not is_own:
            # Why somebody is away is no business of whoever enters it for them.
            del self.fields["reason"]

    def facts(self):
        """This function will return what the operation takes."""
        return {name: self.cleaned_data[name] for name in self.field_order if name in self.fields}


class AbsenceForm(AbsenceFields, CreateForm):
    """A new absence."""


class ChangeAbsenceForm(AbsenceFields, VersionForm):
    """An absence that is not over."""


class AbsenceForSomebodyForm(StepUpForm, AbsenceForm):
    """A new absence of somebody else, whose answers somebody gives then."""


class ChangeAbsenceForSomebodyForm(StepUpForm, ChangeAbsenceForm):
    """Somebody else's absence that is not over."""


class DelegationForm(StepUpForm, SpanForm, CreateForm):
    """A seat in a pool, lent to somebody whom the body knows."""

    to = PersonChoiceField(label=_("To whom"), empty_label=_("Choose somebody"))
    reason = LineField(
        label=_("Why"), help_text=_("The delegate and the keepers of the pool read it.")
    )

    field_order = ("to", "starts_on", "ends_on", "reason")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people

    def facts(self):
        """This function will return what the operation takes."""
        return {name: self.cleaned_data[name] for name in self.field_order}


class ApproverForm(StepUpForm):
    """One of the people of a body, for its pool of second approvers."""

    user = PersonChoiceField(
        label=_("Who"),
        empty_label=_("Choose somebody"),
        help_text=_("Of the people of the body. Others are added in the administration."),
    )
    valid_to = DateField(label=_("Last day"), required=False)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people

    def clean_valid_to(self):
        """Refuse a last day that is past."""
        last = self.cleaned_data["valid_to"]
        if last is not None and last < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day."), code="past")
        return last
