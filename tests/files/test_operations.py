import hashlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from audit.models import Entry
from files import operations
from files.models import StoredFile
from files.operations import FileRefused
from tests.files import samples
from tests.people import DAY, make_user


def store(content=samples.PDF, name="plan.pdf", by=None):
    return operations.store(SimpleUploadedFile(name, content), by=by, on=DAY)


@pytest.fixture
def kept(settings, tmp_path):
    """Answers which files lie in the private folder."""
    settings.MEDIA_ROOT = tmp_path
    return lambda: [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_upload_is_kept_under_a_name_of_our_own(kept):
    ada = make_user()

    stored = store(by=ada)

    stored.refresh_from_db()
    assert (stored.name, stored.media_type) == ("plan.pdf", "application/pdf")
    assert (stored.size, stored.stored_by) == (len(samples.PDF), ada)
    assert stored.sha256 == hashlib.sha256(samples.PDF).hexdigest()
    assert [path.name for path in kept()] == [stored.public_id.hex]
    assert Path(stored.content.path).read_bytes() == samples.PDF


@pytest.mark.django_db
def test_content_is_readable_by_the_product_alone(kept):
    store()

    (path,) = kept()
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_storing_is_written_down_without_the_name_of_the_file(kept):
    stored = store(name="Ada Moor's illness.pdf")

    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.object_id) == ("files.store", str(stored.public_id))
    assert entry.after == {
        "media_type": "application/pdf",
        "size": stored.size,
        "sha256": stored.sha256,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (samples.EXE, "type"), (samples.packed({"a": "b"}), "packed")],
)
def test_upload_that_does_not_fit_leaves_nothing(kept, content, code):
    with pytest.raises(FileRefused) as refusal:
        store(content)

    assert refusal.value.error_list[0].code == code
    assert not StoredFile.objects.exists()
    assert kept() == []


@pytest.mark.django_db
def test_limit_is_met_to_the_byte(kept, settings):
    settings.UPLOAD_LIMIT = len(samples.PDF)

    stored = store()
    with pytest.raises(FileRefused) as refusal:
        store(samples.PDF + b"\n")

    assert stored.size == settings.UPLOAD_LIMIT
    assert refusal.value.code == "size"
    assert len(kept()) == 1


@pytest.mark.django_db
def test_upload_that_lies_about_its_size_is_cut_off(kept, settings):
    upload = SimpleUploadedFile("plan.pdf", samples.PDF)
    settings.UPLOAD_LIMIT, upload.size = 20, 10

    with pytest.raises(FileRefused):
        operations.store(upload, by=None, on=DAY)

    assert kept() == []


@pytest.mark.django_db
def test_upload_that_breaks_off_leaves_nothing(kept):
    upload = SimpleUploadedFile("plan.pdf", samples.PDF)

    def broken(size):
        yield samples.PDF[:20]
        raise OSError("connection lost")

    upload.chunks = broken

    with pytest.raises(OSError, match="connection lost"):
        operations.store(upload, by=None, on=DAY)

    assert kept() == []
    assert not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_content_goes_when_the_change_around_it_goes(kept):
    with pytest.raises(RuntimeError), transaction.atomic():
        store()
        assert len(kept()) == 1
        raise RuntimeError

    assert kept() == []
    assert not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_content_of_an_undone_step_goes_and_that_of_the_others_stays(kept):
    with transaction.atomic():
        first = store()
        with pytest.raises(RuntimeError), transaction.atomic():
            store()
            raise RuntimeError

    assert [path.name for path in kept()] == [first.public_id.hex]
    assert list(StoredFile.objects.all()) == [first]


@pytest.mark.django_db(transaction=True)
def test_content_stays_when_the_change_is_kept(kept):
    stored = store()

    assert [path.name for path in kept()] == [stored.public_id.hex]
    assert Path(stored.content.path).read_bytes() == samples.PDF


@pytest.mark.django_db
def test_same_content_twice_is_two_files(kept):
    assert store().public_id != store().public_id
    assert len(kept()) == 2
