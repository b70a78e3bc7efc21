"""Who may take lists away and bring partners in. The first argument of every predicate is the Viewer."""

import rules


@rules.predicate
def may_write(viewer):
    return viewer.may_write


@rules.predicate
def answers_for_a_portfolio(viewer):
    """Owners, leads and auditors take the lists of their body with them; the others read them here."""
    return bool(viewer.bodies_as("owner", "lead", "auditor"))


@rules.predicate
def brings_partners_in(viewer):
    return bool(viewer.bodies_as("owner", "lead"))


rules.add_perm("portfolio.export", answers_for_a_portfolio)
rules.add_perm("portfolio.add_partner", may_write & brings_partners_in)
