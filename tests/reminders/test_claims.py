import datetime
import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from notices.models import Delivery, DeliveryState
from reminders import operations
from reminders.operations import claims
from tests.factories import a_partnership
from tests.reminders.people import NOW, a_delivery

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


def claimed(*, now=NOW, limit=10, **facts):
    return [delivery.pk for delivery in operations.claim(limit=limit, now=now, **facts)]


def changed(delivery, **facts):
    Delivery.objects.filter(pk=delivery.pk).update(**facts)
    return delivery


def test_claim_takes_what_is_due_and_holds_it_for_two_minutes():
    delivery = a_delivery(a_partnership())

    (taken,) = operations.claim(limit=10, now=NOW)

    assert (taken.pk, taken.state, taken.attempts) == (delivery.pk, DeliveryState.SENDING, 1)
    assert taken.lease_until == NOW + 2 * MINUTE
    assert claimed() == []
    assert claimed(now=NOW + 2 * MINUTE) == []
    assert claimed(now=NOW + 2 * MINUTE + MINUTE / 60) == [delivery.pk]


@pytest.mark.parametrize(
    "facts",
    [
        {"due_at": NOW + MINUTE},
        {"next_try_at": NOW + MINUTE},
        {"channel": "webhook"},
        {"state": DeliveryState.ACCEPTED},
        {"state": DeliveryState.CANCELLED},
        {"state": DeliveryState.FAILED},
        {"state": DeliveryState.SUPPRESSED},
        {"state": DeliveryState.SENDING, "lease_until": NOW + MINUTE},
    ],
)
def test_claim_leaves_what_is_not_due_mail(facts):
    changed(a_delivery(a_partnership()), **facts)

    assert claimed() == []


def test_claim_takes_the_oldest_first_and_no_more_than_asked():
    partnership = a_partnership()
    late, early = (a_delivery(partnership, due_at=NOW - n * MINUTE) for n in (1, 2))

    assert [claimed(limit=1), claimed(limit=5)] == [[early.pk], [late.pk]]


def test_claim_puts_what_was_tried_least_first():
    partnership = a_partnership()
    poison = changed(a_delivery(partnership, due_at=NOW - MINUTE), attempts=3)
    fresh = a_delivery(partnership)

    assert claimed() == [fresh.pk, poison.pk]


def test_claim_says_so_when_a_holder_was_lost(caplog):
    delivery = a_delivery(a_partnership())
    claimed()

    with caplog.at_level(logging.WARNING):
        claimed(now=NOW + 3 * MINUTE)

    assert caplog.messages == [f"lease ran out, possible duplicate: {delivery.message_id}"]


def test_what_a_lost_holder_writes_takes_no_effect():
    a_delivery(a_partnership())
    (lost,) = operations.claim(limit=1, now=NOW)
    (holder,) = operations.claim(limit=1, now=NOW + 3 * MINUTE)

    assert not claims.finish(lost, DeliveryState.FAILED, error="too late")
    assert not claims.renew(lost, now=NOW)
    assert claims.finish(holder, DeliveryState.ACCEPTED, accepted_at=NOW)
    assert Delivery.objects.get().state == DeliveryState.ACCEPTED


def test_put_back_leaves_no_trace_of_the_claim():
    a_delivery(a_partnership())

    claims.put_back(operations.claim(limit=1, now=NOW))

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.lease_until) == ("due", 0, None)


@pytest.mark.django_db(transaction=True)
def test_claim_by_many_workers_at_once_gives_each_delivery_to_one():
    partnership = a_partnership()
    wanted = {a_delivery(partnership).pk for _number in range(60)}
    barrier = threading.Barrier(6)

    def work(_worker):
        mine = []
        barrier.wait()
        while batch := claimed(limit=4):
            mine += batch
        connection.close()
        return mine

    with ThreadPoolExecutor(6) as pool:
        taken = [pk for mine in pool.map(work, range(6)) for pk in mine]

    assert sorted(taken) == sorted(wanted)
