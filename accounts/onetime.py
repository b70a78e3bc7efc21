"""Codes that last half a minute (RFC 6238), as apps on a phone show them."""

import hmac

from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value

PERIOD = 30
# A clock may be one code fast or slow.
DRIFT = 1

new_secret = generate_totp_secret


def code_at(secret: str, counter: int) -> str:
    """Return the six digits of one half minute."""
    return format_hotp_value(hotp_value(secret, counter))


def counter_of(secret: str, code: str, *, now: float, after: int = 0) -> int | None:
    """Return the half minute that a code belongs to; None when it is wrong, or not newer than `after`."""
    typed = "".join(code.split()).encode()
    current = int(now) // PERIOD
    for counter in range(current - DRIFT, current + DRIFT + 1):
        if counter > after and hmac.compare_digest(typed, code_at(secret, counter).encode()):
            return counter
    return None
