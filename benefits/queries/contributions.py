"""What each side puts in: who may see it, who is asked about it, and what waits for whose answer."""

from django.db.models import Q

from benefits.models import (
    FIGURES,
    UNANSWERED,
    Contribution,
    ContributionState,
    HandoverState,
    HandoverWord,
)
from organisations.models import Membership, Role
from partnerships.models import Member, MemberRole, Party, PartyRole, Side, Visibility
from partnerships.queries import (
    live_members,
    parties_visible_to,
    partner_users,
    partnerships_visible_to,
    place_of,
    viewer_for,
    within,
)
from partnerships.queries.people import still_there

WRITES = (MemberRole.LEAD, MemberRole.CONTRIBUTOR)
PARTNER_WRITERS = ("partner_admin", "partner_contributor")
WRITING_PLACES = ("owner", "lead", "contributor", *PARTNER_WRITERS)


def current_term(partnership):
    """This function will return the term that a new contribution or cost belongs to, or None before the first one."""
    return partnership.terms.order_by("-number").first()


def in_term(term, terms):
    """This function will return the condition of rows of one of `terms`, latest first; what came before the first is its own.

    Without any term yet, it is all that there is.
    """
    if term is None or term == terms[-1]:
        return Q(term=term) | Q(term__isnull=True)
    return Q(term=term)


def own_party(viewer, partnership, *, parties=None):
    """This function will return the party of a visible `partnership` for which `viewer` acts, or None.

    A page that has the visible `parties` already hands them in.
    """
    place = place_of(viewer, partnership)
    if not place.side:
        return None
    if parties is None:
        parties = Party.objects.filter(partnership=partnership, side=place.side)
        parties = parties.select_related("organisation").order_by("id")
    there = [party for party in parties if party.side == place.side]
    if place.side == Side.PUBLIC:
        # A person of a further public body acts for that body; whoever reads by role acts for the lead body.
        own = [party for party in there if party.organisation_id in viewer.roles]
        ranked = sorted(own or there, key=lambda party: party.role != PartyRole.LEAD_BODY)
    else:
        # For whom one writes comes before whom one only reads for.
        writes = place.parties_as(*PARTNER_WRITERS)
        ranked = sorted(
            (party for party in there if party.pk in place.parties),
            key=lambda row: (row.pk not in writes, row.role == PartyRole.CANDIDATE),
        )
    return ranked[0] if ranked else None


def worked_for(viewer, partnership):
    """This function will return the condition of rows that whoever only reads for their company is not shown."""
    works = place_of(viewer, partnership).parties_as(*PARTNER_WRITERS)
    private = Q(visibility=Visibility.OWN_SIDE, owning_party__side=Side.PARTNER)
    return ~private | Q(owning_party__in=works)


def contributions_visible_to(viewer, partnership):
    """This function will return the contributions of a visible `partnership` that `viewer` may see.

    Drafts are for those who write for the side that they belong to; nobody sees those of a party not known to them.
    """
    known = parties_visible_to(viewer, partnership).order_by()
    # Through the partnership, so that every row knows it already.
    rows = within(partnership.contribution_set.filter(owning_party__in=known), viewer)
    if not place_of(viewer, partnership).has(*WRITING_PLACES):
        rows = rows.filter(visibility__in=(Visibility.SHARED, Visibility.PUBLISHED))
    rows = rows.filter(worked_for(viewer, partnership))
    return rows.select_related("owning_party__organisation", "owner__user", "term").order_by(
        "number", "id"
    )


def handovers_visible_to(viewer, partnership):
    """This function will return the deliveries of the contributions that `viewer` may see, latest first."""
    rows = partnership.handover_set.filter(
        contribution__in=contributions_visible_to(viewer, partnership).order_by()
    )
    return rows.select_related("evidence", "reported_by", "answered_by").order_by(
        "-delivered_on", "-id"
    )


def words_about(handovers):
    """This function will return what was said about deliveries, in the order in which it was said."""
    rows = HandoverWord.objects.filter(handover__in=handovers)
    return rows.select_related("said_by").order_by("id")


def proposal_of(handover):
    """This function will return the figures that are on the table in a dispute: the last that either side named."""
    words = [word for word in handover.words.all() if word.kind in FIGURES]
    return max(words, key=lambda word: word.pk, default=None)


def offers_for(viewer, partnership):
    """This function will return what the other side offers and this side has not answered, oldest first."""
    rows = contributions_visible_to(viewer, partnership)
    rows = rows.filter(state=ContributionState.PROPOSED)
    side = place_of(viewer, partnership).side
    return rows.exclude(owning_party__side=side).order_by("offered_on", "number")


def deliveries_open(viewer, partnership):
    """This function will return the deliveries that are not agreed between the sides, oldest first."""
    rows = handovers_visible_to(viewer, partnership).filter(state__in=UNANSWERED)
    return (
        rows.select_related("contribution__owning_party__organisation", "reported_by")
        .prefetch_related("words")
        .order_by("reported_on", "id")
    )


def waits_for(handover, side):
    """This function will tell whether a delivery waits for a word of `side`.

    A new one waits for the receiver; a disputed one for whoever has not named the figures that are on the table.
    """
    if handover.state == HandoverState.AWAITING:
        return side != handover.contribution.owning_party.side
    if handover.state == HandoverState.DISPUTED:
        proposal = proposal_of(handover)
        return proposal is not None and proposal.side != side
    return False


# ── Who is told ─────────────────────────────────────────────────────────────────────────────────


def receivers_of(contribution):
    """This function will return the parties that receive a contribution and can answer: shared in, and chosen."""
    giver = contribution.owning_party
    rows = Party.objects.filter(partnership=contribution.partnership)
    if giver.side == Side.PARTNER:
        return list(rows.filter(side=Side.PUBLIC).select_related("organisation"))
    rows = rows.filter(side=Side.PARTNER, shared_at__isnull=False)
    return list(rows.exclude(role=PartyRole.CANDIDATE).select_related("organisation"))


def writers_of(party, *, on):
    """This function will return the active users who write for one party, or for the whole public side."""
    partnership = party.partnership
    if party.side == Side.PUBLIC:
        members = live_members(partnership, on=on)
        members = members.filter(party__side=Side.PUBLIC, role__in=WRITES)
        return [row.user for row in still_there(members, on=on)]
    admins = Membership.objects.live(on=on).filter(
        organisation=party.organisation_id, role=Role.PARTNER_ADMIN
    )
    readers = Member.objects.live(on=on).filter(
        partnership=partnership, role=MemberRole.VIEWER, user__isnull=False
    )
    readers = set(readers.exclude(user__in=admins.values("user")).values_list("user", flat=True))
    users = partner_users(partnership, on=on, party=party)
    return [user for user in users if user.pk not in readers]


def who_still_sees(partnership, users, *, on):
    """This function will return those of `users` who may see the partnership on the day `on`."""
    return [
        user
        for user in users
        if partnerships_visible_to(viewer_for(user, on=on)).filter(pk=partnership.pk).exists()
    ]


# ── What somebody still owns ────────────────────────────────────────────────────────────────────


def contributions_owned(members):
    """This function will return the contributions, not finished yet, that any of `members` owns."""
    finished = Q(state__in=[ContributionState.WITHDRAWN, ContributionState.DELIVERED])
    rows = Contribution.objects.filter(~finished, owner__in=members)
    return rows.select_related("partnership__lead_body__organisation", "owning_party")
