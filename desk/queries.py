"""What the desk's pages ask for across the rooms below it."""

from django.db.models import Q

from audit import queries as audit
from organisations import queries as organisations
from organisations.models import Membership, Organisation, Role
from partnerships import queries as partnerships
from partnerships.models import ApprovalState, Party, Side, Visibility

OPEN_TO_PUBLIC = (Visibility.INTERNAL, Visibility.SHARED, Visibility.PUBLISHED)
OPEN_TO_PARTNER = (Visibility.SHARED, Visibility.PUBLISHED)


def entries_visible_to(viewer, partnership, *, parties):
    """This function will return the audit entries of a visible `partnership` that `viewer` may read, latest first.

    `parties` are those that the viewer may see. A company reads what is shared and never what concerns a party that
    it does not know of.
    """
    side = partnerships.place_of(viewer, partnership).side
    entries = audit.entries_of_partnership(partnership.public_id)
    own = Q(
        visibility=Visibility.OWN_SIDE,
        party_key__in=[party.public_id for party in parties if _is_own(party, side, viewer)],
    )
    if side == Side.PUBLIC:
        return entries.filter(Q(visibility__in=OPEN_TO_PUBLIC) | own)
    known = Q(party_key=None) | Q(party_key__in=[party.public_id for party in parties])
    return entries.filter(Q(known, visibility__in=OPEN_TO_PARTNER) | own)


def _is_own(party, side, viewer):
    if side == Side.PUBLIC:
        return party.side == Side.PUBLIC
    return party.organisation_id in viewer.company_ids


def approvals_asked_by(viewer):
    """This function will return the approvals that `viewer` asked for and may still see, latest first."""
    own = partnerships.approvals_visible_to(viewer).filter(submitter=viewer.user)
    return with_matter(own).order_by("-submitted_on", "-id")


def approvals_decided_for(viewer):
    """This function will return the decided approvals in which `viewer` asked or answered, latest first."""
    mine = Q(submitter=viewer.user) | Q(asks__answered_by=viewer.user)
    seen = partnerships.approvals_visible_to(viewer).exclude(state=ApprovalState.WAITING)
    return with_matter(seen.filter(mine).distinct()).order_by("-decided_on", "-id")


def with_matter(approvals):
    """This function will fetch with approvals what their rows name."""
    return approvals.select_related("partnership", "body__organisation", "submitter")


def partnerships_found(viewer, words):
    """This function will return the visible partnerships in which every word stands.

    The text of lists names every party; whoever looks from a company is answered from what it may see.
    """
    found = partnerships.listed_partnerships(viewer)
    for word in words:
        found = found.filter(_said_to_partner(word) if viewer.is_partner else _said_to_staff(word))
    return found.order_by("title", "id")


def _said_to_staff(word):
    return Q(standing__search_text__contains=word.lower())


def _said_to_partner(word):
    seen = Q(side=Side.PUBLIC) | Q(shared_at__isnull=False)
    named = Party.objects.filter(seen, organisation__name__icontains=word)
    return (
        Q(title__icontains=word)
        | Q(reference__icontains=word)
        | Q(pk__in=named.values("partnership"))
    )


def organisations_found(viewer, words, *, number):
    """This function will return the visible organisations that carry every word in their name, or exactly the number."""
    named = Q()
    for word in words:
        named &= Q(name__icontains=word) | Q(legal_name__icontains=word)
    known = Q(identifiers__value__iexact=number)
    found = organisations.organisations_visible_to(viewer).filter(named | known)
    return found.distinct().order_by("name", "id")


def organisation_beyond(viewer, *, number):
    """This function will return the organisation with exactly this registration number that nobody here knows yet.

    Only for those who may bring organisations in; a name never finds one.
    """
    if not viewer.bodies_as("owner", "lead"):
        return None
    known = organisations.organisations_visible_to(viewer)
    exact = Organisation.objects.filter(identifiers__value__iexact=number)
    return exact.exclude(pk__in=known.values("pk")).order_by("id").first()


def administrators_for(viewer):
    """This function will return the live memberships of those who keep accounts where `viewer` belongs."""
    rows = Membership.objects.live(on=viewer.on).filter(
        organisation__in=viewer.roles,
        role__in=[Role.ADMINISTRATOR, Role.PARTNER_ADMIN],
        user__is_active=True,
    )
    return rows.select_related("user", "organisation").order_by("organisation__name", "user__name")
