import uuid

import pytest

from notices import operations
from notices.models import Notice
from tests.people import DAY, make_user

pytestmark = pytest.mark.django_db

URL = "/notifications/"


@pytest.fixture
def ada():
    return make_user("ada@city.example")


def post(*people, key="1", url="/account/"):
    return operations.post("x.y", to=people, key=key, on=DAY, url=url, context={})


def test_reader_sees_own_notices_and_how_many_are_new(client, ada):
    post(ada, make_user("ben@city.example"))
    client.force_login(ada)

    response = client.get(URL)

    assert response.status_code == 200
    assert [notice.recipient for notice, _line in response.context["rows"]] == [ada]
    assert response.context["unread"] == 1


def test_reader_without_notices_is_told_so(client, ada):
    client.force_login(ada)

    assert "No notices yet" in client.get(URL).content.decode()


def test_list_asks_the_database_the_same_at_any_length(client, ada, django_assert_max_num_queries):
    client.force_login(ada)
    for number in range(60):
        post(ada, key=str(number))

    with django_assert_max_num_queries(10):
        response = client.get(f"{URL}?page=2")

    assert len(response.context["rows"]) == 25


def test_reader_can_look_at_the_unread_ones_only(client, ada):
    (first,) = post(ada, key="1")
    (second,) = post(ada, key="2")
    operations.mark_read(second, by=ada, on=DAY)
    client.force_login(ada)

    response = client.get(f"{URL}?unread=1")

    assert [notice for notice, _line in response.context["rows"]] == [first]


def test_what_is_settled_is_not_new(client, ada):
    post(ada, key="1")
    operations.settle("1", on=DAY)
    client.force_login(ada)

    text = client.get(URL).content.decode()

    assert ("(new)" in text, "0 not read yet" in text) == (False, True)
    assert client.get(f"{URL}?unread=1").context["rows"] == []


@pytest.mark.parametrize(
    "asked", ["unread=0", "unread=1&unread=1", "page=1&page=2", "sort=secret", "unread=%00"]
)
def test_question_that_the_list_does_not_know_is_refused(client, ada, asked):
    client.force_login(ada)

    assert client.get(f"{URL}?{asked}").status_code == 400


@pytest.mark.parametrize("page", ["0", "-1", "abc", "99", "1" * 400, "1" * 5000, "%00"])
def test_page_that_is_not_there_is_not_found(client, ada, page):
    client.force_login(ada)

    assert client.get(f"{URL}?page={page}").status_code == 404


def test_opening_marks_as_read_and_leads_on(client, ada):
    (notice,) = post(ada)
    client.force_login(ada)

    response = client.post(f"{URL}{notice.public_id}/open/")

    notice.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, "/account/")
    assert notice.read_at is not None


def test_looking_at_the_address_of_a_notice_changes_nothing(client, ada):
    (notice,) = post(ada)
    client.force_login(ada)

    response = client.get(f"{URL}{notice.public_id}/open/")

    notice.refresh_from_db()
    assert response.status_code == 405
    assert notice.read_at is None


def test_notice_with_a_foreign_address_leads_to_the_list(client, ada):
    (notice,) = post(ada)
    Notice.objects.update(url="//evil.example")
    client.force_login(ada)

    response = client.post(f"{URL}{notice.public_id}/open/")

    assert response["Location"] == URL


def test_notice_of_somebody_else_is_not_found(client, ada):
    (notice,) = post(make_user("ben@city.example"))
    client.force_login(ada)

    theirs = client.post(f"{URL}{notice.public_id}/open/")
    nobodys = client.post(f"{URL}{uuid.uuid4()}/open/")

    notice.refresh_from_db()
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert notice.read_at is None


def test_reading_all_marks_own_notices_only(client, ada):
    post(ada, make_user("ben@city.example"))
    client.force_login(ada)

    response = client.post(f"{URL}read/")

    assert response["Location"] == URL
    assert list(Notice.objects.filter(read_at=None).values_list("recipient__email", flat=True)) == [
        "ben@city.example"
    ]


@pytest.mark.parametrize("path", ["", "read/", "6f1d2c3b-0000-4000-8000-000000000000/open/"])
def test_stranger_is_asked_to_sign_in(client, path):
    response = client.post(f"{URL}{path}") if path else client.get(URL)

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_list_asks_the_same_whether_short_or_long(client, ada, django_assert_max_num_queries):
    client.force_login(ada)
    post(ada, key="first")
    with django_assert_max_num_queries(10) as short:
        client.get(URL)

    for number in range(40):
        post(ada, key=str(number))
    with django_assert_max_num_queries(len(short)):
        client.get(URL)


def test_many_unread_notices_are_more_than_99(client, ada):
    client.force_login(ada)
    for number in range(120):
        post(ada, key=str(number))

    response = client.get(URL)

    assert response.context["unread"] == 100
    assert "More than 99 not read yet" in response.content.decode()
