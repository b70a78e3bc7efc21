import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse
from redis.exceptions import ConnectionError as RedisGone

from accounts import operations
from audit.models import Entry
from notices.models import Notice
from tests.hosts import FOREIGN, FORGED
from tests.mails import deliver, link_in
from tests.people import DAY, PASSWORD, make_user

pytestmark = pytest.mark.django_db

LOGIN, RESET = "/accounts/login/", "/accounts/password/reset/"
NEW = "orchard kettle monsoon"


def sign_in(client, email="ada@city.example", password=PASSWORD, **headers):
    return client.post(LOGIN, {"login": email, "password": password}, **headers)


def verbs():
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


def mailed_link():
    return link_in(deliver()[-1])


def test_sign_in_opens_the_house_and_is_written_down(client):
    ada = make_user()

    response = sign_in(client)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(ada.pk)
    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.actor_id) == ("accounts.sign_in", ada.public_id)
    assert entry.request_id == response["X-Request-ID"]


def test_sign_in_takes_every_spelling_of_the_address(client):
    make_user("ada@city.example")

    assert sign_in(client, "ＡDA@City.Example").status_code == 302


def test_sign_in_leads_where_one_was_going_but_never_out_of_the_house(client):
    make_user()

    inside = client.post(
        f"{LOGIN}?next=/account/", {"login": "ada@city.example", "password": PASSWORD}
    )
    client.post("/accounts/logout/")
    outside = client.post(
        f"{LOGIN}?next=https://evil.example/", {"login": "ada@city.example", "password": PASSWORD}
    )

    assert (inside["Location"], outside["Location"]) == ("/account/", "/")


def test_wrong_password_and_unknown_address_get_the_same_answer(client):
    make_user("ada@city.example")

    wrong = sign_in(client, "ada@city.example", "not the password")
    unknown = sign_in(client, "bob@city.example", "not the password")

    def words(response):
        return re.sub(r'(value|content)="[^"]*"', "", response.content.decode())

    assert wrong.status_code == unknown.status_code == 200
    assert words(wrong) == words(unknown)
    assert "_auth_user_id" not in client.session


def test_failed_sign_in_is_written_down_without_the_address(client):
    ada = make_user("ada@city.example")

    sign_in(client, "ada@city.example", "not the password")
    sign_in(client, "stranger@evil.example", "not the password")

    known, unknown = Entry.objects.filter(verb="accounts.fail_to_sign_in").order_by("id")
    assert (known.object_id, known.actor_id) == (str(ada.public_id), None)
    assert (unknown.object_id, unknown.before, unknown.after) == ("", None, None)


def test_closed_account_cannot_come_in(client):
    make_user(is_active=False)

    response = sign_in(client)

    assert (response.status_code, response["Location"]) == (302, "/accounts/inactive/")
    assert "_auth_user_id" not in client.session


def test_account_that_is_closed_is_out_with_its_next_request(client):
    ada = make_user()
    sign_in(client)
    before = client.get("/account/")

    operations.close_account(ada, by=None, on=DAY)
    after = client.get("/account/")

    assert before.status_code == 200
    assert (after.status_code, after["Location"]) == (302, f"{LOGIN}?next=/account/")


def test_guessing_is_stopped_for_one_account(client):
    make_user()
    for _ in range(5):
        sign_in(client, password="not the password")

    response = sign_in(client)

    assert "_auth_user_id" not in client.session
    assert response.status_code == 200
    assert "Too many" in response.content.decode()


def test_guessing_is_stopped_while_redis_is_away(client, monkeypatch):
    def gone(*args, **kwargs):
        raise RedisGone

    monkeypatch.setattr("django.core.cache.backends.redis.RedisCacheClient.get_client", gone)
    cache.clear()
    make_user()
    for _ in range(5):
        sign_in(client, password="not the password")

    response = sign_in(client)

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_sign_in_works_while_redis_is_away(client, monkeypatch):
    def gone(*args, **kwargs):
        raise RedisGone

    monkeypatch.setattr("django.core.cache.backends.redis.RedisCacheClient.get_client", gone)
    make_user()

    assert sign_in(client).status_code == 302


def test_password_of_a_megabyte_is_refused_without_hashing_it(client, monkeypatch):
    make_user()
    hashed = []
    monkeypatch.setattr("accounts.models.User.check_password", lambda *args: hashed.append(args))

    response = sign_in(client, password="x" * 1_000_000)

    assert response.status_code == 200
    assert hashed == []


@pytest.mark.parametrize("password", ["", "\0", "\0" * 20])
def test_empty_or_broken_password_is_refused_in_words(client, password):
    make_user()

    response = sign_in(client, password=password)

    assert response.status_code == 200
    assert response.context["form"].errors


def test_nobody_signs_up(client):
    assert client.get("/accounts/signup/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_sign_out_takes_a_button_and_clears_the_browser(client):
    make_user()
    sign_in(client)

    asked = client.get("/accounts/logout/")
    left = client.post("/accounts/logout/")

    assert asked.status_code == 200
    assert (left.status_code, left["Location"]) == (302, LOGIN)
    assert left["Clear-Site-Data"] == '"cache", "storage"'
    assert "_auth_user_id" not in client.session


def test_session_ends_with_the_browser_or_after_twelve_hours(client):
    make_user()

    response = sign_in(client)

    cookie = response.cookies["session-8000"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")
    assert client.session.get_expiry_age() == 43200


def test_reset_mails_a_link_to_the_address_on_record(client):
    make_user("mike@city.example")

    response = client.post(RESET, {"email": "mi\u212ae@CITY.example"})

    assert response["Location"] == "/accounts/password/reset/done/"
    assert mail.outbox == []
    (sent,) = deliver()
    assert (sent.to, sent.subject) == (["mike@city.example"], "Set your password for Concordat")


def test_reset_tells_nobody_whether_the_address_is_known(client):
    make_user("ada@city.example")

    known = client.post(RESET, {"email": "ada@city.example"})
    unknown = client.post(RESET, {"email": "bob@city.example"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.to for message in deliver()] == [["ada@city.example"]]


@pytest.mark.parametrize("headers", FORGED, ids=lambda headers: next(iter(headers)))
def test_link_in_a_mail_has_our_own_address_whatever_the_request_says(client, headers):
    make_user()

    client.post(RESET, {"email": "ada@city.example"}, **headers)

    assert mailed_link().startswith("http://localhost:8000/accounts/password/reset/key/")


@pytest.mark.parametrize("host", FOREIGN)
def test_foreign_host_is_answered_with_an_error_and_no_mail(client, host):
    make_user()

    response = client.post(RESET, {"email": "ada@city.example"}, HTTP_HOST=host)

    assert response.status_code == 400
    assert deliver() == []


def test_asking_again_and_again_mails_one_link(client):
    make_user()
    for _ in range(3):
        client.post(RESET, {"email": "ada@city.example"})

    first = len(deliver())
    client.post(RESET, {"email": "ada@city.example"})

    assert (first, len(deliver())) == (1, 2)


def test_token_of_a_link_lies_in_no_table(client):
    make_user()
    client.post(RESET, {"email": "ada@city.example"})

    token = mailed_link().rstrip("/").rpartition("-")[2]

    notice = Notice.objects.get()
    assert notice.kind == "accounts.password_reset"
    assert token not in f"{notice.url} {notice.context}"


def test_link_is_not_mailed_once_the_account_is_closed(client):
    ada = make_user()
    client.post(RESET, {"email": "ada@city.example"})

    operations.close_account(ada, by=None, on=DAY)

    assert deliver() == []


def test_link_survives_the_scanners_and_works_once(client):
    ada = make_user()
    client.post(RESET, {"email": "ada@city.example"})
    link = mailed_link()
    for _ in range(10):
        client.get(link, follow=True)
    client.head(link)
    page = client.get(link)["Location"]

    first = client.post(page, {"password1": NEW, "password2": NEW})
    again = client.get(link, follow=True)

    ada.refresh_from_db()
    assert first["Location"] == "/accounts/password/reset/key/done/"
    assert ada.check_password(NEW)
    assert "no longer works" in again.content.decode()
    assert "accounts.change_password" in verbs()
    assert deliver()[-1].subject == "Your password was changed"


def test_link_that_was_shortened_is_answered_in_words(client):
    make_user()
    client.post(RESET, {"email": "ada@city.example"})

    response = client.get(mailed_link()[:-5] + "/")

    assert response.status_code == 200
    assert "no longer works" in response.content.decode()


def test_weak_new_password_is_refused(client):
    make_user()
    client.post(RESET, {"email": "ada@city.example"})
    page = client.get(mailed_link())["Location"]

    response = client.post(page, {"password1": "short", "password2": "short"})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["password1"]


def test_account_without_a_password_gets_its_first_one_by_mail(client):
    ada = operations.create_user(email="ada@city.example", name="Ada", by=None, on=DAY)
    client.post(RESET, {"email": "ada@city.example"})
    page = client.get(mailed_link())["Location"]

    client.post(page, {"password1": NEW, "password2": NEW})

    ada.refresh_from_db()
    assert ada.check_password(NEW)


def test_changing_the_password_asks_for_the_old_one_and_signs_out_everywhere(client):
    ada = make_user()
    sign_in(client)
    words = {"password1": NEW, "password2": NEW}

    refused = client.post("/accounts/password/change/", {**words, "oldpassword": "wrong"})
    changed = client.post("/accounts/password/change/", {**words, "oldpassword": PASSWORD})

    ada.refresh_from_db()
    assert list(refused.context["form"].errors) == ["oldpassword"]
    assert changed.status_code == 302
    assert ada.check_password(NEW)
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("cookie", ["tampered", "x" * 5000, "../../etc", ""])
def test_broken_session_cookie_leads_to_the_sign_in(client, cookie):
    client.cookies["session-8000"] = cookie

    response = client.get("/account/")

    assert (response.status_code, response["Location"]) == (302, f"{LOGIN}?next=/account/")


def test_post_without_a_token_is_refused_with_a_way_back(client):
    make_user()
    strict = type(client)(enforce_csrf_checks=True)

    response = sign_in(strict)

    assert response.status_code == 403
    assert "_auth_user_id" not in strict.session


def test_signed_in_reader_is_sent_on_from_the_sign_in_page(client):
    client.force_login(make_user())

    assert client.get(LOGIN)["Location"] == "/"
