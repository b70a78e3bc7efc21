"""What the clock asks before it sends: what time it is, and whether somebody may still be told."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import queries as accounts
from accounts.models import User
from accounts.viewer import Viewer
from notices.models import Delivery, Notice
from organisations import queries as organisations
from organisations.models import Absence, Delegation, Membership
from partnerships import queries as partnerships
from partnerships.models import Approval, Invitation, InvitationState

# What has a wall of its own; a notice of anything else is about its partnership.
SEEN: dict[str, Callable[[Viewer], QuerySet]] = {
    Approval._meta.label_lower: partnerships.approvals_visible_to,
    Invitation._meta.label_lower: partnerships.invitations_visible_to,
    Membership._meta.label_lower: organisations.memberships_answered_for,
    Absence._meta.label_lower: organisations.absences_visible_to,
    Delegation._meta.label_lower: organisations.delegations_visible_to,
}
# Links that hold a secret are made when the mail goes out: no table ever holds them.
LINKS: dict[str, Callable[[Notice], str]] = {
    "accounts.password_reset": accounts.reset_link,
    "partnerships.invitation": partnerships.invitation_link,
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
    """Return {id: reason} of the deliveries that must not be sent any more; in a few queries a recipient."""
    ids = [delivery.pk for delivery in deliveries]
    fresh = Delivery.objects.filter(pk__in=ids).select_related("notice__recipient").order_by("id")
    against: dict[int, str] = {}
    by_recipient: dict[User, list[Delivery]] = {}
    for delivery in fresh:
        notice = delivery.notice
        if notice.settled_at is not None:
            against[delivery.pk] = _("It was settled before the mail went out.")
        elif notice.recipient is None:
            # Without a thing that it is about, it is the old address of an account that hears of the new one.
            against |= _against_invitation(delivery, on=on) if notice.subject_id else {}
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


def _against_invitation(delivery: Delivery, *, on: date) -> dict[int, str]:
    """Whoever has no account is written to while the invitation is good, and not a day longer."""
    row = Invitation.objects.filter(public_id=delivery.notice.subject_id).select_related(
        "organisation", "partnership__lead_body", "invited_by"
    )
    invitation = row.first()
    if invitation is None:
        return {delivery.pk: _("There is no such invitation.")}
    worth = partnerships.worth_of(invitation, on=on, now=clock())
    if worth == InvitationState.OPEN:
        return {}
    words = _("The invitation is over: %(state)s.")
    return {delivery.pk: words % {"state": worth.label}}


def _subject_of(notice: Notice) -> UUID | None:
    """What the recipient must still see: the very thing where there is a wall for it, else the partnership, else nothing."""
    if notice.subject_kind in SEEN:
        return UUID(notice.subject_id)
    return notice.partnership_key


def _seen_by(viewer: Viewer, notices: list[Notice]) -> set[UUID]:
    keys: dict[str, list[UUID]] = {}
    for notice in notices:
        if key := _subject_of(notice):
            kind = notice.subject_kind if notice.subject_kind in SEEN else ""
            keys.setdefault(kind, []).append(key)
    seen: set[UUID] = set()
    for kind, wanted in keys.items():
        visible = SEEN.get(kind, partnerships.partnerships_visible_to)(viewer)
        seen |= set(visible.filter(public_id__in=wanted).values_list("public_id", flat=True))
    return seen
