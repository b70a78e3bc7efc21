"""Who is asked, and who may see what was asked."""

from django.db.models import Exists, OuterRef, Q

from organisations import queries as organisations
from partnerships.models import (
    Approval,
    ApprovalAsk,
    ApprovalState,
    AskKind,
    Member,
    Recusal,
    Seat,
    SeatKind,
)
from partnerships.queries.people import still_there
from partnerships.queries.visibility import public_partnerships


def _seats_held(viewer):
    return Seat.objects.filter(
        partnership=OuterRef("approval__partnership"),
        kind=OuterRef("seat"),
        side=OuterRef("side"),
        member__user=viewer.user,
        member__revoked_at__isnull=True,
        member__party__organisation__in=viewer.roles,
    )


def _asks_for(viewer):
    """Asks that `viewer` may answer by seat or pool, whether or not they are answered yet."""
    pool = Q(kind=AskKind.POOL, approval__body__organisation__in=viewer.approver_body_ids)
    seat = Q(Exists(_seats_held(viewer)), kind=AskKind.SEAT)
    return ApprovalAsk.objects.filter(pool | seat)


def approvals_visible_to(viewer):
    """This function will return the approvals that `viewer` may open.

    The public side of the partnership sees them all; a second approver and a seat holder the ones they are asked.
    """
    if not viewer.is_signed_in or viewer.view_as_party_id is not None:
        return Approval.objects.none()
    own = Q(partnership__in=public_partnerships(viewer)) & ~Q(partnership__isnull=True)
    seen = own | Q(id__in=_asks_for(viewer).values("approval"))
    return Approval.objects.filter(seen).exclude(partnership__in=viewer.recused_ids)


def asks_of(approval, viewer):
    """This function will return the answers that `viewer` is or was asked for, given or not, seats first."""
    asks = (
        _asks_for(viewer)
        .filter(approval=approval)
        .exclude(Q(submitter=viewer.user) & ~Q(seat=SeatKind.SIGNATORY))
    )
    return asks.order_by("-kind", "number")


def open_asks_of(approval, viewer):
    """This function will return the answers that are still asked and that `viewer` may give, seats first."""
    return asks_of(approval, viewer).filter(answer="")


def approvals_waiting_for(viewer):
    """This function will return the approvals that wait for an answer of `viewer`, oldest first."""
    if not viewer.may_write:
        return Approval.objects.none()
    asks = (
        _asks_for(viewer)
        .filter(answer="", approval__state=ApprovalState.WAITING)
        .exclude(Q(submitter=viewer.user) & ~Q(seat=SeatKind.SIGNATORY))
    )
    answered = ApprovalAsk.objects.filter(approval=OuterRef("pk"), answered_by=viewer.user)
    return (
        Approval.objects.filter(id__in=asks.values("approval"))
        .exclude(Exists(answered))
        .exclude(partnership__in=viewer.recused_ids)
        .order_by("submitted_on", "id")
    )


def people_asked(ask, *, on):
    """This function will return the active users who may give the answer `ask`."""
    approval = ask.approval
    if ask.kind == AskKind.POOL:
        aside = Recusal.objects.filter(partnership=approval.partnership, lifted_on__isnull=True)
        kept_out = set(aside.values_list("user", flat=True))
        pool = organisations.second_approvers_of(approval.body, on=on)
        users = [user for user in pool if user.pk not in kept_out]
    else:
        seats = Seat.objects.filter(partnership=approval.partnership, kind=ask.seat, side=ask.side)
        holders = Member.objects.live(on=on).filter(id__in=seats.values("member"))
        users = [row.user for row in still_there(holders.select_related("user"), on=on)]
    allowed = ask.seat == SeatKind.SIGNATORY
    return [user for user in users if user.is_active and (allowed or user != approval.submitter)]
