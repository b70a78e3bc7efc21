from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import queries
from accounts.models import User
from accounts.operations.sign_ins import end_other_sessions
from accounts.operations.telling import moment_for, tell
from audit import operations as audit
from notices import operations as notices
from notices.models import Delivery, DeliveryState

SETTINGS = ("name", "theme", "density", "language", "time_zone")
# A name or an address would stay in the log for ever; that it changed is enough.
PERSONAL = {"name", "email"}
WITHHELD = "withheld"


class AccountRefused(ValidationError):
    """The account cannot be made or changed like this."""


@transaction.atomic
def create_user(*, email: str, name: str, by, on: date, password: str | None = None, **fields):
    """Make an account. Without a password its owner sets one through a mailed link.

    Raise AccountRefused when the address is taken or a value does not fit.
    """
    user = User(email=email, name=name, **fields)
    if password is not None:
        validate_password(password, user)
    user.set_password(password)
    _save(user)
    audit.record("accounts.create_user", user, by=by, on=on, after=_values(user, fields))
    return user


@transaction.atomic
def change_settings(user: User, *, by, on: date, **changes) -> User:
    """Change how the house looks and reads for a user: name, theme, density, language, time zone."""
    return _change(user, "accounts.change_settings", SETTINGS, by, on, changes)


@transaction.atomic
def change_account(user: User, *, by, on: date, **changes) -> User:
    """Change what an administrator keeps: name, address, and whether the admin may be opened.

    A new address is told to the old one as well, which its owner may still read. Raise AccountRefused when the address
    is taken or a value does not fit.
    """
    old = User.objects.get(pk=user.pk).email
    user = _change(user, "accounts.change_account", ("name", "email", "is_staff"), by, on, changes)
    if user.email != old:
        told = tell(user, "address_changed", on=on)
        words = {"at": moment_for(user, timezone.now())}
        for notice in told:
            notices.post_to_address(notice.kind, address=old, key=notice.key, on=on, context=words)
    return user


@transaction.atomic
def close_account(user: User, *, by, on: date, reason: str = "") -> User:
    """Shut an account out from its next request on; its history stays."""
    user = _switch(user, "accounts.close_account", False, by, on, reason)
    end_other_sessions(user, by=by, on=on)
    return user


@transaction.atomic
def reopen_account(user: User, *, by, on: date, reason: str = "") -> User:
    """Let the owner of a closed account sign in again."""
    return _switch(user, "accounts.reopen_account", True, by, on, reason)


@transaction.atomic
def ask_for_password(user: User, *, by: User | None, on: date) -> None:
    """Mail the owner of an account a link by which they set a password; it is made when the mail goes out.

    One that waits to be sent is enough, however often somebody asks.
    """
    waiting = Delivery.objects.filter(
        notice__recipient=user, notice__kind="accounts.password_reset", state=DeliveryState.DUE
    )
    if waiting.exists():
        return
    audit.record("accounts.ask_for_password", user, by=by, on=on)
    tell(user, "password_reset", on=on)


@transaction.atomic
def ask_for_password_at(address: str, *, on: date) -> None:
    """Do what `ask_for_password` does for whoever has this address, and as much for an address that nobody has.

    The same rows are written and taken back, so that the time of the answer does not tell which of the two it was.
    """
    user = queries.users_with_address(address).filter(is_active=True).first()
    ask_for_password(user or User(pk=0, email=address), by=None, on=on)
    if user is None:
        transaction.set_rollback(True)


@transaction.atomic
def note_password_change(user: User, *, on: date) -> None:
    """Write down that a user has a new password, sign them out everywhere and tell them."""
    audit.record("accounts.change_password", user, by=user, on=on)
    end_other_sessions(user, by=user, on=on)
    tell(user, "password_changed", on=on)


def _change(user, verb, allowed, by, on, changes) -> User:
    if unknown := set(changes) - set(allowed):
        raise AccountRefused(
            _("These cannot be changed here: %(names)s.") % {"names": ", ".join(sorted(unknown))}
        )
    user = User.objects.select_for_update().get(pk=user.pk)
    changed = {name: value for name, value in changes.items() if getattr(user, name) != value}
    if not changed:
        return user
    before = _values(user, changed)
    for name, value in changed.items():
        setattr(user, name, value)
    _save(user)
    audit.record(verb, user, by=by, on=on, before=before, after=_values(user, changed))
    return user


def _switch(user, verb, is_active, by, on, reason) -> User:
    if User.objects.filter(pk=user.pk, is_active=not is_active).update(is_active=is_active):
        audit.record(verb, user, by=by, on=on, reason=reason)
    user.is_active = is_active
    return user


def _save(user: User) -> None:
    try:
        user.full_clean(exclude=["password"])
        with transaction.atomic():
            user.save()
    except ValidationError as refusal:
        raise AccountRefused(refusal.message_dict) from refusal
    except IntegrityError as refusal:
        raise AccountRefused({"email": _("An account with this address exists.")}) from refusal


def _values(user, names) -> dict:
    return {name: WITHHELD if name in PERSONAL else getattr(user, name) for name in names}
