"""What a partnership that is paused, suspended or terminated tells about it."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from partnerships.models import FREEZES, Freeze, Member, Side, SideState, Stage, StageChange
from partnerships.queries.lists import led_partnerships
from partnerships.queries.people import place_of
from partnerships.queries.visibility import public_partnerships


@dataclass(frozen=True)
class Aside:
    """One time aside, as one reader may know it: the reason and the people are the public side's own."""

    state: str
    since: datetime.date
    until: datetime.date | None
    is_overdue: bool
    reason: str
    reviewer: Member | None

    @property
    def word(self):
        return SideState(self.state).label

    @property
    def frozen(self):
        return frozen_in(self.state)

    @property
    def going(self):
        return going_in(self.state)


def frozen_in(state):
    """This function will return the Freezes that a side state brings, in their usual order."""
    return [what for what in Freeze if what in FREEZES[state]]


def going_in(state):
    """This function will return the Freezes that a side state leaves alone, in their usual order."""
    return [what for what in Freeze if what not in FREEZES[state]]


def aside_of(viewer, partnership):
    """This function will return the Aside in which a visible `partnership` is, or None while it runs."""
    if not partnership.side_state:
        return None
    key = ("aside", partnership.pk, partnership.version)
    if key not in viewer.cache:
        viewer.cache[key] = _look_up(viewer, partnership)
    return viewer.cache[key]


def _look_up(viewer, partnership):
    change = (
        StageChange.objects.filter(partnership=partnership, to_state=partnership.side_state)
        .exclude(from_state=F("to_state"))
        .select_related("reviewer__user")
        .order_by("-number")[0]
    )
    is_inside = place_of(viewer, partnership).side == Side.PUBLIC
    return Aside(
        state=partnership.side_state,
        since=change.on,
        until=change.until,
        is_overdue=change.until is not None and change.until < viewer.on,
        reason=change.reason if is_inside else "",
        reviewer=change.reviewer if is_inside else None,
    )


def reviews_due(viewer, *, on):
    """This function will return the changes by which a partnership went aside until a day that has come.

    They are the business of whoever was named to look again and of the leads, as long as `viewer` sees the
    partnership.
    """
    mine = Q(reviewer__user=viewer.user) | Q(partnership__in=led_partnerships(viewer))
    later = StageChange.objects.filter(
        partnership=OuterRef("partnership"), number__gt=OuterRef("number")
    )
    return StageChange.objects.filter(
        mine,
        ~Exists(later),
        partnership__in=public_partnerships(viewer),
        partnership__side_state=F("to_state"),
        to_state__in=[SideState.PAUSED, SideState.SUSPENDED],
        until__lte=on,
    ).exclude(partnership__stage=Stage.CLOSED)
