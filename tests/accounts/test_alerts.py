"""What the owner of an account is told, when, and under which address."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from accounts import operations
from accounts.models import SignIn
from notices.models import Notice
from tests.mails import deliver
from tests.people import DAY, PASSWORD, make_user

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/145.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0) Chrome/142.0.0.0 Safari/537.36"
AT = datetime.datetime(2026, 11, 23, 9, 30, tzinfo=datetime.UTC)


def come_in(user, address="192.0.2.7", agent=FIREFOX, *, at=AT, key=[0]):  # noqa: B006 - counts
    key[0] += 1
    return operations.begin_session(
        user, session_key=f"k{key[0]}", address=address, agent=agent, on=at.date(), at=at
    )


def told(user):
    return list(Notice.objects.filter(recipient=user).order_by("id").values_list("kind", flat=True))


def test_first_place_is_no_news():
    ada = make_user()

    come_in(ada)
    come_in(ada)

    assert told(ada) == []


@pytest.mark.parametrize(
    ("address", "agent", "is_news"),
    [
        ("192.0.2.7", FIREFOX, False),
        ("192.0.2.7", FIREFOX.replace("145", "146"), False),
        ("192.0.2.8", FIREFOX, True),
        ("192.0.2.7", CHROME, True),
        (None, "", True),
    ],
)
def test_new_place_is_told(address, agent, is_news):
    ada = make_user()
    come_in(ada)

    come_in(ada, address, agent)

    assert told(ada) == ["accounts.new_sign_in"] * is_news


def test_place_of_somebody_else_is_not_mine():
    ada, ben = make_user(), make_user("ben@city.example")
    come_in(ada)
    come_in(ben, "192.0.2.9")

    come_in(ada, "192.0.2.9")

    assert (told(ada), told(ben)) == (["accounts.new_sign_in"], [])


def test_place_is_forgotten_after_half_a_year():
    ada = make_user()
    come_in(ada)

    come_in(ada, "192.0.2.8", at=AT + datetime.timedelta(days=181))

    assert SignIn.objects.filter(user=ada).count() == 1


@pytest.mark.parametrize("address", ["192.0.2.7", "203.0.113.9"])
def test_dormant_account_hears_of_a_sign_in(address):
    ada, ben = make_user(), make_user("ben@city.example")
    come_in(ada)
    # Whoever else comes in sweeps what is old of everybody.
    come_in(ben, at=AT + datetime.timedelta(days=181))
    kept = SignIn.objects.get(user=ada)

    come_in(ada, address, at=AT + datetime.timedelta(days=182))

    assert (kept.address, kept.browser, kept.system) == (None, "", "")
    assert (told(ada), told(ben)) == (["accounts.new_sign_in"], [])


def test_alert_says_when_where_which_browser_and_what_to_do(client):
    ada = make_user(time_zone="Asia/Kathmandu")
    come_in(ada)
    data = {"login": ada.email, "password": PASSWORD}

    client.post(
        "/accounts/login/", data, headers={"User-Agent": CHROME}, REMOTE_ADDR="198.51.100.4"
    )
    nothing_yet = list(mail.outbox)
    (sent,) = deliver()

    assert nothing_yet == []
    assert sent.to == ["ada@city.example"]
    for words in ("Chrome on Windows", "198.51.100.4", "(Asia/Kathmandu)", "change your password"):
        assert words in sent.body
        assert words in sent.alternatives[0].content
    assert "http://localhost:8000/account/sessions/" in sent.body


def test_alert_stands_in_the_list_of_notices_too(client):
    ada = make_user()
    come_in(ada)
    come_in(ada, "192.0.2.8")
    client.force_login(ada)

    page = client.get("/notifications/").content.decode()

    assert "Check a sign-in from a place that is new for you" in page


def test_new_password_is_told_once(client):
    make_user()
    client.post("/accounts/login/", {"login": "ada@city.example", "password": PASSWORD})
    new = "orchard kettle monsoon"

    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert [sent.subject for sent in deliver()] == ["Your password was changed"]


def test_new_address_is_told_to_the_old_one_as_well():
    ada = make_user("ada@city.example")

    operations.change_account(ada, email="ada.moor@city.example", by=None, on=DAY)

    sent = {one.to[0]: one for one in deliver()}
    assert set(sent) == {"ada@city.example", "ada.moor@city.example"}
    assert "ada.moor@" not in sent["ada@city.example"].body
    assert {one.subject for one in sent.values()} == {"The address of your account was changed"}


def test_other_changes_of_an_account_are_not_told():
    ada = make_user()

    operations.change_account(ada, name="Ada Winter", by=None, on=DAY)
    operations.change_settings(ada, theme="dark", by=ada, on=DAY)

    assert deliver() == []


def test_mail_of_a_closed_account_is_not_sent():
    ada = make_user()
    operations.note_password_change(ada, on=DAY)

    operations.close_account(ada, by=None, on=DAY)

    assert deliver() == []


def test_moment_is_told_in_the_zone_of_the_reader_and_in_utc_when_there_is_none():
    ada = make_user(time_zone="Asia/Kathmandu")
    there = operations.telling.moment_for(ada, AT)
    ada.time_zone = "Mars/One"

    assert there == "23 November 2026, 15:15 (Asia/Kathmandu)"
    assert operations.telling.moment_for(ada, AT) == "23 November 2026, 09:30 (UTC)"
    assert timezone.is_aware(AT)
