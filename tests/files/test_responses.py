import contextlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from files import operations, responses
from tests.files import samples
from tests.people import DAY

pytestmark = pytest.mark.django_db


@contextlib.contextmanager
def serve(settings, tmp_path, name="plan.pdf"):
    settings.MEDIA_ROOT = tmp_path
    stored = operations.store(SimpleUploadedFile(name, samples.PDF), by=None, on=DAY)
    with contextlib.closing(responses.attachment(stored)) as response:
        yield response


def test_content_is_saved_and_never_run(settings, tmp_path):
    with serve(settings, tmp_path) as response:
        content = b"".join(response.streaming_content)

    assert content == samples.PDF
    assert response["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(samples.PDF))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"


def test_name_of_another_script_arrives_whole(settings, tmp_path):
    with serve(settings, tmp_path, "计划.pdf") as response:
        disposition = response["Content-Disposition"]

    assert disposition == ("attachment; filename*=utf-8''%E8%AE%A1%E5%88%92.pdf")
