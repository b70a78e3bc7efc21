"""Who is away, and who stands in for whom."""

import datetime

from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from organisations.models import (
    Absence,
    Delegation,
    Membership,
    SecondApprover,
)


def belongs_to(user, organisation, *, on):
    """This function will tell whether `user` has any role in `organisation` on the day `on`."""
    return Membership.objects.live(on=on).filter(user=user, organisation=organisation).exists()


def _member_here(user, organisation, *, on):
    """The condition that the user in one column has a live role in the organisation in another."""
    rows = Membership.objects.live(on=on)
    return Exists(rows.filter(user=OuterRef(user), organisation=OuterRef(organisation)))


def cover_on(on):
    """This function will return the absences whose deputy counts on the day `on`.

    A right is computed from live rows: it ends with the membership, or the account, of either of the two.
    """
    return Absence.objects.live(on=on).filter(
        _member_here("user", "organisation", on=on),
        _member_here("deputy", "organisation", on=on),
        user__is_active=True,
        deputy__is_active=True,
    )


def lent_on(on):
    """This function will return the delegations that count on the day `on`: of live seats, to whom the body knows."""
    seats = SecondApprover.objects.live(on=on)
    own = seats.filter(user=OuterRef("to"), body=OuterRef("seat__body"))
    known = _member_here("to", "seat__body__organisation", on=on) | Exists(own)
    return Delegation.objects.live(on=on).filter(
        known, seat__in=seats.values("pk"), holder__is_active=True, to__is_active=True
    )


def covered_by(user, *, on):
    """This function will return the absences that `user` covers on the day `on`, were they still to belong there.

    One row a role of whoever is away. What `cover_on` asks of the deputy is left to whoever knows it already.
    """
    roles = {f"user__memberships__{name}": value for name, value in _live_on(on).items()}
    return Absence.objects.live(on=on).filter(
        Q(user__memberships__valid_to__isnull=True) | Q(user__memberships__valid_to__gte=on),
        deputy=user,
        user__is_active=True,
        user__memberships__organisation=F("organisation"),
        **roles,
    )


def seats_covered_by(user, *, on):
    """This function will return the delegations to `user` and the seats of whom they cover in the same pool."""
    until = Q(seat__valid_to__isnull=True) | Q(seat__valid_to__gte=on)
    seat = {f"seat__{name}": value for name, value in _live_on(on).items()}
    lent = Delegation.objects.live(on=on).filter(until, to=user, holder__is_active=True, **seat)
    covered = SecondApprover.objects.live(on=on).filter(
        user__absences__deputy=user,
        user__absences__organisation=F("body__organisation"),
        user__absences__cancelled_at__isnull=True,
        user__absences__starts_on__lte=on,
        user__absences__ends_on__gte=on,
    )
    return lent, covered


def _live_on(on):
    """The conditions of `LiveQuerySet.live` on another table's columns, but for the last day."""
    return {"valid_from__lte": on, "revoked_at__isnull": True}


def deputy_of(user, organisation, *, on):
    """This function will return who stands in for `user` in `organisation` on the day `on`, or None."""
    row = cover_on(on).filter(user=user, organisation=organisation).select_related("deputy").first()
    return row.deputy if row else None


def absences_on(on, *, users):
    """This function will return {(user, organisation): Absence} of those among `users` who are away on the day `on`.

    `row.stands_in` tells whether the deputy counts.
    """
    rows = Absence.objects.live(on=on).filter(user__in=users).select_related("deputy")
    counts = Exists(cover_on(on).filter(pk=OuterRef("pk")))
    return {(row.user_id, row.organisation_id): row for row in rows.annotate(stands_in=counts)}


def absences_visible_to(viewer):
    """This function will return the absences of `viewer`, those that `viewer` covers and those kept for others.

    A deputy who left the organisation covers nobody there.
    """
    if not viewer.is_signed_in or viewer.view_as_party_id is not None:
        return Absence.objects.none()
    kept = viewer.bodies_as("owner", "administrator") | viewer.companies_as("partner_admin")
    covered = Q(deputy=viewer.user, organisation__in=viewer.roles)
    seen = Q(user=viewer.user) | covered | Q(organisation__in=kept)
    return Absence.objects.filter(seen).select_related(
        "user", "deputy", "organisation", "entered_by"
    )


def delegations_visible_to(viewer):
    """This function will return the delegations from and to `viewer`, and those in the pools that `viewer` keeps."""
    if not viewer.is_signed_in or viewer.view_as_party_id is not None:
        return Delegation.objects.none()
    kept = Q(seat__body__organisation__in=viewer.bodies_as("owner", "administrator"))
    known = viewer.approver_body_ids.union(viewer.roles)
    seen = kept | Q(holder=viewer.user) | Q(to=viewer.user, seat__body__organisation__in=known)
    return Delegation.objects.filter(seen).select_related(
        "holder", "to", "entered_by", "seat__body__organisation"
    )


def duties_of(user, organisation, *, on):
    """This function will return for how many `user` stands in at an organisation, today or later, and how many seats they hold lent."""
    covered = Absence.objects.standing().filter(
        deputy=user, organisation=organisation, ends_on__gte=on
    )
    lent = Delegation.objects.standing().filter(
        to=user, seat__body__organisation=organisation, ends_on__gte=on
    )
    return {"covered": covered.count(), "lent": lent.count()}


def possible_deputies(user, organisation, *, on):
    """This function will return the active users who could stand in for `user` in `organisation`."""
    rows = Membership.objects.live(on=on).filter(organisation=organisation)
    people = User.objects.filter(is_active=True, id__in=rows.values("user"))
    return people.exclude(pk=user.pk).order_by("name", "email")


# For how many days after the last one somebody is still told that it is over.
LATE = datetime.timedelta(days=7)


def absences_just_over(*, on):
    """This function will return the absences whose last day was in the week before `on`."""
    rows = Absence.objects.standing().filter(ends_on__lt=on, ends_on__gte=on - LATE)
    rows = rows.filter(deputy__isnull=False)
    return rows.select_related("user", "deputy", "organisation").order_by("id")


def delegations_just_over(*, on):
    """This function will return the delegations whose last day was in the week before `on`."""
    rows = Delegation.objects.standing().filter(ends_on__lt=on, ends_on__gte=on - LATE)
    return rows.select_related("holder", "to", "seat__body__organisation").order_by("id")
