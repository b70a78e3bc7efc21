"""The one row per partnership that lists read."""

from django.db.models import Max

from partnerships import queries
from partnerships.models import Approval, ApprovalState, PartyRole, Side, Standing

MAX_NAMES = 1000


def push_standing(partnership):
    """This function will bring the standing of `partnership` up to date; called by every verb that changes a fact."""
    gate = queries.gate_ahead(partnership)
    missing = queries.missing_conditions(gate).count() if gate else 0
    names = _partner_names(partnership)
    due = gate.target_on if gate and not gate.is_behind and partnership.is_running else None
    facts = {
        "gate": gate.number if gate else None,
        "missing": missing,
        "next_due_on": due,
        "next_due_key": f"gate_{gate.number}" if due else "",
        "open_asks": Approval.objects.filter(
            partnership=partnership, state=ApprovalState.WAITING
        ).count(),
        "ends_on": partnership.terms.aggregate(last=Max("ends_on"))["last"],
        "partner_names": names,
        "vacant_seats": queries.vacant_seats(partnership),
        "search_text": f"{partnership.reference} {partnership.title} {names}".lower(),
    }
    Standing.objects.update_or_create(partnership=partnership, defaults=facts)


def _partner_names(partnership):
    """Partners first, then whoever else stands on their side; candidates last."""
    parties = (
        partnership.parties.filter(side=Side.PARTNER).select_related("organisation").order_by("id")
    )
    ranked = sorted(parties, key=lambda party: party.role != PartyRole.PARTNER)
    return ", ".join(str(party.organisation) for party in ranked)[:MAX_NAMES]
