"""Corners of the walls that no row of the matrix stands on."""

import rules
from django.urls import reverse

from notices.models import Notice
from organisations import operations as organisations
from partnerships import operations
from partnerships.models import Approval, Member, Side
from tests import factories
from tests.access import doors, oracle, requests, rows
from tests.access.calls import kind_of
from tests.access.cast import Person
from tests.access.world import _ask, session_of
from tests.factories import DAY, a_member, fresh, party_of, suspend


def test_signatory_of_a_party_that_was_not_shared_in_reads_nothing_from_inside(world, caller, db):
    deal, lead = world.deals["own"], world.user("lead")
    party = party_of(deal.row, world.companies["northwind"])
    member = a_member(deal.row, world.user("candidate"), party=party, by=lead)
    question = Approval.objects.get(public_id=deal.ids["signing"])
    operations.withdraw_approval(question, by=lead, on=DAY)
    operations.name_seat(
        fresh(deal.row), kind="signatory", side=Side.PARTNER, member=member, by=lead, on=DAY
    )
    approval = _ask(world, deal)

    answer = caller.call("candidate", "GET", approval.get_absolute_url())

    told = {one.visibility for one in oracle.found_in(answer.said) if one.owner == "own"}
    assert told <= {"shared"}
    evidence = reverse("desk:approval-evidence", args=[approval.public_id, deal.ids["shown"]])
    assert caller.call("candidate", "GET", evidence).status_code == 404


def test_right_that_is_taken_away_is_gone_with_the_next_call(world, caller, db):
    deal = world.deals["own"]
    address = reverse("desk:partnership", args=[deal.reference])
    assert caller.call("contributor", "GET", address).status_code == 200

    member = Member.objects.get(partnership=deal.row, user=world.user("contributor"))
    operations.remove_member(member, by=world.user("lead"), on=DAY)

    assert caller.call("contributor", "GET", address).status_code == 404


def test_notice_leads_nobody_behind_a_wall(world, caller, db):
    """An old notice still stands in the list of whoever left; the page behind it does not open any more."""
    old = world.user("former").notices.filter(partnership_key=world.deals["own"].row.public_id)
    opened = {notice.url: caller.call("former", "GET", notice.url) for notice in old}

    assert opened
    assert {kind_of(answer) for answer in opened.values()} == {404}


def test_whoever_is_out_is_told_nothing_new(world, caller, db):
    before = set(Notice.objects.values_list("pk", flat=True))
    deal, lead = world.deals["own"], world.user("lead")
    row = fresh(deal.row)
    suspend(row, by=lead)

    told = Notice.objects.exclude(pk__in=before).values_list("recipient", flat=True)
    keys = {key for key, one in world.people.items() if one.user and one.user.pk in set(told)}
    assert keys == {
        "evaluator",
        "contributor",
        "partner_admin",
        "partner_contributor",
        "partner_viewer",
    }


# ── Closed when it breaks ───────────────────────────────────────────────────────────────────────


def guarded_routes():
    """Return the routes whose view names a permission."""
    found = doors.routes()
    return sorted(
        route
        for route in rows.matrix()["routes"]
        for pattern in (found.get(route) or found.get(route.partition("#")[0]),)
        if getattr(getattr(pattern.callback, "view_class", None), "permission", "")
    )


def test_permission_that_breaks_opens_nothing(world, caller, monkeypatch):
    @rules.predicate
    def breaks(viewer, thing=None):
        raise RuntimeError("broken")

    for name in list(rules.permissions.permissions):
        monkeypatch.setitem(rules.permissions.permissions, name, breaks)
    at = requests.At(world, "own")
    opened = {}
    for route in guarded_routes():
        address = requests.address_of(route, at)
        for method in rows.methods_of(rows.matrix()["routes"][route]):
            answer = caller.call("lead", method, address)
            if answer.status_code < 400:
                opened[route, method] = answer.status_code

    assert opened == {}


def test_query_that_breaks_opens_nothing(world, caller, monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("partnerships.doors.partnerships_visible_to", breaks)
    at = requests.At(world, "own")
    answers = {
        route: caller.call("owner", "GET", requests.address_of(route, at)).status_code
        for route in requests.IN_PARTNERSHIP
    }

    assert answers == dict.fromkeys(requests.IN_PARTNERSHIP, 500)


# ── One person, several companies ───────────────────────────────────────────────────────────────


def test_person_of_two_companies_reads_the_own_side_of_each_where_they_have_a_place(world, caller):
    """A colleague of the rival is also named in `own` by the other company, as a viewer."""
    user = factories.company_user(world.companies["rival"])
    organisations.grant_membership(
        user, world.companies["meridian"], "partner_staff", by=None, on=DAY
    )
    party = party_of(world.deals["own"].row, world.companies["meridian"])
    a_member(world.deals["own"].row, user, "viewer", party=party, by=world.user("lead"))
    world.people["several"] = Person("several", user=user, session=session_of(user))
    told = {}
    for relation in rows.RELATIONS:
        address = requests.address_of("benefits:benefits", requests.At(world, relation))
        answer = caller.call("several", "GET", address)
        told[relation] = {
            one.visibility for one in oracle.found_in(answer.said) if one.name == "statement"
        }
    del world.people["several"]

    assert told == {"own": {"own_partner", "shared"}, "sibling": set(), "foreign": set()}
