import time

import pytest
from allauth.core.context import request_context
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from accounts import stepup
from accounts.forms import StepUpForm
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
