import datetime

import pytest

from audit.models import Entry
from notices.models import Notice
from partnerships import operations
from partnerships.models import Approval, GateState, Side
from partnerships.models import ConditionState as State
from tests.factories import (
    DAY,
    a_partnership,
    ask_decision,
    condition_of,
    fresh,
    gate_of,
    lead_of,
    move_to,
    pass_gate,
    seat,
    tick,
)

pytestmark = pytest.mark.django_db

LATER = DAY + datetime.timedelta(days=30)


def test_ticking_writes_who_when_why():
    partnership = a_partnership(profile="light")
    before = fresh(partnership).standing.missing

    tick(partnership, "first_risks", reason="Fire; Jo keeps it.")

    condition = condition_of(partnership, "first_risks")
    assert (condition.state, condition.reason) == (State.MET, "Fire; Jo keeps it.")
    assert (condition.settled_by, condition.settled_on) == (lead_of(partnership), DAY)
    assert fresh(partnership).standing.missing == before - 1
    entry = Entry.objects.filter(verb="partnerships.settle_condition").latest("id")
    assert (entry.before["state"], entry.after["state"]) == ("open", "met")


def test_ticking_an_old_version_is_refused():
    partnership = a_partnership()
    tick(partnership, "first_risks")

    with pytest.raises(operations.StaleVersion):
        tick(partnership, "first_risks", version=1)


def test_ticking_what_the_partnership_does_not_have_is_refused():
    with pytest.raises(operations.ConditionRefused):
        tick(a_partnership(), "made_up")


def test_validity_that_is_past_is_refused():
    with pytest.raises(operations.ConditionRefused) as refusal:
        tick(a_partnership(), "first_risks", valid_until=DAY - datetime.timedelta(days=1))

    assert refusal.value.message_dict == {"valid_until": ["This day is past."]}


def test_recommended_condition_is_left_out_with_a_reason():
    partnership = a_partnership(profile="light")
    lead = lead_of(partnership)

    operations.leave_out_condition(
        partnership, "goal_linked", reason="No goal fits.", by=lead, on=DAY
    )

    assert condition_of(partnership, "goal_linked").state == State.LEFT_OUT


@pytest.mark.parametrize(("key", "reason"), [("goal_linked", " "), ("first_risks", "Too long.")])
def test_leaving_out_needs_a_reason_and_a_recommended_condition(key, reason):
    partnership = a_partnership(profile="light")

    with pytest.raises(operations.ConditionRefused):
        operations.leave_out_condition(partnership, key, reason=reason, by=None, on=DAY)

    assert condition_of(partnership, key).state == State.OPEN


def test_reopening_says_what_has_changed():
    partnership = a_partnership()
    tick(partnership, "first_risks")

    operations.reopen_condition(partnership, "first_risks", reason="Wrong file.", by=None, on=DAY)

    condition = condition_of(partnership, "first_risks")
    assert (condition.state, condition.settled_by, condition.reason) == (
        State.OPEN,
        None,
        "Wrong file.",
    )


@pytest.mark.parametrize("reason", ["", "Still open."])
def test_reopening_needs_a_settled_condition_and_a_reason(reason):
    partnership = a_partnership()
    if not reason:
        tick(partnership, "first_risks")

    with pytest.raises(operations.ConditionRefused):
        operations.reopen_condition(partnership, "first_risks", reason=reason, by=None, on=DAY)


def test_condition_reopens_on_the_day_after_its_last_valid_one():
    partnership = a_partnership()
    tick(partnership, "first_risks", valid_until=LATER)

    counts = [
        operations.reopen_expired_conditions(on=LATER + datetime.timedelta(days=n))
        for n in (0, 1, 2)
    ]

    assert counts == [0, 1, 0]
    assert condition_of(partnership, "first_risks").state == State.OPEN


def test_expiry_withdraws_the_question_that_stood_on_it():
    partnership = a_partnership(profile="light")
    tick(partnership, "first_risks", valid_until=LATER)
    approval = ask_decision(partnership)

    operations.reopen_expired_conditions(on=LATER + datetime.timedelta(days=1))

    approval.refresh_from_db()
    assert approval.state == "withdrawn"
    assert gate_of(partnership).state == GateState.OPEN
    assert not Notice.objects.filter(
        key=f"approval:{approval.public_id}", settled_at__isnull=True
    ).exists()


def test_condition_of_a_passed_gate_stays_as_decided():
    partnership = a_partnership(profile="light")
    pass_gate(partnership)

    with pytest.raises(operations.ConditionRefused):
        tick(partnership, "first_risks")


def test_condition_stays_while_the_decision_is_asked():
    partnership = a_partnership(profile="light")
    ask_decision(partnership)

    with pytest.raises(operations.ConditionRefused):
        tick(partnership, "first_risks")

    assert Approval.objects.get().is_waiting


def test_condition_of_a_closed_partnership_stays():
    partnership = a_partnership(profile="light")
    operations.move(partnership, "closed", version=1, reason="No money.", by=None, on=DAY)

    with pytest.raises(operations.ConditionRefused):
        tick(partnership, "first_risks")


def test_gate_that_nobody_decides_passes_with_its_last_condition():
    partnership = move_to(a_partnership(profile="light"), "mobilise")

    for key in ("people_named", "calendar_made", "access_accepted"):
        assert gate_of(partnership).state == GateState.OPEN
        tick(partnership, key)

    gate = gate_of(partnership)
    assert (gate.number, gate.state, gate.passed_on) == (5, GateState.PASSED, DAY)


def test_naming_and_losing_the_sponsor_moves_its_condition():
    partnership = a_partnership(profile="standard")
    seat(partnership, "sponsor")
    assert condition_of(partnership, "sponsor_named").state == State.MET

    operations.name_seat(
        partnership, kind="sponsor", side=Side.PUBLIC, member=None, by=None, on=DAY
    )

    assert condition_of(partnership, "sponsor_named").state == State.OPEN
