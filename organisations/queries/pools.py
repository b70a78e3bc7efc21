"""Whom a body may ask as the second person."""

from django.db.models import Q

from accounts.models import User
from organisations.models import (
    Membership,
    PublicBody,
    SecondApprover,
)


def second_approvers_of(body, *, on):
    """This function will return the active users whom `body` may ask as the second person on the day `on`."""
    seats = (
        SecondApprover.objects.live(on=on)
        .filter(body=body, user__is_active=True)
        .select_related("user")
    )
    return [seat.user for seat in seats]


def approver_seats_visible_to(viewer):
    """This function will return the live seats in pools that are the own of `viewer` or in a pool that they keep."""
    if not viewer.is_signed_in or viewer.view_as_party_id is not None:
        return SecondApprover.objects.none()
    kept = Q(body__organisation__in=viewer.bodies_as("owner", "administrator"))
    rows = SecondApprover.objects.live(on=viewer.on).filter(kept | Q(user=viewer.user))
    return rows.select_related("user", "body__organisation")


def possible_delegates(seat, *, on):
    """This function will return the active users to whom a seat in the pool may be lent: whom the body knows."""
    members = Membership.objects.live(on=on).filter(organisation=seat.body.organisation_id)
    pool = SecondApprover.objects.live(on=on).filter(body=seat.body)
    known = Q(id__in=members.values("user")) | Q(id__in=pool.values("user"))
    people = User.objects.filter(known, is_active=True)
    return people.exclude(pk=seat.user_id).order_by("name", "email")


def pools_visible_to(viewer):
    """This function will return the public bodies whose pool of second approvers `viewer` may read."""
    if not viewer.is_signed_in or viewer.view_as_party_id is not None:
        return PublicBody.objects.none()
    return PublicBody.objects.filter(organisation__in=viewer.body_ids).select_related(
        "organisation"
    )


def pool_of(body, *, on):
    """This function will return the seats in the pool of `body` that are not over, those still to come included."""
    rows = SecondApprover.objects.filter(body=body, revoked_at__isnull=True)
    open_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return rows.filter(open_ended).select_related("user").order_by("user__name", "user__email")


def possible_approvers(body, *, on):
    """This function will return the active members of `body` who are not in its pool."""
    members = Membership.objects.live(on=on).filter(organisation=body.organisation_id)
    seated = SecondApprover.objects.filter(body=body, revoked_at__isnull=True)
    people = User.objects.filter(is_active=True, id__in=members.values("user"))
    return people.exclude(id__in=seated.values("user")).order_by("name", "email")
