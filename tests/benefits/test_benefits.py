"""The verbs of benefits: from a draft to what both sides agreed, without a request."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from audit.models import Entry
from benefits import operations, queries
from benefits.models import Benefit, BenefitBalance
from notices.models import Notice
from partnerships.models import SideState, Visibility
from partnerships.operations import Frozen, StaleVersion
from tests.benefits.factories import (
    a_benefit,
    a_kind,
    a_pair,
    a_person,
    a_reading,
    both_agreed,
)
from tests.factories import DAY, a_member, fresh

pytestmark = pytest.mark.django_db

LATER = DAY + datetime.timedelta(days=30)


@pytest.fixture
def pair():
    return a_pair()


def refusal(verb, *args, **kwargs):
    with pytest.raises(ValidationError) as refused:
        verb(*args, **kwargs)
    told = refused.value
    return told.message_dict if hasattr(told, "error_dict") else told.messages


def add(pair, **facts):
    told = {"party": pair.public, "kind": a_kind(), "by": pair.lead, "on": DAY, **facts}
    return operations.add_benefit(pair.partnership, **{"statement": "More people", **told})


def aside(pair, state):
    type(pair.partnership).objects.filter(pk=pair.partnership.pk).update(side_state=state)
    pair.partnership.refresh_from_db()


# ── Adding ──────────────────────────────────────────────────────────────────────────────────────


def test_new_benefit_is_the_own_sides_and_takes_what_is_usual_for_its_kind(pair):
    benefit = add(pair, kind=a_kind("speed"), baseline=Decimal(40), target=Decimal(10))

    assert (benefit.state, benefit.visibility, benefit.number) == ("draft", "own_side", None)
    assert (benefit.measure, benefit.unit, benefit.direction) == (
        "Median days to serve",
        "days",
        "down",
    )
    assert benefit.term == queries.current_term(pair.partnership)
    entry = Entry.objects.get(verb="benefits.add_benefit")
    assert (entry.visibility, entry.party_key) == ("own_side", pair.public.public_id)


def test_money_is_counted_in_the_partnerships_currency_or_the_one_that_is_said(pair):
    assert add(pair, kind=a_kind("cost_avoid")).unit == "GBP"
    assert add(pair, kind=a_kind("cost_avoid"), unit="eur").unit == "EUR"
    assert refusal(add, pair, kind=a_kind("cost_avoid"), unit="pounds") == {
        "unit": ["Enter the currency with its three letters, for example GBP."]
    }


def test_same_form_sent_twice_is_one_benefit(pair):
    first = add(pair)
    again = add(pair, public_id=first.public_id)

    assert again == first
    assert refusal(add, pair, public_id=first.public_id, party=pair.partner, by=pair.admin) == [
        "This form has been used already. Begin a new one."
    ]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"statement": ""}, "statement"),
        ({"target": Decimal(-5)}, "target"),
        ({"direction": "down", "target": Decimal(5)}, "target"),
        ({"due_on": DAY - datetime.timedelta(days=1)}, "due_on"),
        ({"goal_number": 18}, "goal_number"),
        ({"weight": Decimal(0)}, "weight"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(pair, facts, field):
    assert field in refusal(add, pair, **facts)
    assert not Benefit.objects.exists()


def test_kind_of_the_other_side_and_owner_of_the_other_side_are_refused(pair):
    other = a_member(pair.partnership, pair.admin, "contributor", party=pair.partner)

    assert "kind" in refusal(add, pair, kind=a_kind("brand"))
    assert "owner" in refusal(add, pair, owner=other)


def test_negative_effect_needs_no_way_upwards(pair):
    assert add(pair, is_disbenefit=True, target=Decimal(-3)).is_disbenefit


# ── Proposing and answering ─────────────────────────────────────────────────────────────────────


def test_proposing_shares_it_draws_its_number_and_asks_the_other_side(pair):
    viewer = a_person(pair, "partner", "viewer")
    benefit = a_benefit(pair, state="proposed")
    second = a_benefit(pair, pair.partner, state="proposed")

    assert (benefit.label, second.label) == ("B-1", "B-2")
    assert (benefit.state, benefit.visibility) == ("proposed", Visibility.SHARED)
    asked = Notice.objects.filter(kind="benefits.benefit_proposed", subject_id=benefit.public_id)
    assert {notice.recipient for notice in asked} == {pair.admin}
    assert viewer not in {notice.recipient for notice in asked}
    assert asked[0].url == benefit.get_absolute_url()


def test_figures_of_the_own_side_go_with_what_is_proposed(pair):
    benefit = a_benefit(pair)
    reading = a_reading(benefit, pair, 3)
    assert (reading.state, reading.visibility) == ("own", "own_side")

    operations.propose_benefit(benefit, by=pair.lead, on=DAY)

    reading.refresh_from_db()
    assert (reading.state, reading.visibility) == ("awaiting", "shared")


def test_agreeing_counts_it_and_settles_the_question(pair):
    benefit = a_benefit(pair, state="proposed")

    agreed = operations.agree_benefit(benefit, party=pair.partner, by=pair.admin, on=LATER)

    assert (agreed.state, agreed.agreed_on, agreed.agreed_by) == ("agreed", LATER, pair.admin)
    assert not Notice.objects.filter(
        kind="benefits.benefit_proposed", settled_at__isnull=True
    ).exists()
    assert Notice.objects.filter(kind="benefits.benefit_agreed", recipient=pair.lead).exists()
    assert BenefitBalance.objects.get(partnership=pair.partnership).public_count == 1


def test_own_side_cannot_agree_and_nobody_answers_twice(pair):
    benefit = a_benefit(pair, state="proposed")
    agree = operations.agree_benefit

    assert refusal(agree, benefit, party=pair.public, by=pair.lead, on=DAY) == [
        "The other side answers this."
    ]
    agree(benefit, party=pair.partner, by=pair.admin, on=DAY)
    assert refusal(agree, benefit, party=pair.partner, by=pair.admin, on=DAY) == [
        "This cannot be done any more: the benefit is “Agreed”."
    ]


def test_declined_one_keeps_its_reason_and_can_be_proposed_again(pair):
    benefit = a_benefit(pair, state="declined")
    assert (benefit.state, benefit.reason) == ("declined", "Too little.")
    assert Notice.objects.filter(kind="benefits.benefit_declined", recipient=pair.lead).exists()

    again = operations.propose_benefit(benefit, by=pair.lead, on=LATER)

    assert (again.state, again.reason, again.label) == ("proposed", "", "B-1")


def test_saying_no_needs_a_reason(pair):
    benefit = a_benefit(pair, state="proposed")

    assert "reason" in refusal(
        operations.decline_benefit, benefit, party=pair.partner, reason=" ", by=pair.admin, on=DAY
    )


def test_nobody_there_to_agree(pair):
    lonely = pair.partnership.parties.get(side="partner")
    lonely.shared_at = None
    lonely.save()

    assert refusal(operations.propose_benefit, a_benefit(pair), by=pair.lead, on=DAY) == [
        "Nobody is there to agree. Share the partnership with the partner first."
    ]


# ── Changing ────────────────────────────────────────────────────────────────────────────────────


def change(pair, benefit, **changes):
    told = {"version": benefit.version, "by": pair.lead, "on": LATER, **changes}
    return operations.change_benefit(benefit, **told)


def test_draft_changes_freely(pair):
    benefit = change(pair, a_benefit(pair), target=Decimal(80))

    assert (benefit.target, benefit.state) == (80, "draft")
    entry = Entry.objects.get(verb="benefits.change_benefit")
    assert (entry.before["target"], entry.after["target"]) == ("100.0000", "80")


def test_agreed_one_is_proposed_anew_with_its_reason(pair):
    benefit = a_benefit(pair, state="agreed")
    assert "reason" in refusal(change, pair, benefit, target=Decimal(80))

    changed = change(pair, benefit, target=Decimal(80), reason="Two depots close.")

    assert (changed.state, changed.agreed_by, changed.change_reason) == (
        "proposed",
        None,
        "Two depots close.",
    )
    question = Notice.objects.get(
        kind="benefits.benefit_proposed", settled_at__isnull=True, recipient=pair.admin
    )
    assert question.context["reason"] == "Two depots close."
    assert BenefitBalance.objects.get(partnership=pair.partnership).public_count == 0
    again = operations.agree_benefit(changed, party=pair.partner, by=pair.admin, on=LATER)
    assert (again.state, again.change_reason) == ("agreed", "")


def test_owner_and_tags_of_an_agreed_one_change_without_the_other_side(pair):
    benefit = a_benefit(pair, state="agreed")

    assert change(pair, benefit, tags=["air"], confidence="high").state == "agreed"


def test_change_of_nothing_is_no_change(pair):
    benefit = a_benefit(pair, state="agreed")

    assert change(pair, benefit, target=Decimal("100.00")).version == benefit.version


def test_what_is_left_empty_becomes_what_is_usual_again(pair):
    benefit = add(pair, measure="Riders", unit="riders")

    changed = change(pair, benefit, measure="", unit="")

    assert (changed.measure, changed.unit) == ("People newly served", "people")


def test_stale_version_is_refused(pair):
    benefit = a_benefit(pair)
    change(pair, benefit, target=Decimal(80))

    with pytest.raises(StaleVersion) as refused:
        change(pair, benefit, target=Decimal(70))
    assert refused.value.current.target == 80


def test_earlier_term_stays_as_it_was(pair):
    benefit = a_benefit(pair, state="agreed")
    last = queries.current_term(pair.partnership)
    pair.partnership.terms.create(number=2, starts_on=last.ends_on, ends_on=last.ends_on)

    words = ["This benefit belongs to an earlier term and stays as it was."]
    assert refusal(change, pair, benefit, target=Decimal(1)) == words
    assert (
        refusal(operations.withdraw_benefit, benefit, reason="No.", by=pair.lead, on=LATER) == words
    )


def test_withdrawn_one_stops_counting_and_the_other_side_hears_of_it(pair):
    public, _partner = both_agreed(pair)

    operations.withdraw_benefit(public, reason="The line is closed.", by=pair.lead, on=LATER)

    balance = BenefitBalance.objects.get(partnership=pair.partnership)
    assert (balance.public_count, balance.public_realised) == (0, None)
    assert Notice.objects.filter(kind="benefits.benefit_withdrawn", recipient=pair.admin).exists()


# ── Side states ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", [SideState.SUSPENDED, SideState.TERMINATED])
def test_nothing_new_is_promised_while_it_is_stopped(pair, state):
    draft, proposed = a_benefit(pair), a_benefit(pair, state="proposed")
    agreed = a_benefit(pair, state="agreed")
    aside(pair, state)

    with pytest.raises(Frozen):
        operations.propose_benefit(draft, by=pair.lead, on=LATER)
    with pytest.raises(Frozen):
        operations.agree_benefit(proposed, party=pair.partner, by=pair.admin, on=LATER)
    with pytest.raises(Frozen):
        change(pair, agreed, target=Decimal(200), reason="More.")


def test_pause_stops_no_promises(pair):
    draft = a_benefit(pair)
    aside(pair, SideState.PAUSED)

    assert operations.propose_benefit(draft, by=pair.lead, on=LATER).state == "proposed"


def test_closed_partnership_takes_nothing(pair):
    type(pair.partnership).objects.filter(pk=pair.partnership.pk).update(stage="closed")
    pair.partnership = fresh(pair.partnership)

    assert refusal(add, pair) == ["The partnership is closed."]
