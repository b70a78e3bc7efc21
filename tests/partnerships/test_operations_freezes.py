import datetime
from decimal import Decimal

import pytest

from partnerships import operations
from partnerships.models import FREEZES, Freeze, Partnership, SideState, Stage, Visibility
from tests.factories import (
    DAY,
    ENDS,
    a_company,
    a_partnership,
    an_approver,
    ask_decision,
    condition_of,
    fresh,
    gate_of,
    lead_of,
    party_of,
    ready_gate,
    shared_partnership,
    taken_over,
)

pytestmark = pytest.mark.django_db


def set_aside(partnership, state):
    """Put a partnership aside without what the verbs of side states take back with it."""
    Partnership.objects.filter(pk=partnership.pk).update(side_state=state)
    return fresh(partnership)


def moves():
    partnership = taken_over(stage=Stage.LIVE, profile="light")
    return partnership, lambda by: operations.move(
        partnership, Stage.RENEWAL, version=partnership.version, by=by, on=DAY
    )


def asks_a_decision():
    partnership = a_partnership()
    an_approver(partnership.lead_body)
    gate = ready_gate(partnership)
    return partnership, lambda by: operations.ask_decision(
        gate, version=gate.version, by=by, on=DAY
    )


def asks_an_override():
    partnership = a_partnership()
    an_approver(partnership.lead_body)
    condition = condition_of(partnership, "sponsor_named")
    return partnership, lambda by: operations.ask_override(
        condition, version=condition.version, reason="It cannot wait.", by=by, on=DAY
    )


def answers():
    partnership = a_partnership()
    second = an_approver(partnership.lead_body)
    approval = operations.ask_override(
        condition_of(partnership, "sponsor_named"),
        version=condition_of(partnership, "sponsor_named").version,
        reason="It cannot wait.",
        by=lead_of(partnership),
        on=DAY,
    )
    return partnership, lambda _by: operations.answer_approval(
        approval, answer="yes", by=second, on=DAY
    )


def raises_the_value():
    partnership = a_partnership()
    return partnership, lambda by: operations.edit_partnership(
        partnership, version=partnership.version, by=by, on=DAY, value=Decimal("250000.01")
    )


def changes_the_currency():
    partnership = a_partnership()
    return partnership, lambda by: operations.edit_partnership(
        partnership, version=partnership.version, by=by, on=DAY, currency="EUR"
    )


def lengthens_the_term():
    partnership = a_partnership()
    return partnership, lambda by: operations.set_term(
        partnership,
        version=partnership.version,
        starts_on=DAY,
        ends_on=ENDS + datetime.timedelta(days=1),
        by=by,
        on=DAY,
    )


def shares_in():
    partnership = a_partnership(partner=a_company())
    party = partnership.parties.get(side="partner")
    return partnership, lambda by: operations.share_in(party, by=by, on=DAY)


def shows_a_member():
    partnership = shared_partnership()
    party = partnership.parties.get(side="public")
    return partnership, lambda by: operations.add_member(
        partnership, party=party, name="Ida Moss", visibility=Visibility.SHARED, by=by, on=DAY
    )


def tightens_the_terms():
    partnership = a_partnership()
    return partnership, lambda by: operations.edit_partnership(
        partnership, version=partnership.version, by=by, on=DAY, value=Decimal("249999.00")
    )


def shortens_the_term():
    partnership = a_partnership()
    return partnership, lambda by: operations.set_term(
        partnership,
        version=partnership.version,
        starts_on=DAY,
        ends_on=ENDS - datetime.timedelta(days=1),
        by=by,
        on=DAY,
    )


def ticks_a_condition():
    partnership = a_partnership()
    return partnership, lambda by: operations.pass_condition(
        partnership, "sponsor_named", reason="Seen.", by=by, on=DAY
    )


def withdraws_a_question():
    partnership = a_partnership()
    approval = ask_decision(partnership)
    return partnership, lambda by: operations.withdraw_approval(approval, by=by, on=DAY)


FROZEN_BY = {
    moves: Freeze.MOVES,
    asks_a_decision: Freeze.DECISIONS,
    asks_an_override: Freeze.DECISIONS,
    answers: Freeze.DECISIONS,
    raises_the_value: Freeze.COMMITMENTS,
    changes_the_currency: Freeze.COMMITMENTS,
    lengthens_the_term: Freeze.COMMITMENTS,
    shares_in: Freeze.SHARING,
    # What goes on in every state.
    shows_a_member: None,
    tightens_the_terms: None,
    shortens_the_term: None,
    ticks_a_condition: None,
    withdraws_a_question: None,
}


@pytest.mark.parametrize("state", list(SideState))
@pytest.mark.parametrize("act", FROZEN_BY, ids=lambda act: act.__name__)
def test_each_state_freezes_what_the_table_says(act, state):
    partnership, call = act()
    by = lead_of(partnership)
    set_aside(partnership, state)
    what = FROZEN_BY[act]

    if what in FREEZES[state]:
        with pytest.raises(operations.Frozen) as refusal:
            call(by)
        assert (refusal.value.what, refusal.value.code) == (what, "frozen")
    else:
        call(by)


def test_frozen_says_the_state_and_the_way_out():
    partnership = set_aside(a_partnership(), SideState.PAUSED)

    with pytest.raises(operations.Frozen) as refusal:
        operations.refuse_frozen(partnership, Freeze.MOVES)

    assert refusal.value.messages == ["It is paused and cannot be moved. Resume it first."]


def test_nobody_is_sent_to_resume_what_was_terminated():
    partnership = set_aside(a_partnership(), SideState.TERMINATED)

    with pytest.raises(operations.Frozen) as refusal:
        operations.refuse_frozen(partnership, Freeze.COMMITMENTS)

    assert refusal.value.messages == ["It is terminated and nobody can promise anything new in it."]


def test_gate_that_passes_by_itself_waits_until_it_is_resumed():
    partnership = a_partnership(profile="light")
    partnership.profile_version.deciders.filter(gate=1).update(kind="itself")
    set_aside(partnership, SideState.PAUSED)

    ready_gate(partnership)
    waits = gate_of(partnership, 1).state
    row = fresh(partnership)
    operations.resume(
        row, version=row.version, reason="Begun again.", by=lead_of(partnership), on=DAY
    )

    assert (waits, gate_of(partnership, 1).state) == ("open", "passed")


def test_party_shared_in_before_stays_so_while_suspended():
    partnership = shared_partnership()
    set_aside(partnership, SideState.SUSPENDED)
    party = party_of(partnership, partnership.parties.get(side="partner").organisation)

    assert operations.share_in(party, by=lead_of(partnership), on=DAY).is_shared_in
