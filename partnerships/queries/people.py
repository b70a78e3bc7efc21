"""Who stands where in one partnership."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from organisations import queries as organisations
from organisations.models import Membership, Role
from partnerships.models import Member, MemberRole, Party, PartyRole, Recusal, Side
from partnerships.queries.visibility import own_parties, within


@dataclass(frozen=True)
class Place:
    """Where a viewer stands in one partnership: side, roles and seats, and as a company for which party."""

    side: str = ""
    roles: frozenset = frozenset()
    seats: frozenset = field(default_factory=frozenset)
    parties: Mapping = field(default_factory=dict, hash=False)

    def has(self, *roles):
        return not self.roles.isdisjoint(roles)

    def parties_as(self, *roles):
        """This function will return the ids of the companies' parties for which one of the roles is held."""
        return {party for party, held in self.parties.items() if held in roles}


PARTNER_ROLES = {
    MemberRole.CONTRIBUTOR: "partner_contributor",
    MemberRole.VIEWER: "partner_viewer",
    MemberRole.LEAD: "partner_contributor",
}


def place_of(viewer, partnership):
    """This function will return the Place of `viewer` in `partnership`; asked once per page and remembered."""
    key = ("place", partnership.pk)
    if key not in viewer.cache:
        viewer.cache[key] = _look_up_place(viewer, partnership)
    return viewer.cache[key]


def _look_up_place(viewer, partnership):
    if not viewer.is_signed_in or partnership.pk in viewer.recused_ids:
        return Place()
    if viewer.view_as_party_id is not None:
        return _place_looked_at(viewer, partnership)
    roles, seats, parties, side = set(), set(), {}, ""
    if viewer.is_public:
        body_roles = viewer.roles.get(partnership.lead_body.organisation_id, frozenset())
        roles |= body_roles & {Role.OWNER, Role.AUDITOR}
        side = Side.PUBLIC if roles else ""
    members = Member.objects.live(on=viewer.on).filter(
        user=viewer.user, partnership=partnership, party__organisation__in=viewer.roles
    )
    rows = members.values_list("role", "party", "party__side", "party__shared_at", "seats__kind")
    for role, party, party_side, shared_at, seat in rows:
        if party_side == Side.PARTNER and shared_at is None:
            continue
        side = party_side
        if side == Side.PARTNER:
            parties[party] = PARTNER_ROLES.get(role, "none")
        roles.add(parties.get(party, role))
        seats |= {seat} if seat else set()
    administered = _administered_parties(viewer, partnership) if side != Side.PUBLIC else ()
    if administered:
        side = Side.PARTNER
        roles.add("partner_admin")
        parties |= dict.fromkeys(administered, "partner_admin")
    return Place(side=side, roles=frozenset(roles), seats=frozenset(seats), parties=parties)


def _administered_parties(viewer, partnership):
    companies = viewer.companies_as("partner_admin")
    if not companies:
        return []
    parties = Party.objects.filter(
        partnership=partnership,
        organisation__in=companies,
        shared_at__isnull=False,
        side=Side.PARTNER,
    )
    return list(parties.values_list("id", flat=True))


def _place_looked_at(viewer, partnership):
    """Whoever looks as a partner stands where that role of the company stands, and holds no seat."""
    party = Party.objects.filter(
        id=viewer.view_as_party_id,
        partnership=partnership,
        shared_at__isnull=False,
        side=Side.PARTNER,
    )
    if not party.exists():
        return Place()
    role = viewer.view_as_role
    return Place(
        side=Side.PARTNER, roles=frozenset({role}), parties={viewer.view_as_party_id: role}
    )


def live_members(partnership, *, on):
    """This function will return the members who count on the day `on`, leads first."""
    return (
        Member.objects.live(on=on)
        .filter(partnership=partnership)
        .select_related("party__organisation", "user")
        .order_by("party__side", "role", "user__name", "name")
    )


def still_there(members, *, on):
    """This function will narrow members to those who may be told: of the party's organisation still, and not aside."""
    belongs = Membership.objects.live(on=on).filter(
        user=OuterRef("user"), organisation=OuterRef("party__organisation")
    )
    aside = Recusal.objects.filter(
        user=OuterRef("user"), partnership=OuterRef("partnership"), lifted_on__isnull=True
    )
    return members.filter(Exists(belongs), ~Exists(aside), user__is_active=True)


def absences_of(members, *, on):
    """This function will return {member id: Absence} of those among `members` who are away on the day `on`.

    Away from the organisation of their party, that is; the absence tells whether its deputy `stands_in`.
    """
    rows = organisations.absences_on(on, users=[row.user_id for row in members if row.user_id])
    found = {row.pk: rows.get((row.user_id, row.party.organisation_id)) for row in members}
    return {key: absence for key, absence in found.items() if absence is not None}


def with_absences(members, viewer):
    """This function will set on each member `absence`, or None, and `stand_in`: whom to ask meanwhile, in words.

    The deputy of somebody of another organisation is named where the reader sees them as a member. Whoever only looks
    as a company is of the other side.
    """
    away = absences_of(members, on=viewer.on)
    known = {row.user_id for row in members}
    own = viewer.roles if viewer.view_as_party_id is None else ()
    for row in members:
        row.absence, row.stand_in = away.get(row.pk), ""
        if row.absence is None or not row.absence.stands_in:
            continue
        if row.party.organisation_id in own or row.absence.deputy_id in known:
            row.stand_in = row.absence.deputy.get_full_name()
    return members


def leads_of(partnership, *, on):
    """This function will return the active users who lead `partnership` on the public side."""
    rows = live_members(partnership, on=on).filter(role=MemberRole.LEAD, party__side=Side.PUBLIC)
    return [row.user for row in still_there(rows, on=on)]


def public_users(partnership, *, on):
    """This function will return the active users who work on `partnership` on the public side."""
    rows = (
        live_members(partnership, on=on)
        .filter(party__side=Side.PUBLIC)
        .exclude(role=MemberRole.NONE)
    )
    return [row.user for row in still_there(rows, on=on)]


def partner_users(partnership, *, on, party=None):
    """This function will return the active users who see `partnership` from the partner side.

    These are the administrators of the companies that are shared in and the members of their parties.
    """
    parties = Party.objects.filter(
        partnership=partnership, side=Side.PARTNER, shared_at__isnull=False
    )
    parties = parties.filter(id=party.id) if party is not None else parties
    admins = Membership.objects.live(on=on).filter(
        organisation__in=parties.values("organisation"),
        role=Role.PARTNER_ADMIN,
        user__is_active=True,
    )
    aside = Recusal.objects.filter(partnership=partnership, lifted_on__isnull=True)
    members = live_members(partnership, on=on).filter(party__in=parties)
    members = still_there(members.exclude(role=MemberRole.NONE), on=on)
    users = [
        row.user for row in admins.exclude(user__in=aside.values("user")).select_related("user")
    ]
    users += [row.user for row in members]
    return list({user.pk: user for user in users}.values())


def parties_visible_to(viewer, partnership):
    """This function will return the parties of a visible `partnership` that `viewer` may see.

    A company sees its own party, the public side and the other parties that were shared in; never another candidate:
    whoever competes must not learn against whom.
    """
    parties = (
        Party.objects.filter(partnership=partnership)
        .select_related("organisation")
        .order_by("-side", "id")
    )
    if place_of(viewer, partnership).side == Side.PUBLIC:
        return parties
    own = Q(id__in=own_parties(viewer).values("id"))
    known = Q(shared_at__isnull=False) & (own | ~Q(role=PartyRole.CANDIDATE))
    return parties.filter(Q(side=Side.PUBLIC) | known)


def members_visible_to(viewer, partnership):
    """This function will return the live members of a visible `partnership` that `viewer` may see.

    Nobody of a party that the viewer does not know of is among them.
    """
    known = parties_visible_to(viewer, partnership)
    rows = live_members(partnership, on=viewer.on).filter(party__in=known.order_by())
    return within(rows, viewer).prefetch_related("seats")
