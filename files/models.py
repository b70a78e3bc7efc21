import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


def private_storage():
    """Return the storage that no web server reads from."""
    return storages["default"]


def own_path(stored, filename) -> str:
    """Return the place of the content: our own random id, whatever the upload was called."""
    name = stored.public_id.hex
    return f"{name[:2]}/{name}"


class StoredFile(models.Model):
    """Content that was checked and kept. The record that points here decides who may have it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    stored_at = models.DateTimeField(_("stored"), db_default=Now(), editable=False)
    content = models.FileField(_("content"), upload_to=own_path, storage=private_storage)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size__gt=0), name="files_storedfile_not_empty"
            ),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="files_storedfile_checksum",
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="files_storedfile_sha256")]

    def __str__(self):
        return self.name
