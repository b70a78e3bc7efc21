"""What deliveries came to: of one promise, and of what the two sides do not agree on."""

from decimal import Decimal

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from benefits.models import RECEIVED, UNANSWERED, Handover, HandoverState
from partnerships.models import PartyRole


def counted_of(contribution, field):
    """This function will return what deliveries came to in `field` (quantity or value): as received, and as reported while open."""
    received = contribution.handovers.filter(state__in=RECEIVED)
    waiting = contribution.handovers.filter(state__in=UNANSWERED)
    sums = [
        received.aggregate(total=Sum(f"received_{field}"))["total"],
        waiting.aggregate(total=Sum(field))["total"],
    ]
    return sum(total for total in sums if total is not None)


def with_disputed(totals):
    """This function will return GivenTotals that know what of their `awaiting` is disputed, without another question."""
    rows = Handover.objects.filter(
        state=HandoverState.DISPUTED,
        contribution__partnership=OuterRef("partnership"),
        contribution__owning_party__side=OuterRef("side"),
        contribution__currency=OuterRef("currency"),
    ).exclude(contribution__owning_party__role=PartyRole.CANDIDATE)
    # What belongs to no term is summed with what belongs to none.
    rows = rows.annotate(its_term=Coalesce("contribution__term_id", 0)).filter(
        its_term=Coalesce(OuterRef("term_id"), 0)
    )
    sums = rows.order_by().values("contribution__currency").annotate(total=Sum("value"))
    return totals.annotate(disputed=Coalesce(Subquery(sums.values("total")), Decimal(0)))
