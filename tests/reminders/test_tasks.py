import datetime

import pytest
import time_machine
from django.core import mail

from audit.models import Entry
from config.celery import app
from notices.models import Delivery
from partnerships import operations as partnerships
from partnerships.models import ConditionState
from reminders import tasks
from tests.factories import (
    DAY,
    a_partnership,
    ask_decision,
    condition_of,
    fresh,
    gate_of,
    lead_of,
    ready_gate,
    tick,
)
from tests.reminders.people import a_delivery

pytestmark = pytest.mark.django_db
YEAR = datetime.timedelta(days=365)


def an_expired_condition(*, valid_until=DAY + YEAR):
    partnership = a_partnership()
    condition = ready_gate(partnership).conditions.filter(reason="Seen and filed.").first()
    partnerships.reopen_condition(
        partnership, condition.key, reason="Once more.", by=lead_of(partnership), on=DAY
    )
    tick(partnership, condition.key, valid_until=valid_until)
    return condition_of(partnership, condition.key)


def test_the_clock_rings_for_tasks_that_exist_and_forgets_late_rings():
    app.loader.import_default_modules()
    schedule = app.conf.beat_schedule

    assert {entry["task"] for entry in schedule.values()} == {
        task for task in app.tasks if not task.startswith("celery.")
    }
    assert schedule["tick"]["schedule"] == 60
    assert all(entry["options"]["expires"] <= entry["schedule"] for entry in schedule.values())


def test_tick_sends_what_is_due(words):
    a_delivery(a_partnership(), due_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))

    tasks.tick()

    assert [message.subject for message in mail.outbox]
    assert Delivery.objects.get().state == "accepted"


def test_reopen_expired_conditions_reopens_once():
    condition = an_expired_condition()

    with time_machine.travel(DAY + YEAR + datetime.timedelta(days=1)):
        tasks.reopen_expired_conditions()
        tasks.reopen_expired_conditions()

    condition.refresh_from_db()
    assert condition.state == ConditionState.OPEN
    entries = Entry.objects.filter(verb="partnerships.reopen_condition", on__gt=DAY)
    assert (entries.count(), bool(entries[0].request_id)) == (1, True)


def test_reopen_expired_conditions_withdraws_the_question_that_stood_on_it():
    condition = an_expired_condition()
    approval = ask_decision(condition.partnership)

    with time_machine.travel(DAY + 2 * YEAR):
        tasks.reopen_expired_conditions()

    approval.refresh_from_db()
    assert (approval.state, gate_of(condition.partnership).state) == ("withdrawn", "open")


def test_reopen_expired_conditions_goes_on_after_a_closed_partnership():
    closed, other = an_expired_condition(), an_expired_condition()
    partnership = fresh(closed.partnership)
    partnerships.move(
        partnership,
        "closed",
        version=partnership.version,
        reason="No longer needed.",
        by=lead_of(partnership),
        on=DAY,
    )

    with time_machine.travel(DAY + 2 * YEAR):
        tasks.reopen_expired_conditions()

    closed.refresh_from_db()
    other.refresh_from_db()
    assert [closed.state, other.state] == [ConditionState.MET, ConditionState.OPEN]
