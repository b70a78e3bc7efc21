import time

import pytest
from allauth.core.context import request_context
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from accounts import stepup
from accounts.forms import CodeForm, ProvedForm, StepUpForm
from tests import totp
from tests.people import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of_ada():
    request = RequestFactory().post("/")
    request.session = SessionStore()
    request.user = make_user()
    with request_context(request):
        yield request


def test_nobody_has_confirmed_anything():
    request = RequestFactory().get("/")
    request.session, request.user = SessionStore(), AnonymousUser()

    assert stepup.recently_confirmed(request) is False


def test_sign_in_counts_for_five_minutes(client, time_machine):
    make_user()
    client.post("/accounts/login/", {"login": "ada@city.example", "password": PASSWORD})
    request = client.get("/account/").wsgi_request
    now = time.time()

    assert stepup.recently_confirmed(request) is True
    time_machine.move_to(now + 299)
    assert stepup.recently_confirmed(request) is True
    time_machine.move_to(now + 301)
    assert stepup.recently_confirmed(request) is False


def test_form_asks_for_the_password_once(request_of_ada):
    asking = StepUpForm({"password": PASSWORD}, request=request_of_ada)

    assert list(asking.fields) == ["password"]
    assert asking.is_valid() is True
    assert asking.cleaned_data == {}
    assert stepup.recently_confirmed(request_of_ada) is True
    assert list(StepUpForm({}, request=request_of_ada).fields) == []


def test_wrong_password_confirms_nothing(request_of_ada):
    form = StepUpForm({"password": "not the password"}, request=request_of_ada)

    assert form.is_valid() is False
    assert form.errors == {"password": ["This is not your password."]}
    assert stepup.recently_confirmed(request_of_ada) is False


def test_missing_password_confirms_nothing(request_of_ada):
    assert StepUpForm({}, request=request_of_ada).is_valid() is False


def test_guessing_is_stopped_even_with_the_right_password(request_of_ada):
    for _ in range(10):
        StepUpForm({"password": "not the password"}, request=request_of_ada).is_valid()

    form = StepUpForm({"password": PASSWORD}, request=request_of_ada)

    assert form.is_valid() is False
    assert stepup.recently_confirmed(request_of_ada) is False


def test_confirmation_of_another_user_does_not_count(request_of_ada):
    stepup.confirm(request_of_ada)

    request_of_ada.user = make_user("ben@city.example")

    assert stepup.recently_confirmed(request_of_ada) is False


# ── With an app ─────────────────────────────────────────────────────────────────────────────────


def proof_of(request, form_class=StepUpForm, **typed):
    return form_class(typed, request=request)


@pytest.fixture
def request_with_app(request_of_ada):
    totp.with_second_factor(request_of_ada.user)
    return request_of_ada


def test_form_asks_whoever_has_an_app_for_its_code_once(request_with_app):
    ada = request_with_app.user
    asking = proof_of(request_with_app, code=totp.code_for(ada))

    assert list(asking.fields) == ["code"]
    assert asking.fields["code"].widget.attrs["autocomplete"] == "one-time-code"
    assert (asking.is_valid(), asking.cleaned_data) == (True, {})
    assert stepup.recently_confirmed(request_with_app) is True
    assert list(proof_of(request_with_app).fields) == []


def test_password_proves_nothing_for_whoever_has_an_app(request_with_app):
    stepup.confirm(request_with_app)

    form = proof_of(request_with_app, password=PASSWORD)

    assert stepup.recently_confirmed(request_with_app) is False
    assert (form.is_valid(), list(form.errors)) == (False, ["code"])


@pytest.mark.parametrize(("form_class", "fits"), [(StepUpForm, False), (ProvedForm, True)])
def test_recovery_code_proves_only_what_puts_the_app_right(request_with_app, form_class, fits):
    code = totp.recovery_code_for(request_with_app.user)

    assert proof_of(request_with_app, form_class, code=code).is_valid() is fits
    assert stepup.recently_confirmed(request_with_app) is False
    assert stepup.recently_confirmed(request_with_app, by_recovery=True) is fits


def test_sign_in_with_a_code_counts_for_five_minutes(client, time_machine):
    ada = totp.with_second_factor(make_user())
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    client.post("/accounts/code/", {"code": totp.code_for(ada)})
    request = client.get("/account/").wsgi_request
    now = time.time()

    assert stepup.recently_confirmed(request) is True
    time_machine.move_to(now + 301)
    assert stepup.recently_confirmed(request) is False
    assert stepup.has_proved(request) is True


def test_guessing_codes_is_stopped_at_each_door_apart(request_with_app):
    ada = request_with_app.user
    for _ in range(5):
        CodeForm({"code": "000000"}, user=ada).is_valid()

    assert CodeForm({"code": totp.code_for(ada)}, user=ada).is_valid() is False
    assert proof_of(request_with_app, code=totp.code_for(ada)).is_valid() is True


def test_right_code_of_one_account_buys_no_tries_for_another(request_with_app):
    mine, theirs = (totp.with_second_factor(make_user(f"{one}@city.example")) for one in "bc")
    for _ in range(5):
        CodeForm({"code": "000000"}, user=theirs).is_valid()
    CodeForm({"code": totp.code_for(mine)}, user=mine).is_valid()
    for _ in range(5):
        proof_of(request_with_app, code="000000").is_valid()

    form = CodeForm({"code": totp.code_for(mine)}, user=mine)

    assert form.is_valid() is False
    assert "Too many" in str(form.errors)


def test_session_gets_a_new_key_with_each_proof(request_with_app):
    request_with_app.session.create()
    before = request_with_app.session.session_key

    proof_of(request_with_app, code=totp.code_for(request_with_app.user)).is_valid()

    assert request_with_app.session.session_key != before


def test_nothing_is_proved_by_somebody_elses_code(request_with_app):
    ben = totp.with_second_factor(make_user("ben@city.example"))

    assert proof_of(request_with_app, code=totp.code_for(ben)).is_valid() is False
