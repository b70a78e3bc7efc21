"""Deliveries for tests: notices posted as operations post them."""

import datetime
import itertools
from datetime import UTC

from notices import operations as notices
from notices.models import Delivery
from tests.factories import lead_of

ON = datetime.date(2026, 11, 23)
NOW = datetime.datetime(2026, 11, 23, 9, tzinfo=UTC)
_numbers = itertools.count(1)


def a_delivery(partnership, user=None, *, due_at=NOW, kind="partnerships.spoken", **about):
    """Post a notice about a partnership (to its lead) and return its delivery, due at nine."""
    about = {"key": f"spoken:{next(_numbers)}", "subject": partnership, **about}
    (notice,) = notices.post(
        kind,
        to=[user or lead_of(partnership)],
        on=ON,
        url=partnership.get_absolute_url(),
        context={"title": partnership.title},
        partnership=partnership,
        **about,
    )
    Delivery.objects.filter(notice=notice).update(due_at=due_at)
    return Delivery.objects.select_related("notice").get(notice=notice)
