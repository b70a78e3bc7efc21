import datetime
import itertools

import pytest

from audit.models import Entry
from notices.models import Notice
from partnerships import operations
from partnerships.models import (
    GATES,
    SIDE_TRANSITIONS,
    TRANSITIONS,
    GateState,
    SideState,
    Stage,
    StageChange,
)
from partnerships.models import ConditionState as State
from tests.factories import (
    DAY,
    ENDS,
    a_body,
    a_company,
    a_member,
    a_partnership,
    an_approver,
    ask_decision,
    company_user,
    condition_of,
    fresh,
    gate_of,
    lead_of,
    move_to,
    pass_gate,
    shared_partnership,
    staff,
    suspend,
    taken_over,
)

pytestmark = pytest.mark.django_db

LATER = DAY + datetime.timedelta(days=30)


def standing_at(stage):
    """Enter a partnership at `stage`, with every gate before it behind."""
    return taken_over(stage=stage, profile="light")


def move(partnership, to, *, version=None, reason="", **values):
    version = version or fresh(partnership).version
    return operations.move(
        partnership, to, version=version, by=lead_of(partnership), on=DAY, reason=reason, **values
    )


def open_the_way(partnership, to):
    """Pass the gate before a move, where there is one."""
    if number := GATES.get((partnership.stage, to)):
        partnership.gate_set.filter(number=number).update(state=GateState.PASSED, passed_on=DAY)


@pytest.mark.parametrize(("start", "to"), list(itertools.product(Stage, Stage)))
def test_every_cell_of_the_transition_table(start, to):
    partnership = standing_at(start)
    open_the_way(partnership, to)
    allowed = to in TRANSITIONS[start]
    new_end = ENDS + datetime.timedelta(days=365)

    try:
        move(partnership, to, reason="As agreed.", new_end=new_end)
    except operations.MoveRefused:
        moved = False
    else:
        moved = True

    assert (moved, fresh(partnership).stage) == (allowed, to if allowed else start)


def test_move_writes_the_change_the_log_and_the_news():
    body, company = a_body(), a_company()
    admin = company_user(company, "partner_admin")
    partnership = shared_partnership(body, company, profile="light")
    contributor = staff(body)
    a_member(partnership, contributor, "contributor")
    pass_gate(partnership)

    moved = move(partnership, Stage.SCOPE)

    change = StageChange.objects.get(partnership=partnership, number=2)
    assert (change.from_stage, change.to_stage, change.by) == (
        "need",
        "scope",
        lead_of(partnership),
    )
    assert change.evidence["gate"] == 1
    assert {row["key"] for row in change.evidence["conditions"] if row["state"] == "met"} >= {
        "need_stated"
    }
    entry = Entry.objects.get(verb="partnerships.move")
    assert (entry.before["stage"], entry.after["stage"]) == ("need", "scope")
    told = Notice.objects.filter(kind="partnerships.moved")
    assert {notice.recipient for notice in told} == {contributor, admin}
    assert moved.standing.gate == 2


def test_move_before_its_gate_says_what_is_missing():
    partnership = a_partnership(profile="light")

    with pytest.raises(operations.GateNotPassed) as refusal:
        move(partnership, Stage.SCOPE)

    assert refusal.value.messages == ["Gate 1 has not been decided."]
    assert "The first risks are written down" in refusal.value.missing
    assert fresh(partnership).stage == Stage.NEED


def test_move_with_an_old_version_is_refused():
    partnership = a_partnership(profile="light")
    pass_gate(partnership)
    move(partnership, Stage.SCOPE, version=fresh(partnership).version)

    with pytest.raises(operations.StaleVersion):
        move(partnership, Stage.VETTING, version=1)


def test_ending_early_needs_a_reason():
    partnership = a_partnership()

    with pytest.raises(operations.MoveRefused) as refusal:
        move(partnership, Stage.CLOSED)

    assert refusal.value.message_dict == {"reason": ["Say why it ends before its time."]}


def test_nowhere_to_go_from_closed():
    with pytest.raises(operations.MoveRefused) as refusal:
        operations.move(standing_at(Stage.CLOSED), Stage.LIVE, version=1, by=None, on=DAY)

    assert refusal.value.messages == ["From “Closed” it can go to: nowhere."]


def test_review_begins_without_a_gate_or_a_reason():
    partnership = standing_at(Stage.LIVE)

    assert move(partnership, Stage.RENEWAL).stage == Stage.RENEWAL


def test_renewal_begins_the_next_term_and_asks_the_decision_anew():
    partnership = standing_at(Stage.RENEWAL)
    pass_gate(partnership)
    new_end = ENDS + datetime.timedelta(days=365)

    move(partnership, Stage.LIVE, new_end=new_end)

    term = partnership.terms.get(number=2)
    assert (term.starts_on, term.ends_on) == (ENDS + datetime.timedelta(days=1), new_end)
    assert gate_of(partnership, 6).state == GateState.OPEN
    assert condition_of(partnership, "review_fresh").state == State.OPEN


@pytest.mark.parametrize("new_end", [None, ENDS])
def test_renewal_needs_a_new_end_after_the_old_one(new_end):
    partnership = standing_at(Stage.RENEWAL)
    pass_gate(partnership)

    with pytest.raises(operations.MoveRefused) as refusal:
        move(partnership, Stage.LIVE, new_end=new_end)

    assert list(refusal.value.message_dict) == ["new_end"]
    assert fresh(partnership).stage == Stage.RENEWAL


def test_renewal_of_a_partnership_without_a_term_begins_its_first():
    partnership = taken_over(stage="renewal", starts_on=None, ends_on=None)
    pass_gate(partnership)

    move(partnership, Stage.LIVE, new_end=LATER)

    assert [(term.number, term.starts_on) for term in partnership.terms.all()] == [(1, DAY)]


def test_move_withdraws_what_was_asked_for_the_stage_it_leaves():
    partnership = a_partnership(profile="light")
    approval = ask_decision(partnership)

    move(partnership, Stage.CLOSED, reason="No money.")

    approval.refresh_from_db()
    assert (approval.state, gate_of(partnership, 1).state) == ("withdrawn", GateState.OPEN)


def test_move_of_a_renewed_partnership_withdraws_an_override_without_touching_the_gate():
    partnership = standing_at(Stage.LIVE)
    condition = condition_of(partnership, "benefits_stated")
    an_approver(partnership.lead_body)
    approval = operations.ask_override(
        condition,
        version=condition.version,
        reason="Late figures.",
        by=lead_of(partnership),
        on=DAY,
    )

    move(partnership, Stage.RENEWAL)

    approval.refresh_from_db()
    assert approval.state == "withdrawn"


# ── Side states ─────────────────────────────────────────────────────────────────────────────────


def reviewed(verb):
    """Return a verb with the day and the member that it asks for."""
    return lambda partnership, **values: verb(
        partnership, until=LATER, reviewer=partnership.member_set.get(), **values
    )


VERBS = {
    SideState.PAUSED: reviewed(operations.pause),
    SideState.SUSPENDED: reviewed(operations.suspend),
    SideState.NONE: operations.resume,
    SideState.TERMINATED: operations.terminate,
}


@pytest.mark.parametrize(("start", "to"), list(itertools.product(SideState, SideState)))
def test_every_cell_of_the_side_state_table(start, to):
    partnership = standing_at(Stage.LIVE)
    if start:
        VERBS[start](partnership, version=1, reason="A reason.", by=None, on=DAY)
    allowed = to in SIDE_TRANSITIONS[start]

    try:
        VERBS[to](partnership, version=fresh(partnership).version, reason="So.", by=None, on=DAY)
    except operations.MoveRefused:
        moved = False
    else:
        moved = True

    assert (moved, fresh(partnership).side_state) == (allowed, to if allowed else start)


def test_pause_keeps_its_day_and_reviewer():
    partnership = a_partnership()
    reviewer = partnership.member_set.get()

    operations.pause(
        partnership, version=1, reason="Holidays.", until=LATER, reviewer=reviewer, by=None, on=DAY
    )

    change = StageChange.objects.get(partnership=partnership, number=2)
    assert (change.to_state, change.until, change.reviewer) == ("paused", LATER, reviewer)
    assert fresh(partnership).standing.next_due_on is None


REVIEWED = [operations.pause, operations.suspend]


@pytest.mark.parametrize("verb", REVIEWED)
def test_standing_still_until_today_is_refused(verb):
    partnership = a_partnership()
    reviewer = partnership.member_set.get()

    with pytest.raises(operations.MoveRefused) as refusal:
        verb(partnership, version=1, reason="So.", until=DAY, reviewer=reviewer, by=None, on=DAY)

    assert list(refusal.value.message_dict) == ["until"]


@pytest.mark.parametrize("verb", REVIEWED)
@pytest.mark.parametrize("who", ["nobody", "the other side", "elsewhere", "gone"])
def test_somebody_of_the_public_side_looks_at_it_again(verb, who):
    partnership = shared_partnership()
    company = partnership.parties.get(side="partner").organisation
    gone = a_member(partnership, staff(partnership.lead_body), "contributor")
    operations.remove_member(gone, by=None, on=DAY)
    reviewers = {
        "nobody": None,
        "the other side": a_member(partnership, company_user(company), "contributor"),
        "elsewhere": a_partnership().member_set.get(),
        "gone": gone,
    }

    with pytest.raises(operations.MoveRefused) as refusal:
        verb(
            partnership,
            version=fresh(partnership).version,
            reason="So.",
            until=LATER,
            reviewer=reviewers[who],
            by=None,
            on=DAY,
        )

    assert list(refusal.value.message_dict) == ["reviewer"]


def test_side_state_is_written_down_with_its_reason_and_its_day():
    partnership = a_partnership()
    suspend(partnership, reason="Doubts.")
    reviewer = partnership.member_set.get()

    entry = Entry.objects.get(verb="partnerships.set_side_state")
    assert (entry.reason, entry.visibility) == ("Doubts.", "shared")
    assert entry.after == {
        "stage": "need",
        "side_state": "suspended",
        "until": (DAY + datetime.timedelta(days=60)).isoformat(),
        "reviewer": str(reviewer.public_id),
    }


def test_side_state_needs_a_reason():
    with pytest.raises(operations.MoveRefused) as refusal:
        suspend(a_partnership(), reason=" ")

    assert list(refusal.value.message_dict) == ["reason"]


@pytest.mark.parametrize("state", [SideState.PAUSED, SideState.SUSPENDED])
def test_partnership_aside_does_not_move(state):
    partnership = standing_at(Stage.LIVE)
    VERBS[state](partnership, version=1, reason="A reason.", by=None, on=DAY)

    with pytest.raises(operations.Frozen):
        move(partnership, Stage.RENEWAL)


def test_terminated_partnership_goes_to_its_exit_and_is_closed_from_there():
    partnership = a_partnership(profile="light")
    operations.terminate(partnership, version=1, reason="Fraud.", by=None, on=DAY)
    assert fresh(partnership).stage == Stage.CLOSING

    open_the_way(fresh(partnership), Stage.CLOSED)
    move(partnership, Stage.CLOSED)

    assert (fresh(partnership).stage, fresh(partnership).side_state) == ("closed", "terminated")


def test_closed_partnership_takes_no_side_state():
    with pytest.raises(operations.MoveRefused):
        suspend(standing_at(Stage.CLOSED))


def test_partnership_lives_from_its_need_to_its_close():
    partnership = a_partnership(profile="light")

    closed = move_to(partnership, Stage.CLOSED)

    stages = StageChange.objects.filter(partnership=partnership).order_by("number")
    assert [change.to_stage for change in stages] == list(Stage)
    assert closed.is_closed
