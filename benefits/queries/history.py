"""Which entries of a history stay hidden from those who see a partnership but not all of its records."""

from django.db.models import Q

from benefits.queries.contributions import WRITING_PLACES
from benefits.queries.costs import may_read_costs
from partnerships.models import Visibility
from partnerships.queries import place_of

COST_VERBS = (
    "benefits.record_cost",
    "benefits.change_cost",
    "benefits.share_cost",
    "benefits.withdraw_cost",
)
CONTRIBUTION_KINDS = ("benefits.contribution", "benefits.handover")


def entries_hidden_from(viewer, partnership):
    """This function will return the condition of the audit entries that `viewer` may not read, whatever their side.

    Costs do not exist for those who evaluate or only read, and drafts are for those who write for their side.
    """
    hidden = Q(pk__in=[])
    if not may_read_costs(viewer, partnership):
        hidden |= Q(verb__in=COST_VERBS)
    if not place_of(viewer, partnership).has(*WRITING_PLACES):
        hidden |= Q(visibility=Visibility.OWN_SIDE, object_kind__in=CONTRIBUTION_KINDS)
    return hidden
