import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import operations
from accounts.models import User
from accounts.operations import AccountRefused
from audit.models import Entry
from notices.models import Delivery, Notice
from tests.people import DAY, PASSWORD, make_user

pytestmark = pytest.mark.django_db


def latest():
    return Entry.objects.latest("id")


def test_account_is_made_and_written_down_without_its_name():
    admin = make_user("admin@city.example")

    ada = operations.create_user(
        email="Ada@City.Example", name="Ada Moor", by=admin, on=DAY, is_staff=True
    )

    assert (ada.email, ada.name, ada.is_staff) == ("ada@city.example", "Ada Moor", True)
    assert ada.has_usable_password() is False
    entry = latest()
    assert (entry.verb, entry.actor_id) == ("accounts.create_user", admin.public_id)
    assert (entry.object_id, entry.after) == (str(ada.public_id), {"is_staff": True})


def test_account_with_a_password_can_be_opened_by_it():
    ada = operations.create_user(
        email="ada@city.example", name="Ada", password=PASSWORD, by=None, on=DAY
    )

    assert ada.check_password(PASSWORD)


@pytest.mark.parametrize(
    "password", ["short", "123456789987654321", "passwordpassword", "a" * 20, "ada@city.example"]
)
def test_weak_password_makes_no_account(password):
    with pytest.raises(ValidationError):
        operations.create_user(
            email="ada@city.example", name="Ada", password=password, by=None, on=DAY
        )

    assert not User.objects.exists()


def test_taken_address_makes_no_second_account():
    make_user("ada@city.example")

    with pytest.raises(AccountRefused) as refusal:
        operations.create_user(email="ADA@city.example", name="Other", by=None, on=DAY)

    assert list(refusal.value.message_dict) == ["email"]
    assert User.objects.count() == 1


def test_taken_address_is_refused_even_when_another_account_is_faster(monkeypatch):
    make_user("ada@city.example")
    monkeypatch.setattr(User, "full_clean", lambda *_args, **_kwargs: None)

    with pytest.raises(AccountRefused) as refusal:
        operations.create_user(email="ada@city.example", name="Other", by=None, on=DAY)

    assert list(refusal.value.message_dict) == ["email"]


def test_settings_are_changed_and_written_down():
    ada = make_user()

    changed = operations.change_settings(ada, by=ada, on=DAY, theme="dark", density="comfortable")

    assert (changed.theme, changed.density) == ("dark", "comfortable")
    entry = latest()
    assert entry.verb == "accounts.change_settings"
    assert (entry.before, entry.after) == ({"theme": "system"}, {"theme": "dark"})


def test_new_name_is_written_down_as_changed_without_the_name():
    ada = make_user(name="Ada Moor")

    operations.change_settings(ada, by=ada, on=DAY, name="Ada Winter")

    assert (latest().before, latest().after) == ({"name": "withheld"}, {"name": "withheld"})


def test_settings_that_stay_leave_no_entry():
    ada = make_user()
    before = Entry.objects.count()

    operations.change_settings(ada, by=ada, on=DAY, theme="system")

    assert Entry.objects.count() == before


def test_settings_reach_nothing_else():
    ada = make_user()

    with pytest.raises(AccountRefused):
        operations.change_settings(ada, by=ada, on=DAY, is_operator=True)

    ada.refresh_from_db()
    assert ada.is_operator is False


def test_unknown_time_zone_changes_nothing():
    ada = make_user()

    with pytest.raises(AccountRefused) as refusal:
        operations.change_settings(ada, by=ada, on=DAY, theme="dark", time_zone="Mars/One")

    ada.refresh_from_db()
    assert list(refusal.value.message_dict) == ["time_zone"]
    assert ada.theme == "system"


def test_administrator_changes_the_address():
    admin, ada = make_user("admin@city.example"), make_user("ada@city.example")

    operations.change_account(ada, by=admin, on=DAY, email="Ada.Winter@city.example")

    ada.refresh_from_db()
    assert ada.email == "ada.winter@city.example"
    assert latest().after == {"email": "withheld"}


def test_account_is_closed_and_opened_again():
    admin, ada = make_user("admin@city.example"), make_user("ada@city.example")

    operations.close_account(ada, by=admin, on=DAY, reason="left the city")
    closed = latest()
    operations.reopen_account(ada, by=admin, on=DAY)

    assert (closed.verb, closed.reason) == ("accounts.close_account", "left the city")
    assert latest().verb == "accounts.reopen_account"
    assert User.objects.get(pk=ada.pk).is_active is True


def test_closing_a_closed_account_leaves_no_entry():
    ada = make_user(is_active=False)
    before = Entry.objects.count()

    operations.close_account(ada, by=None, on=DAY)

    assert Entry.objects.count() == before


def test_unknown_address_is_asked_as_much_about_as_a_known_one_and_leaves_nothing():
    make_user("ada@city.example")
    with CaptureQueriesContext(connection) as known:
        operations.ask_for_password_at("ada@city.example", on=DAY)
    kept = Entry.objects.count(), Notice.objects.count(), Delivery.objects.count()

    with CaptureQueriesContext(connection) as unknown:
        operations.ask_for_password_at("nobody@city.example", on=DAY)

    assert abs(len(known) - len(unknown)) <= 1  # its last word is a rollback
    assert (Entry.objects.count(), Notice.objects.count(), Delivery.objects.count()) == kept
