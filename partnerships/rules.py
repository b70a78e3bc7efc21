"""Who may do what in a partnership, as sentences. The first argument of every predicate is the Viewer.

The table behind them is security.md 3; `docs/permissions.md` is generated from the tests that hold it.
"""

import rules

from partnerships.models import Side
from partnerships.queries import open_asks_of, place_of, roles_to_invite


@rules.predicate
def may_write(viewer, _thing=None):
    """Whoever looks as a partner is offered what the partner is offered: a page must look the same to both.

    Nothing of it can be done: the middleware refuses every unsafe method meanwhile, and so does every door.
    """
    return viewer.may_write or viewer.view_as_party_id is not None


@rules.predicate
def creates_partnerships(viewer, _thing=None):
    return bool(viewer.bodies_as("owner", "lead"))


@rules.predicate
def owns_portfolio(viewer, partnership):
    return viewer.has_role(partnership.lead_body.organisation_id, "owner")


@rules.predicate
def leads(viewer, partnership):
    return place_of(viewer, partnership).side == Side.PUBLIC and place_of(viewer, partnership).has(
        "lead"
    )


@rules.predicate
def contributes(viewer, partnership):
    return place_of(viewer, partnership).side == Side.PUBLIC and place_of(viewer, partnership).has(
        "contributor"
    )


@rules.predicate
def is_on_public_side(viewer, partnership):
    return place_of(viewer, partnership).side == Side.PUBLIC


@rules.predicate
def is_on_partner_side(viewer, partnership):
    return place_of(viewer, partnership).side == Side.PARTNER


@rules.predicate
def administers_own_party(viewer, partnership):
    return place_of(viewer, partnership).has("partner_admin")


@rules.predicate
def is_asked(viewer, approval):
    return approval.is_waiting and open_asks_of(approval, viewer).exists()


@rules.predicate
def submitted_it(viewer, approval):
    return approval.is_waiting and approval.submitter_id == viewer.user.pk


@rules.predicate
def runs_approval_partnership(viewer, approval):
    return approval.is_waiting and runs_it(viewer, approval.partnership)


@rules.predicate
def keeps_profile(viewer, version):
    """The operator keeps what ships for every body, an administrator what the own body made of it."""
    if version.body is None:
        return viewer.is_operator
    return viewer.has_role(version.body.organisation_id, "administrator")


@rules.predicate
def invites_there(viewer, invitation):
    """Whoever could send it again may take it back as well."""
    return invitation.role in roles_to_invite(
        viewer, invitation.organisation, partnership=invitation.partnership
    )


@rules.predicate
def answers_for_organisation(viewer, invitation):
    """A company takes back whom others invited into it, a body's administrator whom its owner did."""
    return viewer.has_role(invitation.organisation_id, "owner", "administrator", "partner_admin")


runs_it = owns_portfolio | leads

rules.add_perm("partnerships.create", may_write & creates_partnerships)
rules.add_perm("partnerships.edit", may_write & (runs_it | contributes))
rules.add_perm("partnerships.move", may_write & runs_it)
rules.add_perm("partnerships.set_side_state", may_write & runs_it)
rules.add_perm("partnerships.settle_condition", may_write & runs_it)
rules.add_perm("partnerships.ask_decision", may_write & runs_it)
rules.add_perm("partnerships.ask_override", may_write & runs_it)
rules.add_perm("partnerships.manage_people", may_write & runs_it)
rules.add_perm("partnerships.manage_own_people", may_write & (runs_it | administers_own_party))
rules.add_perm("partnerships.share_in", may_write & runs_it)
rules.add_perm("partnerships.step_aside", may_write & (is_on_public_side | is_on_partner_side))
rules.add_perm("partnerships.view_as_partner", may_write & runs_it)
rules.add_perm("partnerships.read_gates", is_on_public_side)
rules.add_perm("partnerships.answer_approval", may_write & is_asked)
rules.add_perm(
    "partnerships.withdraw_approval", may_write & (submitted_it | runs_approval_partnership)
)
rules.add_perm(
    "partnerships.keep_invitation", may_write & (answers_for_organisation | invites_there)
)
rules.add_perm("partnerships.keep_profile", may_write & keeps_profile)
