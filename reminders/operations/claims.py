"""Taking hold of deliveries, and letting go of them.

A claim is a row with a lease. Whoever holds it proves so by the number of attempts that the claim made it: once another
worker has claimed the row again, nothing that the first one writes takes effect.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F

from notices.models import Delivery, DeliveryState

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)

CLAIM = """
WITH picked AS (
    SELECT id, state FROM notices_delivery
    WHERE channel = 'email'
      AND ((state = 'due' AND due_at <= %(now)s AND (next_try_at IS NULL OR next_try_at <= %(now)s))
           OR (state = 'sending' AND lease_until < %(now)s))
    ORDER BY due_at, id
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
UPDATE notices_delivery AS delivery
SET state = 'sending', lease_until = %(until)s, attempts = attempts + 1
FROM picked
WHERE delivery.id = picked.id
RETURNING delivery.id, picked.state
"""


def claim(*, limit: int, now: datetime, lease: timedelta = LEASE) -> list[Delivery]:
    """Take hold of up to `limit` mails that are due, or whose holder was lost; nobody else can until the lease is over.

    Those that were tried least come first, so that one that brings its worker down takes no others with it.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "limit": limit, "until": now + lease})
        before = dict(cursor.fetchall())
    claimed = Delivery.objects.filter(pk__in=before).select_related("notice__recipient")
    for delivery in claimed:
        if before[delivery.pk] == DeliveryState.SENDING:
            logger.warning("lease ran out, possible duplicate: %s", delivery.message_id)
    return sorted(claimed, key=lambda row: (row.attempts, row.due_at, row.pk))


def renew(delivery: Delivery, *, now: datetime, lease: timedelta = LEASE) -> bool:
    """Lengthen the lease of a claimed delivery; return False when another worker holds it by now."""
    return _change(delivery, lease_until=now + lease)


def put_back(deliveries: list[Delivery]) -> None:
    """Let go of claimed deliveries that were not tried."""
    for delivery in deliveries:
        _change(delivery, state=DeliveryState.DUE, lease_until=None, attempts=F("attempts") - 1)


def finish(delivery: Delivery, state: DeliveryState, **facts: Any) -> bool:
    """Write down how a claimed delivery ended; return False when another worker holds it by now."""
    return _change(delivery, state=state, lease_until=None, **facts)


def _change(delivery: Delivery, **facts: Any) -> bool:
    held = Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.SENDING, attempts=delivery.attempts
    )
    return bool(held.update(**facts))
