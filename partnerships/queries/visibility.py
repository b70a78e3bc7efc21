"""Who may know that a thing exists. Every read of every door starts from one of these."""

from collections import defaultdict

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.viewer import Viewer
from organisations import queries as organisations
from organisations.models import Kind, Membership, SecondApprover
from partnerships.models import (
    Member,
    PartnerRole,
    Partnership,
    Party,
    Recusal,
    Side,
    Visibility,
)

PUBLIC_CLASSES = (Visibility.INTERNAL, Visibility.SHARED, Visibility.PUBLISHED)
PARTNER_CLASSES = (Visibility.SHARED, Visibility.PUBLISHED)


# Of whom a fact is, beside where it is so.
PAIRS = {"deputy", "covered"}


def viewer_for(user, *, on=None, view_as=None, view_as_role=PartnerRole.ADMIN):
    """This function will return the Viewer of `user` on the day `on`, in one query.

    With `view_as`, a Party, it is what somebody of that party in `view_as_role` would see of that one partnership, to
    read only.
    """
    on = on or timezone.localdate()
    if user is None or not user.is_authenticated or not user.is_active:
        return Viewer(on=on)
    if view_as is not None:
        return _viewer_as(view_as, user, role=view_as_role, on=on)
    roles: dict[int, set[str]] = defaultdict(set)
    found: dict[str, set] = defaultdict(set)
    for what, key, word in _facts_about(user, on=on):
        found[what].add((key, word) if what in PAIRS else key)
        if what in Kind.values:
            roles[key].add(word)
    pools = _pools(found, roles)
    return Viewer(
        user=user,
        on=on,
        roles={organisation: frozenset(held) for organisation, held in roles.items()},
        body_ids=frozenset(found[Kind.PUBLIC_BODY]),
        company_ids=frozenset(roles) - found[Kind.PUBLIC_BODY],
        approver_body_ids=frozenset(found["approver"] | pools),
        lent_body_ids=frozenset(pools - found["approver"]),
        recused_ids=frozenset(found["recused"]),
        stands_in_for=frozenset(int(who) for key, who in found["deputy"] if key in roles),
    )


def _pools(found, roles):
    """Return the bodies in whose pool the user answers in somebody's place.

    A seat is lent to whom the body knows; a deputy belongs to it, and so does whom they cover.
    """
    known = found["approver"].union(roles)
    covered = {key for key, who in found["covered"] & found["deputy"] if key in roles}
    return {key for key in found["lent"] if key in known} | covered


def _viewer_as(party, user, *, role, on):
    held = "partner_admin" if role == PartnerRole.ADMIN else "partner_staff"
    roles = {party.organisation_id: frozenset({held})}
    return Viewer(
        user=user,
        on=on,
        roles=roles,
        company_ids=frozenset(roles),
        view_as_party_id=party.id,
        view_as_role=str(role),
    )


def _facts_about(user, *, on):
    """Everything that a Viewer is filled with, as (what, key, word), in one query.

    Asked with every page: joins instead of conditions over other tables, and what `user` belongs to is not asked twice.
    """
    memberships = Membership.objects.live(on=on).filter(user=user)
    seats = SecondApprover.objects.live(on=on).filter(user=user)
    recusals = Recusal.objects.filter(user=user, lifted_on__isnull=True)
    covered = organisations.covered_by(user, on=on)
    lent, covered_seats = organisations.seats_covered_by(user, on=on)
    rows = memberships.annotate(
        what=F("organisation__kind"), key=F("organisation_id"), word=F("role")
    ).values_list("what", "key", "word")
    return rows.union(
        _facts(seats, "approver", "body__organisation_id"),
        _facts(recusals, "recused", "partnership_id"),
        _facts(covered, "deputy", "organisation_id", "user_id"),
        _facts(lent, "lent", "seat__body__organisation_id"),
        _facts(covered_seats, "covered", "body__organisation_id", "user_id"),
        all=True,
    )


def _facts(rows, what, key, word=None):
    words = Cast(word, CharField()) if word else _word("")
    facts = rows.order_by().annotate(what=_word(what), key=F(key), word=words)
    return facts.values_list("what", "key", "word")


def _word(text):
    return Value(text, output_field=CharField())


def _memberships_of(viewer, side):
    """Members count only while their person still belongs to the party's organisation.

    Whoever is only named sees nothing, unless a seat is theirs: who decides must be able to read.
    """
    return (
        Member.objects.live(on=viewer.on)
        .filter(user=viewer.user, party__side=side, party__organisation__in=viewer.roles)
        .exclude(role="none", seats__isnull=True)
    )


def public_partnerships(viewer):
    """This function will return the partnerships that `viewer` sees from the public side."""
    if not viewer.is_public:
        return Partnership.objects.none()
    seen = Q(id__in=_memberships_of(viewer, Side.PUBLIC).values("partnership"))
    if whole := viewer.bodies_as("owner", "auditor"):
        seen |= Q(lead_body__organisation__in=whole)
    return Partnership.objects.filter(seen).exclude(id__in=viewer.recused_ids)


def own_parties(viewer):
    """This function will return the companies' parties that are `viewer`'s own: administered, or with a place in them.

    To belong to the company is not enough: somebody may stand in the same partnership for another one.
    """
    if not viewer.is_partner:
        return Party.objects.none()
    parties = Party.objects.filter(shared_at__isnull=False, side=Side.PARTNER)
    if viewer.view_as_party_id is not None:
        return parties.filter(id=viewer.view_as_party_id)
    own = Q(id__in=_memberships_of(viewer, Side.PARTNER).values("party"))
    if administered := viewer.companies_as("partner_admin"):
        own |= Q(organisation__in=administered)
    return parties.filter(own).exclude(partnership__in=viewer.recused_ids)


def partner_partnerships(viewer):
    """This function will return the partnerships that `viewer` sees as a company, from the day they were shared in."""
    if not viewer.is_partner:
        return Partnership.objects.none()
    return Partnership.objects.filter(id__in=own_parties(viewer).values("partnership"))


def partnerships_visible_to(viewer):
    """This function will return the partnerships that `viewer` may know of, from either side."""
    if viewer.is_public and viewer.is_partner:
        return public_partnerships(viewer) | partner_partnerships(viewer)
    return partner_partnerships(viewer) if viewer.is_partner else public_partnerships(viewer)


def partnerships_administered_by(viewer):
    """This function will return the partnerships whose core fields an administrator reads in the Django admin."""
    if viewer.is_operator:
        return Partnership.objects.none()
    own = Partnership.objects.filter(lead_body__organisation__in=viewer.bodies_as("administrator"))
    return own.exclude(id__in=viewer.recused_ids)


def within(rows, viewer):
    """This function will narrow a queryset of partnership records to what `viewer` may see of them."""
    seen = Q()
    if viewer.is_public:
        own = Q(visibility=Visibility.OWN_SIDE, owning_party__side=Side.PUBLIC)
        seen |= Q(partnership__in=public_partnerships(viewer)) & (
            Q(visibility__in=PUBLIC_CLASSES) | own
        )
    if viewer.is_partner:
        own = Q(visibility=Visibility.OWN_SIDE, owning_party__in=own_parties(viewer))
        open_to_it = Q(visibility__in=PARTNER_CLASSES)
        # Whoever only looks as a company is of the other side: what is the company's own stays its own.
        if viewer.view_as_party_id is None:
            open_to_it |= own
        seen |= Q(partnership__in=partner_partnerships(viewer)) & open_to_it
    return rows.filter(seen) if seen else rows.none()
