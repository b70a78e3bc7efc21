"""The forms of parties, members, seats and of stepping aside."""

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.addresses import folded
from accounts.forms import StepUpForm
from accounts.models import User
from organisations.models import Kind, Membership
from partnerships.forms.choices import ChoiceField, RecordField
from partnerships.forms.partners import Choice
from partnerships.models import Member, MemberRole, PartyRole, Side
from ui import fields
from ui.forms import CreateForm, Form

ROLES_OF_SIDE = {
    Side.PUBLIC: (
        MemberRole.LEAD,
        MemberRole.CONTRIBUTOR,
        MemberRole.EVALUATOR,
        MemberRole.NONE,
    ),
    Side.PARTNER: (MemberRole.CONTRIBUTOR, MemberRole.VIEWER, MemberRole.NONE),
}
ROLE_WORDS = {
    MemberRole.LEAD: gettext_lazy("Leads it: changes everything, names people, moves it on"),
    MemberRole.CONTRIBUTOR: gettext_lazy("Works on it: reads and writes"),
    MemberRole.EVALUATOR: gettext_lazy("Evaluates: reads and scores"),
    MemberRole.VIEWER: gettext_lazy("Reads only"),
    MemberRole.NONE: gettext_lazy("Is only named, with no right of its own"),
}


class PartyForm(Choice):
    """An organisation that was found, and what it is in this partnership."""

    role = ChoiceField(
        label=gettext_lazy("Role"),
        choices=[pair for pair in PartyRole.choices if pair[0] != PartyRole.LEAD_BODY],
        initial=PartyRole.PARTNER,
    )
    side = ChoiceField(
        label=gettext_lazy("On which side?"),
        choices=Side.choices,
        initial=Side.PARTNER,
        help_text=gettext_lazy("Only public bodies can stand on the public side."),
    )

    def clean(self):
        cleaned = super().clean()
        organisation = getattr(self, "organisation", None)
        is_private = organisation is not None and organisation.kind != Kind.PUBLIC_BODY
        if is_private and cleaned.get("side") == Side.PUBLIC:
            words = _("%(organisation)s is no public body. Choose the partner side.")
            self.add_error("side", words % {"organisation": organisation})
        return cleaned


class MemberForm(CreateForm):
    """Somebody of one party: with an account there, or by name only."""

    user = RecordField(
        User.objects.none(),
        label=gettext_lazy("Somebody with an account"),
        empty_label=gettext_lazy("Nobody with an account"),
        required=False,
    )
    name = fields.LineField(
        label=gettext_lazy("Or a name, without an account"), max_length=150, required=False
    )
    email = fields.EmailField(label=gettext_lazy("E-mail"), required=False)
    job_title = fields.LineField(label=gettext_lazy("Job title"), max_length=150, required=False)
    role = ChoiceField(label=gettext_lazy("What may they do?"), widget=forms.RadioSelect)

    def __init__(self, *args, party, partnership, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.party, self.partnership = party, partnership
        self.people = candidates(party, partnership, on=on)
        if is_listed(party, partnership):
            self.fields["user"].queryset = self.people
        else:
            self.fields["email"].help_text = _(
                "With the exact address of somebody's account there, they get the place with it."
            )
        self.fields["role"].choices = [
            (role, ROLE_WORDS[role]) for role in ROLES_OF_SIDE[party.side]
        ]
        self.initial.setdefault("role", MemberRole.CONTRIBUTOR)

    def clean(self):
        cleaned = super().clean()
        if not is_listed(self.party, self.partnership) and cleaned.get("email"):
            cleaned["user"] = self.people.filter(email=folded(cleaned["email"])).first()
            cleaned["name"] = "" if cleaned["user"] else cleaned.get("name")
        user, name, role = (cleaned.get(key) for key in ("user", "name", "role"))
        if "user" in self.errors or "name" in self.errors:
            return cleaned
        if user and name:
            self.add_error("name", _("Choose somebody with an account or give a name, not both."))
        if not user and not name:
            self.add_error("user", _("Choose somebody, or give a name below."))
        if name and not user and role not in {None, MemberRole.NONE}:
            words = _("Without an account somebody can only be named. Choose the last answer.")
            self.add_error("role", words)
        return cleaned

    def facts(self):
        """This function will return what `add_member` is told."""
        names = ("user", "name", "email", "job_title", "role")
        facts = {name: self.cleaned_data[name] for name in names}
        return {**facts, "public_id": self.cleaned_data["record_id"]}


def is_listed(party, partnership):
    """This function will tell whether the people of a party may be shown to choose from.

    Those of the lead body and of a company that takes part are; anybody could be added as a party to read its people.
    """
    return party.organisation_id == partnership.lead_body.organisation_id or party.is_shared_in


def candidates(party, partnership, *, on):
    """This function will return the active users of a party's organisation who have no place in the partnership yet."""
    belongs = Membership.objects.live(on=on).filter(
        organisation=party.organisation_id, user=OuterRef("pk")
    )
    placed = Member.objects.filter(
        partnership=partnership, user=OuterRef("pk"), revoked_at__isnull=True
    )
    users = User.objects.filter(Exists(belongs), ~Exists(placed), is_active=True)
    return users.order_by("name", "id")


class RemoveForm(Form):
    """The last word before somebody loses a place."""

    reason = fields.LineField(label=gettext_lazy("Reason"), max_length=400, required=False)


class SeatForm(Form):
    """Who holds a seat, or nobody."""

    member = RecordField(
        Member.objects.none(),
        label=gettext_lazy("Who holds it?"),
        empty_label=gettext_lazy("Nobody, it is vacant"),
        required=False,
    )

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members


class StepAsideForm(Form):
    """Why somebody keeps out of it."""

    reason = fields.TextField(
        label=gettext_lazy("What is the conflict?"),
        help_text=gettext_lazy("The leads read it, and the audit keeps it."),
        max_length=2000,
    )


class LeaveForm(StepUpForm, Form):
    """Who takes over from somebody who leaves an organisation, and why they leave."""

    to = RecordField(
        User.objects.none(),
        label=gettext_lazy("Who takes over?"),
        empty_label=gettext_lazy("Choose a colleague"),
        error_messages={"required": gettext_lazy("Choose who takes over.")},
    )
    reason = fields.TextField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Kept in the log."),
    )

    def __init__(self, *args, colleagues, needed, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues
        if not needed:
            del self.fields["to"]

    def clean(self):
        cleaned = super().clean()
        return {"to": None, **cleaned}


class ShareForm(forms.Form):
    """The last word before a party sees the partnership."""
