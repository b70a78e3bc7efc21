from organisations.models.calendar import Holiday, HolidayCalendar
from organisations.models.organisation import Address, Identifier, Kind, Organisation, PublicBody
from organisations.models.people import (
    BODY_ROLES,
    COMPANY_ROLES,
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
    "Address",
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
