from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal import ratelimit
from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import operations, stepup
from accounts.addresses import FoldedEmailFormField
from accounts.models import User
from accounts.validators import TIME_ZONES
from ui.forms import Form, ModelForm, Plain

# Hashing a megabyte costs the server more than the visitor.
LONGEST_PASSWORD = 1024
LONGEST_CODE = 40
RULE = _("At least 15 characters. A few words that do not belong together are best.")


def address_field() -> FoldedEmailFormField:
    """Return the field for the address of an account."""
    return FoldedEmailFormField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class Calm:
    """Puts allauth's fields into our words, with nothing inside them and passwords that end."""

    labels = {}
    hints = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "login" in self.fields:
            self.fields["login"] = address_field()
            self.order_fields(["login", "password"])
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field.widget, forms.PasswordInput):
                field.help_text = self.hints.get(name, "")
                field.validators = [*field.validators, MaxLengthValidator(LONGEST_PASSWORD)]


class SignInForm(Plain, Calm, allauth_forms.LoginForm):
    """E-mail address and password."""


class ResetPasswordForm(Plain, Calm, allauth_forms.ResetPasswordForm):
    """The address to which a link is mailed, if there is such an account."""

    email = address_field()

    def save(self, request, **kwargs):
        """Have a link mailed to the address on record, whatever look-alike was typed."""
        operations.ask_for_password_at(self.cleaned_data["email"], on=timezone.localdate())
        return self.cleaned_data["email"]


class NewPasswordForm(Plain, Calm, allauth_forms.ResetPasswordKeyForm):
    """A new password, twice."""

    labels = {"password1": _("New password"), "password2": _("New password again")}
    hints = {"password1": RULE}


class ChangePasswordForm(Plain, Calm, allauth_forms.ChangePasswordForm):
    """The password of today, and a new one twice."""

    labels = {**NewPasswordForm.labels, "oldpassword": _("Your password today")}
    hints = NewPasswordForm.hints


class SetPasswordForm(Plain, Calm, allauth_forms.SetPasswordForm):
    """A first password, twice."""

    labels = NewPasswordForm.labels
    hints = NewPasswordForm.hints


def code_field(label, **options) -> forms.CharField:
    """Return the one field for a one-time code; what fills it in or pastes it is welcome."""
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "c-code c-w-12"}
    return forms.CharField(
        label=label,
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": _("Enter the code.")},
        **options,
    )


class CodeForm(Form):
    """The second step of signing in: a code of the app or, for the day without it, a recovery code."""

    code = code_field(
        _("Code"), help_text=_("Six digits from the app, or one of your recovery codes.")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_code(self):
        """Take the code, which works once, and count the tries."""
        code = self.cleaned_data["code"]
        self.authenticator = proved(self.user, code, door="sign-in", by_recovery=True)
        return self.cleaned_data["code"]


class StepUpForm(Form):
    """Asks who it is once more, unless that was proved within the last five minutes.

    Whoever has an app types its code, everybody else the password. Mix it in before the form's own base and pass
    `request=`.
    """

    # Where a lost phone is put right, a recovery code proves as much as the phone.
    takes_recovery_codes = False

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        if stepup.recently_confirmed(request, by_recovery=self.takes_recovery_codes):
            return
        if stepup.asks_for_code(request):
            self.fields["code"] = code_field(
                _("Code from your app, or a recovery code")
                if self.takes_recovery_codes
                else _("Code from your app, to confirm it is you")
            )
        else:
            self.fields["password"] = forms.CharField(
                label=_("Your password, to confirm it is you"),
                strip=False,
                max_length=LONGEST_PASSWORD,
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
                error_messages={"required": _("Enter your password.")},
            )

    def clean_password(self):
        """Check the password, count the tries, and remember the proof."""
        user = self.request.user
        if not ratelimit.consume(
            self.request, app="allauth.account", action="reauthenticate", user=user
        ):
            raise forms.ValidationError(_("Too many tries. Wait a minute, then try again."))
        if not get_adapter().reauthenticate(user, self.cleaned_data["password"]):
            raise forms.ValidationError(_("This is not your password."), code="incorrect_password")
        self.remember()

    def clean_code(self):
        """Take the code, count the tries, and remember the proof."""
        code, recovery = self.cleaned_data["code"], self.takes_recovery_codes
        self.remember(proved(self.request.user, code, door="proof", by_recovery=recovery))

    def clean(self):
        """Drop what was typed as proof: what is cleaned is handed on to an operation."""
        super().clean()
        for name in ("password", "code"):
            self.cleaned_data.pop(name, None)
        return self.cleaned_data

    def remember(self, authenticator=None):
        """Keep the proof in the session, and follow the session to its new key."""
        stepup.confirm(self.request, authenticator)
        if public_id := self.request.session.get(stepup.SIGN_IN):
            operations.renew_session(public_id, session_key=self.request.session.session_key)


def proved(user, code, *, door, by_recovery):
    """Return what a right code came from; raise ValidationError for a wrong one and for too many tries.

    Five wrong tries in five minutes for one account, counted apart for each door: whoever knows the password alone
    comes to the first only, and keeps the owner from nothing behind it. A right code takes back its own try and no
    other, or one account could buy tries for the next.
    """
    tried = ratelimit.consume(
        context.request,
        app="allauth.account",
        action="login_failed",
        key=f"code:{door}:{user.public_id}",
    )
    if not tried:
        raise forms.ValidationError(_("Too many tries. Wait five minutes, then try again."))
    found = operations.use_code(user, code, by_recovery=by_recovery, on=timezone.localdate())
    if found is None:
        raise forms.ValidationError(
            _("This code does not fit. Wait for the next one and type it as the app shows it."),
            code="incorrect_code",
        )
    tried.rollback()
    return found


class ConfirmForm(StepUpForm):
    """Nothing but the proof."""


class SecondFactorForm(StepUpForm):
    """Ties an app to the account: its first code, and the proof that it is the owner who does so."""

    takes_recovery_codes = True

    new_code = code_field(
        _("Code that the app shows"),
        help_text=_("Six digits. They change every half minute; type those you see now."),
    )


class ProvedForm(StepUpForm):
    """The proof alone, for what concerns the app itself; a recovery code stands in for a lost phone."""

    takes_recovery_codes = True


class SettingsForm(ModelForm):
    """How the house looks and reads for its user."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=TIME_ZONES)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ("name", "theme", "density", "language", "time_zone")
        widgets = {"theme": forms.RadioSelect, "density": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].widget.attrs["autocomplete"] = "name"
