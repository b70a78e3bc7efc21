"""Signing in with a code: the app, recovery codes, who must, and how it ends."""

import re
import threading
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.urls import reverse

from accounts import onetime, operations, queries, sealing
from audit.models import Entry
from config import environment
from notices.models import Notice
from tests import totp
from tests.mails import deliver
from tests.people import DAY, PASSWORD, make_user

pytestmark = pytest.mark.django_db

LOGIN, CODE = "/accounts/login/", "/accounts/code/"
SET_UP, KEEP = "/account/second-factor/", "/account/recovery-codes/"
CONFIRM = "/accounts/reauthenticate/"


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR = True


def sign_in(client, code=None, *, email="ada@city.example", after="/"):
    answer = client.post(f"{LOGIN}?next={after}", {"login": email, "password": PASSWORD})
    return client.post(CODE, {"code": code}) if code else answer


def operator(**fields):
    return make_user(is_operator=True, **fields)


def secret_on(page):
    return "".join(page.context["secret"])


def set_up(client, **data):
    page = client.get(SET_UP)
    return client.post(SET_UP, {"new_code": totp.code_of(secret_on(page)), **data})


def is_in(client):
    return client.get("/account/").status_code == 200


def verbs():
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


def told(user):
    kinds = Notice.objects.filter(recipient=user).order_by("id").values_list("kind", flat=True)
    return [kind.removeprefix("accounts.") for kind in kinds]


# ── Password, code, where I was going ───────────────────────────────────────────────────────────


def test_sign_in_asks_for_the_code_and_leads_where_one_was_going(client):
    ada = totp.with_second_factor(make_user())

    first = sign_in(client, after="/account/sessions/")
    is_half = not is_in(client)
    second = sign_in(client, totp.code_for(ada), after="/account/sessions/")

    assert (first.status_code, first["Location"]) == (302, CODE)
    assert is_half
    assert (second.status_code, second["Location"]) == (302, "/account/sessions/")
    assert is_in(client)


def test_code_has_one_field_that_a_phone_or_a_manager_may_fill(client):
    totp.with_second_factor(make_user())

    page = client.get(sign_in(client)["Location"]).content.decode()

    (field,) = re.findall(r'<input type="text"[^>]*>', page)
    assert 'autocomplete="one-time-code"' in field
    assert 'inputmode="numeric"' in field
    assert "onpaste" not in page


@pytest.mark.parametrize("typed", ["000000", "", "x" * 500, "\0", "١٢٣٤٥٦"])
def test_wrong_code_is_refused_and_written_down(client, typed):
    ada = totp.with_second_factor(make_user())
    sign_in(client)

    answer = client.post(CODE, {"code": typed})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["code"]
    assert not is_in(client)
    assert verbs().count("accounts.fail_code") == (typed in {"000000", "١٢٣٤٥٦"})
    assert {entry.actor_id for entry in Entry.objects.filter(verb="accounts.fail_code")} <= {None}
    assert ada.sign_ins.count() == 0


def test_post_without_a_code_is_a_wrong_one(client):
    totp.with_second_factor(make_user())
    sign_in(client)

    assert client.post(CODE, {}).status_code == 422


def test_code_works_once_whatever_happens_to_the_cache(client):
    ada = totp.with_second_factor(make_user())
    code = totp.code_for(ada)
    sign_in(client, code)
    client.post("/accounts/logout/")

    again = sign_in(client, code)

    assert again.status_code == 422
    assert not is_in(client)


def test_older_code_is_worth_nothing_after_a_newer_one(time_machine):
    ada = totp.with_second_factor(make_user())
    secret = sealing.unseal(queries.app_of(ada).data["secret"])
    time_machine.move_to(30 * 60_000_000 + 5)

    newer = operations.use_code(ada, onetime.code_at(secret, 60_000_000), on=DAY)
    older = operations.use_code(ada, onetime.code_at(secret, 59_999_999), on=DAY)

    assert (newer is None, older) == (False, None)


@pytest.mark.parametrize(
    ("drift", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_clock_may_be_one_code_fast_or_slow(drift, fits):
    secret, now = onetime.new_secret(), 30 * 60_000_000 + 29

    found = onetime.counter_of(secret, onetime.code_at(secret, 60_000_000 + drift), now=now)

    assert (found is not None) is fits


def test_code_is_the_one_of_the_standard():
    # RFC 6238, appendix B, the SHA-1 secret at 59 seconds; its eight digits end like our six.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    assert onetime.code_at(secret, 1) == "94287082"[-6:]


def test_guessing_codes_is_stopped_for_one_account(client):
    ada = totp.with_second_factor(make_user())
    sign_in(client)
    for _ in range(5):
        client.post(CODE, {"code": "000000"})

    answer = client.post(CODE, {"code": totp.code_for(ada)})

    assert answer.status_code == 422
    assert "Too many" in answer.content.decode()
    assert not is_in(client)


def test_session_gets_a_new_key_at_sign_in(client):
    ada = totp.with_second_factor(make_user())
    sign_in(client)
    before = client.session.session_key

    client.post(CODE, {"code": totp.code_for(ada)})

    assert client.session.session_key != before


# ── Recovery codes ──────────────────────────────────────────────────────────────────────────────


def test_recovery_code_signs_in_once_and_is_told(client):
    ada = totp.with_second_factor(make_user())
    code = totp.recovery_code_for(ada)

    first = sign_in(client, f"{code[:4]} {code[4:]}")
    client.post("/accounts/logout/")
    again = sign_in(client, code)

    assert (first.status_code, again.status_code) == (302, 422)
    assert queries.recovery_codes_left(ada) == 9
    assert told(ada) == ["recovery_code_used"]


def test_recovery_codes_are_shown_until_they_are_put_away_and_never_again(client):
    ada = totp.with_second_factor(make_user())
    sign_in(client, totp.code_for(ada))

    reminded = client.get("/account/sign-in/").context["codes_wait"]
    first = client.get(KEEP)
    file = client.get(f"{KEEP}file/")
    kept = client.post(KEEP, {"next": "/account/sessions/"})
    quiet = client.get("/account/sign-in/").context["codes_wait"]
    again, no_file = client.get(KEEP), client.get(f"{KEEP}file/")

    code = totp.recovery_code_for(ada)
    shown = f"{code[:4]} {code[4:]}"
    assert (reminded, quiet) == (True, False)
    assert len(first.context["codes"]) == 10
    assert shown in first.content.decode()
    assert shown in file.content.decode()
    assert file["Content-Type"] == "text/plain; charset=utf-8"
    assert file["Content-Disposition"] == 'attachment; filename="concordat-recovery-codes.txt"'
    assert kept["Location"] == "/account/sessions/"
    assert (again["Location"], no_file.status_code) == ("/account/sign-in/", 404)
    assert "accounts.keep_recovery_codes" in verbs()


def test_recovery_codes_ask_for_a_fresh_proof(client, time_machine):
    ada = totp.with_second_factor(make_user())
    sign_in(client, totp.code_for(ada))
    time_machine.move_to(time.time() + 301)

    answer = client.get(KEEP)

    assert answer["Location"] == f"{CONFIRM}?next=%2Faccount%2Frecovery-codes%2F"


def test_new_recovery_codes_end_the_old_ones(client):
    ada = totp.with_second_factor(make_user())
    sign_in(client, totp.code_for(ada))
    old = totp.recovery_code_for(ada)

    answer = client.post(f"{KEEP}new/")

    assert answer["Location"] == KEEP
    assert operations.use_code(ada, old, by_recovery=True, on=DAY) is None
    assert queries.recovery_codes_left(ada) == 10
    assert told(ada) == ["recovery_codes_renewed"]
    assert "accounts.renew_recovery_codes" in verbs()


def test_there_are_no_recovery_codes_without_an_app(client):
    make_user()
    sign_in(client)

    assert client.post(f"{KEEP}new/")["Location"] == SET_UP
    assert client.get(KEEP)["Location"] == "/account/sign-in/"
    assert not Authenticator.objects.exists()


# ── Setting it up ───────────────────────────────────────────────────────────────────────────────


def test_first_password_leads_to_the_app_the_codes_and_on(client, required):
    ada = operator()

    sign_in(client, after="/account/sessions/")
    led = client.get("/account/sessions/")
    page = client.get(led["Location"])
    bound = client.post(led["Location"], {"new_code": totp.code_of(secret_on(page))})
    codes = client.get(bound["Location"])
    on = client.post(KEEP, {"next": codes.context["next"]})

    assert led["Location"] == f"{SET_UP}?next=%2Faccount%2Fsessions%2F"
    assert "password" not in page.context["form"].fields
    assert bound["Location"] == f"{KEEP}?next=%2Faccount%2Fsessions%2F"
    assert on["Location"] == "/account/sessions/"
    assert client.get("/account/sessions/").status_code == 200
    assert verbs()[-2:] == ["accounts.turn_on_second_factor", "accounts.keep_recovery_codes"]
    assert told(ada) == ["second_factor_on"]


def test_first_code_cannot_be_used_again_to_sign_in(client):
    make_user()
    sign_in(client)
    code = totp.code_of(secret_on(client.get(SET_UP)))
    client.post(SET_UP, {"new_code": code})
    client.post("/accounts/logout/")

    assert sign_in(client, code).status_code == 422


def test_set_up_with_a_wrong_code_ties_nothing_and_keeps_the_picture(client):
    ada = make_user()
    sign_in(client)
    before = secret_on(client.get(SET_UP))

    answer = client.post(SET_UP, {"new_code": "000000"})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["new_code"]
    assert secret_on(answer) == secret_on(client.get(SET_UP)) == before
    assert not queries.has_second_factor(ada)
    assert "accounts.fail_code" in verbs()


def test_set_up_asks_for_the_password_when_the_sign_in_is_old(client, time_machine):
    ada = make_user()
    sign_in(client)
    time_machine.move_to(time.time() + 301)

    without = set_up(client)
    wrong = set_up(client, password="not the password")
    right = set_up(client, password=PASSWORD)

    assert (without.status_code, wrong.status_code, right.status_code) == (422, 422, 302)
    assert queries.has_second_factor(ada)


def test_secrets_lie_sealed_in_the_database(client):
    ada = make_user()
    sign_in(client)
    secret = secret_on(client.get(SET_UP))
    assert secret not in str(dict(client.session))
    client.post(SET_UP, {"new_code": totp.code_of(secret)})

    rows = {row.type: row.data for row in Authenticator.objects.filter(user=ada)}

    assert secret not in str(rows)
    assert sealing.unseal(rows["totp"]["secret"]) == secret
    assert len(sealing.unseal(rows["recovery_codes"]["seed"])) == 80


def test_set_up_ends_other_sessions_and_keeps_this_one(client):
    make_user()
    other = type(client)()
    for one in (client, other):
        sign_in(one)

    set_up(client)

    assert (is_in(client), is_in(other)) == (True, False)


def test_another_app_takes_the_place_of_the_first(client):
    ada = totp.with_second_factor(make_user())
    sign_in(client, totp.code_for(ada))
    old, codes = sealing.unseal(queries.app_of(ada).data["secret"]), totp.recovery_code_for(ada)

    set_up(client)

    assert Authenticator.objects.filter(user=ada).count() == 2
    assert sealing.unseal(queries.app_of(ada).data["secret"]) != old
    assert operations.use_code(ada, codes, by_recovery=True, on=DAY) is None


def test_lost_phone_is_replaced_with_a_recovery_code_alone(client, time_machine):
    ada = totp.with_second_factor(make_user())
    sign_in(client, totp.recovery_code_for(ada))
    time_machine.move_to(time.time() + 301)

    refused = set_up(client)
    done = set_up(client, code=totp.recovery_code_for(ada))

    assert (refused.status_code, done.status_code) == (422, 302)


# ── Turning it off ──────────────────────────────────────────────────────────────────────────────


def test_whoever_need_not_have_it_turns_it_off_again(client):
    ada = totp.with_second_factor(make_user())
    other = type(client)()
    sign_in(client, totp.code_for(ada))
    sign_in(other, totp.code_for(ada))

    answer = client.post(f"{SET_UP}off/")

    assert answer["Location"] == "/account/sign-in/"
    assert not Authenticator.objects.exists()
    assert (is_in(client), is_in(other)) == (True, False)
    assert told(ada) == ["second_factor_off"]
    assert "accounts.turn_off_second_factor" in verbs()


def test_there_is_nothing_to_turn_off_without_an_app(client):
    make_user()
    sign_in(client)

    answers = [client.get(f"{SET_UP}off/"), client.post(f"{SET_UP}off/")]

    assert [answer["Location"] for answer in answers] == ["/account/sign-in/"] * 2
    assert "accounts.turn_off_second_factor" not in verbs()


def test_app_that_is_gone_proves_nothing_for_a_role_that_comes_later(client, required):
    ada = totp.with_second_factor(make_user())
    sign_in(client, totp.code_for(ada))
    client.post(f"{SET_UP}off/")

    ada.is_operator = True
    ada.save()

    assert client.get("/account/")["Location"].startswith(SET_UP)


def test_turning_it_off_asks_for_a_fresh_proof(client, time_machine):
    ada = totp.with_second_factor(make_user())
    sign_in(client, totp.code_for(ada))
    time_machine.move_to(time.time() + 301)

    refused = client.post(f"{SET_UP}off/", {})

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["code"]
    assert queries.has_second_factor(ada)


def test_whoever_must_have_it_cannot_turn_it_off(client, required):
    ada = totp.with_second_factor(operator())
    sign_in(client, totp.code_for(ada))

    page = client.get("/account/sign-in/").content.decode()
    refused = client.post(f"{SET_UP}off/")

    assert reverse("accounts:second-factor-off") not in page
    assert refused.status_code == 422
    assert queries.has_second_factor(ada)


def test_an_administrator_takes_a_lost_app_off(client):
    ada, ben = totp.with_second_factor(make_user()), make_user("ben@city.example")
    sign_in(client, totp.code_for(ada))

    first = operations.reset_second_factor(ada, by=ben, on=DAY)
    again = operations.reset_second_factor(ada, by=ben, on=DAY)

    assert (first, again) == (True, False)
    assert not is_in(client)
    assert told(ada) == ["second_factor_off"]
    entry = Entry.objects.get(verb="accounts.reset_second_factor")
    assert (entry.object_id, entry.actor_id) == (str(ada.public_id), ben.public_id)


# ── The wall ────────────────────────────────────────────────────────────────────────────────────


def test_nothing_opens_to_a_half_signed_in_operator(client, required):
    operator()
    sign_in(client)

    looked, wrote = client.get("/account/"), client.post("/account/", {"theme": "dark"})
    fragment = client.get("/account/", headers={"HX-Request": "true"})
    odd = client.options("/account/")

    assert looked["Location"] == f"{SET_UP}?next=%2Faccount%2F"
    assert (wrote.status_code, fragment.status_code, odd.status_code) == (403, 403, 403)


def test_half_signed_in_reader_sees_the_set_up_page_without_a_frame_and_may_leave(client, required):
    operator()
    sign_in(client)

    page = client.get(SET_UP).content.decode()
    help_page = client.get("/help/")
    left = client.post("/accounts/logout/")

    assert 'id="nav"' not in page
    assert (help_page.status_code, 'id="nav"' in help_page.content.decode()) == (200, False)
    assert left["Location"] == LOGIN


def test_session_from_before_the_app_is_asked_for_a_code(client, required):
    ada = operator()
    sign_in(client)
    totp.with_second_factor(ada)

    led = client.get("/account/")
    page = client.get(led["Location"])
    client.post(CONFIRM, {"code": totp.code_for(ada), "next": "/account/"})

    assert led["Location"] == f"{CONFIRM}?next=%2Faccount%2F"
    assert list(page.context["form"].fields) == ["code"]
    assert is_in(client)


def test_app_on_the_account_is_not_enough_without_a_code_in_this_session(client, required):
    client.force_login(totp.with_second_factor(operator()))

    assert client.get("/account/")["Location"] == f"{CONFIRM}?next=%2Faccount%2F"


def test_whoever_can_do_no_harm_gets_in_with_a_password(client, required):
    make_user()
    sign_in(client)

    assert is_in(client)


def test_administration_stands_behind_the_same_wall(client, required):
    operator(is_staff=True)
    sign_in(client)

    assert client.get("/admin/")["Location"] == f"{SET_UP}?next=%2Fadmin%2F"


# ── The setting, and the key ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("is_on", "is_demo"), [(True, True), (True, False), (False, True)])
def test_house_starts_with_the_wall_or_as_a_demo(is_on, is_demo):
    environment.keep_second_factor(is_on=is_on, is_demo=is_demo)


def test_house_does_not_start_without_the_wall():
    with pytest.raises(ImproperlyConfigured, match="for demos only"):
        environment.keep_second_factor(is_on=False, is_demo=False)


def test_new_secret_key_opens_old_secrets_until_they_are_sealed_anew(settings):
    ada = totp.with_second_factor(make_user())
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key" * 6, [old]

    used = operations.use_code(ada, totp.code_for(ada), on=DAY)
    sealed = operations.reseal_second_factors(by=None, on=DAY)
    settings.SECRET_KEY_FALLBACKS = []

    assert (used is None, sealed) == (False, 2)
    assert operations.use_code(ada, totp.code_for(ada), on=DAY) is not None
    assert queries.recovery_codes_left(ada) == 10


def test_key_that_is_gone_is_a_wrong_code_and_no_broken_page(settings, client):
    ada = totp.with_second_factor(make_user())
    code, recovery = totp.code_for(ada), totp.recovery_code_for(ada)
    settings.SECRET_KEY = "another key" * 6

    answers = [sign_in(client, one).status_code for one in (code, recovery)]

    assert answers == [422, 422]
    assert queries.recovery_codes_left(ada) == 0


@pytest.mark.django_db(transaction=True)
def test_one_code_typed_in_eight_browsers_at_once_works_in_one():
    ada = totp.with_second_factor(make_user())
    code, start, found = totp.code_for(ada), threading.Barrier(8), []

    def try_it():
        start.wait()
        try:
            found.append(operations.use_code(ada, code, on=DAY) is not None)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [False] * 7 + [True]


def test_mail_of_a_new_app_goes_out_later_and_says_what_to_do(client):
    make_user()
    sign_in(client)
    set_up(client)

    (mail,) = deliver()

    assert mail.subject == "Codes from an app now protect your account"
    assert "If it was not you" in mail.body
    assert "http://localhost:8000/account/sign-in/" in mail.body
