from django.db import models

from notices.models import Notice


def notices_of(user) -> models.QuerySet[Notice]:
    """Return what a user was told, the latest first."""
    return Notice.objects.filter(recipient=user).order_by("-id")


def unread_count(user) -> int:
    """Return how many notices a user has not opened."""
    return Notice.objects.filter(recipient=user, read_at=None).count()
