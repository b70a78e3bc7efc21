import datetime

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from notices.models import Notice
from organisations import operations as organisations
from partnerships import operations, queries
from partnerships.models import ApprovalAsk, GateState
from partnerships.models import ConditionState as State
from tests.factories import (
    DAY,
    a_body,
    a_company,
    a_partnership,
    an_approver,
    answer,
    ask_decision,
    condition_of,
    fresh,
    gate_of,
    lead_of,
    move_to,
    ready_gate,
    seat,
    staff,
    suspend,
    tick,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def light():
    body = a_body()
    an_approver(body)
    return a_partnership(body, profile="light")


def ask_override(partnership, key="public_benefit", *, by=None, reason="It starts tomorrow."):
    condition = condition_of(partnership, key)
    return operations.ask_override(
        condition, version=condition.version, reason=reason, by=by or lead_of(partnership), on=DAY
    )


# ── Asking for a decision ───────────────────────────────────────────────────────────────────────


def test_gate_with_something_missing_is_not_put_to_a_decision(light):
    gate = gate_of(light)

    with pytest.raises(operations.DecisionRefused) as refusal:
        operations.ask_decision(gate, version=gate.version, by=lead_of(light), on=DAY)

    assert refusal.value.messages == [
        "Missing: The guards of the body's policy are answered",
        "Missing: At least one public benefit with its measure",
        "Missing: A strategic goal of the body is linked",
        "Missing: The first risks are written down",
    ]
    assert gate_of(light).state == GateState.OPEN


def test_asking_tells_the_second_approvers_and_pins_what_was_shown(light):
    approval = ask_decision(light)

    told = Notice.objects.filter(kind="partnerships.approval_asked")
    assert [notice.recipient for notice in told] == queries.people_asked(
        approval.asks.get(), on=DAY
    )
    assert {row["key"] for row in approval.shown["conditions"]} == {
        "need_stated",
        "route_named",
        "guards_answered",
        "public_benefit",
        "goal_linked",
        "first_risks",
    }
    assert fresh(light).standing.open_asks == 1


def test_gate_that_is_not_ahead_is_not_decided(light):
    gate = gate_of(light, 3)

    with pytest.raises(operations.DecisionRefused):
        operations.ask_decision(gate, version=gate.version, by=lead_of(light), on=DAY)


def test_gate_is_asked_once(light):
    ask_decision(light)
    gate = gate_of(light)

    with pytest.raises(operations.DecisionRefused):
        operations.ask_decision(gate, version=gate.version, by=lead_of(light), on=DAY)


def test_gate_changed_since_it_was_seen_is_not_asked(light):
    gate = ready_gate(light)

    with pytest.raises(operations.StaleVersion):
        operations.ask_decision(gate, version=gate.version - 1, by=lead_of(light), on=DAY)


def test_suspended_partnership_decides_nothing(light):
    gate = ready_gate(light)
    suspend(light)

    with pytest.raises(operations.Frozen) as refusal:
        operations.ask_decision(gate, version=gate.version, by=lead_of(light), on=DAY)

    assert refusal.value.messages == [
        "It is suspended and nothing is decided in it. Resume it first."
    ]


def test_vacant_seat_cannot_be_asked():
    partnership = a_partnership(profile="standard")
    ready_gate(partnership)
    operations.name_seat(partnership, kind="sponsor", side="public", member=None, by=None, on=DAY)
    tick(partnership, "sponsor_named")
    gate = gate_of(partnership)

    with pytest.raises(operations.DecisionRefused) as refusal:
        operations.ask_decision(gate, version=gate.version, by=lead_of(partnership), on=DAY)

    assert refusal.value.messages == [
        "Nobody can answer as Sponsor, Public side. Name somebody first."
    ]
    assert gate_of(partnership).state == GateState.OPEN


def test_gate_that_passes_by_itself_is_never_asked():
    partnership = move_to(a_partnership(profile="light"), "mobilise")
    gate = gate_of(partnership)
    gate.conditions.update(state=State.MET)

    with pytest.raises(operations.DecisionRefused):
        operations.ask_decision(gate, version=gate.version, by=lead_of(partnership), on=DAY)


# ── Answering ───────────────────────────────────────────────────────────────────────────────────


def test_yes_of_a_second_approver_passes_the_gate_and_tells_the_lead(light):
    approval = answer(ask_decision(light))

    gate = gate_of(light, 1)
    assert (approval.state, gate.state, gate.passed_on) == ("agreed", GateState.PASSED, DAY)
    assert [
        notice.recipient for notice in Notice.objects.filter(kind="partnerships.approval_agreed")
    ] == [lead_of(light)]


def test_no_opens_the_gate_again_with_its_reason(light):
    approval = answer(ask_decision(light), "no", reason="The risk is not owned.")

    assert (approval.state, gate_of(light).state) == ("refused", GateState.OPEN)
    assert approval.asks.get().reason == "The risk is not owned."


def test_no_without_a_reason_is_refused(light):
    with pytest.raises(operations.AnswerRefused) as refusal:
        answer(ask_decision(light), "no", reason="")

    assert list(refusal.value.message_dict) == ["reason"]
    assert gate_of(light).state == GateState.ASKED


def test_submitter_never_answers_own_question():
    body = a_body()
    lead = staff(body, "lead")

    organisations.seat_approver(body, lead, by=None, on=DAY)
    an_approver(body)
    partnership = a_partnership(body, lead=lead, profile="light")
    approval = ask_decision(partnership)

    with pytest.raises(operations.AnswerRefused) as refusal:
        operations.answer_approval(approval, answer="yes", by=lead, on=DAY)

    assert refusal.value.messages == ["You asked for this; a second person answers."]


def test_database_refuses_the_submitter_too(light):
    approval = ask_decision(light)

    with pytest.raises(IntegrityError, match="submitter_does_not_approve"), transaction.atomic():
        ApprovalAsk.objects.filter(approval=approval).update(
            answer="yes", answered_by=approval.submitter
        )


def test_database_refuses_an_ask_with_another_submitter(light):
    approval = ask_decision(light)
    other = an_approver(light.lead_body)

    with pytest.raises(IntegrityError, match="ask_copies_its_submitter"), transaction.atomic():
        ApprovalAsk.objects.filter(approval=approval).update(submitter=other)
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_stranger_is_not_asked(light):
    approval = ask_decision(light)

    with pytest.raises(operations.AnswerRefused):
        operations.answer_approval(approval, answer="yes", by=an_approver(a_body()), on=DAY)


def test_recused_approver_does_not_answer(light):
    approval = ask_decision(light)
    approver = queries.people_asked(approval.asks.get(), on=DAY)[0]
    operations.recuse(light, user=approver, reason="My brother works there.", by=approver, on=DAY)

    with pytest.raises(operations.AnswerRefused) as refusal:
        operations.answer_approval(approval, answer="yes", by=approver, on=DAY)

    assert refusal.value.messages == ["You have stepped aside in this partnership."]


def test_decided_question_takes_no_further_answer(light):
    approval = answer(ask_decision(light))

    with pytest.raises(operations.AnswerRefused) as refusal:
        operations.answer_approval(approval, answer="no", by=an_approver(light.lead_body), on=DAY)

    assert refusal.value.messages == ["This has been decided already."]


def test_signature_needs_both_signatories_even_when_one_of_them_asked():
    lead = staff(body := a_body(), "lead")
    partnership = move_to(
        a_partnership(body, lead=lead, profile="light", partner=a_company()), "design"
    )
    seat(partnership, "signatory", "public", user=lead)
    company = seat(partnership, "signatory", "partner")
    approval = ask_decision(partnership)

    operations.answer_approval(approval, answer="yes", by=lead, on=DAY)
    assert gate_of(partnership).state == GateState.ASKED

    with pytest.raises(operations.AnswerRefused) as refusal:
        operations.answer_approval(approval, answer="yes", by=lead, on=DAY)
    assert refusal.value.messages == ["You have answered already."]

    operations.answer_approval(approval, answer="yes", by=company, on=DAY)
    assert gate_of(partnership).state == GateState.PASSED


def test_submitter_withdraws_and_the_gate_is_open_again(light):
    approval = ask_decision(light)

    operations.withdraw_approval(approval, by=lead_of(light), on=DAY, reason="Too early.")

    assert gate_of(light).state == GateState.OPEN
    with pytest.raises(operations.AnswerRefused):
        operations.withdraw_approval(approval, by=lead_of(light), on=DAY)


# ── Overriding ──────────────────────────────────────────────────────────────────────────────────


def test_override_agreed_by_a_second_person_sets_the_condition_aside(light):
    approval = ask_override(light)

    answer(approval)

    condition = condition_of(light, "public_benefit")
    assert (condition.state, condition.reason) == (State.OVERRIDDEN, "It starts tomorrow.")
    assert condition.settled_by != lead_of(light)
    assert Entry.objects.filter(verb="partnerships.override_condition").count() == 1


def test_override_refused_leaves_the_condition_missing(light):
    answer(ask_override(light), "no", reason="We wait.")

    assert condition_of(light, "public_benefit").state == State.OPEN


def test_override_falls_away_when_the_condition_is_met_after_all(light):
    approval = ask_override(light)

    tick(light, "public_benefit")

    approval.refresh_from_db()
    assert approval.state == "withdrawn"


def test_answer_to_something_that_has_changed_since_is_refused(light):
    approval = ask_override(light)
    condition = condition_of(light, "public_benefit")
    type(condition).objects.filter(pk=condition.pk).update(version=condition.version + 1)

    with pytest.raises(operations.AnswerRefused) as refusal:
        answer(approval)

    assert refusal.value.messages == [
        "What you were asked about has changed since. It has to be asked again."
    ]


@pytest.mark.parametrize(
    ("key", "reason"),
    [("public_benefit", " "), ("need_stated", "It is met."), ("alternatives", "Not asked.")],
)
def test_override_needs_a_missing_condition_and_a_reason(light, key, reason):
    with pytest.raises(operations.ConditionRefused):
        ask_override(light, key, reason=reason)


def test_override_is_asked_once(light):
    ask_override(light)

    with pytest.raises(operations.ConditionRefused):
        ask_override(light)


def test_override_waits_while_the_gate_is_decided(light):
    ask_decision(light)
    gate = gate_of(light)
    gate.conditions.filter(key="public_benefit").update(state=State.OPEN)

    with pytest.raises(operations.ConditionRefused):
        ask_override(light)


def test_override_withdrawn_does_not_touch_the_gate(light):
    approval = ask_override(light)
    version = gate_of(light).version

    operations.withdraw_approval(approval, by=lead_of(light), on=DAY)

    assert gate_of(light).version == version


# ── Target days ─────────────────────────────────────────────────────────────────────────────────


def test_target_day_moves_what_is_due_next(light):
    gate, day = gate_of(light), DAY + datetime.timedelta(days=40)

    operations.set_gate_target(gate, version=gate.version, target_on=day, by=None, on=DAY)

    assert fresh(light).standing.next_due_on == day


def test_target_day_in_the_past_is_refused(light):
    gate = gate_of(light)

    with pytest.raises(operations.DecisionRefused):
        operations.set_gate_target(
            gate, version=gate.version, target_on=DAY - datetime.timedelta(days=1), by=None, on=DAY
        )


def test_target_day_of_a_passed_gate_is_refused(light):
    answer(ask_decision(light))
    gate = gate_of(light, 1)

    with pytest.raises(operations.DecisionRefused):
        operations.set_gate_target(gate, version=gate.version, target_on=None, by=None, on=DAY)


def test_target_day_may_be_taken_away(light):
    gate = gate_of(light)

    operations.set_gate_target(gate, version=gate.version, target_on=None, by=None, on=DAY)

    assert fresh(light).standing.next_due_on is None
