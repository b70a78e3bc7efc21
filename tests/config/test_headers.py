import pytest

from tests.people import make_user

pytestmark = pytest.mark.django_db

PAGE = "/accounts/login/"


def policy(response):
    parts = response["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


def test_policy_of_every_page_allows_only_ourselves(client):
    assert policy(client.get(PAGE)) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "font-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "object-src": "'none'",
    }


@pytest.mark.parametrize("path", [PAGE, "/nowhere/", "/static/css/tokens.css", "/live"])
def test_every_answer_keeps_to_itself(client, path):
    response = client.get(path)
    response.close()

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_page_is_in_no_frame(client):
    assert client.get(PAGE)["X-Frame-Options"] == "DENY"


def test_page_of_somebody_signed_in_is_kept_by_no_cache(client):
    client.force_login(make_user())

    assert client.get("/account/")["Cache-Control"] == "private, no-store"


def test_every_answer_has_an_id_of_its_own(client):
    first, second = client.get(PAGE), client.get(PAGE)

    assert len(first["X-Request-ID"]) == 32
    assert first["X-Request-ID"] != second["X-Request-ID"]


@pytest.mark.parametrize("given", ["visitor-chosen-1", "a\nb", "x" * 500])
def test_visitor_cannot_choose_the_id(client, given):
    assert client.get(PAGE, HTTP_X_REQUEST_ID=given)["X-Request-ID"] != given


def test_own_proxy_may_choose_the_id_if_it_is_one(client, settings):
    settings.TRUSTED_PROXIES = 1

    taken = client.get(PAGE, HTTP_X_REQUEST_ID="proxy-0001")
    refused = client.get(PAGE, HTTP_X_REQUEST_ID="proxy 0001\nx")

    assert taken["X-Request-ID"] == "proxy-0001"
    assert len(refused["X-Request-ID"]) == 32


@pytest.mark.parametrize("method", ["TRACE", "FOO", "DELETE", "PUT", "PATCH"])
def test_method_that_a_page_does_not_have_is_refused(client, method):
    client.force_login(make_user())

    assert client.generic(method, "/notifications/").status_code == 405


def test_method_cannot_be_overridden(client):
    client.force_login(make_user())

    assert client.get("/notifications/read/", HTTP_X_HTTP_METHOD_OVERRIDE="POST").status_code == 405


@pytest.mark.parametrize("path", ["/%00", "/..%2f..%2fetc/passwd", "/notifications/" + "9" * 5000])
def test_address_that_leads_nowhere_is_not_found(client, path):
    client.force_login(make_user())

    response = client.get(path)

    assert response.status_code == 404
    assert response["X-Request-ID"] in response.content.decode()


def test_form_with_too_many_fields_is_refused(client):
    response = client.post(PAGE, {f"field{number}": "x" for number in range(1500)})

    assert response.status_code == 400
