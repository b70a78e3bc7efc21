"""Who may read what the desk shows, as sentences. The first argument of every predicate is the Viewer."""

import rules

from partnerships.rules import is_on_public_side

# Rows behind an entry, and the state on a past day, hold fields that a company never sees.
rules.add_perm("desk.read_rows", is_on_public_side)
