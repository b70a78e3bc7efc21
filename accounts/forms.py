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

# Hashing a megabyte costs the server more than the visitor.
LONGEST_PASSWORD = 1024


def address_field() -> FoldedEmailFormField:
    return FoldedEmailFormField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class SignInForm(allauth_forms.LoginForm):
    """E-mail address and password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = address_field()
        self.fields["password"].help_text = ""
        _shorten(self.fields["password"])
        self.order_fields(["login", "password"])


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """The address to which a link is mailed, if there is such an account."""

    email = address_field()


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    """The password again."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        _shorten(self.fields["password"])


class StepUpForm(forms.Form):
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
        cleaned = super().clean() or self.cleaned_data
        cleaned.pop("password", None)
        return cleaned


class SettingsForm(forms.ModelForm):
    """How the house looks and reads for its user."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=lambda: TIME_ZONES)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ("name", "theme", "density", "language", "time_zone")
        widgets = {"theme": forms.RadioSelect, "density": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].widget.attrs["autocomplete"] = "name"


def _shorten(field):
    field.max_length = LONGEST_PASSWORD
    field.validators.append(MaxLengthValidator(LONGEST_PASSWORD))
