"""What ends with the last role of somebody: the duties that they took over from others."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from audit import operations as audit
from notices import operations as notices
from organisations.models import (
    Absence,
    Delegation,
    Membership,
    PublicBody,
    SecondApprover,
)


def end_duties(user, organisation, *, by, on):
    """This function will end what `user` does for others in an organisation in which they have no role any more.

    Whoever is away, or lent their seat, is told that nobody stands in now. Rights have ended already: they are computed
    from live rows.
    """
    ends_later = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    rows = Membership.objects.filter(user=user, organisation=organisation, revoked_at__isnull=True)
    if rows.filter(ends_later).exists():
        return
    body = PublicBody.objects.filter(organisation=organisation).first()
    for absence in (
        Absence.objects.standing()
        .filter(deputy=user, organisation=organisation, ends_on__gte=on)
        .select_for_update(of=("self",))
        .order_by("id")
    ):
        _end_deputyship(absence, user, body, by=by, on=on)
    seats = SecondApprover.objects.filter(body=body, user=user, revoked_at__isnull=True)
    # The pool knows its own people, whether they belong to the body or not.
    if body is not None and not seats.filter(ends_later).exists():
        for delegation in (
            Delegation.objects.standing()
            .filter(to=user, seat__body=body, ends_on__gte=on)
            .select_for_update(of=("self",))
            .order_by("id")
        ):
            _end_lent_seat(delegation, user, body, by=by, on=on)


def _end_deputyship(absence, user, body, *, by, on):
    days = {"starts_on": absence.starts_on, "ends_on": absence.ends_on}
    known = {"user": absence.user.public_id, "organisation": absence.organisation.public_id, **days}
    notices.settle(f"deputy:{absence.public_id}:{absence.version}", on=on)
    absence.deputy = None
    absence.version += 1
    absence.save(update_fields=["deputy", "version"])
    audit.record(
        "organisations.change_absence",
        absence,
        by=by,
        on=on,
        body=body,
        before={**known, "deputy": user.public_id},
        after={**known, "deputy": None},
    )
    _tell(absence, absence.user, user, absence.organisation, body, by=by, on=on)


def _end_lent_seat(delegation, user, body, *, by, on):
    notices.settle(f"seat_lent:{delegation.public_id}", on=on)
    delegation.revoked_at = timezone.now()
    delegation.save(update_fields=["revoked_at"])
    audit.record(
        "organisations.end_delegation",
        delegation,
        by=by,
        on=on,
        body=body,
        before={"user": user.public_id, "holder": delegation.holder.public_id},
    )
    _tell(delegation, delegation.holder, user, body, body, by=by, on=on)


def _tell(span, told, user, where, body, *, by, on):
    notices.post(
        "organisations.nobody_stands_in",
        to=[told] if told not in {by, user} else [],
        key=f"nobody_stands_in:{span.public_id}:{user.public_id}",
        on=on,
        url=reverse("desk:absence"),
        context={
            "what": "seat" if isinstance(span, Delegation) else "absence",
            "who": user.get_full_name(),
            "where": str(where),
            "starts_on": span.starts_on,
            "ends_on": span.ends_on,
        },
        body=body,
    )
