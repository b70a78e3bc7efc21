"""Who may do what with benefits, goals, wishes, contributions and costs, as sentences.

The first argument of every predicate is the Viewer. The table behind them is security.md 3.
"""

import rules

from partnerships.models import Side
from partnerships.queries import place_of
from partnerships.rules import (
    contributes,
    is_on_partner_side,
    is_on_public_side,
    leads,
    may_write,
    owns_portfolio,
)

# ── Both ────────────────────────────────────────────────────────────────────────────────────────


@rules.predicate
def works_for_partner(viewer, partnership):
    place = place_of(viewer, partnership)
    return place.side == Side.PARTNER and place.has("partner_admin", "partner_contributor")


is_inside = is_on_public_side | is_on_partner_side
works_for_public = owns_portfolio | leads | contributes
writes_for_a_side = may_write & (works_for_public | works_for_partner)

# ── Benefits, goals and wishes ──────────────────────────────────────────────────────────────────

rules.add_perm("benefits.read", is_inside)
rules.add_perm("benefits.write", writes_for_a_side)

# ── Contributions and costs ─────────────────────────────────────────────────────────────────────
