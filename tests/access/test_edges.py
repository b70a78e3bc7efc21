"""Corners of the walls that no row of the matrix stands on."""

from django.urls import reverse

from partnerships import operations
from partnerships.models import Approval, Member, Side
from tests.access import oracle
from tests.access.calls import kind_of
from tests.access.world import _ask
from tests.factories import DAY, a_member, fresh, party_of


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
