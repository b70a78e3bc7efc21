import datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy

from accounts.models import Theme
from audit import context, operations
from audit.models import Entry
from tests.people import DAY, make_user

pytestmark = pytest.mark.django_db


def test_entry_says_who_did_what_when_and_to_what():
    ada = make_user()

    entry = operations.record(
        "accounts.wave", ada, by=ada, on=DAY, before={"theme": "light"}, after={"theme": "dark"}
    )

    entry.refresh_from_db()
    assert entry.verb == "accounts.wave"
    assert (entry.object_kind, entry.object_id) == ("accounts.user", str(ada.public_id))
    assert entry.actor_id == ada.public_id
    assert (entry.before, entry.after) == ({"theme": "light"}, {"theme": "dark"})
    assert entry.on == DAY
    assert entry.at.utcoffset() == datetime.timedelta(0)
    assert entry.visibility == "internal"


def test_entry_never_holds_the_name_of_a_person():
    ada = make_user(name="Ada Moor")

    entry = operations.record("accounts.wave", ada, by=ada, on=DAY, after={"owner": ada})

    assert entry.object_label == ""
    assert entry.after == {"owner": str(ada.public_id)}


def test_clock_leaves_no_actor():
    entry = operations.record("reminders.tick", None, by=None, on=DAY)

    assert (entry.actor_id, entry.object_kind, entry.object_id) == (None, "", "")


def test_entry_keeps_the_keys_of_body_partnership_and_party():
    body, partnership, party = (make_user(f"{name}@city.example") for name in "abc")

    entry = operations.record(
        "x.y", None, by=None, on=DAY, body=body, partnership=partnership, party=party
    )

    assert entry.body_key == body.public_id
    assert entry.partnership_key == partnership.public_id
    assert entry.party_key == party.public_id


def test_label_is_kept_of_a_model_that_offers_one():
    ada = make_user()
    ada.audit_label = "ALD-2026-0042\0" + "x" * 300

    entry = operations.record("x.y", ada, by=None, on=DAY)

    assert entry.object_label == ("ALD-2026-0042" + "x" * 300)[:200]


def test_entry_carries_the_request_and_the_key_of_the_row_history():
    with context.door(request_id="request-0001") as opened:
        entry = operations.record("x.y", None, by=None, on=DAY)

    assert entry.request_id == "request-0001"
    assert entry.context_key == opened.context_key


def test_entry_goes_when_the_change_goes():
    with pytest.raises(RuntimeError), transaction.atomic():
        operations.record("x.y", None, by=None, on=DAY)
        raise RuntimeError

    assert not Entry.objects.filter(verb="x.y").exists()


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (Decimal("1.50"), "1.50"),
        (1.5, "1.5"),
        (float("nan"), "nan"),
        (datetime.date(2026, 2, 28), "2026-02-28"),
        (datetime.time(8, 0), "08:00:00"),
        (datetime.datetime(2026, 2, 28, 8, tzinfo=datetime.UTC), "2026-02-28T08:00:00+00:00"),
        (datetime.timedelta(hours=1), "P0DT01H00M00S"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (Theme.DARK, "dark"),
        (gettext_lazy("Dark"), "Dark"),
        ("a\0b", "ab"),
        ("half \ud83d", "half ?"),
        ({"a": {1, 2}}, {"a": [1, 2]}),
        ((1, "b"), [1, "b"]),
    ],
)
def test_values_are_made_safe_for_json(value, kept):
    entry = operations.record("x.y", None, by=None, on=DAY, after={"value": value})

    entry.refresh_from_db()
    assert entry.after == {"value": kept}


def test_value_that_json_cannot_hold_is_refused():
    with pytest.raises(TypeError):
        operations.record("x.y", None, by=None, on=DAY, after={"value": object()})


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET reason = 'other'", "DELETE FROM audit_entry"]
)
def test_entry_cannot_be_rewritten_or_removed(statement):
    operations.record("x.y", None, by=None, on=DAY, reason="as it was")

    with (
        pytest.raises(DatabaseError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert list(Entry.objects.values_list("reason", flat=True)) == ["as it was"]


def test_entries_cannot_be_emptied():
    operations.record("x.y", None, by=None, on=DAY)

    with connection.cursor() as cursor:
        # The suite switches it off, so that other tests can be flushed; this undoes itself at the end.
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")
        with pytest.raises(DatabaseError, match="never emptied"), transaction.atomic():
            cursor.execute("TRUNCATE audit_entry CASCADE")

    assert Entry.objects.count() == 1
