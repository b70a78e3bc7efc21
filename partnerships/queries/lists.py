"""Figures and lists over many partnerships."""

import datetime

from django.db.models import Count, F, Q

from partnerships.models import Gate, GateState, Partnership, Side, Stage
from partnerships.queries.visibility import partnerships_visible_to, public_partnerships


def listed_partnerships(viewer):
    """This function will return what `viewer` sees, with the one row each that lists read."""
    return partnerships_visible_to(viewer).select_related(
        "standing", "lead_body__organisation", "profile_version"
    )


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
        listed_partnerships(viewer)
        .exclude(stage=Stage.CLOSED)
        .filter(
            standing__ends_on__lte=until, standing__ends_on__gte=on - datetime.timedelta(days=days)
        )
        .order_by("standing__ends_on", "id")
    )


def due_gates(viewer, *, on, days=14):
    """This function will return the open gates of led partnerships whose target day is near or past, earliest first."""
    led = Partnership.objects.filter(
        member_set__user=viewer.user,
        member_set__role="lead",
        member_set__revoked_at__isnull=True,
        member_set__party__side=Side.PUBLIC,
    )
    until = on + datetime.timedelta(days=days)
    return (
        Gate.objects.filter(
            partnership__in=public_partnerships(viewer),
            partnership__id__in=led.values("id"),
            partnership__side_state="",
            state=GateState.OPEN,
            target_on__lte=until,
        )
        .filter(number=F("partnership__standing__gate"))
        .select_related("partnership__standing")
        .order_by("target_on", "id")
    )
