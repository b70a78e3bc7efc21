"""Who may know that a thing exists. Every read of every door starts from one of these."""

from collections import defaultdict

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
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
    bodies: set[int] = set()
    companies: set[int] = set()
    approves, recused = set(), set()
    lent, covered = set(), set()
    for what, key, role in _facts_about(user, on=on):
        match what:
            case "approver":
                approves.add(key)
            case "recused":
                recused.add(key)
            case "lent":
                lent.add(key)
            case "deputy":
                covered.add(key)
            case _:
                (bodies if what == Kind.PUBLIC_BODY else companies).add(key)
                roles[key].add(role)
    return Viewer(
        user=user,
        on=on,
        roles={organisation: frozenset(held) for organisation, held in roles.items()},
        body_ids=frozenset(bodies),
        company_ids=frozenset(companies),
        approver_body_ids=frozenset(approves | lent),
        lent_body_ids=frozenset(lent - approves),
        stands_in_for=frozenset(covered),
        recused_ids=frozenset(recused),
    )


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
    memberships = Membership.objects.live(on=on).filter(user=user)
    seats = SecondApprover.objects.live(on=on).filter(user=user)
    recusals = Recusal.objects.filter(user=user, lifted_on__isnull=True)
    covered = organisations.cover_on(on).filter(deputy=user)
    lent = organisations.lent_on(on).filter(to=user)
    covered_seats = SecondApprover.objects.live(on=on).filter(
        Exists(covered.filter(user=OuterRef("user"), organisation=OuterRef("body__organisation")))
    )
    rows = memberships.annotate(
        what=F("organisation__kind"), key=F("organisation_id"), word=F("role")
    ).values_list("what", "key", "word")
    return rows.union(
        _facts(seats, "approver", "body__organisation_id"),
        _facts(recusals, "recused", "partnership_id"),
        _facts(covered, "deputy", "user_id"),
        _facts(lent, "lent", "seat__body__organisation_id"),
        _facts(covered_seats, "lent", "body__organisation_id"),
        all=True,
    )


def _facts(rows, what, key):
    facts = rows.annotate(what=_word(what), key=F(key), word=_word(""))
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


def partner_partnerships(viewer):
    """This function will return the partnerships that `viewer` sees as a company, from the day they were shared in."""
    if not viewer.is_partner:
        return Partnership.objects.none()
    parties = Party.objects.filter(shared_at__isnull=False, side=Side.PARTNER)
    if viewer.view_as_party_id is not None:
        looked_at = parties.filter(id=viewer.view_as_party_id)
        return Partnership.objects.filter(id__in=looked_at.values("partnership"))
    member = _memberships_of(viewer, Side.PARTNER).filter(party__shared_at__isnull=False)
    seen = Q(id__in=member.values("partnership"))
    if administered := viewer.companies_as("partner_admin"):
        seen |= Q(id__in=parties.filter(organisation__in=administered).values("partnership"))
    return Partnership.objects.filter(seen).exclude(id__in=viewer.recused_ids)


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
        own = Q(visibility=Visibility.OWN_SIDE, owning_party__organisation__in=viewer.company_ids)
        open_to_it = Q(visibility__in=PARTNER_CLASSES)
        # Whoever only looks as a company is of the other side: what is the company's own stays its own.
        if viewer.view_as_party_id is None:
            open_to_it |= own
        seen |= Q(partnership__in=partner_partnerships(viewer)) & open_to_it
    return rows.filter(seen) if seen else rows.none()
