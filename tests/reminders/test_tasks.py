import datetime

import pytest
import time_machine
from django.core import mail

from audit.models import Entry
from config.celery import app
from notices.models import Delivery, Notice
from organisations import operations as organisations
from partnerships import operations as partnerships
from partnerships.models import ConditionState
from reminders import tasks
from tests.factories import (
    DAY,
    a_body,
    a_partnership,
    ask_decision,
    condition_of,
    fresh,
    gate_of,
    lead_of,
    ready_gate,
    seat,
    staff,
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


def test_tell_deputies_tells_those_who_begin_and_those_who_are_done():
    partnership = a_partnership()
    sponsor, deputy = seat(partnership, "sponsor"), staff(partnership.lead_body)
    approval = ask_decision(partnership)
    organisations.announce_absence(
        sponsor,
        partnership.lead_body.organisation,
        deputy=deputy,
        starts_on=DAY + datetime.timedelta(days=3),
        ends_on=DAY + datetime.timedelta(days=5),
        by=sponsor,
        on=DAY,
    )
    told = []
    for days in (2, 3, 4, 6, 7):
        with time_machine.travel(DAY + datetime.timedelta(days=days)):
            tasks.tell_deputies()
        rows = Notice.objects.filter(recipient=deputy).order_by("id")
        told.append([row.kind.partition(".")[2] for row in rows])

    asked = ["deputy_named", "approval_asked"]
    assert told == [
        ["deputy_named"],
        asked,
        asked,
        [*asked, "deputy_over"],
        [*asked, "deputy_over"],
    ]
    assert Notice.objects.get(kind__endswith="asked", recipient=deputy).subject_id == str(
        approval.public_id
    )


def test_mail_is_not_sent_to_a_deputy_who_stands_in_no_more(words):
    partnership = a_partnership()
    sponsor, deputy = seat(partnership, "sponsor"), staff(partnership.lead_body)
    absence = organisations.announce_absence(
        sponsor,
        partnership.lead_body.organisation,
        deputy=deputy,
        starts_on=DAY,
        ends_on=DAY + YEAR * 80,
        by=sponsor,
        on=DAY,
    )
    ask_decision(partnership)
    organisations.end_absence(absence, by=sponsor, on=DAY)

    tasks.tick()

    mails = Delivery.objects.filter(notice__recipient=deputy).order_by("id")
    states = {row.notice.kind.partition(".")[2]: row.state for row in mails}
    assert states == {
        "deputy_named": "cancelled",
        "approval_asked": "cancelled",
        "deputy_over": "accepted",
    }


def test_mail_is_not_sent_to_a_deputy_who_left(words):
    body = a_body()
    user, deputy = staff(body), staff(body)
    organisations.announce_absence(
        user,
        body.organisation,
        deputy=deputy,
        starts_on=DAY,
        ends_on=DAY + YEAR * 80,
        by=user,
        on=DAY,
    )
    organisations.revoke_membership(deputy.memberships.get(), by=None, on=DAY)

    tasks.tick()

    assert Delivery.objects.get(notice__recipient=deputy).state == "cancelled"
