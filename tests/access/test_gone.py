"""Whoever is out, whose right came from somebody who is out, and whoever only looks as a partner: nothing of the new pages."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from desk import operations as desk
from notices.models import Notice
from organisations import operations as organisations
from partnerships.models import Approval
from reminders import operations as reminders
from reminders import queries as clock
from tests.access import oracle, requests, rows

NEW = [
    route
    for route, row in rows.matrix()["routes"].items()
    if route.startswith("benefits:") and row.get("of") != "nothing"
]


def pages(world):
    """Return {route: address} of the new pages with an object, towards `own`."""
    at = requests.At(world, "own")
    return {route: requests.address_of(route, at) for route in NEW if "GET" in _row(route)}


def _row(route):
    return rows.matrix()["routes"][route]


def opened_to(caller, key, addresses):
    answers = {
        route: caller.call(key, "GET", address).status_code for route, address in addresses.items()
    }
    return {route for route, status in answers.items() if status != 404}


@pytest.mark.parametrize("key", ["former", "left", "recused", "candidate"])
def test_nothing_of_the_new_pages_opens_to_who_is_out(world, caller, key):
    own_body = {"benefits:goal", "benefits:goal-retire"}
    opened = opened_to(caller, key, pages(world))

    # Whoever still works for the body is told that there are goals.
    assert opened == (own_body if world.people[key].roles.get("alder") else set())


def remove(world, key):
    """Let an administrator end what somebody has in the body."""
    desk.hand_over_and_remove(
        world.user(key),
        world.organisation("alder"),
        to=world.user("owner"),
        by=world.user("administrator"),
        on=timezone.localdate(),
        now=timezone.now(),
    )


def test_whoever_is_removed_finds_no_page_with_the_next_call(world, caller):
    addresses = pages(world) | {
        "people": reverse("desk:people", args=[world.organisation("alder").public_id]),
        "pool": reverse("desk:approvers", args=[world.organisation("alder").public_id]),
        "absence": reverse("desk:absence-announce", args=[world.organisation("alder").public_id]),
    }
    assert "benefits:benefits" in opened_to(caller, "contributor", addresses)

    remove(world, "contributor")

    assert opened_to(caller, "contributor", addresses) == set()


def override(world):
    return reverse("desk:approval", args=[world.deals["own"].ids["override"]])


@pytest.mark.parametrize(("gone", "asked"), [("away", "deputy"), ("deputy", "deputy")])
def test_deputy_ends_with_either_of_the_two(world, caller, gone, asked):
    assert caller.call(asked, "GET", override(world)).status_code == 200

    remove(world, gone)

    assert caller.call(asked, "GET", override(world)).status_code == 404


@pytest.mark.parametrize("gone", ["approver", "delegate"])
def test_lent_seat_ends_with_either_of_the_two(world, caller, gone):
    assert caller.call("delegate", "GET", override(world)).status_code == 200

    if gone == "approver":
        seat = world.user("approver").approver_seats.get()
        organisations.unseat_approver(seat, by=None, on=timezone.localdate())
    else:
        remove(world, "delegate")

    assert caller.call("delegate", "GET", override(world)).status_code == 404


def test_deputy_of_a_signatory_is_asked_nothing_and_sees_nothing(world, caller):
    approval = Approval.objects.get(public_id=world.deals["own"].ids["signing"])

    assert caller.call("deputy", "GET", approval.get_absolute_url()).status_code == 404
    assert not Notice.objects.filter(
        recipient=world.user("deputy"), subject_id=str(approval.public_id)
    ).exists()


def test_queued_mail_of_whoever_is_removed_is_not_sent(world, caller):
    addresses = {world.user(key).email for key in ("contributor", "deputy", "delegate")}
    for key in ("contributor", "deputy", "delegate"):
        remove(world, key)
    waiting = Notice.objects.filter(recipient__email__in=addresses, partnership_key__isnull=False)
    assert waiting.exists()

    reminders.tick(on=timezone.localdate(), now=clock.clock())

    told = [
        message
        for message in mail.outbox
        if message.recipients()[0] in addresses
        and oracle.found_in(message.body) - oracle.found_in(message.recipients()[0])
        and any(deal.reference in message.body for deal in world.deals.values())
    ]
    assert told == []


def test_mails_keep_what_is_a_sides_own_from_the_other(world, caller):
    """Canaries of one side's own, in whatever mail to whomever is not of it; whatever the oracle thinks of its reader."""
    reminders.tick(on=timezone.localdate(), now=clock.clock())
    people = {one.user.email: one for one in world.people.values() if one.user and not one.looks_as}

    leaks = []
    for message in mail.outbox:
        person = people.get(message.recipients()[0])
        text = message.message().as_string() + message.body + message.alternatives[0][0]
        classes = {one.visibility for one in oracle.found_in(text)}
        own = {cls for cls in classes if cls.startswith(("own_", "writers_", "cost_"))}
        is_company = person is not None and bool(
            {"meridian", "rival", "northwind"} & {*person.roles}
        )
        side = "partner" if is_company else "public"
        leaks += [cls for cls in own - {"cost_shared"} if not cls.endswith(side)]

    assert mail.outbox
    assert leaks == []


def test_looking_as_a_partner_shows_nothing_of_its_own(world, caller):
    found = set()
    for address in pages(world).values():
        found |= oracle.found_in(caller.call("viewing_as", "GET", address).said)

    hidden = {one.visibility for one in found} & {
        "own_partner",
        "own_public",
        "writers_partner",
        "writers_public",
        "cost_partner",
        "cost_public",
        "wish_own",
        "wish_gone",
        "internal",
        "goal",
        "invited_public",
        "invited_partner",
    }
    assert hidden == set()
