"""Who may read what the desk shows, as sentences. The first argument of every predicate is the Viewer."""

import rules

from partnerships.queries import place_of
from partnerships.rules import is_on_public_side, may_write

TAKERS = ("owner", "lead", "auditor", "partner_admin", "partner_contributor")


@rules.predicate
def answers_for_it(viewer, partnership):
    """Whoever only evaluates, works on it or looks on reads the history here."""
    return place_of(viewer, partnership).has(*TAKERS)


# Rows behind an entry, and the state on a past day, hold fields that a company never sees.
rules.add_perm("desk.read_rows", is_on_public_side)
rules.add_perm("desk.export_history", may_write & answers_for_it)
