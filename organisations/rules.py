"""Who may do what with organisations, as sentences. The first argument of every predicate is the Viewer."""

import rules

from organisations.queries import calendars_kept_by, users_kept_by


@rules.predicate
def is_operator(viewer):
    return viewer.is_operator and viewer.may_write


@rules.predicate
def administers(viewer, organisation):
    return viewer.may_write and viewer.has_role(organisation.id, "administrator", "partner_admin")


@rules.predicate
def reads_portfolio(viewer):
    return bool(viewer.bodies_as("owner", "lead", "auditor", "staff"))


@rules.predicate
def keeps_relationship(viewer, relationship):
    return viewer.may_write and viewer.has_role(relationship.body.organisation_id, "owner", "lead")


@rules.predicate
def may_enter_admin(viewer):
    return viewer.is_operator or bool(viewer.bodies_as("administrator"))


@rules.predicate
def keeps_account(viewer, user):
    return viewer.may_write and users_kept_by(viewer).filter(pk=user.pk).exists()


@rules.predicate
def keeps_calendar(viewer, calendar):
    return viewer.may_write and calendars_kept_by(viewer).filter(pk=calendar.pk).exists()


@rules.predicate
def answers_for_its_people(viewer, organisation):
    return viewer.may_write and viewer.has_role(
        organisation.id, "owner", "administrator", "partner_admin"
    )


@rules.predicate
def audits(viewer, organisation):
    return viewer.may_write and viewer.has_role(organisation.id, "auditor")


rules.add_perm("organisations.read_people", answers_for_its_people | audits)
rules.add_perm("organisations.manage_people", answers_for_its_people)


@rules.predicate
def is_away(viewer, absence):
    return viewer.may_write and absence.user_id == viewer.user.pk


@rules.predicate
def answers_for_absent(viewer, absence):
    return answers_for_its_people(viewer, absence.organisation)


@rules.predicate
def belongs_there(viewer, organisation):
    return viewer.may_write and organisation.id in viewer.roles


@rules.predicate
def holds_seat(viewer, seat):
    return viewer.may_write and seat.user_id == viewer.user.pk


@rules.predicate
def keeps_pool(viewer, body):
    return viewer.may_write and viewer.has_role(body.organisation_id, "owner", "administrator")


@rules.predicate
def keeps_pool_of(viewer, seat):
    return keeps_pool(viewer, seat.body)


@rules.predicate
def asks_the_pool(viewer, body):
    return viewer.has_role(body.organisation_id, "owner", "lead", "auditor", "administrator")


rules.add_perm("organisations.announce_absence", belongs_there)
rules.add_perm("organisations.keep_absence", is_away | answers_for_absent)
rules.add_perm("organisations.lend_seat", holds_seat | keeps_pool_of)
rules.add_perm("organisations.read_pool", asks_the_pool)
rules.add_perm("organisations.read_directory", reads_portfolio)
rules.add_perm("organisations.edit_public_facts", is_operator)
rules.add_perm("organisations.manage_accounts", administers | is_operator)
rules.add_perm("organisations.keep_relationship", keeps_relationship)
rules.add_perm("organisations.enter_admin", may_enter_admin)
rules.add_perm("organisations.keep_account", keeps_account)
rules.add_perm("organisations.keep_pool", keeps_pool | is_operator)
rules.add_perm("organisations.add_calendar", is_operator)
rules.add_perm("organisations.keep_calendar", keeps_calendar)
