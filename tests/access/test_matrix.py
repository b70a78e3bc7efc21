"""Every cell of the matrix: called, answered as the file says, and with nothing in it that is not for its reader."""

import pytest

from tests.access import doors, oracle, requests, rows
from tests.access.calls import PROBED, kind_of, taken_back

CELLS = rows.cells()
ROUTES = rows.matrix()["routes"]
# One row a route is enough to see which methods its view takes.
PROBED_ROUTES = list({route.partition("#")[0]: route for route in reversed(ROUTES)}.values())


def name_of(value):
    return value.replace(":", " ")


# ── Nothing is forgotten ────────────────────────────────────────────────────────────────────────


def plain(name):
    return name.partition("#")[0]


def test_every_route_has_a_row_and_every_row_a_route():
    found = doors.routes()
    split = {plain(name) for name in found if "#" in name}
    fixed = {name for name in ROUTES if plain(name) in split}
    named = {name if name in fixed else plain(name) for name in ROUTES}

    assert set(found) == named


def test_every_route_has_a_name():
    assert [name for name in doors.routes() if doors.NAMELESS in name] == []


def test_every_task_and_command_has_a_row():
    assert doors.tasks() == set(rows.matrix()["tasks"])
    assert doors.commands() == set(rows.matrix()["commands"])


def test_every_actor_of_the_file_is_in_the_world(world):
    assert set(rows.actors()) <= set(world.people)


@pytest.mark.parametrize("route", PROBED_ROUTES, ids=name_of)
def test_method_without_an_entry_is_refused(world, caller, route):
    at = requests.At(world, "own")
    address = requests.address_of(route, at)
    listed = set(rows.methods_of(ROUTES[route]))
    welcome = next(
        (
            actor
            for method in sorted(listed, reverse=True)
            for actor, answer in rows.expected(route, method, "own").items()
            if answer in {200, 422, "done"}
        ),
        "administrator" if route.startswith("admin:") else None,
    )
    if welcome is None:
        pytest.skip("nobody is welcome here; another row has the same route")

    refused = {
        method: caller.call(welcome, method, address).status_code
        for method in PROBED
        if method not in listed
    }

    assert refused == dict.fromkeys(refused, 405)


# ── Every cell ──────────────────────────────────────────────────────────────────────────────────


CELL = pytest.mark.parametrize(
    ("route", "method", "relation"), CELLS, ids=[name_of(" ".join(cell)) for cell in CELLS]
)


@CELL
def test_cell(world, caller, route, method, relation):
    check(world, caller, route, method, relation, rows.asked(route, method, relation))


@pytest.mark.full
@CELL
def test_cell_for_everybody_else(world, caller, route, method, relation):
    asked = rows.asked(route, method, relation)
    others = [actor for actor in rows.actors() if actor not in asked]
    check(world, caller, route, method, relation, others)


def check(world, caller, route, method, relation, actors):
    """Call one row of cells as each of the actors; compare the answers, and search them for canaries."""
    at = requests.At(world, relation)
    answers, leaks = {}, {}
    with taken_back():
        if method == "POST":
            requests.prepare(route, at)
        address = requests.address_of(route, at)
        data = requests.data_of(route, at) if method == "POST" else None
        for actor in actors:
            answer = caller.call(actor, method, address, data)
            answers[actor] = kind_of(answer)
            if told := leaks_in(world, actor, answer, route):
                leaks[actor] = told

    wanted = rows.expected(route, method, relation)
    wrong = {who: (got, wanted[who]) for who, got in answers.items() if got != wanted[who]}
    assert wrong == {}, "answered, and should have been"
    assert leaks == {}


def leaks_in(world, actor, answer, route):
    """Return the canaries of an answer that are not for its reader."""
    told = oracle.Oracle(world, actor, route)
    found = {one for one in oracle.found_in(answer.said) if not told.may_read(one)}
    if route == "notices:list":
        # What somebody was told while they were in stays in their list.
        old = world.people[actor].was_told
        found = {one for one in found if one.name != "title" or one.owner not in old}
    return sorted(map(str, found))
