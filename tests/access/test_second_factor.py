"""Every address of the house, asked by somebody whose password was right and whose code is missing."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import resolve, reverse

from accounts.middleware import SecondFactorMiddleware
from partnerships.queries import viewer_for
from tests.access import requests, rows

# Answered for the machine that asks whether we live, before anybody is known.
PROBES = {"live", "ready"}
# One of each kind that must: a body's staff, its administrator, its pool, a company's administrator, the operator.
MUST = ("lead", "administrator", "approver", "partner_admin", "operator")
NEED_NOT = ("partner_contributor", "partner_viewer")


@pytest.fixture
def shut(settings):
    settings.SECOND_FACTOR = True


def addresses(world):
    """Return {name: address} of everything but the probes and what the set-up needs; tests/access/test_matrix.py
    sees to it that every address has a row.
    """
    at, left_out = requests.At(world, "own"), PROBES | SecondFactorMiddleware.OPEN
    names = {route.partition("#")[0]: route for route in reversed(rows.matrix()["routes"])}
    return {
        name: requests.address_of(route, at)
        for name, route in names.items()
        if name not in left_out
    }


def answer_of_the_wall(method, address, user, viewer):
    """Return where the wall leads to, or 403; None where it lets through."""
    request = getattr(RequestFactory(), method)(address)
    request.user, request.viewer, request.session = user, viewer, {}
    request.resolver_match = resolve(address.partition("?")[0])
    try:
        answer = SecondFactorMiddleware(None).process_view(request, None, (), {})
    except PermissionDenied:
        return 403
    return answer and answer["Location"].partition("?")[0]


def test_wall_stands_before_every_address(world, db, shut):
    lead, set_up = world.user("lead"), reverse("accounts:second-factor")
    viewer = viewer_for(lead)

    through = {
        name: answers
        for name, address in addresses(world).items()
        if (answers := [answer_of_the_wall(one, address, lead, viewer) for one in ("get", "post")])
        != [set_up, 403]
    }

    assert through == {}


def test_nothing_opens_to_a_half_signed_in_lead(world, caller, shut):
    """The same from outside, for every twentieth address."""
    some = list(addresses(world).items())[::20]

    answers = {
        name: (
            caller.call("lead", "GET", address)["Location"].partition("?")[0],
            caller.call("lead", "POST", address).status_code,
        )
        for name, address in some
    }

    assert answers == dict.fromkeys(answers, (reverse("accounts:second-factor"), 403))
    assert len(answers) > 5


@pytest.mark.parametrize("actor", MUST)
def test_whoever_must_is_led_to_the_set_up(world, caller, shut, actor):
    answer = caller.call(actor, "GET", "/account/")

    assert answer["Location"] == "/account/second-factor/?next=%2Faccount%2F"


@pytest.mark.parametrize("actor", NEED_NOT)
def test_whoever_need_not_comes_in(world, caller, shut, actor):
    assert caller.call(actor, "GET", "/account/").status_code == 200


def test_set_up_pages_tell_nothing_of_the_house(world, caller, shut):
    told = [
        caller.call("lead", "GET", reverse(name)).said
        for name in sorted(SecondFactorMiddleware.OPEN)
    ]

    assert [page for page in told if "CANARY" in page] == []
