"""What somebody holds here, so that it can be handed over when they go."""

from benefits.models import LIVE, Benefit
from benefits.queries.contributions import contributions_owned
from partnerships.models import Member


def held_by(user, partnerships, *, organisation=None):
    """This function will return what `user` owns in the given partnerships and is not finished: benefits, contributions.

    With `organisation`, only what they own in a place of it. Each row knows its `partnership`, its `statement` and its `get_absolute_url()`.
    """
    members = Member.objects.filter(user=user, partnership__in=partnerships)
    if organisation is not None:
        members = members.filter(party__organisation=organisation)
    benefits = Benefit.objects.filter(owner__in=members, state__in=LIVE)
    benefits = benefits.select_related("partnership__lead_body__organisation", "owning_party")
    return [*benefits.order_by("partnership", "number", "id"), *contributions_owned(members)]
