from typing import Any
from uuid import UUID

from django.db import models

from audit.models import Entry


def entries() -> models.QuerySet[Entry]:
    """Return every entry, the latest first."""
    return Entry.objects.order_by("-id")


def entries_of_partnership(public_id: UUID) -> models.QuerySet[Entry]:
    """Return what happened to a partnership and to everything in it, the latest first."""
    return entries().filter(partnership_key=public_id)


def entries_of_body(public_id: UUID) -> models.QuerySet[Entry]:
    """Return what happened in a public body, the latest first."""
    return entries().filter(body_key=public_id)


def entries_about(subject: Any) -> models.QuerySet[Entry]:
    """Return what happened to one row, the latest first."""
    return entries().filter(object_kind=subject._meta.label_lower, object_id=str(subject.public_id))
