from allauth.account import views as allauth
from django.urls import path, re_path
from django.views.decorators.http import require_http_methods

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.Settings.as_view(), name="settings"),
    path("sign-in/", views.SignInPage.as_view(), name="sign-in"),
    path("second-factor/", views.SecondFactor.as_view(), name="second-factor"),
    path("second-factor/off/", views.SecondFactorOff.as_view(), name="second-factor-off"),
    path("recovery-codes/", views.RecoveryCodes.as_view(), name="recovery-codes"),
    path("recovery-codes/file/", views.RecoveryCodesFile.as_view(), name="recovery-codes-file"),
    path("recovery-codes/new/", views.RecoveryCodesNew.as_view(), name="recovery-codes-new"),
    path("sessions/", views.Sessions.as_view(), name="sessions"),
    path("sessions/end-others/", views.EndOtherSessions.as_view(), name="sessions-end-others"),
    path("sessions/<uuid:public_id>/end/", views.EndSession.as_view(), name="session-end"),
]

# Only the doors of allauth that this house has: nobody signs up, and addresses are not changed alone.
# Their names are allauth's own, without our namespace.
# They take PUT and the like for what they are not, and turn away whoever is signed in before they look.
asked = require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
sign_in = [
    path("login/", asked(allauth.login), name="account_login"),
    path("logout/", asked(allauth.logout), name="account_logout"),
    path("inactive/", asked(allauth.account_inactive), name="account_inactive"),
    path("code/", asked(views.Code.as_view()), name="mfa_authenticate"),
    path("reauthenticate/", views.Confirm.as_view(), name="account_reauthenticate"),
    path("password/change/", asked(allauth.password_change), name="account_change_password"),
    path("password/set/", asked(allauth.password_set), name="account_set_password"),
    path("password/reset/", asked(allauth.password_reset), name="account_reset_password"),
    path(
        "password/reset/done/",
        asked(allauth.password_reset_done),
        name="account_reset_password_done",
    ),
    # A key has hyphens too, and a converter would give all but the last part to the user's id.
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        asked(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        asked(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
