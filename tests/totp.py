"""A second factor in tests: the app that a user would have on their phone.

`with_second_factor(user)` ties an app to an account. `code_for(user)` is what that app shows, and each call gives a code
that was not used before, so that tests need not wait half a minute. In a browser: sign in with the password, then fill
the field "Code" (`input[name=code]`) with `code_for(user)` and press "Sign in"; step-up asks for `code_for(user)` too.
"""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from accounts import onetime, queries, sealing


def with_second_factor(user):
    """Tie an app with recovery codes to an account and return the user; a browser that is signed in stays so."""
    TOTP.activate(user, onetime.new_secret())
    RecoveryCodes.activate(user)
    return user


def code_for(user):
    """Return a code that the user's app shows now, or shows half a minute on, and that was not used yet."""
    app = queries.app_of(user)
    return code_of(sealing.unseal(app.data["secret"]), after=app.data.get("counter", 0))


def code_of(secret, *, after=0):
    """Return a code for the secret that the set-up page shows; `after` is the last half minute used."""
    counter = int(time.time()) // onetime.PERIOD
    return onetime.code_at(secret, max(counter - onetime.DRIFT, after + 1))


def recovery_code_for(user):
    """Return a recovery code that still works."""
    codes = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return codes.wrap().get_unused_codes()[0]
