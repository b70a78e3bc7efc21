import pytest

from notices import operations, queries
from tests.people import DAY, make_user

pytestmark = pytest.mark.django_db


def post(person, key):
    (notice,) = operations.post("x.y", to=[person], key=key, on=DAY, url="/", context={})
    return notice


def test_notices_of_a_user_are_their_own_and_the_latest_first():
    ada, ben = make_user("ada@city.example"), make_user("ben@city.example")
    first, second = post(ada, "1"), post(ada, "2")
    post(ben, "3")

    assert list(queries.notices_of(ada)) == [second, first]


def test_unread_count_falls_with_each_notice_that_is_read():
    ada = make_user()
    first = post(ada, "1")
    post(ada, "2")

    operations.mark_read(first, by=ada, on=DAY)

    assert queries.unread_count(ada) == 1


def test_settled_notice_waits_for_nobody():
    ada = make_user("ada@city.example")
    operations.post("x.y", to=[ada], key="1", on=DAY, url="/account/", context={})

    operations.settle("1", on=DAY)

    assert queries.unread_count(ada) == 0
