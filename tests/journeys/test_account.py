"""One's own settings take effect, and who signs out is out."""

import pytest
from playwright.sync_api import expect

from tests.factories import a_body, a_partnership, staff
from tests.journeys.steps import (
    follow,
    hears,
    is_at,
    open_page,
    press,
    say_who,
    sees,
    sign_in,
    unfold,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

BOTH = pytest.mark.parametrize("scripts", [True, False])
ROW_HEIGHT = "() => document.querySelector('tbody tr').getBoundingClientRect().height"
BACKGROUND = "() => getComputedStyle(document.body).backgroundColor"


@pytest.fixture
def lead():
    body = a_body("City of Aldermoor", prefix="ALD")
    lead = staff(body, "lead", name="Ines Okafor")
    a_partnership(body, lead=lead, title="Clean Bus Depot")
    return lead


@BOTH
def test_theme_and_density_take_effect_at_once(visit, lead, scripts):
    page = visit(lead, scripts=scripts)
    open_page(page, "/partnerships/")
    page.wait_for_load_state()
    before = page.evaluate(ROW_HEIGHT), page.evaluate(BACKGROUND)

    unfold(page, "Ines Okafor")
    follow(page, "Account")
    page.get_by_label("Dark", exact=True).check()
    page.get_by_label("Compact", exact=True).check()
    press(page, "Save")
    hears(page, "Your settings are saved.")

    open_page(page, "/partnerships/")
    page.wait_for_load_state()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    after = page.evaluate(ROW_HEIGHT), page.evaluate(BACKGROUND)
    assert after[0] < before[0]
    assert sum(channels(after[1])) < sum(channels(before[1])) / 3


def channels(colour):
    return [int(one) for one in colour.removeprefix("rgb(").removesuffix(")").split(",")]


@BOTH
def test_back_after_signing_out_shows_the_sign_in(visit, lead, scripts):
    page = visit(scripts=scripts)
    sign_in(page, lead)
    follow(page, "Partnerships")
    sees(page, "Clean Bus Depot")

    unfold(page, "Ines Okafor")
    press(page, "Sign out")
    is_at(page, "Sign in")
    page.go_back()

    is_at(page, "Sign in")
    assert "Clean Bus Depot" not in page.content()


@BOTH
def test_a_page_asked_for_before_signing_in_opens_after_it(visit, lead, scripts):
    page = visit(scripts=scripts)
    open_page(page, "/partnerships/?q=depot")
    is_at(page, "Sign in")

    say_who(page, lead)

    sees(page, "Clean Bus Depot")
    expect(page).to_have_url(page.base + "/partnerships/?q=depot")


def test_the_session_is_kept_from_scripts_and_ends_with_the_browser(visit, lead, settings):
    page = visit()
    sign_in(page, lead)
    sees(page, "Ines Okafor")

    cookies = {one["name"]: one for one in page.context.cookies()}
    flags = {
        name: (one["httpOnly"], one["sameSite"], one["expires"], one["path"])
        for name, one in cookies.items()
    }

    assert flags[settings.SESSION_COOKIE_NAME] == (True, "Lax", -1, "/")
    assert page.evaluate("() => document.cookie") == ""
    policy = page.request.get(page.base + "/").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_what_the_policy_forbids_does_not_run(visit, lead, complaints):
    page = visit(lead)
    open_page(page, "/partnerships/")

    page.evaluate(
        "() => { const one = document.createElement('script'); one.text = 'window.ran = 1';"
        " document.body.append(one); }"
    )

    assert page.evaluate("() => window.ran") is None
    assert ["Content Security Policy" in one for one in complaints] == [True]
    complaints.clear()
