import uuid

import pytest

from accounts import queries
from tests.people import make_user

pytestmark = pytest.mark.django_db


def test_people_are_found_by_their_opaque_ids_in_one_query(django_assert_num_queries):
    ada, ben = make_user("ada@city.example"), make_user("ben@city.example")

    with django_assert_num_queries(1):
        found = queries.users_by_key([ada.public_id, ben.public_id, None, uuid.uuid4()])

    assert found == {ada.public_id: ada, ben.public_id: ben}


def test_user_is_found_by_any_spelling_of_the_address():
    ada = make_user("ada@city.example")

    assert queries.users_with_address("ADA@City.example").get() == ada
