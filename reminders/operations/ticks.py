"""One round of the clock."""

import time
from collections import Counter
from datetime import date, datetime, timedelta

from reminders.operations import claims
from reminders.operations.sending import Tally, send

BATCH = 200
# A round ends well before the next worker may believe that this one is lost.
ROUND = timedelta(seconds=120)


def tick(*, on: date, now: datetime, limit: int = BATCH, lease: timedelta = claims.LEASE) -> Tally:
    """Send every mail that is due, batch by batch, until none is left, the server is away or the round is over.

    Any number of workers may do so at once: a claim belongs to one of them, and a lost one is claimed again after its
    lease. There is no lock around it on purpose, see docs/decisions/0004-no-lock-around-sending.md.
    """
    began = time.monotonic()

    def moment() -> datetime:
        return now + timedelta(seconds=time.monotonic() - began)

    total: Tally = Counter()
    while moment() < now + ROUND:
        claimed = claims.claim(limit=limit, now=moment(), lease=lease)
        total += send(claimed, on=on, now=moment, until=now + ROUND)
        if len(claimed) < limit or total["away"] or total["broken"]:
            break
    return total
