import pytest
from django.utils import timezone, translation

from accounts.models import User
from audit.models import Entry
from tests.people import make_user

pytestmark = pytest.mark.django_db

URL = "/account/"
SETTINGS = {
    "name": "Ada Winter",
    "theme": "dark",
    "density": "compact",
    "language": "en-us",
    "time_zone": "Asia/Kathmandu",
}


def test_reader_changes_how_the_house_looks(client):
    ada = make_user()
    client.force_login(ada)

    response = client.post(URL, SETTINGS)

    ada.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, URL)
    assert {name: getattr(ada, name) for name in SETTINGS} == SETTINGS
    assert Entry.objects.latest("id").verb == "accounts.change_settings"


def test_page_shows_the_settings_of_today(client):
    client.force_login(make_user(name="Ada Moor", time_zone="Asia/Kathmandu"))

    response = client.get(URL)

    assert response.status_code == 200
    assert response.context["form"].initial["time_zone"] == "Asia/Kathmandu"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "invoice\u202efdp.exe"),
        ("name", "Ada\nBcc: all@city.example"),
        ("name", "x" * 151),
        ("name", "a\0b"),
        ("theme", "neon"),
        ("density", ""),
        ("language", "tlh"),
        ("time_zone", "Mars/One"),
    ],
)
def test_value_that_does_not_fit_is_refused_at_its_field(client, field, value):
    ada = make_user(name="Ada Moor")
    client.force_login(ada)

    response = client.post(URL, {**SETTINGS, field: value})

    ada.refresh_from_db()
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert (ada.name, ada.theme) == ("Ada Moor", "system")


def test_settings_of_a_request_reach_no_other_field(client):
    ada = make_user()
    client.force_login(ada)

    client.post(URL, {**SETTINGS, "is_staff": "on", "is_operator": "on", "email": "x@evil.example"})

    ada.refresh_from_db()
    assert (ada.is_staff, ada.is_operator, ada.email) == (False, False, "ada@city.example")


def test_stranger_is_asked_to_sign_in(client):
    response = client.post(URL, SETTINGS)

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/account/")
    assert not User.objects.filter(name="Ada Winter").exists()


def test_pages_are_in_the_language_and_time_of_the_reader(client, monkeypatch):
    client.force_login(make_user(language="en-us", time_zone="Asia/Kathmandu"))
    seen = []
    monkeypatch.setattr(
        "accounts.views.Settings.get_object",
        lambda self: (
            seen.append((translation.get_language(), timezone.get_current_timezone_name()))
            or self.request.user
        ),
    )

    client.get(URL)

    assert seen == [("en-us", "Asia/Kathmandu")]
    assert timezone.get_current_timezone_name() == "UTC"


def test_time_zone_that_the_machine_no_longer_knows_breaks_no_page(client):
    ada = make_user()
    User.objects.filter(pk=ada.pk).update(time_zone="Mars/One")
    client.force_login(ada)

    assert client.get(URL).status_code == 200
