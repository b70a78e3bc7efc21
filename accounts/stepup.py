"""Is it still the person who signed in? Asked again for what signs, decides or endangers.

Whoever has an app proves it by a code of the app, everybody else by the password. A sign-in that is younger than five
minutes counts; one by a recovery code does not, since a phone that is lost signs nothing.
"""

import time

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import (
    clear_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from django.conf import settings

# The row of a session in the list that its owner sees.
SIGN_IN = "sign_in"
APP, RECOVERY = Authenticator.Type.TOTP.value, Authenticator.Type.RECOVERY_CODES.value


def asks_for_code(request) -> bool:
    """Say whether the reader has an app; asked of the database once a request."""
    if not hasattr(request, "has_app"):
        apps = Authenticator.objects.filter(user=request.user, type=APP)
        request.has_app = apps.exists()
    return request.has_app


def recently_confirmed(request, *, by_recovery=False) -> bool:
    """Say whether the reader proved who they are within the last five minutes."""
    if not request.user.is_authenticated:
        return False
    fresh = [record for record in _records(request) if _is_fresh(record)]
    if not fresh:
        return False
    if not asks_for_code(request):
        return any(record["method"] == "password" for record in fresh)
    kinds = {APP, RECOVERY} if by_recovery else {APP}
    return any(record["method"] == "mfa" and record.get("type") in kinds for record in fresh)


def has_proved(request) -> bool:
    """Say whether somebody proved more than the password in this very session, be it hours ago."""
    return any(record["method"] == "mfa" for record in _records(request))


def confirm(request, authenticator=None) -> None:
    """Remember in the session that the password, or a code of the authenticator, was given just now.

    The session gets a new key: one that was learnt before is worth nothing now.
    """
    if authenticator is None:
        record_authentication(request, request.user, "password", reauthenticated=True)
    else:
        record = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, request.user, "mfa", **record)
    request.session.cycle_key()


def forget(request) -> None:
    """Let go of what was proved in this session: an app that is gone proves nothing for a role that comes tomorrow."""
    clear_authentication_records(request)


def _records(request):
    return get_authentication_records(request, request.user)


def _is_fresh(record):
    return time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
