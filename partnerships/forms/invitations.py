"""The forms of invitations: inviting somebody, and joining with a new account."""

import re

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.addresses import FoldedEmailFormField
from accounts.forms import LONGEST_PASSWORD, RULE, StepUpForm
from accounts.models import User
from accounts.validators import plain_name
from organisations.models import Role
from partnerships.forms.choices import ChoiceField
from partnerships.forms.people import ROLE_WORDS
from partnerships.models import APPROVER, PLACES, MemberRole
from ui import fields
from ui.forms import CreateForm, Form

# What a mail program makes a link of, with a scheme or without: evil.example, 10.0.0.1/in; not “e.g.” nor “1.5”.
WEB_ADDRESS = re.compile(r"://|www\.|\w\.[^\W\d_]{2,}\b|\w\.\w+/|\d(\.\d+){3}", re.IGNORECASE)
ROLES_IN_WORDS = {
    Role.STAFF: gettext_lazy("Staff: sees the partnerships in which they are given a place"),
    Role.LEAD: gettext_lazy("Partnership lead: begins partnerships and leads them"),
    Role.AUDITOR: gettext_lazy("Auditor: reads every partnership and the log"),
    Role.OWNER: gettext_lazy("Portfolio owner: sees and runs every partnership"),
    Role.ADMINISTRATOR: gettext_lazy("Administrator: keeps accounts and content"),
    APPROVER: gettext_lazy("Second approver: is asked before something important is decided"),
    Role.PARTNER_STAFF: gettext_lazy(
        "Staff: sees the partnerships in which they are given a place"
    ),
    Role.PARTNER_ADMIN: gettext_lazy(
        "Administrator: sees every partnership shared with the company, and invites colleagues"
    ),
}


class InviteForm(CreateForm):
    """Whom to invite, and to what; nothing is chosen beforehand."""

    address = FoldedEmailFormField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("The invitation goes there, and works for nobody else."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = fields.LineField(
        label=gettext_lazy("Name"), max_length=150, required=False, validators=[plain_name]
    )
    role = ChoiceField(label=gettext_lazy("What may they do?"), widget=forms.RadioSelect)
    message = fields.TextField(
        label=gettext_lazy("A few words to them"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("They stand in the mail. Without web addresses."),
    )

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = self.choices_of(roles)

    @staticmethod
    def choices_of(roles):
        return [(role, ROLES_IN_WORDS[role]) for role in roles]

    def clean_message(self):
        """A mail of ours must not carry somebody else's link to a stranger."""
        text = self.cleaned_data["message"]
        if WEB_ADDRESS.search(text):
            raise ValidationError(_("Leave out web addresses."), code="link")
        return text

    def facts(self):
        """This function will return what `invite` is told."""
        names = ("address", "name", "role", "message")
        facts = {name: self.cleaned_data[name] for name in names}
        return {**facts, "public_id": self.cleaned_data["record_id"]}


class InviteIntoBodyForm(StepUpForm, InviteForm):
    """Somebody of a public body; asks for the password, as giving a role does in the administration."""


class WithdrawInvitationForm(Form):
    """The last word before an invitation is taken back."""


class InviteIntoPartnershipForm(InviteForm):
    """Somebody of a company, and the place that they get in one partnership."""

    @staticmethod
    def choices_of(roles):
        places = [(place, ROLE_WORDS[place]) for place in PLACES]
        if Role.PARTNER_ADMIN in roles:
            words = _("Looks after the company here: speaks for it and invites its people")
            places.append((Role.PARTNER_ADMIN, words))
        return places

    def facts(self):
        """This function will return what `invite` is told: a place, or the company's administrator."""
        facts = super().facts()
        if facts["role"] != Role.PARTNER_ADMIN:
            facts |= {"role": Role.PARTNER_STAFF, "member_role": MemberRole(facts["role"])}
        return facts


def password_field(label, help_text=""):
    """This function will return a field for a password that is being chosen."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        validators=[MaxLengthValidator(LONGEST_PASSWORD)],
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class JoinForm(Form):
    """A new account: the address once more, a name, a password twice."""

    address = FoldedEmailFormField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("The one to which the invitation was sent."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    name = fields.LineField(
        label=gettext_lazy("Your name"), max_length=150, validators=[plain_name]
    )
    password = password_field(gettext_lazy("Choose a password"), RULE)
    password_again = password_field(gettext_lazy("The password again"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean(self):
        cleaned = super().clean()
        first, second = cleaned.get("password"), cleaned.get("password_again")
        if first and second and first != second:
            self.add_error("password_again", _("The two passwords are not the same."))
        elif first:
            try:
                validate_password(
                    first, User(email=cleaned.get("address", ""), name=cleaned.get("name", ""))
                )
            except ValidationError as refusal:
                self.add_error("password", refusal)
        return cleaned

    def facts(self):
        """This function will return what `accept_with_new_account` is told."""
        cleaned = self.cleaned_data
        return {
            "typed_address": cleaned["address"],
            "name": cleaned["name"],
            "password": cleaned["password"],
        }
