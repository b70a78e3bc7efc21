"""The app that shows codes, and the codes for the day when the phone is lost."""

import time
from datetime import date
from uuid import UUID

import structlog
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils import timezone

from accounts import onetime, sealing
from accounts.models import User
from accounts.operations.sign_ins import end_other_sessions
from accounts.operations.telling import tell
from audit import operations as audit

logger = structlog.get_logger(__name__)
Type = Authenticator.Type


@transaction.atomic
def turn_on_second_factor(
    user: User, *, secret: str, code: str, keep: UUID | str | None, on: date
) -> Authenticator | None:
    """Tie an app to an account, in the place of an earlier one, with new recovery codes; end other sessions.

    Return None when the app does not show `code` for this secret: it would lock its owner out.
    """
    counter = onetime.counter_of(secret, code, now=time.time())
    if counter is None:
        audit.record("accounts.fail_code", user, by=user, on=on)
        return None
    _lock(user)
    replaced = _forget(user)
    app = TOTP.activate(user, secret).instance
    app.data["counter"] = counter
    app.save(update_fields=["data"])
    RecoveryCodes.activate(user)
    audit.record(
        "accounts.turn_on_second_factor", user, by=user, on=on, after={"replaced": replaced}
    )
    end_other_sessions(user, keep=keep, by=user, on=on)
    tell(user, "second_factor_on", on=on)
    return app


@transaction.atomic
def turn_off_second_factor(user: User, *, keep: UUID | str | None, on: date) -> bool:
    """Let an account do without the app again and end its other sessions; return False when it did already."""
    if not _take_away(user, "accounts.turn_off_second_factor", by=user, on=on):
        return False
    end_other_sessions(user, keep=keep, by=user, on=on)
    return True


@transaction.atomic
def reset_second_factor(user: User, *, by: User | None, on: date) -> bool:
    """Take the lost app off somebody's account and end all their sessions; return False when there is none."""
    if not _take_away(user, "accounts.reset_second_factor", by=by, on=on):
        return False
    end_other_sessions(user, by=by, on=on)
    return True


@transaction.atomic
def renew_recovery_codes(user: User, *, on: date) -> None:
    """Make ten new recovery codes; the old ones stop to work."""
    _lock(user)
    Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)
    audit.record("accounts.renew_recovery_codes", user, by=user, on=on)
    tell(user, "recovery_codes_renewed", on=on)


@transaction.atomic
def keep_recovery_codes(user: User, *, on: date) -> None:
    """Note that the owner has put the recovery codes away: they are never shown again."""
    codes = _row(user, Type.RECOVERY_CODES)
    if codes is None or codes.wrap().did_view:
        return
    codes.wrap().mark_as_viewed()
    audit.record("accounts.keep_recovery_codes", user, by=user, on=on)


@transaction.atomic
def use_code(user: User, code: str, *, by_recovery: bool = False, on: date) -> Authenticator | None:
    """Take a code of the app, or with `by_recovery` a recovery code, and return what it came from; None if wrong.

    Every code works once: the row of the app keeps the last one, whatever happens to the cache.
    """
    app = _row(user, Type.TOTP)
    if app is not None and _use_app(app, code):
        return app
    codes = _row(user, Type.RECOVERY_CODES) if by_recovery else None
    if codes is not None and _use_recovery_code(codes, code):
        audit.record("accounts.use_recovery_code", user, by=user, on=on)
        tell(user, "recovery_code_used", on=on)
        return codes
    audit.record("accounts.fail_code", user, by=None, on=on)
    return None


@transaction.atomic
def reseal_second_factors(*, by: User | None, on: date) -> int:
    """Put every secret under the SECRET_KEY of today; return how many. Then its fallbacks can go."""
    rows = Authenticator.objects.select_for_update().order_by("pk")
    for row in rows:
        row.data |= {
            name: sealing.resealed(row.data[name])
            for name in ("secret", "seed")
            if name in row.data
        }
        row.save(update_fields=["data"])
    audit.record("accounts.reseal_second_factors", None, by=by, on=on, after={"sealed": len(rows)})
    return len(rows)


def _use_app(app: Authenticator, code: str) -> bool:
    try:
        counter = onetime.counter_of(
            sealing.unseal(app.data["secret"]),
            code,
            now=time.time(),
            after=app.data.get("counter", 0),
        )
    except InvalidToken:
        logger.error("second factor is sealed with a key that is gone")
        return False
    if counter is None:
        return False
    app.data["counter"] = counter
    app.last_used_at = timezone.now()
    app.save(update_fields=["data", "last_used_at"])
    return True


def _use_recovery_code(codes: Authenticator, code: str) -> bool:
    try:
        return codes.wrap().validate_code(code)
    except InvalidToken:
        logger.error("recovery codes are sealed with a key that is gone")
        return False


def _take_away(user: User, verb: str, *, by: User | None, on: date) -> bool:
    _lock(user)
    if not _forget(user):
        return False
    audit.record(verb, user, by=by, on=on)
    tell(user, "second_factor_off", on=on)
    return True


def _lock(user: User) -> None:
    User.objects.select_for_update().get(pk=user.pk)


def _forget(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user).delete()[0])


def _row(user: User, type_: str) -> Authenticator | None:
    return Authenticator.objects.select_for_update().filter(user=user, type=type_).first()
