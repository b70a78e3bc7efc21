"""The verbs of figures: recorded, confirmed, disputed, taken back; and what they make of the stored balance."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from benefits import operations
from benefits.models import BenefitBalance, BenefitReading
from benefits.operations.balance import push_balance
from notices import texts
from notices.models import Notice
from tests.benefits.factories import a_benefit, a_pair, a_reading, both_agreed
from tests.factories import DAY, an_upload

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


def notices(kind, user):
    return Notice.objects.filter(
        kind=f"benefits.{kind}", recipient=user, settled_at__isnull=True
    ).count()


def test_figure_of_an_agreed_benefit_waits_for_the_other_side_and_counts_then(pair):
    benefit = a_benefit(pair, state="agreed")
    reading = a_reading(benefit, pair, 40)

    benefit.refresh_from_db()
    assert (reading.state, reading.visibility, benefit.latest) == ("awaiting", "shared", None)
    assert notices("reading_to_confirm", pair.admin) == 1

    operations.confirm_reading(reading, party=pair.partner, by=pair.admin, on=LATER)

    benefit.refresh_from_db()
    assert (benefit.latest, benefit.latest_on, benefit.realised) == (40, DAY, Decimal("0.4"))
    assert notices("reading_to_confirm", pair.admin) == 0
    assert notices("reading_confirmed", pair.lead) == 1


def test_either_side_may_record_and_the_other_one_confirms(pair):
    benefit = a_benefit(pair, state="agreed")
    reading = a_reading(benefit, pair, 40, party=pair.partner)
    confirm = operations.confirm_reading

    assert notices("reading_to_confirm", pair.lead) == 1
    assert refusal(confirm, reading, party=pair.partner, by=pair.admin, on=DAY) == [
        "The other side answers this."
    ]
    assert confirm(reading, party=pair.public, by=pair.lead, on=DAY).state == "confirmed"


def test_nobody_answers_an_own_figure_in_the_database_either(pair):
    reading = a_reading(a_benefit(pair, state="agreed"), pair, 40)

    with pytest.raises(IntegrityError), transaction.atomic():
        BenefitReading.objects.filter(pk=reading.pk).update(
            state="confirmed", answered_by=pair.lead, answered_on=DAY
        )


def test_latest_day_counts_and_of_one_day_the_newer_figure(pair):
    benefit = a_benefit(pair, state="agreed")
    earlier = DAY - datetime.timedelta(days=9)
    a_reading(benefit, pair, 50, state="confirmed")
    a_reading(benefit, pair, 10, state="confirmed", read_on=earlier)
    benefit.refresh_from_db()
    assert benefit.latest == 50

    a_reading(benefit, pair, 45, state="confirmed")

    benefit.refresh_from_db()
    assert benefit.latest == 45


def test_disputed_figure_does_not_count_until_it_is_confirmed(pair):
    benefit = a_benefit(pair, state="agreed")
    reading = a_reading(benefit, pair, 60, state="confirmed")

    disputed = operations.dispute_reading(
        reading, party=pair.partner, reason="Twelve buses were hired.", by=pair.admin, on=LATER
    )

    benefit.refresh_from_db()
    assert (disputed.state, benefit.latest, benefit.realised) == ("disputed", None, 0)
    assert notices("reading_disputed", pair.lead) == 1
    operations.confirm_reading(disputed, party=pair.partner, by=pair.admin, on=LATER)
    benefit.refresh_from_db()
    assert (benefit.latest, notices("reading_disputed", pair.lead)) == (60, 0)


def test_what_nobody_confirmed_can_be_taken_back_and_stays_to_be_read(pair):
    benefit = a_benefit(pair, state="agreed")
    waiting, confirmed = (
        a_reading(benefit, pair, 7),
        a_reading(benefit, pair, 8, state="confirmed"),
    )
    told = {"reason": "A typing error.", "by": pair.lead, "on": DAY}
    withdraw = operations.withdraw_reading

    assert refusal(withdraw, waiting, party=pair.partner, **told) == [
        "Only the side that recorded it can take it back."
    ]
    assert "reason" in refusal(withdraw, waiting, party=pair.public, **{**told, "reason": ""})
    assert withdraw(waiting, party=pair.public, **told).state == "withdrawn"
    assert refusal(withdraw, confirmed, party=pair.public, **told) == [
        "The other side has confirmed it. Record the right figure as a new one."
    ]
    assert BenefitReading.objects.count() == 2


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"read_on": DAY + datetime.timedelta(days=1)}, "read_on"),
        ({"note": " "}, "note"),
        ({"value": Decimal("1.23456")}, "value"),
        ({"upload": an_upload("virus.exe", b"MZ")}, "evidence"),
        ({"upload": an_upload("empty.pdf", b"")}, "evidence"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(pair, facts, field):
    benefit = a_benefit(pair)
    told = {"value": Decimal(1), "read_on": DAY, "note": "Counted.", **facts}

    refused = refusal(
        operations.record_reading, benefit, party=pair.public, by=pair.lead, on=DAY, **told
    )
    assert field in refused
    assert not BenefitReading.objects.exists()


def test_file_alone_shows_a_figure_and_the_same_form_twice_is_one(pair):
    benefit = a_benefit(pair, state="agreed")
    first = a_reading(benefit, pair, 5, note="", upload=an_upload())
    again = a_reading(benefit, pair, 5, note="", upload=an_upload(), public_id=first.public_id)

    assert (first.evidence.name, again) == ("minutes.pdf", first)


def test_figures_of_a_draft_are_the_own_sides_alone(pair):
    benefit = a_benefit(pair)

    assert a_reading(benefit, pair, 5).visibility == "own_side"
    assert refusal(
        operations.record_reading,
        benefit,
        party=pair.partner,
        value=Decimal(1),
        read_on=DAY,
        note="Seen.",
        by=pair.admin,
        on=DAY,
    ) == ["This benefit is not proposed yet."]


def test_stored_balance_is_the_oracle(pair):
    gains = {
        pair.public: [(50, 100, 60), (30, 40, 20), (20, 10, 5)],
        pair.partner: [(60, 100, 30), (40, 50, 10)],
    }
    for party, rows in gains.items():
        for weight, target, actual in rows:
            benefit = a_benefit(
                pair, party, state="agreed", weight=Decimal(weight), target=Decimal(target)
            )
            a_reading(benefit, pair, actual, state="confirmed")

    balance = BenefitBalance.objects.get(partnership=pair.partnership)
    assert (balance.public_realised, balance.partner_realised) == (55, 26)
    assert (balance.balance, balance.is_flagged) == (Decimal("0.472727"), True)
    assert (balance.public_count, balance.partner_count) == (3, 2)


def test_balance_of_nothing_is_stored_as_nothing(pair):
    both_agreed(pair)
    balance = BenefitBalance.objects.get(partnership=pair.partnership)

    push_balance(pair.partnership, balance.term)

    balance.refresh_from_db()
    assert (balance.public_realised, balance.balance, balance.is_flagged) == (0, None, False)


def test_notice_of_a_figure_writes_money_as_money_and_names_the_benefit(pair):
    benefit = a_benefit(pair, state="agreed", unit="GBP", statement="Less energy bought")
    a_reading(benefit, pair, "12000")
    notice = Notice.objects.get(kind="benefits.reading_to_confirm", recipient=pair.admin)
    subject = texts.line_of(notice)
    assert "GBP 12,000" in subject
    assert "Less energy bought" in subject
