"""Every address of the house, asked by somebody whose password was right and whose code is missing."""

import pytest
from django.urls import reverse

from accounts.middleware import SecondFactorMiddleware
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


def test_nothing_opens_to_a_half_signed_in_lead(world, caller, shut):
    set_up = reverse("accounts:second-factor")
    wrong = {}
    for number, (name, address) in enumerate(addresses(world).items()):
        looked = caller.call("lead", "GET", address)
        # The wall does not know one door from another: every third is tried with a post as well.
        wrote = 403 if number % 3 else caller.call("lead", "POST", address).status_code
        leads = looked.get("Location", "").startswith(f"{set_up}?next=")
        if not leads or (looked.status_code, wrote) != (302, 403):
            wrong[name] = (looked.status_code, wrote)

    assert wrong == {}


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
