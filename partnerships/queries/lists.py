"""Figures and lists over many partnerships."""

import datetime

from django.db.models import Count, F, Q

from partnerships.models import (
    Gate,
    GateState,
    Member,
    MemberRole,
    Side,
    Stage,
)
from partnerships.queries.visibility import (
    partner_partnerships,
    partnerships_visible_to,
    public_partnerships,
)


def listed_partnerships(viewer):
    """This function will return what `viewer` sees from either side, with the one row each that lists read."""
    return _with_standing(partnerships_visible_to(viewer))


def listed_for_staff(viewer):
    """This function will return what `viewer` sees from the public side, with the one row each that lists read."""
    return _with_standing(public_partnerships(viewer))


def listed_for_partner(viewer):
    """This function will return what `viewer` sees as a company, with the one row each that lists read."""
    return _with_standing(partner_partnerships(viewer))


def _with_standing(partnerships):
    return partnerships.select_related("standing", "lead_body__organisation", "profile_version")


def stage_counts(viewer, *, on):
    """This function will return {stage: (partnerships, of them with a late gate)} as seen from the public side."""
    late = Q(standing__next_due_on__lt=on)
    rows = (
        public_partnerships(viewer)
        .values_list("stage")
        .annotate(count=Count("id"), late=Count("id", filter=late))
        .order_by()
    )
    return {stage: (count, late) for stage, count, late in rows}


def ending_partnerships(viewer, *, on, days=365):
    """This function will return the running partnerships whose term ends within `days`, soonest first."""
    until = on + datetime.timedelta(days=days)
    return (
        listed_for_staff(viewer)
        .exclude(stage=Stage.CLOSED)
        .filter(
            standing__ends_on__lte=until, standing__ends_on__gte=on - datetime.timedelta(days=days)
        )
        .order_by("standing__ends_on", "id")
    )


def led_partnerships(viewer):
    """This function will return the partnerships that `viewer` sees from the public side and leads."""
    led = Member.objects.live(on=viewer.on).filter(
        user=viewer.user, role=MemberRole.LEAD, party__side=Side.PUBLIC
    )
    return public_partnerships(viewer).filter(id__in=led.values("partnership"))


def due_gates(viewer, *, on, days=14):
    """This function will return the open gates of led partnerships whose target day is near or past, earliest first."""
    until = on + datetime.timedelta(days=days)
    return (
        Gate.objects.filter(
            partnership__in=led_partnerships(viewer),
            partnership__side_state="",
            state=GateState.OPEN,
            target_on__lte=until,
        )
        .filter(number=F("partnership__standing__gate"))
        .select_related("partnership__standing")
        .order_by("target_on", "id")
    )
