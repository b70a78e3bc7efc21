"""What somebody administers: accounts, roles, pools, calendars."""

from django.db.models import Q

from accounts.models import User
from organisations.models import (
    HolidayCalendar,
    Membership,
    Organisation,
    PublicBody,
    Relationship,
    SecondApprover,
)


def memberships_visible_to(viewer):
    """This function will return the memberships that `viewer` administers."""
    if viewer.is_operator:
        return Membership.objects.all()
    administered = viewer.bodies_as("administrator") | viewer.companies_as("partner_admin")
    return Membership.objects.filter(organisation__in=administered)


def memberships_answered_for(viewer):
    """This function will return the memberships of the bodies and companies for which `viewer` answers."""
    answers = viewer.bodies_as("owner", "administrator") | viewer.companies_as("partner_admin")
    return Membership.objects.filter(organisation__in=answers)


def organisations_with_people_for(viewer):
    """This function will return the organisations of which `viewer` may know that they have people: one's own."""
    if viewer.view_as_party_id is not None:
        return Organisation.objects.none()
    return Organisation.objects.filter(id__in=viewer.body_ids | viewer.company_ids)


def bodies_administered_by(viewer):
    """This function will return the public bodies whose accounts and content `viewer` keeps."""
    if viewer.is_operator:
        return PublicBody.objects.all()
    return PublicBody.objects.filter(organisation__in=viewer.bodies_as("administrator"))


def places_administered_by(viewer):
    """This function will return the organisations in which `viewer` may give people a role."""
    if viewer.is_operator:
        return Organisation.objects.all()
    return Organisation.objects.filter(id__in=_administered(viewer))


def organisations_administered_by(viewer):
    """This function will return the organisations whose public facts `viewer` reads in the admin."""
    if viewer.is_operator:
        return Organisation.objects.all()
    bodies = viewer.bodies_as("administrator")
    related = Relationship.objects.filter(body__organisation__in=bodies).values("organisation")
    return Organisation.objects.filter(Q(id__in=_administered(viewer)) | Q(id__in=related))


def approvers_visible_to(viewer):
    """This function will return the seats in the pools of second approvers that `viewer` keeps."""
    return SecondApprover.objects.filter(body__in=bodies_administered_by(viewer))


def calendars_visible_to(viewer):
    """This function will return the calendars by which the bodies of `viewer` count their working days."""
    if viewer.is_operator:
        return HolidayCalendar.objects.all()
    bodies = bodies_administered_by(viewer)
    return HolidayCalendar.objects.filter(id__in=bodies.values("calendar"))


def calendars_kept_by(viewer):
    """This function will return the calendars that `viewer` may change: those that no body of others counts by."""
    others = PublicBody.objects.exclude(id__in=bodies_administered_by(viewer).values("id"))
    shared = others.filter(calendar__isnull=False).values("calendar")
    return calendars_visible_to(viewer).exclude(id__in=shared)


def users_administered_by(viewer):
    """This function will return the users who have a role, or a seat in a pool, in what `viewer` administers."""
    if viewer.is_operator:
        return User.objects.all()
    here = Q(organisation__in=_administered(viewer))
    pool = Q(body__organisation__in=viewer.bodies_as("administrator"))
    return User.objects.filter(_among(viewer, here, pool))


def users_kept_by(viewer):
    """This function will return the users whose account `viewer` may change or close.

    Whoever also belongs elsewhere is left to the operator: with a new address somebody could sign in as them there.
    """
    if viewer.is_operator:
        return User.objects.all()
    there = ~Q(organisation__in=_administered(viewer))
    pools = ~Q(body__organisation__in=viewer.bodies_as("administrator"))
    own = users_administered_by(viewer).filter(is_operator=False)
    return own.exclude(_among(viewer, there, pools))


def _administered(viewer):
    return viewer.bodies_as("administrator") | viewer.companies_as("partner_admin")


def _among(viewer, here, pool):
    """Whoever has a role `here` or a seat in such a `pool` that is not over, one that is still to come included."""
    standing = Q(valid_to__isnull=True) | Q(valid_to__gte=viewer.on)
    roles = Membership.objects.filter(standing, here, revoked_at__isnull=True)
    seats = SecondApprover.objects.filter(standing, pool, revoked_at__isnull=True)
    return Q(id__in=roles.values("user")) | Q(id__in=seats.values("user"))
