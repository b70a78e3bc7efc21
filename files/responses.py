"""How stored content leaves the house: to be saved, never to be run."""

from django.http import FileResponse

from files.models import StoredFile


def attachment(stored: StoredFile) -> FileResponse:
    """Return the content as a download. The caller has checked who asks."""
    response = FileResponse(
        stored.content.open("rb"),
        as_attachment=True,
        filename=stored.name,
        content_type=stored.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
