"""What each side has put in, as figures that a page only reads."""

from django.db import transaction
from django.db.models import Count, Q, Sum

from benefits.models import (
    COUNTED,
    RECEIVED,
    UNANSWERED,
    Contribution,
    ContributionState,
    GivenTotal,
    Handover,
    HandoverState,
    WordKind,
)
from partnerships.models import PartyRole, Side

FIGURES = ("promised", "received", "awaiting", "count", "delivered_count")


@transaction.atomic
def push_given(partnership, term):
    """This function will bring the totals of one term up to date: a row for each side and currency.

    Called with the partnership locked. What a candidate promises counts once it is chosen. What is not valued in
    money has no currency: it is counted and never summed.
    """
    rows = Contribution.objects.filter(partnership=partnership, term=term).exclude(
        owning_party__role=PartyRole.CANDIDATE
    )
    given = rows.values("owning_party__side", "currency").annotate(
        promised=Sum("value", filter=Q(state__in=COUNTED)),
        received=Sum("received_value"),
        count=Count("id", filter=Q(state__in=COUNTED)),
        delivered_count=Count("id", filter=Q(state=ContributionState.DELIVERED)),
    )
    totals = {
        (row["owning_party__side"], row["currency"]): {**row, "awaiting": None}
        for row in given.order_by()
    }
    waiting = Handover.objects.filter(contribution__in=rows, state__in=UNANSWERED).values(
        "contribution__owning_party__side", "contribution__currency"
    )
    for row in waiting.annotate(awaiting=Sum("value")).order_by():
        key = (row["contribution__owning_party__side"], row["contribution__currency"])
        totals[key]["awaiting"] = row["awaiting"]
    GivenTotal.objects.filter(partnership=partnership, term=term).delete()
    GivenTotal.objects.bulk_create(
        GivenTotal(
            partnership=partnership,
            term=term,
            side=side,
            currency=currency,
            **{name: figures[name] or 0 for name in FIGURES},
        )
        for (side, currency), figures in totals.items()
        if any(figures[name] for name in FIGURES)
    )


def received_of(contribution):
    """This function will set what was received of a contribution from its answered deliveries, and whether it is all.

    What has neither quantity nor value is delivered with the first delivery that the receiver confirms.
    """
    answered = contribution.handovers.filter(state__in=RECEIVED)
    sums = answered.aggregate(quantity=Sum("received_quantity"), value=Sum("received_value"))
    contribution.received_quantity, contribution.received_value = sums["quantity"], sums["value"]
    if contribution.quantity is not None:
        is_all = (sums["quantity"] or 0) >= contribution.quantity
    elif contribution.value is not None:
        is_all = (sums["value"] or 0) >= contribution.value
    else:
        is_all = _is_agreed(contribution)
    contribution.state = ContributionState.DELIVERED if is_all else ContributionState.PROMISED


def _is_agreed(contribution):
    """Without a figure only the receiver's word says that it is there: a yes, or an agreement to end a dispute."""
    receiver = Side.PARTNER if contribution.owning_party.side == Side.PUBLIC else Side.PUBLIC
    said = Q(state=HandoverState.CONFIRMED) | Q(
        state=HandoverState.SETTLED, words__kind=WordKind.AGREEMENT, words__side=receiver
    )
    return contribution.handovers.filter(said).exists()
