"""What the desk's pages ask for across the rooms below it."""

import re

from django.db.models import CharField, Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import gettext as _

from audit import queries as audit
from benefits import queries as benefits
from organisations import queries as organisations
from organisations.models import Delegation, Membership, Organisation, Role, SecondApprover
from partnerships import queries as partnerships
from partnerships.models import (
    ApprovalAsk,
    ApprovalState,
    AskKind,
    Party,
    PartyRole,
    Seat,
    SeatKind,
    Side,
    Visibility,
)

# What an administrator is told of: accounts, who belongs where, shipped content. `note_relationship` and
# `record_person` are a body's own business with a company, and stay out.
SECURITY_VERBS = (
    "accounts.sign_in",
    "accounts.fail_to_sign_in",
    "accounts.change_password",
    "accounts.create_user",
    "accounts.change_account",
    "accounts.change_settings",
    "accounts.close_account",
    "accounts.reopen_account",
    "desk.export_list",
    "desk.remove_person",
    "organisations.grant_membership",
    "organisations.revoke_membership",
    "organisations.seat_approver",
    "organisations.unseat_approver",
    "organisations.announce_absence",
    "organisations.change_absence",
    "organisations.end_absence",
    "organisations.delegate_seat",
    "organisations.end_delegation",
    "organisations.found_body",
    "organisations.create",
    "organisations.edit",
    "organisations.add_identifier",
    "organisations.relate",
    "organisations.create_calendar",
    "organisations.set_holiday",
    "organisations.drop_holiday",
    "partnerships.invite",
    "partnerships.resend_invitation",
    "partnerships.withdraw_invitation",
    "partnerships.accept_invitation",
    "partnerships.copy_profile",
    "partnerships.edit_profile",
    "partnerships.publish_profile",
)
REGISTERED = re.compile(r"([A-Za-z]{2}-[A-Za-z_]+)[ :-]+(.+)")
# So many absences stand on one page; nobody keeps more at a time.
MOST_TOLD = 200
OPEN_TO_PUBLIC = (Visibility.INTERNAL, Visibility.SHARED, Visibility.PUBLISHED)
OPEN_TO_PARTNER = (Visibility.SHARED, Visibility.PUBLISHED)


def entries_visible_to(viewer, partnership, *, parties):
    """This function will return the audit entries of a visible `partnership` that `viewer` may read, latest first.

    `parties` are those that the viewer may see. A company reads what is shared and never what concerns a party that
    it does not know of.
    """
    side = partnerships.place_of(viewer, partnership).side
    entries = audit.entries_of_partnership(partnership.public_id)
    entries = entries.exclude(benefits.entries_hidden_from(viewer, partnership))
    own = Q(visibility=Visibility.OWN_SIDE, party_key__in=_own_keys(viewer, side, parties))
    if side == Side.PUBLIC:
        return entries.filter(Q(visibility__in=OPEN_TO_PUBLIC) | own)
    known = Q(party_key=None) | Q(party_key__in=[party.public_id for party in parties])
    return entries.filter(Q(known, visibility__in=OPEN_TO_PARTNER) | own)


def security_entries_visible_to(viewer):
    """This function will return what happened to accounts, roles and content where `viewer` administers, latest first.

    The operator reads what concerns the whole installation. Nothing of a partnership is among it, nor what a body
    notes about a company. An entry about an account has no body: it is shown to whoever keeps the account.
    """
    entries = audit.entries().filter(partnership_key__isnull=True, verb__in=SECURITY_VERBS)
    bodies = viewer.bodies_as("administrator")
    seen = Q(body_key__in=Organisation.objects.filter(id__in=bodies).values("public_id"))
    if viewer.is_operator:
        return entries.filter(seen | Q(body_key__isnull=True))
    kept = organisations.users_kept_by(viewer).annotate(key=Cast("public_id", CharField()))
    return entries.filter(seen | Q(object_kind="accounts.user", object_id__in=kept.values("key")))


def _own_keys(viewer, side, parties):
    if side == Side.PUBLIC:
        return [party.public_id for party in parties if party.side == Side.PUBLIC]
    # Whoever only looks as a company is of the other side.
    if viewer.view_as_party_id is not None:
        return []
    return partnerships.own_parties(viewer).values("public_id")


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
    return approvals.select_related(
        "partnership__profile_version", "body__organisation", "submitter"
    )


def partnerships_found(viewer, words):
    """This function will return the visible partnerships in which every word stands.

    The text of lists names every party; whoever looks from a company is answered from what it may see.
    """
    found = partnerships.listed_partnerships(viewer)
    for word in words:
        said = _said_to_partner(viewer, word) if viewer.is_partner else _said_to_staff(word)
        found = found.filter(said)
    return found.order_by("title", "id")


def _said_to_staff(word):
    return Q(standing__search_text__contains=word.lower())


def _said_to_partner(viewer, word):
    own = Q(id__in=partnerships.own_parties(viewer).values("id"))
    known = Q(shared_at__isnull=False) & (own | ~Q(role=PartyRole.CANDIDATE))
    seen = Q(side=Side.PUBLIC) | known
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
    known = _numbered(number)
    found = organisations.organisations_visible_to(viewer).filter(named | known)
    return found.distinct().order_by("name", "id")


def _numbered(text):
    """A number alone, or with its register before it as our own pages write it: GB-COH 07654321."""
    number = Q(identifiers__value__iexact=text)
    if named := REGISTERED.fullmatch(text):
        scheme, value = named.groups()
        number |= Q(identifiers__scheme__iexact=scheme, identifiers__value__iexact=value)
    return number


def organisation_beyond(viewer, *, number):
    """This function will return the organisation with exactly this registration number that nobody here knows yet.

    Only for those who may bring organisations in; a name never finds one.
    """
    if not viewer.bodies_as("owner", "lead"):
        return None
    known = organisations.organisations_visible_to(viewer)
    exact = Organisation.objects.filter(_numbered(number))
    return exact.exclude(pk__in=known.values("pk")).order_by("id").first()


def administrators_for(viewer):
    """This function will return the live memberships of those who keep accounts where `viewer` belongs.

    Whoever only looks as a company does not belong there, and learns nobody's name from it.
    """
    if viewer.view_as_party_id is not None:
        return Membership.objects.none()
    rows = Membership.objects.live(on=viewer.on).filter(
        organisation__in=viewer.roles,
        role__in=[Role.ADMINISTRATOR, Role.PARTNER_ADMIN],
        user__is_active=True,
    )
    return rows.select_related("user", "organisation").order_by("organisation__name", "user__name")


def absences_told(viewer):
    """This function will return the absences and lent seats of today and later that concern `viewer`, by whose they are."""
    on, me = viewer.on, viewer.user.pk
    rows = organisations.absences_visible_to(viewer).standing().filter(ends_on__gte=on)
    absences = list(rows.order_by("starts_on", "id")[:MOST_TOLD])
    lent = organisations.delegations_visible_to(viewer).standing().filter(ends_on__gte=on)
    delegations = list(lent.order_by("starts_on", "id")[:MOST_TOLD])
    return {
        "own": [row for row in absences if row.user_id == me],
        "covered": [row for row in absences if row.deputy_id == me],
        "others": [row for row in absences if me not in {row.user_id, row.deputy_id}],
        "lent": [row for row in delegations if row.holder_id == me],
        "borrowed": [row for row in delegations if row.to_id == me],
    }


def places_of(viewer):
    """This function will return the organisations from which `viewer` can be away."""
    if not viewer.may_write:
        return []
    return list(Organisation.objects.filter(id__in=viewer.roles).order_by("name"))


def places_kept_by(viewer):
    """This function will return [(organisation, its other people)] where `viewer` may enter an absence for somebody."""
    if not viewer.may_write:
        return []
    kept = viewer.bodies_as("owner", "administrator") | viewer.companies_as("partner_admin")
    rows = Membership.objects.live(on=viewer.on).filter(organisation__in=kept, user__is_active=True)
    rows = rows.exclude(user=viewer.user).select_related("user", "organisation")
    people: dict = {}
    for row in rows.order_by("organisation__name", "user__name", "user__email"):
        people.setdefault(row.organisation, {})[row.user] = True
    return [(organisation, list(found)) for organisation, found in people.items()]


def own_seats_of(viewer):
    """This function will return the own live seats of `viewer` in pools of second approvers."""
    if not viewer.may_write:
        return []
    rows = organisations.approver_seats_visible_to(viewer).filter(user=viewer.user)
    return list(rows.order_by("body__organisation__name"))


def answers_given(body):
    """This function will return {user: how many answers as a second approver of `body`}, a delegate's their own."""
    rows = ApprovalAsk.objects.filter(approval__body=body, kind=AskKind.POOL).exclude(answer="")
    counted = rows.order_by().values("answered_by").annotate(number=Count("pk"))
    return dict(counted.values_list("answered_by", "number"))


def lent_in(body, *, on):
    """This function will return the seats in the pool of `body` that are lent, today or later."""
    rows = Delegation.objects.standing().filter(seat__body=body, ends_on__gte=on)
    return list(rows.select_related("to").order_by("starts_on", "id"))


# What may change the mind of whoever is asked.
WEIGHTY_VERBS = tuple(
    f"partnerships.{verb}"
    for verb in (
        "edit",
        "set_term",
        "move",
        "set_side_state",
        "add_party",
        "name_seat",
        "settle_condition",
        "reopen_condition",
        "override_condition",
        "recuse",
    )
)


def entries_since(approval):
    """This function will return what was done in the partnership after an approval was asked for, latest first."""
    entries = audit.entries_of_partnership(approval.partnership.public_id)
    return entries.filter(
        at__gt=approval.submitted_at, verb__in=WEIGHTY_VERBS, visibility__in=OPEN_TO_PUBLIC
    )


def add_who_is_asked(approvals, viewer):
    """This function will set on each approval `open_places` and `for_whom`.

    Those are the answers that it still needs, and in whose place the viewer would answer. The names of those who hold a seat are for those who work for the body.
    """
    lent = _pools_covered(viewer)
    places: dict[int, list] = {}
    for ask in _open_asks(approvals):
        places.setdefault(ask.approval_id, []).append(ask)
    for approval in approvals:
        is_ours = approval.body.organisation_id in viewer.body_ids
        asks = places.get(approval.pk, ())
        approval.open_places = [_place_words(ask, named=is_ours) for ask in asks]
        whom = [name for ask in asks if (name := _covered_at(ask, approval, viewer, lent))]
        approval.for_whom = whom[0] if whom else ""


def _open_asks(approvals):
    seat = Seat.objects.filter(
        partnership=OuterRef("approval__partnership"),
        kind=OuterRef("seat"),
        side=OuterRef("side"),
        member__revoked_at__isnull=True,
    )
    own = NullIf("member__user__name", Value(""))
    name = Coalesce(own, "member__user__email", "member__name", output_field=CharField())
    rows = ApprovalAsk.objects.filter(approval__in=approvals, answer="").annotate(
        holder=Subquery(seat.values("member__user")[:1]),
        holder_name=Subquery(seat.annotate(_name=name).values("_name")[:1]),
    )
    return rows.order_by("number")


def _place_words(ask, *, named):
    if named and ask.holder_name:
        return _("%(name)s (%(place)s)") % {"name": ask.holder_name, "place": str(ask).lower()}
    return str(ask)


def _covered_at(ask, approval, viewer, lent):
    """Return the name of the one in whose place the viewer would give an answer; nobody signs for another."""
    if ask.kind == AskKind.POOL:
        return lent.get(approval.body_id, "")
    is_covered = ask.holder in viewer.stands_in_for and ask.seat != SeatKind.SIGNATORY
    return ask.holder_name if is_covered else ""


def _pools_covered(viewer):
    """Return {body: user} of the pools in which the viewer answers in somebody's place only."""
    if not viewer.lent_body_ids:
        return {}
    lent = organisations.lent_on(viewer.on).filter(to=viewer.user)
    rows = SecondApprover.objects.live(on=viewer.on).filter(
        Q(user__in=viewer.stands_in_for) | Q(pk__in=lent.values("seat")),
        body__organisation__in=viewer.lent_body_ids,
    )
    rows = rows.select_related("user").order_by("-id")
    return {row.body_id: row.user.get_full_name() for row in rows}


def held_by(user, organisation, *, on):
    """This function will return what somebody holds for an organisation: the Holdings, and the promises that they own."""
    held = partnerships.holdings_of(user, organisation, on=on)
    return held, benefits.held_by(
        user, [place.partnership_id for place in held.places], organisation=organisation
    )
