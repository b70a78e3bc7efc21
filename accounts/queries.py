from collections.abc import Iterable
from uuid import UUID

from django.db import models

from accounts.addresses import folded
from accounts.models import User


def users_by_key(public_ids: Iterable[UUID]) -> dict[UUID, User]:
    """Return the users behind opaque ids, as an audit entry keeps them, in one query."""
    return User.objects.in_bulk({key for key in public_ids if key}, field_name="public_id")


def users_with_address(address: str) -> models.QuerySet[User]:
    """Return the one user, or none, who signs in with an address."""
    return User.objects.filter(email=folded(address))
