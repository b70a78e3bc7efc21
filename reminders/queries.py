"""What the clock asks before it sends: what time it is, and whether somebody may still be told."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts import queries as accounts
from accounts.models import User
from accounts.viewer import Viewer
from notices.models import Delivery, Notice
from partnerships import queries as partnerships
from partnerships.models import Approval

APPROVAL = Approval._meta.label_lower

# Links that hold a secret are made when the mail goes out: no table ever holds them.
LINKS: dict[str, Callable[[Notice], str]] = {
    "accounts.password_reset": accounts.reset_link,
}


def clock() -> datetime:
    """Return the time of the database, the one clock that every worker shares."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def link_of(notice: Notice) -> str:
    """Return the path that the mail of a notice leads to; empty when its link is no longer valid."""
    make = LINKS.get(notice.kind)
    return notice.url if make is None else make(notice)


def reasons_against(deliveries: Iterable[Delivery], *, on: date) -> dict[int, str]:
    """Return {id: reason} of the deliveries that must not be sent any more; in three queries a recipient."""
    ids = [delivery.pk for delivery in deliveries]
    fresh = Delivery.objects.filter(pk__in=ids).select_related("notice__recipient").order_by("id")
    against: dict[int, str] = {}
    by_recipient: dict[User, list[Delivery]] = {}
    for delivery in fresh:
        notice = delivery.notice
        if notice.settled_at is not None:
            against[delivery.pk] = _("It was settled before the mail went out.")
        elif not notice.recipient.is_active:
            against[delivery.pk] = _("The recipient's account is closed.")
        else:
            by_recipient.setdefault(notice.recipient, []).append(delivery)
    for recipient, rows in by_recipient.items():
        viewer = partnerships.viewer_for(recipient, on=on)
        seen = _seen_by(viewer, [row.notice for row in rows])
        hidden = [row.pk for row in rows if (key := _subject_of(row.notice)) and key not in seen]
        against |= dict.fromkeys(hidden, _("The recipient may not see what it is about any more."))
    return against


def _subject_of(notice: Notice) -> UUID | None:
    """What the recipient must still see: the approval that is asked, else the partnership, else nothing."""
    if notice.subject_kind == APPROVAL:
        return UUID(notice.subject_id)
    return notice.partnership_key


def _seen_by(viewer: Viewer, notices: list[Notice]) -> set[UUID]:
    keys = {
        is_approval: [
            key
            for notice in notices
            if (key := _subject_of(notice)) and (notice.subject_kind == APPROVAL) == is_approval
        ]
        for is_approval in (True, False)
    }
    seen: set[UUID] = set()
    if keys[True]:
        approvals = partnerships.approvals_visible_to(viewer).filter(public_id__in=keys[True])
        seen |= set(approvals.values_list("public_id", flat=True))
    if keys[False]:
        visible = partnerships.partnerships_visible_to(viewer).filter(public_id__in=keys[False])
        seen |= set(visible.values_list("public_id", flat=True))
    return seen
