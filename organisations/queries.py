"""Who is known to whom, who belongs where, and which days are worked."""

import datetime

import holidays
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from organisations.models import (
    Absence,
    Delegation,
    HolidayCalendar,
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


def second_approvers_of(body, *, on):
    """This function will return the active users whom `body` may ask as the second person on the day `on`."""
    seats = (
        SecondApprover.objects.live(on=on)
        .filter(body=body, user__is_active=True)
        .select_related("user")
    )
    return [seat.user for seat in seats]


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


def approver_seats_visible_to(viewer):
    """This function will return the live seats in pools that are the own of `viewer` or in a pool that they keep."""
    if not viewer.is_signed_in or viewer.view_as_party_id is not None:
        return SecondApprover.objects.none()
    kept = Q(body__organisation__in=viewer.bodies_as("owner", "administrator"))
    rows = SecondApprover.objects.live(on=viewer.on).filter(kept | Q(user=viewer.user))
    return rows.select_related("user", "body__organisation")


def possible_deputies(user, organisation, *, on):
    """This function will return the active users who could stand in for `user` in `organisation`."""
    rows = Membership.objects.live(on=on).filter(organisation=organisation)
    people = User.objects.filter(is_active=True, id__in=rows.values("user"))
    return people.exclude(pk=user.pk).order_by("name", "email")


def possible_delegates(seat, *, on):
    """This function will return the active users to whom a seat in the pool may be lent: whom the body knows."""
    members = Membership.objects.live(on=on).filter(organisation=seat.body.organisation_id)
    pool = SecondApprover.objects.live(on=on).filter(body=seat.body)
    known = Q(id__in=members.values("user")) | Q(id__in=pool.values("user"))
    people = User.objects.filter(known, is_active=True)
    return people.exclude(pk=seat.user_id).order_by("name", "email")


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


def days_off(calendar, *, start, end):
    """This function will return the set of days between `start` and `end`, both included, that are not worked."""
    span = [start + datetime.timedelta(days=n) for n in range((end - start).days + 1)]
    off = {day for day in span if str(day.isoweekday()) in (calendar.weekend if calendar else "67")}
    if calendar is None:
        return off
    if calendar.country:
        years = range(start.year, end.year + 1)
        public = holidays.country_holidays(
            calendar.country, subdiv=calendar.region or None, years=years
        )
        off |= {day for day in span if day in public}
    for holiday in calendar.holidays.filter(day__range=(start, end)):
        (off.add if holiday.is_off else off.discard)(holiday.day)
    return off


def working_day_after(day, *, days, calendar):
    """This function will return the day that lies `days` working days after `day` (domain.md C.13)."""
    end = day + datetime.timedelta(days=days * 2 + 30)
    off = days_off(calendar, start=day, end=end)
    for _step in range(days):
        day += datetime.timedelta(days=1)
        while day in off:
            day += datetime.timedelta(days=1)
    return day


def previous_working_day(day, *, calendar):
    """This function will return `day` itself when it is worked, else the last worked day before it."""
    off = days_off(calendar, start=day - datetime.timedelta(days=30), end=day)
    while day in off:
        day -= datetime.timedelta(days=1)
    return day
