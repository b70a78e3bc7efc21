"""What one may not know of answers like what is not there: the same bytes, but for address and request id."""

import re
from uuid import uuid4

import pytest

from tests.access import requests, rows

ROUTES = rows.matrix()["routes"]
WITH_OBJECT = [route for route, row in ROUTES.items() if row.get("of") != "nothing"]
METHODS = ("GET", "POST", "PUT", "HEAD", "OPTIONS")
CHANGING = (
    (re.compile(rb"[0-9a-f]{32}"), b"(request)"),
    (re.compile(rb'"[A-Za-z0-9]{64}"'), b"(token)"),
)
REFERENCE = re.compile(r"(ALD|HAR)-\d{4}-\d{4}")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def absent(address):
    """Return an address of the same kind under which there is nothing."""
    if REFERENCE.search(address):
        return REFERENCE.sub("ALD-2025-9999", address)
    return ID.sub(lambda _match: str(uuid4()), address)


def bytes_of(answer, address):
    body = answer.body.replace(address.encode(), b"(address)")
    for pattern, word in CHANGING:
        body = pattern.sub(word, body)
    headers = {name: value for name, value in answer.items() if name != "X-Request-ID"}
    for name in ("Content-Length", "Expires"):
        headers.pop(name, None)
    return answer.status_code, headers, body


@pytest.mark.parametrize("route", WITH_OBJECT, ids=lambda route: route.replace(":", " "))
def test_hidden_answers_like_absent(world, caller, route):
    at = requests.At(world, "own")
    address = requests.address_of(route, at)
    nowhere = absent(address)
    method = rows.methods_of(ROUTES[route])[0]
    expected = rows.expected(route, method, "own")
    for actor in ("rival", "other_owner", "recused"):
        if expected[actor] != 404:
            continue
        hidden = caller.call(actor, method, address)
        missing = caller.call(actor, method, nowhere)

        assert bytes_of(hidden, address) == bytes_of(missing, nowhere), actor


@pytest.mark.parametrize("route", WITH_OBJECT, ids=lambda route: route.replace(":", " "))
def test_hidden_stays_hidden_by_every_method_and_as_a_part(world, caller, route):
    at = requests.At(world, "own")
    address = requests.address_of(route, at)
    method = rows.methods_of(ROUTES[route])[0]
    if rows.expected(route, method, "own")["rival"] != 404:
        pytest.skip("open to the rival")

    answers = {one: caller.call("rival", one, address).status_code for one in METHODS}
    part = caller.call(
        "rival", method, address, headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    )

    assert set(answers.values()) <= {404, 405}
    assert part.status_code == 404
    assert b"CANARY-own" not in part.body
