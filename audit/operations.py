from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.duration import duration_iso_string
from django.utils.functional import Promise

from audit import context
from audit.models import Entry


def record(
    verb: str,
    subject: Any,
    *,
    by,
    on: date,
    before: Mapping | None = None,
    after: Mapping | None = None,
    reason: str = "",
    body=None,
    partnership=None,
    party=None,
    visibility: str = "internal",
) -> Entry:
    """Write down that `by` (None: the clock) did the verb, in the transaction of the change itself.

    Say what it was done to by `subject`; its `audit_label` is kept when the model has one, which
    it must not when it would name a person.
    """
    return Entry.objects.create(
        verb=verb,
        on=on,
        object_kind=subject._meta.label_lower if subject is not None else "",
        object_id=str(subject.public_id) if subject is not None else "",
        object_label=_text(str(getattr(subject, "audit_label", "")))[:200],
        actor_id=_key(by),
        before=None if before is None else plain(before),
        after=None if after is None else plain(after),
        reason=_text(str(reason)),
        request_id=context.request_id(),
        context_key=context.context_key(),
        body_key=_key(body),
        partnership_key=_key(partnership),
        party_key=_key(party),
        visibility=visibility,
    )


def plain(value):
    """Return the value as JSON can hold it; rows, people among them, become their public ids."""
    match value:
        case None | bool() | int():
            return value.value if isinstance(value, Enum) else value
        case Enum():
            return plain(value.value)
        case Mapping():
            return {_text(str(key)): plain(item) for key, item in value.items()}
        case set() | frozenset():
            return sorted((plain(item) for item in value), key=str)
        case list() | tuple() | models.QuerySet():
            return [plain(item) for item in value]
        case models.Model():
            return str(getattr(value, "public_id", value.pk))
        case timedelta():
            return duration_iso_string(value)
        case datetime() | date() | time():
            return value.isoformat()
        case str() | Promise() | float() | Decimal() | UUID():
            return _text(str(value))
    raise TypeError(f"An audit entry cannot hold a {type(value).__name__}.")


def _text(text: str) -> str:
    # PostgreSQL keeps neither NUL nor half a character; an entry must never fail for one.
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _key(row) -> UUID | None:
    return None if row is None else row.public_id
