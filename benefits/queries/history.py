"""Which entries of a history stay hidden from those who see a partnership but not all of its records."""

from django.db.models import Q

from benefits.queries.contributions import PARTNER_WRITERS, WRITING_PLACES
from benefits.queries.costs import may_read_costs, parties_of_costs
from partnerships.models import Party, Visibility
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

    Costs do not exist for those who evaluate or only read, and drafts are for those who write for their side; as a
    company, for that very company.
    """
    hidden = Q(pk__in=[])
    if not may_read_costs(viewer, partnership):
        hidden |= Q(verb__in=COST_VERBS)
    shown = parties_of_costs(viewer, partnership).order_by().values("public_id")
    hidden |= Q(verb__in=COST_VERBS) & ~Q(party_key__in=shown)
    place = place_of(viewer, partnership)
    if not place.has(*WRITING_PLACES):
        hidden |= Q(visibility=Visibility.OWN_SIDE, object_kind__in=CONTRIBUTION_KINDS)
    if only_read := place.parties.keys() - place.parties_as(*PARTNER_WRITERS):
        theirs = Party.objects.filter(id__in=only_read).values("public_id")
        private = Q(verb__in=COST_VERBS) | Q(object_kind__in=CONTRIBUTION_KINDS)
        hidden |= Q(private, visibility=Visibility.OWN_SIDE, party_key__in=theirs)
    return hidden
