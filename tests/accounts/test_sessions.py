"""Where somebody is signed in: seen, ended by hand, ended by what happens to the account."""

import datetime
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import browsers, operations, queries
from accounts.models import SignIn
from audit.models import Entry
from tests import totp
from tests.people import DAY, PASSWORD, make_user

pytestmark = pytest.mark.django_db

URL, OTHERS = "/account/sessions/", "/account/sessions/end-others/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
)


def sign_in(agent=FIREFOX, address="192.0.2.7", email="ada@city.example"):
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR=address)
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client


def is_in(client):
    return client.get("/account/").status_code == 200


def rows(client):
    return client.get(URL).context["rows"]


def end(client, row):
    return client.post(f"{URL}{row.public_id}/end/")


def verbs():
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


def test_list_says_where_from_in_words_and_which_one_this_is():
    make_user()
    phone, desk = sign_in(SAFARI, "2001:db8::1"), sign_in()

    listed = [(row.client, row.address, row.is_this) for row in rows(desk)]

    assert sorted(listed) == [
        ("Firefox on Windows", "192.0.2.7", True),
        ("Safari on iPhone", "2001:db8::1", False),
    ]
    assert "Safari on iPhone" in phone.get(URL).content.decode()


def test_one_session_is_ended_and_the_others_stay():
    ada = make_user()
    here, phone, third = sign_in(), sign_in(SAFARI), sign_in(EDGE)
    (row,) = [row for row in rows(here) if row.client == "Safari on iPhone"]

    answer = end(here, row)

    assert answer["Location"] == URL
    assert [is_in(client) for client in (here, phone, third)] == [True, False, True]
    entry = Entry.objects.get(verb="accounts.end_session")
    assert (entry.object_id, entry.actor_id) == (str(ada.public_id), ada.public_id)
    assert len(rows(here)) == 2


def test_ended_session_leads_to_the_sign_in_with_its_next_request():
    make_user()
    here, phone = sign_in(), sign_in(SAFARI)
    end(here, next(row for row in rows(here) if not row.is_this))

    answer = phone.post("/account/", {"theme": "dark"})

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/account/")


def test_all_others_are_ended_at_once():
    make_user()
    here, phone, third = sign_in(), sign_in(SAFARI), sign_in(EDGE)

    here.post(OTHERS)

    assert [is_in(client) for client in (here, phone, third)] == [True, False, False]
    assert Entry.objects.get(verb="accounts.end_sessions").after == {"sessions": 2}


def test_session_of_somebody_else_is_not_there():
    make_user()
    make_user("ben@city.example")
    here, his = sign_in(), sign_in(email="ben@city.example")

    answers = [end(here, SignIn.objects.get(user__email="ben@city.example")).status_code]
    answers.append(here.post(f"{URL}{uuid.uuid4()}/end/").status_code)

    assert answers == [404, 404]
    assert is_in(his)


def test_own_session_is_left_by_signing_out():
    make_user()
    here = sign_in()
    (row,) = rows(here)

    assert end(here, row)["Location"] == "/accounts/logout/"
    assert is_in(here)


def test_session_that_is_over_ends_without_a_word():
    ada = make_user()
    here, phone = sign_in(), sign_in(SAFARI)
    phone.post("/accounts/logout/")

    (row,) = ada.sign_ins.filter(session_key="")

    assert (operations.end_session(row, by=ada, on=DAY), len(rows(here))) == (False, 1)
    assert "accounts.end_session" not in verbs()


def test_stranger_is_asked_to_sign_in(client):
    assert [client.get(URL).status_code, client.post(OTHERS).status_code] == [302, 302]


def test_expired_session_is_not_listed():
    ada = make_user()
    sign_in()
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))

    assert list(queries.sessions_of(ada, at=timezone.now())) == []


@pytest.mark.parametrize("change", ["change", "reset", "close", "app on", "app off"])
def test_what_happens_to_the_account_ends_its_other_sessions(change):
    ada = make_user()
    totp.with_second_factor(ada) if change == "app off" else None
    here, phone = sign_in(), sign_in(SAFARI)
    for one in (here, phone):
        one.post("/accounts/code/", {"code": totp.code_for(ada)}) if change == "app off" else None
    assert is_in(phone)

    match change:
        case "change":
            words = {
                "oldpassword": PASSWORD,
                "password1": PASSWORD[::-1],
                "password2": PASSWORD[::-1],
            }
            here.post("/accounts/password/change/", words)
        case "reset":
            operations.note_password_change(ada, on=DAY)
        case "close":
            operations.close_account(ada, by=None, on=DAY)
        case "app on":
            page = here.get("/account/second-factor/")
            code = totp.code_of("".join(page.context["secret"]))
            here.post("/account/second-factor/", {"new_code": code})
        case "app off":
            here.post("/account/second-factor/off/")

    assert not is_in(phone)
    assert is_in(here) is (change in {"app on", "app off"})


def test_session_gets_a_new_key_when_its_owner_proves_again_and_stays_in_the_list():
    ada = make_user()
    here, phone = sign_in(), sign_in(SAFARI)
    before = here.session.session_key
    session = here.session
    session.pop("account_authentication_methods")
    session.save()

    here.post("/accounts/reauthenticate/", {"password": PASSWORD})
    after = here.session.session_key
    phone.post(OTHERS)

    assert before != after
    assert not Session.objects.filter(session_key=before).exists()
    assert not is_in(here)
    assert [row.client for row in queries.sessions_of(ada, at=timezone.now())] == [
        "Safari on iPhone"
    ]


def test_last_seen_moves_on_every_few_minutes_at_the_most(django_assert_max_num_queries):
    make_user()
    here = sign_in()
    long_ago = timezone.now() - datetime.timedelta(hours=1)
    here.get("/account/")
    SignIn.objects.update(seen_at=long_ago)

    here.get("/account/")

    assert SignIn.objects.get().seen_at == long_ago


def test_list_asks_few_questions_at_any_length(django_assert_max_num_queries):
    make_user()
    here, *_others = [sign_in() for _ in range(6)]
    here.get(URL)

    with django_assert_max_num_queries(8):
        here.get(URL)


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        (FIREFOX, "Firefox", "Windows"),
        (SAFARI, "Safari", "iPhone"),
        (EDGE, "Edge", "Windows"),
        (EDGE.rpartition(" ")[0], "Chrome", "Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/142 Mobile Safari/537", "Chrome", "Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_1) Version/18 Safari/605", "Safari", "macOS"),
        ("curl/8.9", "", ""),
        ("", "", ""),
    ],
)
def test_browser_in_words(agent, browser, system):
    assert (browsers.browser_of(agent), browsers.system_of(agent)) == (browser, system)


def test_browser_that_nobody_knows_has_words_too():
    assert SignIn().client == "A browser that we do not know"
    assert SignIn(system="Linux").client == "Linux"
