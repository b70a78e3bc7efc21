"""The forms of benefits, their figures, and each side's word on them."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benefits.models import Confidence, Direction, EvidenceKind, Outcome
from partnerships.forms.choices import ChoiceField, RecordField
from partnerships.models import Member
from ui import fields
from ui.forms import CreateForm, Form, VersionForm

MOST_TAGS = 10
SIDES_OF_GOALS = [(number, number) for number in range(1, 18)]


class FigureField(fields.DecimalField):
    """A figure with up to four decimals."""

    def __init__(self, **kwargs):
        super().__init__(max_digits=20, decimal_places=4, **kwargs)

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "class": "c-w-12"}


class TagsField(fields.LineField):
    """Words parted by commas."""

    def __init__(self, **kwargs):
        super().__init__(max_length=400, required=False, **kwargs)

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value):
        words = [word.strip() for word in super().clean(value).split(",")]
        tags = list(dict.fromkeys(word for word in words if word))
        if len(tags) > MOST_TAGS or any(len(tag) > 40 for tag in tags):
            raise forms.ValidationError(
                _("Give ten tags at most, each of up to 40 characters, parted by commas.")
            )
        return tags

    def has_changed(self, initial, data):
        return self.prepare_value(initial or []) != self.prepare_value(data or "")


class BenefitFields(Form):
    """What a benefit says, whether it is new or changes."""

    kind = ChoiceField(label=gettext_lazy("Kind of benefit"))
    statement = fields.TextField(
        label=gettext_lazy("What is gained, in a sentence"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    measure = fields.LineField(
        label=gettext_lazy("Measure"),
        required=False,
        help_text=gettext_lazy("What is counted. Left empty, what is usual for the kind."),
    )
    unit = fields.LineField(
        label=gettext_lazy("Unit"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Money: the letters of the currency, such as GBP."),
    )
    direction = ChoiceField(
        label=gettext_lazy("Direction"),
        choices=Direction.choices,
        blank=gettext_lazy("As usual for the kind"),
        required=False,
    )
    baseline = FigureField(
        label=gettext_lazy("Where it stands today"),
        required=False,
        help_text=gettext_lazy("Empty counts as 0."),
    )
    target = FigureField(
        label=gettext_lazy("Target"),
        required=False,
        help_text=gettext_lazy("Without one it is told, and not counted in the balance."),
    )
    due_on = fields.DateField(label=gettext_lazy("By when"), required=False)
    weight = fields.DecimalField(
        label=gettext_lazy("Weight"),
        max_digits=6,
        decimal_places=2,
        min_value=0.01,
        initial=1,
        help_text=gettext_lazy("How much it counts beside the other benefits of this side."),
    )
    is_disbenefit = forms.BooleanField(
        label=gettext_lazy("It is a negative effect"),
        required=False,
        help_text=gettext_lazy("Written down for both sides to see, and not counted as a gain."),
    )
    owner = RecordField(
        Member.objects.none(),
        label=gettext_lazy("Who looks after it"),
        empty_label=gettext_lazy("Nobody yet"),
        required=False,
    )
    evidence_kind = ChoiceField(
        label=gettext_lazy("What will show it"), choices=EvidenceKind.choices
    )
    confidence = ChoiceField(
        label=gettext_lazy("How sure are we?"),
        choices=Confidence.choices,
        initial=Confidence.MEDIUM,
    )
    outcome = ChoiceField(
        label=gettext_lazy("Outcome for people"),
        choices=Outcome.choices,
        blank=gettext_lazy("None of these"),
        required=False,
    )
    goal_number = forms.TypedChoiceField(
        label=gettext_lazy("Sustainable development goal"),
        choices=[("", gettext_lazy("None")), *SIDES_OF_GOALS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    tags = TagsField(label=gettext_lazy("Tags"), help_text=gettext_lazy("Parted by commas."))

    def __init__(self, *args, kinds, owners, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = {kind.key: kind for kind in kinds}
        self.fields["kind"].choices = [
            ("", _("Choose a kind")),
            *((kind.key, _kind_words(kind)) for kind in kinds),
        ]
        self.fields["owner"].queryset = owners

    def clean(self):
        cleaned = super().clean()
        cleaned["kind"] = self.kinds.get(cleaned.get("kind"))
        return cleaned

    def facts(self):
        """This function will return what the verbs are told."""
        return {name: self.cleaned_data[name] for name in BenefitFields.base_fields}


def _kind_words(kind):
    if kind.is_money:
        return f"{_(kind.label)}: {_(kind.measure)}"
    return f"{_(kind.label)}: {_(kind.measure)} ({_(kind.unit)})"


class BenefitForm(CreateForm, BenefitFields):
    """A benefit that begins."""

    field_order = list(BenefitFields.base_fields)


class BenefitChangeForm(BenefitFields, VersionForm):
    """A benefit that changes; what was agreed needs a reason."""

    reason = fields.TextField(
        label=gettext_lazy("Why it changes"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=gettext_lazy("The other side reads it and is asked to agree anew."),
    )

    def __init__(self, *args, is_agreed, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_agreed:
            del self.fields["reason"]

    @staticmethod
    def initial_of(benefit):
        """This function will return the first answers of the form for a benefit."""
        names = [name for name in BenefitFields.base_fields if name not in {"kind", "owner"}]
        return {
            **{name: getattr(benefit, name) for name in names},
            "kind": benefit.type_key,
            "owner": benefit.owner.public_id if benefit.owner else None,
            "version": benefit.version,
        }

    def facts(self):
        """This function will return what the verb is told: the kind only where another one was chosen."""
        facts = super().facts()
        if facts["kind"] is not None and facts["kind"].key == self.initial.get("kind"):
            del facts["kind"]
        return {**facts, "reason": self.cleaned_data.get("reason", "")}


class StepForm(VersionForm):
    """The last word before a benefit is shown to the other side, or agreed to."""


class ReasonForm(VersionForm):
    """A step that needs its reason."""

    reason = fields.TextField(label=gettext_lazy("Reason"), max_length=2000)


class ReadingForm(CreateForm):
    """A figure on a day, with what shows it."""

    value = FigureField(label=gettext_lazy("Figure"))
    read_on = fields.DateField(label=gettext_lazy("On which day"))
    note = fields.TextField(
        label=gettext_lazy("Where it comes from"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=gettext_lazy("A register, a count, an invoice. Or add a file that shows it."),
    )
    evidence = forms.FileField(
        label=gettext_lazy("A file that shows it"),
        help_text=gettext_lazy("PDF, office document, picture or text, up to 25 MB."),
        required=False,
    )

    field_order = ["value", "read_on", "note", "evidence"]

    def __init__(self, *args, unit="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["value"].unit = unit


class StatementForm(CreateForm):
    """What was promised, and what came of it, in words."""

    words = fields.TextField(
        label=gettext_lazy("What was promised and what came of it"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("The figures of both sides are kept with it as they stand today."),
    )


class SeenForm(Form):
    """One side's word that it has looked; it carries what was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
