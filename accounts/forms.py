from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from accounts import stepup
from accounts.addresses import FoldedEmailFormField
from accounts.models import User
from accounts.validators import TIME_ZONES
from ui.forms import Form, ModelForm, Plain

# Hashing a megabyte costs the server more than the visitor.
LONGEST_PASSWORD = 1024
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


class ReauthenticateForm(Plain, Calm, allauth_forms.ReauthenticateForm):
    """The password again."""


class StepUpForm(Form):
    """Asks for the password again, unless it was given within the last five minutes.

    Mix it in before the form's own base and pass `request=`.
    """

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        if not stepup.recently_confirmed(request):
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
        if not ratelimit.consume(self.request, action="reauthenticate", user=user):
            raise forms.ValidationError(_("Too many tries. Wait a minute, then try again."))
        if not get_adapter().reauthenticate(user, self.cleaned_data["password"]):
            raise forms.ValidationError(_("This is not your password."), code="incorrect_password")
        stepup.confirm(self.request)

    def clean(self):
        """Drop the password: what is cleaned is handed on to an operation."""
        super().clean()
        self.cleaned_data.pop("password", None)
        return self.cleaned_data


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
