"""Whatever happens to contributions, the stored totals are what a sum over them gives."""

from collections import defaultdict
from contextlib import suppress
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benefits import operations
from benefits.models import Contribution, GivenTotal, Handover
from tests.benefits.factories import a_contribution, a_pair, fresh
from tests.factories import DAY

pytestmark = pytest.mark.django_db

FACTS = (
    {"currency": "GBP"},
    {"currency": "EUR", "quantity": None, "unit": ""},
    {"valuation": "not_valued"},
)


@pytest.fixture
def pair(db):
    return a_pair()


def change(row, *, by, on):
    """Ask a hundred more, where it is money at all."""
    value = row.value and row.value + 100
    return operations.change_contribution(
        row, version=row.version, statement="More", value=value, by=by, on=on
    )


# Each verb: how it is done, what else it is told, whether figures go with it.
BY_GIVER = {
    "offer": (operations.offer_contribution, {}, False),
    "change": (change, {}, False),
    "withdraw": (operations.withdraw_contribution, {"reason": "No."}, False),
    "report": (operations.report_handover, {"delivered_on": DAY}, True),
    "take back": (operations.withdraw_handover, {}, False),
}
BY_RECEIVER = {
    "accept": (operations.accept_contribution, {}, False),
    "decline": (operations.decline_contribution, {"reason": "No."}, False),
    "confirm": (operations.confirm_handover, {}, False),
    "dispute": (operations.dispute_handover, {"reason": "No."}, True),
    "propose": (operations.propose_settlement, {"words": "So."}, True),
    "settle": (operations.settle_handover, {}, False),
    "give in": (operations.settle_handover, {}, False),
}
ON_DELIVERIES = {"take back", "confirm", "dispute", "propose", "settle", "give in"}
STEPS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from([*BY_GIVER, *BY_RECEIVER]), st.integers(1, 30)),
    max_size=12,
)


def act(pair, row, verb, size):
    """Do one step to a contribution, or to its latest delivery, as far as it is possible now."""
    row = fresh(row)
    giver, (receiver, answers) = row.owning_party, pair.other(row.owning_party)
    subject = row.handovers.order_by("-id").first() if verb in ON_DELIVERIES else row
    if subject is None:
        return
    call, facts, has_figures = BY_GIVER.get(verb) or BY_RECEIVER[verb]
    facts = {**facts, "by": pair.writer(giver) if verb in BY_GIVER else answers, "on": DAY}
    if verb == "give in":
        facts |= {"party": giver, "by": pair.writer(giver)}
    elif verb in BY_RECEIVER:
        facts["party"] = receiver
    if has_figures:
        facts["quantity" if row.quantity else "value"] = Decimal(size * (1 if row.quantity else 10))
    call(subject, **facts)


def summed():
    """Return what the totals must be, added up one by one."""
    totals = defaultdict(lambda: [Decimal(0), Decimal(0), Decimal(0), 0, 0])
    for row in Contribution.objects.select_related("owning_party"):
        total = totals[row.owning_party.side, row.currency]
        if row.state in {"promised", "delivered"}:
            total[0] += row.value or 0
            total[3] += 1
            total[4] += row.state == "delivered"
    for row in Handover.objects.select_related("contribution__owning_party"):
        total = totals[row.contribution.owning_party.side, row.contribution.currency]
        if row.state in {"confirmed", "settled"}:
            total[1] += row.received_value or 0
        elif row.state in {"awaiting", "disputed"}:
            total[2] += row.value or 0
    return {key: tuple(total) for key, total in totals.items() if any(total)}


def stored():
    return {
        (row.side, row.currency): (
            row.promised,
            row.received,
            row.awaiting,
            row.count,
            row.delivered_count,
        )
        for row in GivenTotal.objects.all()
    }


@given(steps=STEPS)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_totals_equal_the_sum_over_contributions_whatever_the_order(pair, steps):
    with transaction.atomic():
        rows = [a_contribution(pair, state="promised", **one) for one in FACTS]
        rows.append(a_contribution(pair, pair.public))
        for number, verb, size in steps:
            with suppress(ValidationError):
                act(pair, rows[number], verb, size)
        assert stored() == summed()
        for row in Contribution.objects.all():
            received = row.handovers.filter(state__in=["confirmed", "settled"])
            assert (row.received_value or 0) == sum(one.received_value or 0 for one in received)
        transaction.set_rollback(True)
