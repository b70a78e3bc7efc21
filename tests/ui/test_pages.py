import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.shortcuts import render
from django.template.loader import render_to_string

from tests.ui import kit

pytestmark = pytest.mark.urls("tests.ui.urls")


@pytest.fixture
def request_of(rf):
    def build(**params):
        request = rf.get("/kit/", params)
        request.user = AnonymousUser()
        return request

    return build


def html_of(response):
    return response.content.decode()


def test_kit_shows_every_component(request_of):
    html = html_of(kit.page(request_of()))

    assert "Every component" not in html
    for name in (
        "c-stepper",
        "c-strip",
        "c-gate",
        "c-queue",
        "c-track",
        "c-bar",
        "c-timeline",
        "c-summary",
        "c-facts",
        "c-empty",
        "c-menu",
    ):
        assert f'class="{name}' in html


def test_page_of_a_refused_form_says_so_in_its_title(request_of):
    assert "<title>Error: Kit · Concordat</title>" in html_of(kit.page(request_of()))


@pytest.mark.parametrize(
    ("theme", "expected", "script"),
    [("light", "light", 0), ("dark", "dark", 0), ("system", "light", 1)],
)
def test_theme_comes_from_the_users_setting(request_of, theme, expected, script):
    html = html_of(kit.page(request_of(theme=theme)))

    assert f'data-bs-theme="{expected}"' in html
    assert html.count("js/theme.js") == script


def test_skeleton_has_skip_link_main_and_one_live_region(request_of):
    html = html_of(kit.page(request_of()))

    assert html.index('href="#main"') < html.index("<nav")
    assert len(re.findall(r'<main[^>]* id="main"', html)) == 1
    assert html.count('id="live" role="status"') == 1
    assert html.count("<h1") == 1


def test_csrf_header_is_inherited_by_every_button(request_of):
    html = html_of(kit.page(request_of()))

    assert re.search(
        r"""<body[^>]* hx-headers:inherited='\{"X-CSRFToken": "[A-Za-z0-9]+"\}'""", html
    )


def test_staff_and_portal_have_their_own_navigation(request_of):
    staff, portal = html_of(kit.page(request_of())), html_of(kit.page(request_of(side="partner")))

    words = {
        name: re.findall(r'<span class="c-nav__word">([^<]*)</span>', html)
        for name, html in (("staff", staff), ("portal", portal))
    }
    assert words == {
        "staff": ["Dashboard", "Approvals", "Partnerships", "Partners"],
        "portal": ["Home", "Our partnerships", "Approvals", "Our organisation"],
    }
    assert "is-portal" not in staff
    assert "is-portal" in portal
    assert (
        '<span class="c-org"><span class="c-side c-side--partner">Meridian Mobility</span></span>'
        in portal
    )


def test_current_entry_of_the_navigation_is_marked_once(request_of):
    html = html_of(kit.page(request_of()))
    nav = html[html.index("<nav") : html.index("</nav>")]

    assert nav.count('aria-current="page"') == 1


def test_help_stands_at_the_same_place_for_both_sides(request_of):
    order = [
        re.findall(
            r'href="(/(?:search|help|notices/list)/)"', html_of(kit.page(request_of(side=side)))
        )
        for side in ("public", "partner")
    ]

    assert order[0] == order[1] == ["/search/", "/help/", "/notices/list/"]


def test_viewing_as_partner_is_said_on_top(request_of):
    request = request_of()
    request.user = kit.person()
    shell = {**kit.shell(), "view_as": "Meridian Mobility", "view_as_end": "/end/"}

    html = render_to_string("ui/kit.html", {**kit.context(), "shell": shell}, request)

    assert "You see this as Meridian Mobility sees it." in html


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 429])
def test_error_page_is_readable_and_names_the_request(request_of, status):
    html = html_of(render(request_of(), f"{status}.html", {"request_id": "abc-123"}))

    assert html.count("<h1") == 1
    assert "<code>abc-123</code>" in html
    assert '<a class="btn btn-primary" href="/">' in html


@pytest.mark.parametrize("status", [500, 503])
def test_page_of_our_own_mistake_needs_no_database_and_no_request(status):
    html = render_to_string(f"{status}.html", {"request_id": "abc-123"})

    assert html.count("<h1") == 1
    assert "<code>abc-123</code>" in html


def test_partnership_page_has_head_tabs_and_way_back(request_of):
    request = request_of()
    request.user = kit.person()
    context = {
        "partnership": SimpleNamespace(title="Clean Bus Depot", reference="ALD-2024-0017"),
        "tab": "gates",
        "crumb": "Gate 6",
        "head": {
            "public_names": "City of Aldermoor",
            "partner_names": ["Meridian Mobility"],
            "health": "amber",
            "stage": "Deliver",
        },
        "shell": kit.shell(),
    }

    html = render_to_string("base_partnership.html", context, request)

    assert re.findall(
        r'<li><a href="(/partnerships/[^"]*)"( aria-current="page")?>',
        html[html.index('aria-label="Partnership"') :],
    ) == [
        ("/partnerships/ALD-2024-0017/partnership/", ""),
        ("/partnerships/ALD-2024-0017/partnerships-gates/", ' aria-current="page"'),
        ("/partnerships/ALD-2024-0017/partnerships-people/", ""),
        ("/partnerships/ALD-2024-0017/history/", ""),
    ]
    assert "<li>Gate 6</li>" in html
    assert "<h1>Clean Bus Depot</h1>" in html


@pytest.mark.parametrize(
    ("level", "tags", "expected"),
    [
        ("success", "", "c-note--green"),
        ("warning", "", "c-note--amber"),
        ("error", "", "c-note--red"),
        ("success", "undo:/partnerships/x/undo/", 'action="/partnerships/x/undo/"'),
    ],
)
def test_message_looks_like_what_it_says(level, tags, expected):
    message = Message(getattr(constants, level.upper()), "Moved <b>on</b>", tags)

    html = render_to_string("components/messages.html", {"messages": [message]})

    assert expected in html
    assert "Moved &lt;b&gt;on&lt;/b&gt;" in html


def test_undo_leads_nowhere_else():
    message = Message(constants.SUCCESS, "Done", "undo://evil.example/")

    assert "evil" not in render_to_string("components/messages.html", {"messages": [message]})


def test_mail_has_one_button_and_its_address_in_words():
    html = render_to_string("email/base.html", {"url": "https://concordat.example/approvals/1/"})
    text = render_to_string("email/base.txt", {"url": "https://concordat.example/approvals/1/"})

    assert html.count('href="https://concordat.example/approvals/1/"') == 1
    assert ">https://concordat.example/approvals/1/</p>" in html
    assert "https://concordat.example/approvals/1/" in text
