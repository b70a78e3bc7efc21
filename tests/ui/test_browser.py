"""The kit in a real browser: axe, keyboard, widths, scripts, and the policy that forbids everything inline."""

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests import browser as tools

pytestmark = [pytest.mark.journey, pytest.mark.django_db, pytest.mark.urls("tests.ui.urls")]

HOST = "http://localhost"


@pytest.fixture(scope="module")
def chromium():
    with tools.chromium() as browser:
        yield browser


@pytest.fixture
def open_page(chromium):
    """Return the function that opens an address in a window of its own; complaints of the browser fail the test."""
    contexts, complaints = [], []
    client = Client()

    def answer(route):
        address = urlsplit(route.request.url)
        if address.path.startswith("/static/"):
            path = finders.find(address.path.removeprefix("/static/"))
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            route.fulfill(body=Path(path).read_bytes(), content_type=kind)
            return
        response = client.get(f"{address.path}?{address.query}")
        route.fulfill(
            status=response.status_code, headers=dict(response.items()), body=response.content
        )

    def build(address, width=1440, **options):
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda message: message.type == "error" and complaints.append(message.text)
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", answer)
        page.goto(HOST + address, wait_until="load")
        return page

    yield build
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize(
    ("address", "width"),
    [("/kit/", 1440), ("/kit/?theme=dark", 390), ("/kit/?side=partner&theme=dark", 1024)],
)
def test_kit_passes_axe(open_page, address, width):
    assert tools.violations(open_page(address, width)) == []


@pytest.mark.parametrize("width", [1440, 390])
def test_kit_can_be_walked_by_keyboard(open_page, width):
    assert tools.bad_tab_stops(open_page("/kit/", width)) == []


def test_kit_never_scrolls_sideways(open_page):
    page = open_page("/kit/")
    wider = {}

    for width in (320, 390, 640, 768, 900, 1100, 1240, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        wider[width] = max(0, tools.overflow(page))

    assert not any(wider.values()), wider


def test_refused_form_puts_the_focus_on_its_summary(open_page):
    page = open_page("/kit/")

    assert page.evaluate("() => document.activeElement.className") == "c-summary"


def test_slash_goes_to_the_search_box_but_not_while_typing(open_page):
    page = open_page("/kit/")

    page.keyboard.press("/")
    page.keyboard.type("a/b")

    assert page.input_value("#site-search") == "a/b"


def test_menu_closes_by_escape_and_gives_the_focus_back(open_page):
    page = open_page("/kit/")
    page.click(".c-top details.c-menu > summary")

    page.keyboard.press("Escape")

    assert page.evaluate("() => document.querySelector('.c-top details.c-menu').open") is False
    assert page.evaluate("() => document.activeElement.tagName") == "SUMMARY"


@pytest.mark.parametrize("scripts", [True, False])
def test_navigation_opens_on_a_phone(open_page, scripts):
    page = open_page("/kit/", 390, java_script_enabled=scripts)
    links = page.locator(".c-nav a:visible")
    before = links.count()

    page.click(".c-top__menu")

    assert (before, links.count()) == (0, 5)


@pytest.mark.parametrize(("scheme", "theme"), [("dark", "dark"), ("light", "light")])
def test_system_theme_follows_the_device(open_page, scheme, theme):
    page = open_page("/kit/?theme=system", color_scheme=scheme)

    assert page.evaluate("() => document.documentElement.dataset.bsTheme") == theme


def test_status_is_readable_in_forced_colours(open_page):
    page = open_page("/kit/", forced_colors="active")

    border = page.evaluate(
        "() => getComputedStyle(document.querySelector('.c-rag--pill')).borderTopStyle"
    )
    assert border == "solid"
