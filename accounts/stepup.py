"""Is it still the person who signed in? The password again, for what signs, decides or endangers."""

import time

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.conf import settings

PROOFS = {"password", "mfa"}


def recently_confirmed(request) -> bool:
    """Say whether the user proved who they are within the last five minutes."""
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records if record["method"] in PROOFS), default=0)
    return time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def confirm(request) -> None:
    """Remember in the session that the password was given just now."""
    reauthenticate_by_password(request)
