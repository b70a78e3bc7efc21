"""Who may take lists of the portal away. The first argument of every predicate is the Viewer."""

import rules

from portal import queries


@rules.predicate
def answers_for_a_company(viewer):
    """Administrators of a company and its contributors; whoever only looks on reads the list here."""
    return bool(viewer.companies_as("partner_admin")) or queries.contributes_somewhere(viewer)


rules.add_perm("portal.export", answers_for_a_company)
