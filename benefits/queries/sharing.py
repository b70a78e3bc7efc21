"""How much of its costs a side has shown to the other."""

from django.db.models import Count

OWN, PARTLY, SHARED, THEIRS = "own", "partly", "shared", "theirs"


def sight_of(costs, *, side):
    """This function will return who sees the costs of each side that has any: of `side` own, partly or shared, else theirs."""
    rows = costs.order_by().values("owning_party__side")
    rows = rows.annotate(count=Count("id"), shared=Count("shared_on"))
    return {
        row["owning_party__side"]: _word(row) if row["owning_party__side"] == side else THEIRS
        for row in rows
    }


def _word(row):
    if not row["shared"]:
        return OWN
    return SHARED if row["shared"] == row["count"] else PARTLY
