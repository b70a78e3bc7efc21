"""From the first password to the app on the phone, its codes, and the day when the phone is lost."""

import re

import pytest
from playwright.sync_api import expect

from tests import browser as tools
from tests import totp
from tests.factories import a_body, a_partnership, staff
from tests.journeys.steps import (
    fill,
    follow,
    hears,
    is_at,
    open_page,
    press,
    say_code,
    say_who,
    sees,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

BOTH = pytest.mark.parametrize("scripts", [True, False])


@pytest.fixture
def lead(settings):
    settings.SECOND_FACTOR = True
    body = a_body("City of Aldermoor", prefix="ALD")
    lead = staff(body, "lead", name="Ines Okafor")
    a_partnership(body, lead=lead, title="Clean Bus Depot")
    return lead


@BOTH
def test_first_sign_in_sets_the_app_up_and_leads_on(visit, lead, scripts):
    page = visit(scripts=scripts)
    open_page(page, "/partnerships/?q=depot")
    say_who(page, lead)

    is_at(page, "Set up the second step")
    shut = [open_page(page, "/partnerships/"), page.url]
    secret = "".join(page.locator(".c-key span").all_inner_texts())
    fill(page, {"Code that the app shows": totp.code_of(secret)})
    press(page, "Set up")
    is_at(page, "Your recovery codes")
    expect(page.locator(".c-keys li")).to_have_count(10)
    press(page, "I have put them away")

    assert shut[0] == 200
    assert "/account/second-factor/?next=" in shut[1]
    sees(page, "Clean Bus Depot")


@BOTH
def test_a_mailed_link_opens_after_password_and_code(visit, lead, scripts):
    totp.with_second_factor(lead)
    page = visit(scripts=scripts)
    open_page(page, "/partnerships/?q=depot")
    say_who(page, lead)

    say_code(page, lead)

    sees(page, "Clean Bus Depot")
    expect(page).to_have_url(page.base + "/partnerships/?q=depot")


def test_a_lost_phone_is_replaced_with_a_recovery_code(visit, lead):
    totp.with_second_factor(lead)
    page = visit()
    open_page(page, "/account/sign-in/")
    say_who(page, lead)
    fill(page, {"Code": "000000"})
    press(page, "Sign in")
    sees(page, "This code does not fit.")
    fill(page, {"Code": totp.recovery_code_for(lead)})
    press(page, "Sign in")
    sees(page, "9 of 10")

    follow(page, "Set up another app")
    secret = "".join(page.locator(".c-key span").all_inner_texts())
    fill(page, {"Code that the app shows": totp.code_of(secret)})
    press(page, "Set up")

    is_at(page, "Your recovery codes")
    hears(page, "Your app is set up.")


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_pages_of_the_second_step_are_sound(visit, lead, theme, width):
    totp.with_second_factor(lead)
    page = visit(theme=theme, width=width)
    open_page(page, "/account/recovery-codes/")
    say_who(page, lead)
    wrong = {"code": seen_by_all(page)}
    say_code(page, lead)
    for path in (
        "recovery-codes/",
        "recovery-codes/new/",
        "second-factor/",
        "sign-in/",
        "sessions/",
    ):
        open_page(page, f"/account/{path}")
        wrong[path] = seen_by_all(page)

    assert {path: found for path, found in wrong.items() if found != ([], [], 0)} == {}
    assert re.search(r"/account/sessions/$", page.url)


def seen_by_all(page):
    return tools.violations(page), tools.bad_tab_stops(page), max(0, tools.overflow(page))
