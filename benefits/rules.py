"""Who may do what with benefits, goals, wishes, contributions and costs, as sentences.

The first argument of every predicate is the Viewer. The table behind them is security.md 3.
"""

import rules

from benefits import queries
from partnerships.models import PartyRole, Side
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
    return place.side == Side.PARTNER and place.has(*queries.PARTNER_WRITERS)


is_inside = is_on_public_side | is_on_partner_side
works_for_public = owns_portfolio | leads | contributes
writes_for_a_side = may_write & (works_for_public | works_for_partner)

rules.add_perm("benefits.read", is_inside)
rules.add_perm("benefits.write", writes_for_a_side)

# ── Contributions and costs ─────────────────────────────────────────────────────────────────────


@rules.predicate
def gives(viewer, contribution):
    """Whoever works for the party that gives; on the public side for whichever public body.

    What somebody is for one company gives nothing in the party of another.
    """
    party, place = contribution.owning_party, place_of(viewer, contribution.partnership)
    if place.side != party.side:
        return False
    return party.side == Side.PUBLIC or party.pk in place.parties_as(*queries.PARTNER_WRITERS)


@rules.predicate
def receives(viewer, contribution):
    """Whoever works for the other side; a candidate receives nothing yet."""
    side = place_of(viewer, contribution.partnership).side
    if not side or side == contribution.owning_party.side:
        return False
    if side == Side.PUBLIC:
        return True
    party = queries.own_party(viewer, contribution.partnership)
    return party is not None and party.role != PartyRole.CANDIDATE


@rules.predicate
def writes_there(viewer, record):
    return writes_for_a_side(viewer, record.partnership)


@rules.predicate
def reads_costs(viewer, partnership):
    return queries.may_read_costs(viewer, partnership)


rules.add_perm("benefits.add_contribution", writes_for_a_side)
rules.add_perm("benefits.give", writes_there & gives)
rules.add_perm("benefits.receive", writes_there & receives)
rules.add_perm("benefits.talk", writes_there & (gives | receives))
rules.add_perm("benefits.read_costs", reads_costs)
rules.add_perm("benefits.write_costs", writes_for_a_side)
rules.add_perm("benefits.keep_cost", writes_there & gives)

# ── Benefits, goals and wishes ──────────────────────────────────────────────────────────────────


@rules.predicate
def speaks_about(viewer, reading):
    """Of what a company gains, nobody else on its side says whether a figure is right."""
    gainer, place = reading.benefit.owning_party, place_of(viewer, reading.partnership)
    if Side.PUBLIC in {gainer.side, place.side}:
        return True
    return gainer.pk in place.parties_as(*queries.PARTNER_WRITERS)


@rules.predicate
def is_offered(viewer, benefit):
    return benefit.is_offered


@rules.predicate
def keeps_goals(viewer, body=None):
    """An owner or an administrator, of this body where one is given."""
    kept = viewer.bodies_as("owner", "administrator")
    return bool(kept) if body is None else body.organisation_id in kept


@rules.predicate
def reads_goals(viewer):
    """Whoever reads the portfolio of a body, or serves its goals as a lead."""
    return bool(viewer.bodies_as(*queries.GOAL_READERS))


@rules.predicate
def reads_wishes(viewer, organisation):
    """Whoever belongs to the company; whoever only looks as it is not of it."""
    return organisation.pk in viewer.company_ids and viewer.view_as_party_id is None


@rules.predicate
def speaks_for(viewer, organisation):
    """An administrator of the company, or whoever contributes for it in one of its partnerships."""
    return viewer.has_role(organisation.pk, "partner_admin") or queries.contributes_for(
        viewer, organisation
    )


@rules.predicate
def keeps_type(viewer, kind):
    """The operator keeps what ships for every body, an administrator what the own body added."""
    if kind.body is None:
        return viewer.is_operator
    return viewer.has_role(kind.body.organisation_id, "administrator")


rules.add_perm("benefits.keep_benefit", writes_there & gives)
rules.add_perm("benefits.answer_benefit", writes_there & receives)
rules.add_perm("benefits.add_reading", writes_there & (gives | (receives & is_offered)))
rules.add_perm("benefits.keep_reading", writes_there & gives)
rules.add_perm("benefits.answer_reading", writes_there & receives & speaks_about)
rules.add_perm("benefits.link_goals", may_write & works_for_public)
rules.add_perm("benefits.read_goal_links", is_on_public_side)
rules.add_perm("benefits.read_goals", may_write & reads_goals)
rules.add_perm("benefits.keep_goals", may_write & keeps_goals)
rules.add_perm("benefits.read_wishes", reads_wishes)
rules.add_perm("benefits.keep_wishes", may_write & reads_wishes & speaks_for)
rules.add_perm("benefits.keep_type", may_write & keeps_type)
