"""The forms of the three steps of a new partnership."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations import queries as organisations
from partnerships import operations
from partnerships.forms.choices import ChoiceField
from partnerships.forms.facts import NeedFields, RouteFields, TermFields, TierFields
from partnerships.models import Partnership, Profile
from ui import fields
from ui.forms import CreateForm, Form


def bodies_for(viewer):
    """This function will return the bodies in which `viewer` may create partnerships."""
    bodies = organisations.bodies_of(viewer)
    return list(
        bodies.filter(organisation__in=viewer.bodies_as("owner", "lead")).order_by(
            "organisation__name"
        )
    )


class NeedForm(NeedFields, CreateForm):
    """Step 1: what is missing, and who takes it in hand."""

    body = ChoiceField(label=gettext_lazy("Public body"))
    lead = ChoiceField(
        label=gettext_lazy("Who leads it?"), blank=gettext_lazy("I do"), required=False
    )

    field_order = ["title", "need", "summary", "sector", "body", "lead"]

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.bodies = {body.prefix: body for body in bodies_for(viewer)}
        self.leads = self._leads_of(viewer)
        if len(self.bodies) > 1:
            self.fields["body"].choices = [(key, str(body)) for key, body in self.bodies.items()]
        else:
            self.fields.pop("body")
        if self.leads:
            self.fields["lead"].choices = [("", _("I do")), *self._lead_choices()]
        else:
            self.fields.pop("lead")

    def _leads_of(self, viewer):
        """Return {public id: (user, bodies)} of whom an owner may choose; nobody else chooses."""
        leads = {}
        for body in self.bodies.values():
            if not viewer.has_role(body.organisation_id, "owner"):
                continue
            for user in organisations.people_with_role(body.organisation, "lead", on=viewer.on):
                if user != viewer.user:
                    leads.setdefault(str(user.public_id), (user, []))[1].append(body)
        return leads

    def _lead_choices(self):
        for key, (user, bodies) in self.leads.items():
            where = ", ".join(str(body) for body in bodies)
            yield key, f"{user} ({where})" if len(self.bodies) > 1 else str(user)

    def clean_body(self):
        return self.bodies[self.cleaned_data["body"]]

    def clean(self):
        cleaned = super().clean()
        body = self.chosen_body
        key = cleaned.get("lead")
        if key and body and body not in self.leads[key][1]:
            words = _("%(user)s does not lead partnerships of %(body)s. Choose somebody else.")
            self.add_error("lead", words % {"user": self.leads[key][0], "body": body})
        return cleaned

    @property
    def chosen_body(self):
        """The chosen body, or the only one."""
        if "body" in self.fields:
            return self.cleaned_data.get("body")
        return next(iter(self.bodies.values()), None)

    @property
    def chosen_lead(self):
        """The chosen user, or None for the one who types."""
        key = self.cleaned_data.get("lead")
        return self.leads[key][0] if key else None

    def kept(self):
        """This function will return what a draft keeps of this step."""
        names = ("title", "need", "summary", "sector", "lead")
        return {name: self.cleaned_data.get(name, "") for name in names}

    def facts(self):
        """This function will return what `create_partnership` is told of this step."""
        names = ("title", "need", "summary", "sector")
        return {**{name: self.cleaned_data[name] for name in names}, "lead": self.chosen_lead}


class TermsForm(TierFields, RouteFields, TermFields, Form):
    """Step 3: its weight, its right and its dates. All of it may come later."""

    profile = ChoiceField(
        label=gettext_lazy("What it is asked for"),
        blank=gettext_lazy("What goes with its tier"),
        choices=Profile.choices,
        required=False,
    )
    profile_reason = fields.LineField(
        label=gettext_lazy("Why another than its tier’s?"), max_length=400, required=False
    )

    def __init__(self, *args, body, **kwargs):
        super().__init__(*args, **kwargs)
        self.public_body = body
        self.fields["starts_on"].required = self.fields["ends_on"].required = False

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and not last and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Enter the last day too, or leave both empty."))
        if last and not first and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Enter the first day too, or leave both empty."))
        if not {"profile", "profile_reason", *self.tier_answers()} & set(self.errors):
            self._check_profile(cleaned)
        return cleaned

    def _check_profile(self, cleaned):
        trial = Partnership(lead_body=self.public_body, **self.tier_answers())
        try:
            operations.score_and_profile(
                trial, profile=cleaned["profile"] or None, reason=cleaned["profile_reason"]
            )
        except ValidationError as refusal:
            self.add_error(None, refusal)

    def kept(self):
        """This function will return what a draft keeps of this step: every answer that is sound."""
        return {
            name: self.cleaned_data.get(name) for name in self.fields if name not in self.errors
        }

    def facts(self):
        """This function will return what `create_partnership` is told of this step."""
        facts = dict(self.cleaned_data)
        facts["profile"] = facts["profile"] or None
        if facts["value"] is None:
            facts["currency"] = ""
        if not facts["starts_on"]:
            for name in TermFields.base_fields:
                facts.pop(name)
        return facts


def typed(draft):
    """This function will return a draft's values as forms take them, as first answers and as sent ones alike."""
    values = {"record_id": draft.public_id, "body": draft.body.prefix, **draft.data}
    if values.get("value"):
        values["value"] = Decimal(values["value"])
    return values


class CreateNow(forms.Form):
    """The last button; what it creates stands in the draft."""
