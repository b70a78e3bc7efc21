from django.db import models

from files.models import StoredFile


def files_of(user) -> models.QuerySet[StoredFile]:
    """Return what a user has brought into the house, the latest first."""
    return StoredFile.objects.filter(stored_by=user).order_by("-id")


def same_content(stored: StoredFile) -> models.QuerySet[StoredFile]:
    """Return the other rows that hold exactly the same content."""
    return StoredFile.objects.filter(sha256=stored.sha256, size=stored.size).exclude(pk=stored.pk)
