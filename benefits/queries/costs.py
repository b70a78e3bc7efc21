"""What running a partnership costs each side: private to it unless shared, and nothing to those who only read."""

from django.db.models import Count, Exists, Q, Sum

from benefits.models import Cost
from benefits.queries.contributions import PARTNER_WRITERS, worked_for
from partnerships.models import Party, PartyRole, Side
from partnerships.queries import parties_visible_to, place_of, within

READING_PLACES = (
    "owner",
    "lead",
    "contributor",
    "auditor",
    *PARTNER_WRITERS,
)


def may_read_costs(viewer, partnership):
    """This function will tell whether costs exist for this reader at all."""
    return place_of(viewer, partnership).has(*READING_PLACES)


def parties_of_costs(viewer, partnership):
    """This function will return the parties whose costs `viewer` may be shown: as a company its own and the public ones."""
    known = parties_visible_to(viewer, partnership)
    place = place_of(viewer, partnership)
    if place.side != Side.PARTNER:
        return known
    own = Party.objects.filter(id__in=list(place.parties))
    chosen = own.exclude(role=PartyRole.CANDIDATE)
    return known.filter(Q(id__in=own.values("id")) | Q(Exists(chosen), side=Side.PUBLIC))


def costs_visible_to(viewer, partnership):
    """This function will return the costs of a visible `partnership` that `viewer` may see, latest first.

    They are those of the own side and what the other side shared; evaluators and those who only read see none. What one
    company shares is for the public side, not for the companies beside it; a candidate is shown nothing yet.
    """
    if not may_read_costs(viewer, partnership):
        return Cost.objects.none()
    known = parties_of_costs(viewer, partnership).order_by()
    rows = partnership.cost_set.filter(owning_party__in=known, withdrawn_on__isnull=True)
    rows = within(rows, viewer).filter(worked_for(viewer, partnership))
    rows = rows.select_related("owning_party__organisation", "recorded_by", "term")
    return rows.order_by("-spent_on", "-id")


def sums_of(costs):
    """This function will return what costs come to for each side, kind and currency, summed by the database.

    Money of a currency and hours stand in rows of their own: nothing is added that cannot be. `counts` are the costs of
    each side and kind, and how many of them are shared.
    """
    rows = costs.order_by().values("owning_party__side", "kind")
    money = rows.filter(money__isnull=False).values("owning_party__side", "kind", "currency")
    told = rows.annotate(total=Sum("hours"), count=Count("id"), shared=Count("shared_on"))
    found = list(told.order_by("kind"))
    return {
        "hours": [
            {name: row[name] for name in ("owning_party__side", "kind", "total")}
            for row in found
            if row["total"] is not None
        ],
        "money": list(money.annotate(total=Sum("money")).order_by("kind", "currency")),
        "counts": [
            {name: row[name] for name in ("owning_party__side", "count", "shared")} for row in found
        ],
    }
