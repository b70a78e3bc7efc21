"""Strategic goals of a body, and which partnerships serve them."""

from collections import defaultdict

from django.db.models import BooleanField, ExpressionWrapper, Q

from benefits.models import GoalLink, StrategicGoal
from benefits.queries.visibility import goals_visible_to
from partnerships.queries import partnerships_administered_by, public_partnerships

# The roles in a body with which its goals are read.
GOAL_READERS = ("owner", "lead", "auditor", "administrator")


def goals_offered(partnership, *, on):
    """This function will return the goals of the lead body that a partnership can be linked to on the day `on`."""
    live = Q(retired_on__isnull=True) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    return StrategicGoal.objects.filter(live, body=partnership.lead_body).order_by("title", "id")


def partnerships_by_goal(viewer, goals):
    """This function will return {goal id: the partnerships that serve it}, of those that `viewer` may know of.

    An administrator knows the register of the own bodies and opens none of it; `opens` says what may be opened.
    """
    opened = public_partnerships(viewer)
    links = GoalLink.objects.filter(
        Q(partnership__in=opened) | Q(partnership__in=partnerships_administered_by(viewer)),
        goal__in=goals,
        unlinked_on__isnull=True,
    )
    seen = set(opened.filter(goallink_set__in=links).values_list("pk", flat=True))
    found: dict[int, dict] = defaultdict(dict)
    for link in links.select_related("partnership__lead_body").order_by("partnership__title"):
        row = link.partnership
        setattr(row, "opens", row.pk in seen)  # noqa: B010 - a word for the page, no field
        found[link.goal_id][row.pk] = row
    return {goal: list(rows.values()) for goal, rows in found.items()}


def goals_read_by(viewer):
    """This function will return the goals on the page of `viewer`; `kept` says which of them they may write."""
    kept = Q(body__organisation__in=viewer.bodies_as("owner", "administrator"))
    return (
        goals_visible_to(viewer)
        .filter(body__organisation__in=viewer.bodies_as(*GOAL_READERS))
        .annotate(kept=ExpressionWrapper(kept, output_field=BooleanField()))
    )
