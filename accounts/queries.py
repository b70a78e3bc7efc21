from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from allauth.account import app_settings as allauth
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.contrib.sessions.models import Session
from django.db import models
from django.urls import reverse

from accounts.addresses import folded
from accounts.models import SignIn, User
from notices.models import Notice


def users_by_key(public_ids: Iterable[UUID]) -> dict[UUID, User]:
    """Return the users behind opaque ids, as an audit entry keeps them, in one query."""
    return User.objects.in_bulk({key for key in public_ids if key}, field_name="public_id")


def users_with_address(address: str) -> models.QuerySet[User]:
    """Return the one user, or none, who signs in with an address."""
    return User.objects.filter(email=folded(address))


def reset_link(notice: Notice) -> str:
    """Return the path by which the recipient of a notice sets a password; empty for a closed account.

    The token lives only in this path: an hour from the moment when the mail goes out.
    """
    if notice.recipient_id is None:
        return ""
    user = User.objects.filter(pk=notice.recipient_id, is_active=True).first()
    if user is None:
        return ""
    token = allauth.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    key = {"uidb36": user_pk_to_url_str(user), "key": token}
    return reverse("account_reset_password_from_key", kwargs=key)


def app_of(user: User) -> Authenticator | None:
    """Return the app that is tied to an account, if there is one."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()


def has_second_factor(user: User) -> bool:
    """Say whether an app is tied to an account."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def app_exists() -> models.Exists:
    """Return, for a queryset of users, whether an app is tied to the account of each."""
    apps = Authenticator.objects.filter(type=Authenticator.Type.TOTP)
    return models.Exists(apps.filter(user=models.OuterRef("pk")))


def recovery_codes_left(user: User) -> int:
    """Return how many recovery codes still work."""
    codes = _recovery_codes(user)
    return len(_opened(codes)) if codes else 0


def recovery_codes_to_keep(user: User) -> list[str]:
    """Return the recovery codes until their owner says that they are put away; afterwards nothing."""
    codes = _recovery_codes(user)
    return _opened(codes) if codes and not codes.wrap().did_view else []


def sessions_of(user: User, *, at: datetime) -> models.QuerySet[SignIn]:
    """Return where a user is signed in at a moment, the last used first."""
    live = Session.objects.filter(expire_date__gt=at)
    own = SignIn.objects.filter(user=user, session_key__in=live.values("session_key"))
    return own.order_by("-seen_at", "-pk")


def _recovery_codes(user: User) -> Authenticator | None:
    kind = Authenticator.Type.RECOVERY_CODES
    return Authenticator.objects.filter(user=user, type=kind).first()


def _opened(codes: Authenticator) -> list[str]:
    try:
        return codes.wrap().get_unused_codes()
    except InvalidToken:
        # Sealed with a key that is gone: they open nothing any more.
        return []
