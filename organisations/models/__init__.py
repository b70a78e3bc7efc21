from organisations.models.absences import Absence, Delegation
from organisations.models.calendar import Holiday, HolidayCalendar
from organisations.models.organisation import Address, Identifier, Kind, Organisation, PublicBody
from organisations.models.people import (
    BODY_ROLES,
    COMPANY_ROLES,
    STRONG_ROLES,
    Membership,
    Person,
    Role,
    SecondApprover,
)
from organisations.models.permission import OrganisationUserObjectPermission
from organisations.models.relationship import Relationship

__all__ = [
    "BODY_ROLES",
    "COMPANY_ROLES",
    "STRONG_ROLES",
    "Absence",
    "Address",
    "Delegation",
    "Holiday",
    "HolidayCalendar",
    "Identifier",
    "Kind",
    "Membership",
    "Organisation",
    "OrganisationUserObjectPermission",
    "Person",
    "PublicBody",
    "Relationship",
    "Role",
    "SecondApprover",
]
