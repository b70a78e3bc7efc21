import pytest

from audit import operations, queries
from tests.people import DAY, make_user

pytestmark = pytest.mark.django_db


def test_entries_of_a_partnership_are_its_own_and_the_latest_first():
    ours, theirs = make_user("ours@city.example"), make_user("theirs@city.example")
    first = operations.record("x.first", None, by=None, on=DAY, partnership=ours)
    operations.record("x.other", None, by=None, on=DAY, partnership=theirs)
    second = operations.record("x.second", None, by=None, on=DAY, partnership=ours)

    assert list(queries.entries_of_partnership(ours.public_id)) == [second, first]


def test_entries_of_a_body_are_its_own():
    ours, theirs = make_user("ours@city.example"), make_user("theirs@city.example")
    entry = operations.record("x.first", None, by=None, on=DAY, body=ours)
    operations.record("x.other", None, by=None, on=DAY, body=theirs)

    assert list(queries.entries_of_body(ours.public_id)) == [entry]


def test_entries_about_a_row_are_those_of_its_kind_and_id():
    ada, ben = make_user("ada@city.example"), make_user("ben@city.example")

    assert [entry.verb for entry in queries.entries_about(ada)] == ["accounts.create_user"]
    assert queries.entries_about(ada).get().object_id != str(ben.public_id)
