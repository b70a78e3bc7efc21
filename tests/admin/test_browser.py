"""The administration in a real browser: the policy is kept, axe is content, the keyboard reaches everything."""

import mimetypes
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from partnerships import operations
from partnerships.models import ProfileVersion
from tests import browser as tools
from tests import factories

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

HOST = "http://localhost"


@pytest.fixture
def walk(as_user):
    """Return the function that opens addresses as a user and asks `check` about each page.

    The answers are fetched first and the browser has a thread of its own: inside its loop Django would open another
    connection to the database, and leave it behind.
    """

    def build(user, addresses, check, width=1440):
        client = as_user(user)
        found = {one: client.get(one) for one in addresses}
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(_walk, found, check, width).result()

    return build


def _walk(found, check, width):
    complaints = []

    def answer(route):
        asked = urlsplit(route.request.url)
        if asked.path.startswith("/static/"):
            path = finders.find(asked.path.removeprefix("/static/"))
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            route.fulfill(body=Path(path).read_bytes(), content_type=kind)
            return
        page = found[asked.path + (f"?{asked.query}" if asked.query else "")]
        route.fulfill(status=page.status_code, headers=dict(page.items()), body=page.content)

    with tools.chromium() as browser:
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", answer)
        checked = {}
        for address in found:
            page.goto(HOST + address, wait_until="load")
            checked[address] = check(page)
    assert complaints == []
    return checked


@pytest.fixture
def addresses(world):
    """Return every kind of page that the administration has, filled."""
    partnership = factories.a_partnership(world.own, lead=world.lead, partner=world.shared)
    shipped = ProfileVersion.objects.get(profile="standard", body=None)
    draft = operations.copy_profile(shipped, body=world.own, by=world.admin, on=factories.DAY)
    operations.edit_profile(draft, days={1: 9}, by=world.admin, on=factories.DAY)
    rows = {
        "accounts_user": world.lead,
        "organisations_organisation": world.shared,
        "organisations_membership": world.lead.memberships.get(),
        "organisations_secondapprover": world.approver.approver_seats.get(),
        "organisations_holidaycalendar": world.own.calendar,
        "partnerships_partnership": partnership,
        "partnerships_profileversion": shipped,
    }
    return [
        reverse("admin:index"),
        reverse("admin:audit_entry_changelist"),
        *(reverse(f"admin:{part}_changelist") for part in rows),
        *(reverse(f"admin:{part}_change", args=[row.public_id]) for part, row in rows.items()),
        reverse("admin:accounts_user_add"),
        reverse("admin:organisations_membership_add"),
        reverse("admin:organisations_secondapprover_add"),
        reverse("admin:partnerships_profileversion_change", args=[draft.public_id]),
        reverse("admin:partnerships_profileversion_preview", args=[draft.public_id]),
        reverse("admin:accounts_user_changelist") + "?q=nobody",
    ]


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_every_page_keeps_the_policy_and_passes_axe(walk, world, addresses, theme, width):
    world.admin.theme = theme
    world.admin.save()

    found = walk(
        world.admin,
        addresses,
        lambda page: [*tools.violations(page), max(0, tools.overflow(page))],
        width,
    )

    assert len(found) == len(addresses)
    assert {address: one for address, one in found.items() if one != [0]} == {}


def test_every_answer_carries_the_strict_policy(world, addresses, as_user):
    client = as_user(world.admin)

    for address in addresses:
        policy = client.get(address)["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "style-src 'self'" in policy
        assert "unsafe" not in policy


def test_list_and_form_can_be_walked_by_keyboard(walk, world):
    walked = [
        reverse("admin:accounts_user_changelist"),
        reverse("admin:accounts_user_change", args=[world.lead.public_id]),
    ]

    found = walk(world.admin, walked, tools.bad_tab_stops)

    assert found == {one: [] for one in walked}
