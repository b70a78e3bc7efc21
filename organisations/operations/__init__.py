from organisations.operations.calendars import create_calendar, drop_holiday, set_holiday
from organisations.operations.memberships import (
    MembershipRefused,
    grant_membership,
    revoke_membership,
    seat_approver,
    unseat_approver,
)
from organisations.operations.organisations import (
    IdentifierTaken,
    StaleOrganisation,
    add_identifier,
    create_organisation,
    edit_organisation,
    found_body,
    note_relationship,
    record_person,
    relate,
)
from organisations.operations.projection import (
    project_organisation,
    projected_permissions,
    stored_permissions,
)

__all__ = [
    "IdentifierTaken",
    "MembershipRefused",
    "StaleOrganisation",
    "add_identifier",
    "create_calendar",
    "create_organisation",
    "drop_holiday",
    "edit_organisation",
    "found_body",
    "grant_membership",
    "note_relationship",
    "project_organisation",
    "projected_permissions",
    "record_person",
    "relate",
    "revoke_membership",
    "seat_approver",
    "set_holiday",
    "stored_permissions",
    "unseat_approver",
]
