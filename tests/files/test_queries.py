import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from files import operations, queries
from tests.files import samples
from tests.people import DAY, make_user

pytestmark = pytest.mark.django_db


def store(content, by=None):
    return operations.store(SimpleUploadedFile("plan.pdf", content), by=by, on=DAY)


def test_files_of_a_user_are_their_own_and_the_latest_first(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ada, ben = make_user("ada@city.example"), make_user("ben@city.example")
    first, second = store(samples.PDF, ada), store(samples.PDF, ada)
    store(samples.PDF, ben)

    assert list(queries.files_of(ada)) == [second, first]


def test_same_content_is_found_whatever_it_is_called(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    first, second = store(samples.PDF), store(samples.PDF)
    store(samples.PDF + b"\n")

    assert list(queries.same_content(first)) == [second]
