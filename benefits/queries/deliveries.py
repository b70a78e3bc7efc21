"""What is still to come of a promise."""

from django.db.models import Sum

from benefits.models import RECEIVED, UNANSWERED


def counted_of(contribution, field):
    """This function will return what deliveries came to in `field` (quantity or value): as received, and as reported while open."""
    received = contribution.handovers.filter(state__in=RECEIVED)
    waiting = contribution.handovers.filter(state__in=UNANSWERED)
    sums = [
        received.aggregate(total=Sum(f"received_{field}"))["total"],
        waiting.aggregate(total=Sum(field))["total"],
    ]
    return sum(total for total in sums if total is not None)
