"""The demo's own door: one click, the cast only, and never elsewhere."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import operations as accounts
from accounts.models import SignIn
from desk import demo
from tests import factories as f

pytestmark = pytest.mark.django_db

PAGE, SIGN_IN, LEAVE = "/demo/", "/demo/sign-in/", "/demo/leave/"


@pytest.fixture
def in_the_demo(settings):
    settings.DEMO = True


@pytest.fixture
def cast(in_the_demo):
    """A lead and a second approver of the city, and the company's administrator, as the story makes them."""
    body, company = f.a_body("City of Aldermoor", prefix="ALD"), f.a_company("Meridian Mobility")
    users = {key: _account(key) for key in ("city.lead", "city.approver", "meridian.admin")}
    f.organisations.grant_membership(
        users["city.lead"], body.organisation, "lead", by=None, on=f.DAY
    )
    f.organisations.grant_membership(
        users["meridian.admin"], company, "partner_admin", by=None, on=f.DAY
    )
    f.organisations.seat_approver(body, users["city.approver"], by=None, on=f.DAY)
    f.shared_partnership(body, company, lead=users["city.lead"], title="Clean Bus Depot")
    return users


def _account(key, password=demo.PASSWORD):
    one = demo.player(key)
    return accounts.create_user(
        email=one.email, name=one.name, password=password, by=None, on=f.DAY
    )


def become(client, key):
    return client.post(SIGN_IN, {"who": key})


def who(client):
    return client.get(PAGE).wsgi_request.user


def step(client, tour, number):
    return client.post(reverse("desk:demo-step", kwargs={"tour": tour, "step": number}))


# ── Elsewhere ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", [SIGN_IN, LEAVE, "/demo/manager/1/"])
def test_elsewhere_nobody_finds_it(client, address):
    _account("city.lead")

    answer = client.post(address, {"who": "city.lead"})

    assert (answer.status_code, client.get(PAGE).status_code) == (404, 404)
    assert "_auth_user_id" not in client.session


def test_elsewhere_the_sign_in_does_not_name_it(client):
    assert PAGE not in client.get("/accounts/login/").content.decode()


def test_elsewhere_a_tour_left_over_shows_nothing(client, cast, settings):
    become(client, "city.lead")
    step(client, "manager", 1)
    settings.DEMO = False

    assert "c-tour" not in client.get("/").content.decode()


# ── One click ───────────────────────────────────────────────────────────────────────────────────


def test_page_shows_who_plays_for_whom_and_the_tours(client, in_the_demo):
    text = client.get(PAGE).content.decode()

    for words in ("City of Aldermoor", "Ines Okafor", "Partnership lead", "A company&#x27;s week"):
        assert words in text
    assert PAGE in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize(("key", "home"), [("city.lead", "/"), ("meridian.admin", "/portal/")])
def test_one_click_signs_in_and_is_on_record(client, cast, key, home):
    answer = client.post(SIGN_IN, {"who": key}, follow=True)

    assert (answer.status_code, answer.request["PATH_INFO"]) == (200, home)
    assert who(client) == cast[key]
    assert SignIn.objects.filter(user=cast[key]).count() == 1


def test_two_of_one_story_stand_side_by_side(cast):
    lead, partner = Client(), Client()
    become(lead, "city.lead")
    become(partner, "meridian.admin")

    assert (who(lead), who(partner)) == (cast["city.lead"], cast["meridian.admin"])


def test_the_next_click_is_somebody_else(client, cast):
    become(client, "city.lead")
    become(client, "meridian.admin")

    assert who(client) == cast["meridian.admin"]
    assert SignIn.objects.get(user=cast["city.lead"]).session_key == ""


def test_click_is_a_post_with_its_token(cast):
    strict = Client(enforce_csrf_checks=True)

    assert (become(strict, "city.lead").status_code, strict.get(SIGN_IN).status_code) == (403, 405)


@pytest.mark.parametrize("key", ["", "nobody", "city", "lead@city.example"])
def test_nobody_but_the_cast_is_found(client, cast, key):
    assert become(client, key).status_code == 404


def test_account_with_a_password_of_its_own_is_never_opened(client, in_the_demo):
    _account("city.lead", password="a password of my own")
    answer = client.post(SIGN_IN, {"who": "city.lead"}, follow=True)

    assert not who(client).is_authenticated
    assert "Ines Okafor has a password of their own by now" in answer.content.decode()


def test_closed_account_is_never_opened(client, cast):
    accounts.close_account(cast["city.lead"], by=None, on=f.DAY)
    become(client, "city.lead")

    assert not who(client).is_authenticated


def test_second_factor_is_asked_as_everywhere_where_it_is_on(client, cast, settings):
    settings.SECOND_FACTOR = True
    become(client, "city.lead")

    answer = client.get("/partnerships/")

    assert answer["Location"].startswith(reverse("accounts:second-factor"))


# ── Tours ───────────────────────────────────────────────────────────────────────────────────────


def test_step_opens_its_page_as_its_person_with_the_strip_on_top(client, cast):
    answer = step(client, "manager", 3)
    page = client.get(answer["Location"])

    text = page.content.decode()
    assert page.context["partnership"].title == "Clean Bus Depot"
    assert who(client) == cast["city.lead"]
    assert "step 3 of 6:" in text
    for number in (2, 4):
        assert f'action="/demo/manager/{number}/"' in text


def test_first_step_has_no_way_back_and_the_last_none_forth(client, cast):
    texts = {}
    for number in (1, 6):
        texts[number] = client.get(step(client, "manager", number)["Location"]).content.decode()

    assert ("/demo/manager/0/" in texts[1], "/demo/manager/7/" in texts[6]) == (False, False)
    assert ("Leave the tour" in texts[1], "End the tour" in texts[6]) == (True, True)
    assert who(client) == cast["city.approver"]


def test_strip_stays_on_other_pages_and_leads_back(client, cast):
    step(client, "manager", 1)

    text = client.get("/partnerships/").content.decode()

    assert '<a class="c-strong" href="/">What needs you today</a>' in text


def test_leaving_ends_the_tour_and_not_the_session(client, cast):
    step(client, "company", 1)

    answer = client.post(LEAVE)

    assert answer["Location"] == PAGE
    assert who(client) == cast["meridian.admin"]
    assert "c-tour" not in client.get("/portal/").content.decode()


@pytest.mark.parametrize("address", ["/demo/manager/0/", "/demo/manager/7/", "/demo/nothing/1/"])
def test_step_that_no_tour_has_is_not_found(client, cast, address):
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("kept", ["", 7, {"tour": "manager"}, {"tour": "x", "step": 1}])
def test_tour_that_makes_no_sense_is_none(in_the_demo, kept):
    assert demo.strip_of({demo.SESSION_KEY: kept}) is None


def test_everybody_of_the_cast_is_listed_once():
    keys = [one.key for troupe in demo.troupes() for one in troupe.players]

    assert len(keys) == len(set(keys)) == 18
    assert all(demo.player(key).comes_for for key in keys)
    assert {step.who for tour in demo.TOURS for step in tour.steps} <= set(keys)
