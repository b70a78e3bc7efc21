import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from audit.models import Entry
from benefits import operations, queries
from benefits.models import Cost
from notices.models import Notice
from partnerships import operations as partnerships
from tests.benefits.factories import a_cost, a_pair, a_person
from tests.factories import DAY, staff
from tests.factories import fresh as fresh_partnership

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return a_pair()


def told():
    rows = Notice.objects.filter(kind="benefits.costs_shared", settled_at=None)
    return {notice.recipient for notice in rows}


def test_a_cost_is_of_the_own_side(pair):
    cost = a_cost(pair)
    assert (cost.visibility, cost.owning_party, cost.shared_on) == ("own_side", pair.public, None)
    entry = Entry.objects.get(verb="benefits.record_cost")
    assert (entry.visibility, entry.after["hours"]) == ("own_side", "3.5")
    assert not told()


def test_the_same_form_twice_is_one_cost(pair):
    key = "6a5b7f0e-8f55-4f0e-9d4f-0f6f5d1f7a13"
    assert a_cost(pair, public_id=key) == a_cost(pair, public_id=key)
    assert Cost.objects.count() == 1
    with pytest.raises(operations.CostRefused):
        a_cost(pair, pair.partner, public_id=key)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"hours": None}, "hours"),
        ({"hours": Decimal(0)}, "hours"),
        ({"money": Decimal(-1), "currency": "GBP"}, "money"),
        ({"money": Decimal(5), "currency": ""}, "currency"),
        ({"hours": Decimal("1.001")}, "hours"),
        ({"kind": "bribes"}, "kind"),
        ({"spent_on": DAY + datetime.timedelta(days=1)}, "spent_on"),
    ],
)
def test_what_is_no_cost_is_refused_at_its_field(pair, facts, field):
    with pytest.raises(ValidationError) as refusal:
        a_cost(pair, **facts)
    assert set(refusal.value.error_dict) == {field}
    assert not Cost.objects.exists()


def test_a_change_is_written_down_with_before_and_after(pair):
    cost = a_cost(pair)
    operations.change_cost(cost, version=1, by=pair.lead, on=DAY, hours=Decimal(5))
    entry = Entry.objects.get(verb="benefits.change_cost")
    assert (entry.before, entry.after) == ({"hours": "3.50"}, {"hours": "5"})
    with pytest.raises(partnerships.StaleVersion):
        operations.change_cost(cost, version=1, by=pair.lead, on=DAY, hours=Decimal(6))


def test_sharing_one_shows_it_and_tells_those_who_write_there(pair):
    contributor, viewer = a_person(pair, "partner"), a_person(pair, "partner", "viewer")
    cost = a_cost(pair)
    operations.share_cost(cost, by=pair.lead, on=DAY)
    operations.share_cost(cost, by=pair.lead, on=DAY)
    cost.refresh_from_db()
    assert (cost.visibility, cost.shared_on) == ("shared", DAY)
    assert told() == {pair.admin, contributor}
    assert viewer not in told()
    assert Entry.objects.filter(verb="benefits.share_cost").count() == 1


def test_sharing_all_shares_what_is_private_and_own(pair):
    for _number in range(3):
        a_cost(pair)
    theirs = a_cost(pair, pair.partner)
    share = operations.share_costs
    assert share(pair.partnership, party=pair.public, by=pair.lead, on=DAY) == 3
    assert share(pair.partnership, party=pair.public, by=pair.lead, on=DAY) == 0
    theirs.refresh_from_db()
    assert theirs.visibility == "own_side"
    assert Notice.objects.filter(kind="benefits.costs_shared").count() == 1


def test_nothing_is_shared_while_the_partnership_is_suspended(pair):
    cost = a_cost(pair)
    row = fresh_partnership(pair.partnership)
    partnerships.suspend(
        row,
        version=row.version,
        reason="Looked into.",
        until=DAY + datetime.timedelta(days=30),
        reviewer=row.member_set.get(user=pair.lead),
        by=pair.lead,
        on=DAY,
    )
    with pytest.raises(partnerships.Frozen):
        operations.share_cost(cost, by=pair.lead, on=DAY)
    a_cost(pair)


def test_a_cost_off_the_list_counts_no_more(pair, viewer_of):
    cost = a_cost(pair)
    operations.withdraw_cost(cost, by=pair.lead, on=DAY)
    assert not queries.costs_visible_to(viewer_of(pair.lead), pair.partnership).exists()
    with pytest.raises(operations.CostRefused):
        operations.share_cost(cost, by=pair.lead, on=DAY)


def test_who_sees_costs(pair, viewer_of):
    ours, theirs = a_cost(pair), a_cost(pair, pair.partner)
    shared = a_cost(pair)
    operations.share_cost(shared, by=pair.lead, on=DAY)
    body = pair.partnership.lead_body
    people = {
        pair.lead: {ours, shared},
        staff(body, "owner"): {ours, shared},
        staff(body, "auditor"): {ours, shared},
        a_person(pair, "public"): {ours, shared},
        a_person(pair, "public", "evaluator"): set(),
        pair.admin: {theirs, shared},
        a_person(pair, "partner"): {theirs, shared},
        a_person(pair, "partner", "viewer"): set(),
        a_pair(body).lead: set(),
        a_pair().admin: set(),
    }
    for user, seen in people.items():
        assert set(queries.costs_visible_to(viewer_of(user), pair.partnership)) == seen, user
    looking = viewer_of(pair.lead, view_as=pair.partner)
    assert set(queries.costs_visible_to(looking, pair.partnership)) == {shared}


def test_sums_keep_hours_currencies_kinds_and_sides_apart(pair, viewer_of):
    facts = [
        {"hours": Decimal(2), "money": Decimal(10), "currency": "GBP"},
        {"hours": Decimal("1.5")},
        {"hours": None, "money": Decimal(7), "currency": "EUR"},
        {"kind": "travel", "hours": None, "money": Decimal("0.50"), "currency": "GBP"},
    ]
    for one in facts:
        a_cost(pair, **one)
    theirs = a_cost(pair, pair.partner, hours=Decimal(9))
    operations.share_cost(theirs, by=pair.admin, on=DAY)
    found = queries.sums_of(queries.costs_visible_to(viewer_of(pair.lead), pair.partnership))
    hours = {(row["owning_party__side"], row["kind"]): row["total"] for row in found["hours"]}
    money = {
        (row["owning_party__side"], row["kind"], row["currency"]): row["total"]
        for row in found["money"]
    }
    assert hours == {("public", "meetings"): Decimal("3.5"), ("partner", "meetings"): Decimal(9)}
    assert money == {
        ("public", "meetings", "GBP"): Decimal(10),
        ("public", "meetings", "EUR"): Decimal(7),
        ("public", "travel", "GBP"): Decimal("0.5"),
    }
