"""The conditions of the gates that stand on benefits, and each side's word on them."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from benefits import operations, queries
from benefits.models import BenefitStatement
from benefits.queries.figures import Balance
from notices.models import Notice
from partnerships import operations as partnerships
from partnerships.models import SideState
from tests.benefits.factories import (
    a_benefit,
    a_goal,
    a_pair,
    a_reading,
    both_agreed,
    see_balance,
)
from tests.factories import DAY, an_upload, condition_of

pytestmark = pytest.mark.django_db

LATER = DAY + datetime.timedelta(days=30)


@pytest.fixture
def pair():
    return a_pair()


def state_of(pair, key):
    return condition_of(pair.partnership, key).state


def asked(user):
    return Notice.objects.filter(
        kind="benefits.balance_to_see", recipient=user, settled_at__isnull=True
    ).count()


# ── Gate 1 ──────────────────────────────────────────────────────────────────────────────────────


def test_first_public_benefit_meets_its_condition_and_the_last_one_opens_it(pair):
    a_benefit(pair, pair.partner)
    assert state_of(pair, "public_benefit") == "open"

    benefit = a_benefit(pair)
    assert state_of(pair, "public_benefit") == "met"

    operations.withdraw_benefit(benefit, reason="Not needed.", by=pair.lead, on=DAY)
    assert state_of(pair, "public_benefit") == "open"


def test_negative_effect_is_no_gain(pair):
    a_benefit(pair, is_disbenefit=True)

    assert state_of(pair, "public_benefit") == "open"


def test_what_a_person_ticked_with_a_file_stays(pair):
    partnerships.tick_condition(
        pair.partnership,
        "public_benefit",
        by=pair.lead,
        on=DAY,
        reason="In the paper.",
        upload=an_upload(),
    )
    benefit = a_benefit(pair)
    operations.withdraw_benefit(benefit, reason="Not needed.", by=pair.lead, on=DAY)

    assert state_of(pair, "public_benefit") == "met"


def test_linked_goal_meets_its_condition(pair):
    goal = a_goal(pair.partnership.lead_body)
    link = operations.link_goal(pair.partnership, goal, by=pair.lead, on=DAY)
    assert state_of(pair, "goal_linked") == "met"

    operations.unlink_goal(link, by=pair.lead, on=DAY)
    assert state_of(pair, "goal_linked") == "open"


# ── Gate 4 ──────────────────────────────────────────────────────────────────────────────────────


def test_a_benefit_for_each_side(pair):
    a_benefit(pair, state="agreed")
    a_benefit(pair, pair.partner, state="proposed")
    assert state_of(pair, "benefit_each_side") == "open"

    a_benefit(pair, pair.partner, state="agreed")
    assert state_of(pair, "benefit_each_side") == "met"


def test_both_sides_see_the_balance_and_a_change_asks_them_again(pair):
    public, _partner = both_agreed(pair)
    # Whoever agreed last is the actor, and not told of what they did.
    assert (asked(pair.lead), asked(pair.admin)) == (1, 1)

    see_balance(pair, pair.public)
    assert (state_of(pair, "balance_seen"), asked(pair.lead)) == ("open", 0)
    see_balance(pair, pair.partner)
    assert (state_of(pair, "balance_seen"), asked(pair.admin)) == ("met", 0)

    changed = operations.change_benefit(
        public, version=public.version, target=Decimal(70), reason="Less.", by=pair.lead, on=LATER
    )
    assert state_of(pair, "balance_seen") == "open"
    operations.agree_benefit(changed, party=pair.partner, by=pair.admin, on=LATER)
    assert (asked(pair.lead), asked(pair.admin)) == (1, 1)

    see_balance(pair, pair.public, on=LATER)
    see_balance(pair, pair.partner, on=LATER)
    assert state_of(pair, "balance_seen") == "met"


def test_figures_that_come_in_ask_nobody_to_look_again(pair):
    public, _partner = both_agreed(pair)
    see_balance(pair, pair.public)
    see_balance(pair, pair.partner)

    a_reading(public, pair, 5, state="confirmed")

    assert state_of(pair, "balance_seen") == "met"


def test_sight_of_something_else_does_not_count(pair):
    both_agreed(pair)

    with pytest.raises(ValidationError, match="have changed"):
        operations.note_balance_seen(
            pair.partnership, party=pair.public, seen="0" * 64, by=pair.lead, on=DAY
        )


def test_there_is_no_balance_before_each_side_gains(pair):
    a_benefit(pair, state="agreed")

    with pytest.raises(ValidationError, match="before each side"):
        see_balance(pair, pair.public)


def test_same_side_looks_once(pair):
    both_agreed(pair)

    assert see_balance(pair, pair.public) == see_balance(pair, pair.public)


# ── Gate 6 ──────────────────────────────────────────────────────────────────────────────────────


def test_statement_keeps_the_figures_and_meets_its_condition(pair):
    public, _partner = both_agreed(pair)
    a_reading(public, pair, 50, state="confirmed")
    told = {"by": pair.admin, "on": LATER}

    operations.state_benefits(pair.partnership, party=pair.partner, words="Good for us.", **told)
    assert state_of(pair, "benefits_stated") == "open"

    statement = operations.state_benefits(
        pair.partnership, party=pair.public, words="Half of it came.", by=pair.lead, on=LATER
    )
    assert state_of(pair, "benefits_stated") == "met"
    assert statement.figures["public"] == "50"
    assert [row["label"] for row in statement.figures["benefits"]] == ["B-1", "B-2"]
    again = operations.state_benefits(
        pair.partnership,
        party=pair.public,
        words="Half of it came.",
        by=pair.lead,
        on=LATER,
        public_id=statement.public_id,
    )
    assert (again, BenefitStatement.objects.count()) == (statement, 2)


def test_statement_needs_words_and_something_that_runs(pair):
    with pytest.raises(ValidationError):
        operations.state_benefits(
            pair.partnership, party=pair.public, words=" ", by=pair.lead, on=DAY
        )
    type(pair.partnership).objects.update(side_state=SideState.SUSPENDED)
    with pytest.raises(partnerships.Frozen):
        operations.state_benefits(
            pair.partnership, party=pair.public, words="All.", by=pair.lead, on=DAY
        )


# ── Words ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("balance", "words"),
    [
        (
            Balance(Decimal(55), Decimal(26), 3, 2),
            (
                "The city has gained 55 % of what was agreed, Meridian 26 %: the balance is 0.47, "
                "below 0.60, so look at what keeps Meridian back."
            ),
        ),
        (
            Balance(Decimal(80), Decimal(70), 3, 2),
            (
                "The city has gained 80 % of what was agreed, Meridian 70 %: the balance is 0.88. "
                "It is flagged below 0.60."
            ),
        ),
        (
            Balance(Decimal(0), Decimal(0), 3, 2),
            "Neither The city nor Meridian has a confirmed gain yet. The balance follows.",
        ),
        (
            Balance(Decimal(5), None, 3, 0),
            "Meridian has no agreed benefit with a target yet, so there is no balance to show.",
        ),
        (
            Balance(None, None),
            "No benefit with a target is agreed yet. A partnership needs one for each side.",
        ),
    ],
    ids=["flagged", "even", "zero", "one side", "nothing"],
)
def test_balance_in_words(balance, words):
    assert queries.explain_balance(balance, public="The city", partner="Meridian") == words


def test_just_below_the_limit_never_reads_as_the_limit():
    balance = Balance(Decimal("59.9999"), Decimal(100), 1, 1)

    assert "the balance is 0.59, below 0.60" in queries.explain_balance(
        balance, public="A", partner="B"
    )


def test_money_is_summed_within_a_currency_only(pair):
    rows = [
        a_benefit(pair, state="agreed", unit=unit, target=Decimal(target))
        for unit, target in [("GBP", 100), ("EUR", 7), ("GBP", 50), ("people", 9)]
    ]

    assert queries.money_of(rows) == {"EUR": (7, 0), "GBP": (150, 0)}


@pytest.mark.parametrize(
    "changes",
    [
        {"measure": "Something else"},
        {"due_on": DAY + datetime.timedelta(days=900)},
        {"direction": "down", "baseline": Decimal(200)},
    ],
    ids=["measure", "day", "direction"],
)
def test_balance_is_looked_at_again_after_anything_agreed_has_changed(pair, changes):
    public, _partner = both_agreed(pair)
    see_balance(pair, pair.public)
    see_balance(pair, pair.partner)
    public.refresh_from_db()

    operations.change_benefit(
        public, version=public.version, by=pair.lead, on=DAY, reason="New plan.", **changes
    )
    operations.agree_benefit(public, party=pair.partner, by=pair.admin, on=DAY)

    assert state_of(pair, "balance_seen") == "open"
