"""The forms of strategic goals, of what serves them, and of wishes."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benefits.models import Benefit, StrategicGoal
from organisations.models import PublicBody
from partnerships.forms.choices import ChoiceField, RecordField
from partnerships.models import Partnership
from ui import fields
from ui.forms import CreateForm, Form, VersionForm


class BodyField(forms.ModelChoiceField):
    """One of the bodies for which the reader may write, chosen by its prefix."""

    def __init__(self, **kwargs):
        super().__init__(PublicBody.objects.none(), to_field_name="prefix", **kwargs)


class GoalFields(Form):
    """What a goal says."""

    title = fields.LineField(label=gettext_lazy("Goal"))
    description = fields.TextField(label=gettext_lazy("What it means"), required=False)
    source = fields.LineField(
        label=gettext_lazy("Where it stands"),
        required=False,
        help_text=gettext_lazy("Plan, page, resolution."),
    )
    starts_on = fields.DateField(label=gettext_lazy("From"))
    ends_on = fields.DateField(label=gettext_lazy("Until"), required=False)

    def facts(self):
        """This function will return what the verbs are told."""
        return {name: self.cleaned_data[name] for name in GoalFields.base_fields}


class GoalForm(CreateForm, GoalFields):
    """A goal that begins; with several bodies, whose it is."""

    body = BodyField(label=gettext_lazy("Public body"), empty_label=gettext_lazy("Choose a body"))

    field_order = ["body", *GoalFields.base_fields]

    def __init__(self, *args, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.bodies = bodies
        self.fields["body"].queryset = bodies
        if len(bodies) == 1:
            del self.fields["body"]

    @property
    def chosen_body(self):
        return self.cleaned_data.get("body") or self.bodies[0]


class GoalChangeForm(GoalFields, VersionForm):
    """A goal that changes."""

    @staticmethod
    def initial_of(goal):
        """This function will return the first answers of the form for a goal."""
        values = {name: getattr(goal, name) for name in GoalFields.base_fields}
        return {**values, "version": goal.version}


class StepForm(VersionForm):
    """The last word before a goal is given up, or a wish is shared or taken back."""


class PlainForm(Form):
    """The last word before a link is taken off."""


class LinkForm(CreateForm):
    """Which goal the partnership, or one of its public benefits, serves."""

    goal = RecordField(
        StrategicGoal.objects.none(),
        label=gettext_lazy("Strategic goal"),
        empty_label=gettext_lazy("Choose a goal"),
    )
    benefit = RecordField(
        Benefit.objects.none(),
        label=gettext_lazy("Through which benefit?"),
        empty_label=gettext_lazy("The partnership as a whole"),
        required=False,
    )
    how = fields.LineField(label=gettext_lazy("How it serves it"), max_length=300, required=False)

    field_order = ["goal", "benefit", "how"]

    def __init__(self, *args, goals, benefits, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["goal"].queryset = goals
        self.fields["benefit"].queryset = benefits
        self.fields["benefit"].label_from_instance = _benefit_words


def _benefit_words(benefit):
    return f"{benefit.label} {benefit.statement}".strip()


class WishFields(Form):
    """What a wish says."""

    kind = ChoiceField(label=gettext_lazy("Kind of benefit"))
    statement = fields.TextField(
        label=gettext_lazy("What do you want from public partners?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = {kind.key: kind for kind in kinds}
        self.fields["kind"].choices = [
            ("", _("Choose a kind")),
            *((kind.key, _(kind.label)) for kind in kinds),
        ]

    def facts(self):
        """This function will return what the verbs are told."""
        return {
            "kind": self.kinds.get(self.cleaned_data["kind"]),
            "statement": self.cleaned_data["statement"],
        }


class WishForm(CreateForm, WishFields):
    """A wish that begins."""

    field_order = ["kind", "statement"]


class WishChangeForm(WishFields, VersionForm):
    """A wish that changes."""


class TakeUpForm(CreateForm):
    """In which partnership a wish is taken up."""

    partnership = forms.ModelChoiceField(
        Partnership.objects.none(),
        to_field_name="reference",
        label=gettext_lazy("Partnership"),
        empty_label=gettext_lazy("Choose a partnership"),
    )

    def __init__(self, *args, partnerships, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partnership"].queryset = partnerships
        self.fields["partnership"].label_from_instance = _partnership_words


def _partnership_words(partnership):
    return f"{partnership.title} ({partnership.reference})"
