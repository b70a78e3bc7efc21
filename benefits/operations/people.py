"""What somebody held here goes to a colleague, in the transaction in which they leave."""

from django.db import transaction

from benefits import queries
from benefits.models import Benefit
from benefits.operations.telling import record
from partnerships.models import Member, Visibility
from partnerships.operations.locking import lock_partnership


@transaction.atomic
def hand_over(user, partnerships, *, to, by, on):
    """This function will give everything that `user` owns in `partnerships` (benefits, contributions) to the user `to`.

    `to` needs a place on the same side of each; where they have none, or with `to` None, the row is left without an
    owner. Versions stay: what was agreed does not change with its owner. Returns the rows that changed hands.
    """
    held = queries.held_by(user, partnerships)
    # In one order, so that two who leave at once never wait for each other.
    for key in sorted({row.partnership_id for row in held}):
        rows = [row for row in held if row.partnership_id == key]
        partnership = lock_partnership(rows[0].partnership)
        places = Member.objects.live(on=on).filter(partnership=partnership, user=to)
        place = places.select_related("party").first() if to is not None else None
        for row in rows:
            _give(row, place, partnership, by=by, on=on)
    return held


def _give(row, place, partnership, *, by, on):
    is_ours = place is not None and place.party.side == row.owning_party.side
    before, after = row.owner.public_id, place.public_id if is_ours else None
    row.owner = place if is_ours else None
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
