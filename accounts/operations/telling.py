"""How the owner of an account is told what happened to it: always a notice, sent when the request is over."""

import uuid
import zoneinfo
from datetime import date, datetime

from django.urls import reverse
from django.utils import formats, timezone, translation

from accounts.models import User
from notices import operations as notices
from notices.models import Notice

SIGN_IN_PAGE = "accounts:sign-in"


def tell(
    user: User, kind: str, *, on: date, page: str = SIGN_IN_PAGE, **words: str
) -> list[Notice]:
    """Tell the owner of an account what happened to it; each time is a thing of its own."""
    return notices.post(
        f"accounts.{kind}",
        to=[user],
        key=f"accounts.{kind}:{uuid.uuid4()}",
        on=on,
        url=reverse(page),
        context={"at": moment_for(user, timezone.now()), **words},
    )


def moment_for(user: User, moment: datetime) -> str:
    """Return a moment as a user reads it, with the zone that it is meant in."""
    try:
        zone = zoneinfo.ZoneInfo(user.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        zone = zoneinfo.ZoneInfo("UTC")
    with translation.override(user.language):
        words = formats.date_format(moment.astimezone(zone), "j F Y, H:i")
    return f"{words} ({zone.key.replace('_', ' ')})"
