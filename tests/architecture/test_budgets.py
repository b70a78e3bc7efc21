"""What a page may cost: as many questions to the database at any size of the data, and so many bytes (blueprint 7)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notices import operations as notices
from partnerships import operations
from partnerships.queries import viewer_for
from tests import factories
from tests.access import requests, rows
from tests.access.calls import Caller
from tests.factories import DAY, fresh

PARTNERSHIPS, ROWS = 28, 40
HEAVIEST = 100_000
# Lists 10, homes 12, pages of a partnership and everything else 20.
LISTS = {
    "portfolio:partnerships",
    "portfolio:partners",
    "portal:partnerships",
    "notices:list",
}
HOMES = {"portfolio:dashboard", "portal:home"}
# Answered without a page of ours, or files.
NO_PAGES = {"live", "ready"}
PAGES = [
    route
    for route, row in rows.matrix()["routes"].items()
    if "GET" in row and 200 in row["GET"] and route not in NO_PAGES
]
READERS = ("owner", "partner_admin", "lead", "approver", "administrator", "operator", "anonymous")


@pytest.fixture(scope="module")
def costs(world):
    """Return {size: {(route, reader): (questions, bytes)}}: first of the world as it is, then of a larger one."""
    open_first(world)
    small = measured(world)
    enlarge(world)
    return {"small": small, "large": measured(world)}


def reader_of(route):
    """Return who opens a page: somebody to whom it is open, the public side before the company."""
    answers = rows.expected(route, "GET", "own")
    return [key for key in READERS if answers[key] == 200][:2]


def measured(world):
    found = {}
    caller = Caller(world)
    for route in PAGES:
        for reader in reader_of(route):
            address = requests.address_of(route, requests.At(world, "own"))
            # The first call fills what a process keeps.
            caller.call(reader, "GET", address)
            with CaptureQueriesContext(connection) as asked:
                answer = caller.call(reader, "GET", address)
            questions = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]
            found[route, reader] = (len(questions), len(answer.body), answer.status_code)
    return found


def open_first(world):
    """Have both sides open the page once: that day is written down once only."""
    for deal in world.deals.values():
        for key in ("owner", "other_owner", "partner_admin", "rival"):
            viewer = viewer_for(world.user(key))
            operations.note_opened(fresh(deal.row), viewer=viewer, on=DAY)


def enlarge(world):
    """Add more of everything that a page could list."""
    body, lead = world.bodies["alder"], world.user("lead")
    for number in range(PARTNERSHIPS):
        is_ours = number % 2
        company = world.companies["meridian"] if is_ours else factories.a_company(body=body)
        row = factories.a_partnership(body, lead=lead, partner=company, profile="light")
        if is_ours:
            factories.share_in(row, company, by=lead)
        else:
            ask(row, lead)
    for number in range(ROWS):
        factories.a_member(
            world.deals["own"].row,
            party=factories.party_of(world.deals["own"].row, body),
            name=f"Person {number}",
            visibility="shared",
            by=lead,
        )
        notices.post(
            "partnerships.shared_in",
            to=[world.user("owner"), world.user("partner_admin"), lead],
            key=f"many:{number}",
            on=DAY,
            url="/",
            context={"title": "Night buses", "reference": "ALD-2025-0001", "body": "Aldermoor"},
        )


def ask(row, lead):
    condition = row.gatecondition_set.filter(gate__number=5, mode="required").first()
    operations.ask_override(condition, version=condition.version, reason="Later.", by=lead, on=DAY)


def limit_of(route):
    if route in LISTS:
        return 10
    return 12 if route in HOMES else 20


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.replace(":", " "))
def test_page_keeps_its_budget_at_any_size(costs, route):
    for reader in reader_of(route):
        few, many = costs["small"][route, reader], costs["large"][route, reader]

        assert (few[2], many[2]) == (200, 200), reader
        assert few[0] <= limit_of(route), (reader, few)
        assert many[0] <= limit_of(route), (reader, many)
        # A box that is empty in the small world may ask once more when it is not; rows never ask.
        assert many[0] <= few[0] + 2, (reader, few, many)
        assert many[1] <= HEAVIEST, (reader, many)


def test_every_page_has_a_reader_here():
    assert [route for route in PAGES if not reader_of(route)] == []
