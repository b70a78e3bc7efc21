from django.db import models

from notices.models import Notice

# Shown as 99+.
MOST_UNREAD = 100


def notices_of(user) -> models.QuerySet[Notice]:
    """Return what a user was told, the latest first."""
    return Notice.objects.filter(recipient=user).order_by("-posted_on", "-id")


def unread_of(user) -> models.QuerySet[Notice]:
    """Return what a user has not opened, `MOST_UNREAD` at the most: nobody reads a larger figure.

    What is settled waits for nobody and does not count.
    """
    waiting = Notice.objects.filter(recipient=user, read_at=None, settled_at=None)
    newest = waiting.order_by("-id")[:MOST_UNREAD]
    return Notice.objects.filter(pk__in=newest.values("pk"))


def unread_count(user) -> int:
    """Return how many notices a user has not opened, `MOST_UNREAD` at the most."""
    return unread_of(user).count()
