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

PARTNERSHIPS, ROWS = 28, 28
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


@pytest.fixture
def costs(world, db):
    """Return {size: {(route, reader): (questions, bytes)}}: first of the world as it is, then of a larger one."""
    open_first(world)
    small = measured(world, is_first=True)
    enlarge(world)
    return {"small": small, "large": measured(world, is_first=False)}


def reader_of(route):
    """Return who opens a page: somebody to whom it is open, the public side before the company."""
    answers = rows.expected(route, "GET", "own")
    return [key for key in READERS if answers[key] == 200][:2]


def measured(world, *, is_first):
    found = {}
    caller = Caller(world)
    for route in PAGES:
        for reader in reader_of(route):
            address = requests.address_of(route, requests.At(world, "own"))
            if is_first:
                # What a process keeps from its first call on is not counted.
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


def broken_by(route, reader, few, many):
    """Return in words which limits a page breaks."""
    limit, words = limit_of(route), f"{route} for {reader}"
    if (few[2], many[2]) != (200, 200):
        return [f"{words} answers {few[2]} and {many[2]}"]
    broken = []
    if max(few[0], many[0]) > limit:
        broken.append(f"{words} asks {few[0]} and {many[0]} times, at most {limit}")
    # A box that is empty in the small world may ask when it is not; rows never ask.
    if many[0] > few[0] + 2:
        broken.append(f"{words} asks {few[0]} times and {many[0]} of more rows")
    if many[1] > HEAVIEST:
        broken.append(f"{words} weighs {many[1]} bytes")
    return broken


def test_every_page_keeps_its_budget_at_any_size(costs):
    """One test, so that the larger world is made once."""
    small, large = costs["small"], costs["large"]

    broken = [words for key, few in small.items() for words in broken_by(*key, few, large[key])]

    assert broken == []


def test_every_page_has_a_reader_here():
    assert [route for route in PAGES if not reader_of(route)] == []
