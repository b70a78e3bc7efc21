import uuid
from collections.abc import Iterable, Mapping
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from audit import operations as audit
from notices.models import Delivery, DeliveryState, Notice


class AddressRefused(ValidationError):
    """A notice may lead only to a page of our own."""


@transaction.atomic
def post(
    kind: str,
    *,
    to: Iterable,
    key: str,
    on: date,
    url: str,
    context: Mapping[str, str],
    subject=None,
    body=None,
    partnership=None,
    mail: bool = True,
) -> list[Notice]:
    """Tell each user in `to` once, in the list and by mail; the same key twice is a no-op.

    Return the notices that are new. The verb that posts writes the audit entry. Raise
    AddressRefused when the address leads out of the house.
    """
    if not leads_home(url):
        raise AddressRefused(_("A notice leads to a page of Concordat."))
    facts = _facts(kind, key, on, url, context, subject, body, partnership)
    recipients = {user.pk: user for user in to if user.is_active}.values()
    return _insert([Notice(recipient=user, **facts) for user in recipients], mail=mail)


@transaction.atomic
def post_to_address(
    kind: str,
    *,
    address: str,
    key: str,
    on: date,
    context: Mapping[str, str],
    subject=None,
    body=None,
    partnership=None,
) -> list[Notice]:
    """Tell whoever reads `address` once, by mail alone; the same key twice is a no-op.

    Its link is made when the mail is sent, so that no row holds one that lets somebody in. The address comes folded;
    the verb that posts writes the audit entry.
    """
    facts = _facts(kind, key, on, "/", context, subject, body, partnership)
    return _insert([Notice(address=address, **facts)], mail=True)


@transaction.atomic
def settle(key: str, *, on: date) -> int:
    """Mark the thing as done for everybody who was told of it, and stop mails not yet sent.

    Return how many notices were open. The verb that finished the thing writes the audit entry.
    """
    due = Delivery.objects.filter(notice__key=key, state=DeliveryState.DUE)
    due.update(state=DeliveryState.CANCELLED, error=f"settled on {on.isoformat()}")
    return Notice.objects.filter(key=key, settled_at=None).update(settled_at=Now())


@transaction.atomic
def mark_read(notice: Notice, *, by, on: date) -> bool:
    """Note that its recipient has opened a notice; return False if that was known."""
    if not Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=Now()):
        return False
    audit.record("notices.mark_read", notice, by=by, on=on, visibility="sealed")
    return True


@transaction.atomic
def mark_all_read(*, by, on: date) -> int:
    """Note that `by` has seen every notice of their own; return how many were new."""
    number = Notice.objects.filter(recipient=by, read_at=None).update(read_at=Now())
    if number:
        audit.record(
            "notices.mark_all_read", by, by=by, on=on, after={"read": number}, visibility="sealed"
        )
    return number


def _facts(kind, key, on, url, context, subject, body, partnership) -> dict:
    return {
        "kind": kind,
        "key": key,
        "url": url,
        "context": {name: str(words) for name, words in context.items()},
        "subject_kind": subject._meta.label_lower if subject is not None else "",
        "subject_id": str(subject.public_id) if subject is not None else "",
        "body_key": body.public_id if body is not None else None,
        "partnership_key": partnership.public_id if partnership is not None else None,
        "posted_on": on,
    }


def _insert(wanted: list[Notice], *, mail: bool) -> list[Notice]:
    Notice.objects.bulk_create(wanted, ignore_conflicts=True)
    posted = Notice.objects.filter(public_id__in=[notice.public_id for notice in wanted])
    new = list(posted.select_related("recipient").order_by("id"))
    if mail:
        Delivery.objects.bulk_create([_delivery(notice) for notice in new])
    return new


def leads_home(url: str) -> bool:
    """Say whether an address is a path in this house and nothing that a browser could misread."""
    return url.startswith("/") and not url.startswith(("//", "/\\")) and url.isprintable()


def _delivery(notice: Notice) -> Delivery:
    public_id = uuid.uuid4()
    return Delivery(
        public_id=public_id, notice=notice, message_id=f"<d.{public_id}@{settings.MAIL_DOMAIN}>"
    )
