"""What somebody holds on behalf of an organisation, and would leave behind."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from organisations.models import Kind, Membership, Organisation, Role
from partnerships.models import (
    Approval,
    ApprovalState,
    ConditionState,
    Draft,
    GateCondition,
    Invitation,
    Member,
    MemberRole,
    Recusal,
    Seat,
    Side,
    Stage,
)
from partnerships.queries.invitations import invitations_made_by


@dataclass(frozen=True)
class Holdings:
    """Places, and what hangs on them. `needs_somebody` when a colleague has to take something over."""

    places: list[Member]
    seats: list[Seat]
    conditions: list[GateCondition]
    approvals: list[Approval]
    drafts: list[Draft]
    invitations: list[Invitation]

    @property
    def leads(self) -> list[Member]:
        return [one for one in self.places if leads_on(one)]

    @property
    def seats_to_pass_on(self) -> list[Seat]:
        return [one for one in self.seats if passes_on(one)]

    @property
    def seats_to_leave(self) -> list[Seat]:
        return [one for one in self.seats if not passes_on(one)]

    @property
    def needs_somebody(self) -> bool:
        return bool(
            self.leads or self.seats_to_pass_on or self.conditions or self.approvals or self.drafts
        )


def leads_on(member: Member) -> bool:
    """This function will tell whether a member leads a partnership that is not closed."""
    return member.role == MemberRole.LEAD and member.partnership.stage != Stage.CLOSED


def passes_on(seat: Seat) -> bool:
    """This function will tell whether a seat goes to a successor: whom a company sends to sign, the public side names."""
    return seat.side == Side.PUBLIC


def places_of(user: User, organisation: Organisation, *, on: date) -> QuerySet[Member]:
    """This function will return the live places of `user` for an organisation, those it does not know of included."""
    rows = Member.objects.live(on=on).filter(user=user, party__organisation=organisation)
    return rows.select_related("partnership", "party__organisation", "user").order_by(
        "partnership__title", "partnership_id"
    )


def known_places(places: QuerySet[Member]) -> QuerySet[Member]:
    """This function will leave out places of a company in what was not shared with it: it must not learn of those."""
    return places.filter(Q(party__side=Side.PUBLIC) | Q(party__shared_at__isnull=False))


def holdings_of(user: User, organisation: Organisation, *, on: date) -> Holdings:
    """This function will return what `user` holds for `organisation` on the day `on`, in one query each."""
    mine = list(known_places(places_of(user, organisation, on=on)))
    seats = Seat.objects.filter(member__in=mine).select_related("partnership", "member")
    conditions = GateCondition.objects.filter(owner__in=mine, state=ConditionState.OPEN)
    asked = Q(body__organisation=organisation) | Q(
        partnership__in=[one.partnership_id for one in mine]
    )
    approvals = Approval.objects.filter(asked, submitter=user, state=ApprovalState.WAITING)
    return Holdings(
        places=mine,
        seats=list(seats.order_by("partnership__title", "kind")),
        conditions=list(
            conditions.select_related("partnership", "gate").order_by("partnership__title", "order")
        ),
        approvals=list(approvals.select_related("partnership").order_by("submitted_on", "id")),
        drafts=list(Draft.objects.filter(by=user, body__organisation=organisation).order_by("id")),
        invitations=list(invitations_made_by(user, organisation)),
    )


# Whoever works on the partnerships of a body, and does not only look at them or keep its accounts.
WORKING = (Role.OWNER, Role.LEAD, Role.STAFF)


def possible_successors(
    user: User, organisation: Organisation, *, by: User | None, on: date
) -> QuerySet[User]:
    """This function will return the colleagues who could take over what `user` holds for `organisation`.

    Whoever stepped aside from one of the partnerships is not among them, and in a public body nobody who only audits
    or administers. There `by`, who hands over, is one only as an owner: an administrator hands out rights and takes none.
    """
    held = Member.objects.live(on=on).filter(user=user, party__organisation=organisation)
    aside = Recusal.objects.filter(
        partnership__in=held.values("partnership"), lifted_on__isnull=True
    )
    belongs = Membership.objects.live(on=on).filter(organisation=organisation)
    able = belongs.filter(role__in=WORKING) if organisation.kind == Kind.PUBLIC_BODY else belongs
    users = (
        User.objects.filter(id__in=able.values("user"), is_active=True)
        .exclude(pk=user.pk)
        .exclude(pk__in=aside.values("user"))
        .order_by("name", "email")
    )
    if by is None or organisation.kind != Kind.PUBLIC_BODY:
        return users
    return users.exclude(Q(pk=by.pk) & ~Q(pk__in=belongs.filter(role=Role.OWNER).values("user")))
