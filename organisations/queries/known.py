"""Who is known to whom, and who belongs where."""

from django.db.models import Q

from accounts.models import User
from organisations.models import (
    Membership,
    Organisation,
    PublicBody,
    Relationship,
    SecondApprover,
)


def organisations_visible_to(viewer):
    """This function will return the organisations that `viewer` may find by name.

    Staff find what their bodies have a relationship with; company users their own companies. Anything else is
    found only by its exact identifier (see `organisation_by_identifier`).
    """
    if not viewer.is_signed_in:
        return Organisation.objects.none()
    if viewer.is_operator:
        return Organisation.objects.all()
    related = Relationship.objects.filter(body__organisation__in=viewer.body_ids).values(
        "organisation"
    )
    return Organisation.objects.filter(
        Q(id__in=viewer.body_ids | viewer.company_ids) | Q(id__in=related)
    )


def relationships_visible_to(viewer):
    """This function will return the relationships of the bodies for which `viewer` works; companies see none."""
    if not viewer.is_public or viewer.view_as_party_id is not None:
        return Relationship.objects.none()
    reading = viewer.bodies_as("owner", "lead", "auditor", "staff")
    return Relationship.objects.filter(body__organisation__in=reading)


def organisation_by_identifier(*, scheme, value):
    """This function will return the one organisation with this exact identifier, or None."""
    return Organisation.objects.with_identifier(scheme=scheme, value=value).first()


def bodies_of(viewer):
    """This function will return the public bodies that `viewer` works for."""
    return PublicBody.objects.filter(organisation__in=viewer.body_ids).select_related(
        "organisation", "calendar"
    )


def live_members_of(organisation, *, on):
    """This function will return the memberships that count on the day `on`, one row a role."""
    return Membership.objects.live(on=on).filter(organisation=organisation).select_related("user")


def people_of(organisation, *, on):
    """This function will return the users who have a role in `organisation`, or a seat in its pool, on the day `on`."""
    roles = live_members_of(organisation, on=on)
    pool = SecondApprover.objects.live(on=on).filter(body__organisation=organisation)
    return User.objects.filter(Q(id__in=roles.values("user")) | Q(id__in=pool.values("user")))


def people_with_role(organisation, *roles, on):
    """This function will return the active users who hold one of `roles` in `organisation` on the day `on`."""
    rows = live_members_of(organisation, on=on).filter(role__in=roles, user__is_active=True)
    return list({row.user_id: row.user for row in rows}.values())
