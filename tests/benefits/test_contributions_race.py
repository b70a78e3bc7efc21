"""The receiver's two people answer one delivery at the same moment: one answer counts."""

import pytest

from audit.models import Entry
from benefits import operations
from benefits.models import GivenTotal, Handover
from tests.benefits.factories import a_contribution, a_handover, a_pair, a_person, fresh
from tests.factories import DAY
from tests.partnerships.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_confirming_and_disputing_at_once_one_counts():
    pair = a_pair()
    colleague = a_person(pair, "public")
    row = a_contribution(pair, state="promised")
    handover = a_handover(row, pair)

    def answer(number):
        if number % 2:
            return operations.confirm_handover(handover, party=pair.public, by=pair.lead, on=DAY)
        return operations.dispute_handover(
            handover, party=pair.public, reason="Short.", quantity=3, by=colleague, on=DAY
        )

    results = at_once(answer, range(20))

    assert sum(isinstance(result, Handover) for result in results) == 1
    answers = Entry.objects.filter(
        verb__in=["benefits.confirm_handover", "benefits.dispute_handover"]
    )
    assert answers.count() == 1
    is_confirmed = fresh(handover).state == "confirmed"
    total = GivenTotal.objects.get()
    assert (total.received, total.awaiting) == ((10000, 0) if is_confirmed else (0, 10000))
