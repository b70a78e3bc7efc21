import pytest

from config import errors
from tests.people import make_user

PART = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


@pytest.fixture
def broken(monkeypatch, client):
    """Break a page; the browser sees what a visitor would see."""

    def fail(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("notices.queries.notices_of", fail)
    client.raise_request_exception = False
    client.force_login(make_user())
    return client


@pytest.mark.django_db
def test_page_that_breaks_says_so_with_a_number_and_no_details(broken):
    response = broken.get("/notifications/")

    text = response.content.decode()
    assert response.status_code == 500
    assert response["X-Request-ID"] in text
    assert "secret detail" not in text


@pytest.mark.django_db
def test_part_that_breaks_is_answered_by_a_part(broken):
    response = broken.get("/notifications/", **PART)

    text = response.content.decode()
    assert response.status_code == 500
    assert response["X-Request-ID"] in text
    assert "<html" not in text


@pytest.mark.django_db
def test_missing_part_is_answered_by_a_part(client):
    response = client.get("/nowhere/", **PART)

    assert response.status_code == 404
    assert "<html" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("handler", "status"),
    [
        (errors.bad_request, 400),
        (errors.permission_denied, 403),
        (errors.page_not_found, 404),
        (errors.csrf_failure, 403),
        (errors.too_many_requests, 429),
    ],
)
@pytest.mark.parametrize("headers", [{}, PART])
def test_every_refusal_has_its_words(client, handler, status, headers):
    request = client.get("/accounts/login/", **headers).wsgi_request

    response = handler(request)

    assert response.status_code == status
    assert ("<html" in response.content.decode()) is not bool(headers)
