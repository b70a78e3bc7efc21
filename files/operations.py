import hashlib
import os
import tempfile
import uuid
import weakref
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from audit import operations as audit
from files import types
from files.models import StoredFile, own_path

CHUNK = 1024 * 1024


class FileRefused(ValidationError):
    """The upload cannot be kept; the message says why and what to do."""


@transaction.atomic
def store(upload, *, by, on: date) -> StoredFile:
    """Check an upload and keep it under a name of our own.

    Raise FileRefused when it is empty, too large or of a type that we do not keep. When the
    transaction around it does not commit, the content goes as its row does.
    """
    if not upload.size:
        raise FileRefused(_("The file is empty."), code="empty")
    if upload.size > settings.UPLOAD_LIMIT:
        raise FileRefused(_too_large(), code="size")
    try:
        kind = types.kind_of(upload, upload.name or "")
    except types.TypeRefused as refusal:
        raise FileRefused(refusal.error_list) from refusal
    stored = StoredFile(
        public_id=uuid.uuid4(),
        name=types.safe_name(upload.name or "", kind),
        media_type=kind.media_type,
        stored_by=by,
    )
    stored.size, stored.sha256 = _keep(upload, stored)
    stored.save(force_insert=True)
    audit.record(
        "files.store",
        stored,
        by=by,
        on=on,
        after={"media_type": stored.media_type, "size": stored.size, "sha256": stored.sha256},
        visibility="sealed",
    )
    return stored


def _keep(upload, stored: StoredFile) -> tuple[int, str]:
    """Write the content to its place, all of it or nothing, and return its size and checksum."""
    storage = stored.content.storage
    stored.content.name = own_path(stored, stored.name)
    place = Path(storage.path(stored.content.name))
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix="new-", delete=False) as file:
        written = Path(file.name)
        _forget_unless_committed(written, place)
        for chunk in upload.chunks(CHUNK):
            size += len(chunk)
            if size > settings.UPLOAD_LIMIT:
                raise FileRefused(_too_large(), code="size")
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    written.replace(place)
    return size, digest.hexdigest()


def _too_large() -> str:
    limit = filesizeformat(settings.UPLOAD_LIMIT)
    return _("The file is too large. At most %(limit)s can be kept.") % {"limit": limit}


class _Guard:
    """Lives as long as the open transaction; nothing else holds it."""

    def __init__(self, *places: Path):
        self.fate = weakref.finalize(self, _remove, places)

    def keep(self) -> None:
        self.fate.detach()


def _forget_unless_committed(*places: Path) -> None:
    # Django says when a transaction commits, not when it rolls back: it then only lets go of what
    # waits for the commit. So the guard waits there, and its end without a commit is the rollback.
    transaction.on_commit(_Guard(*places).keep)


def _remove(places) -> None:
    for place in places:
        place.unlink(missing_ok=True)
