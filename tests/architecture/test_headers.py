"""Every answer of every door carries the headers of security.md 7, refusals and errors too."""

import pytest
from django.urls import reverse

from tests.access import requests, rows

ROUTES = rows.matrix()["routes"]
PAGES = [route for route, row in ROUTES.items() if "GET" in row]
PROBES = {"live", "ready"}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"}
ACTORS = ("owner", "partner_admin", "anonymous")


def assert_guarded(answer, *, is_signed_in, is_probe=False):
    headers = answer.headers
    assert {name: headers.get(name) for name in ALWAYS} == ALWAYS
    assert "camera=()" in headers["Permissions-Policy"]
    if is_probe:
        return
    policy = headers["Content-Security-Policy"]
    # A download is even in a sandbox; everything else allows ourselves and nobody else.
    assert "unsafe" not in policy
    assert "sandbox" in policy or set(policy.split("; ")) >= POLICY
    assert "*" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    if is_signed_in:
        assert headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.replace(":", " "))
def test_every_page_is_guarded(world, caller, route):
    address = requests.address_of(route, requests.At(world, "own"))
    for actor in ACTORS:
        answer = caller.call(actor, "GET", address)

        assert_guarded(answer, is_signed_in=actor != "anonymous", is_probe=route in PROBES)


@pytest.mark.parametrize("actor", ["owner", "anonymous"])
@pytest.mark.parametrize(
    ("address", "status"),
    [("/nowhere/", 404), ("/partnerships/?sort=secret", 400), ("/portal/", 403)],
)
def test_every_refusal_is_guarded(world, caller, actor, address, status):
    answer = caller.call(actor, "GET", address)

    if actor == "owner":
        assert answer.status_code == status
    assert_guarded(answer, is_signed_in=actor == "owner")


def test_failure_is_guarded(world, caller, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("desk.queries.partnerships_found", fail)
    answer = caller.call("owner", "GET", reverse("desk:search") + "?q=bus")

    assert answer.status_code == 500
    assert "secret detail" not in answer.said
    assert_guarded(answer, is_signed_in=True)


def test_method_that_is_not_there_is_guarded(world, caller):
    answer = caller.call("owner", "DELETE", "/partnerships/")

    assert answer.status_code == 405
    assert_guarded(answer, is_signed_in=True)
