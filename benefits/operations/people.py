"""What somebody held here goes to a colleague, in the transaction in which they leave."""

from django.db import transaction

from benefits import queries
from benefits.models import Benefit
from benefits.operations.telling import record
from partnerships.models import Member, Side, Visibility
from partnerships.operations.locking import lock_partnership


@transaction.atomic
def hand_over(user, partnerships, *, to, by, on, organisation=None):
    """This function will give everything that `user` owns in `partnerships` (benefits, contributions) to the user `to`.

    With `organisation`, only what they own there. `to` needs a place on the same side of each, of a company's rows in
    that company; where they have none, or with `to` None, the row is left without an owner. Versions stay: what was agreed does not change with its owner. Returns the rows that changed hands.
    """
    held = queries.held_by(user, partnerships, organisation=organisation)
    # In one order, so that two who leave at once never wait for each other.
    for key in sorted({row.partnership_id for row in held}):
        rows = [row for row in held if row.partnership_id == key]
        partnership = lock_partnership(rows[0].partnership)
        places = Member.objects.live(on=on).filter(partnership=partnership, user=to)
        places = list(places.select_related("party").order_by("id")) if to is not None else []
        for row in rows:
            place = next((one for one in places if _takes(one, row)), None)
            _give(row, place, partnership, by=by, on=on)
    return held


def _takes(place, row):
    """On the public side colleagues help each other out; what a company gains or gives stays within it."""
    giver = row.owning_party
    return place.party == giver or place.party.side == giver.side == Side.PUBLIC


def _give(row, place, partnership, *, by, on):
    before, after = row.owner.public_id, place.public_id if place else None
    row.owner = place
    row.save(update_fields=["owner"])
    kind = "benefit" if isinstance(row, Benefit) else "contribution"
    record(
        f"hand_over_{kind}",
        row,
        partnership,
        by=by,
        on=on,
        party=row.owning_party,
        visibility=Visibility(row.visibility),
        before={"member": before},
        after={kind: row.label or row.statement, "member": after},
    )
