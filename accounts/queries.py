from collections.abc import Iterable
from uuid import UUID

from allauth.account import app_settings as allauth
from allauth.account.utils import user_pk_to_url_str
from django.db import models
from django.urls import reverse

from accounts.addresses import folded
from accounts.models import User
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
    user = User.objects.filter(pk=notice.recipient_id, is_active=True).first()
    if user is None:
        return ""
    token = allauth.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    key = {"uidb36": user_pk_to_url_str(user), "key": token}
    return reverse("account_reset_password_from_key", kwargs=key)
