"""Who is asked, and who may see what was asked."""

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from organisations import queries as organisations
from organisations.models import SecondApprover
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


def _asked_oneself(viewer):
    """Asks that `viewer` may answer by an own seat or an own place in the pool."""
    bodies = viewer.approver_body_ids - viewer.lent_body_ids
    pool = Q(kind=AskKind.POOL, approval__body__organisation__in=bodies)
    return pool | Q(Exists(_seats_held(viewer)), kind=AskKind.SEAT)


def _seats_covered(viewer, *, still_open):
    """Seats whose holder is away today, and to whose organisation both holder and `viewer` belong.

    The rights end with the absence; what was decided before it began was never asked of the deputy.
    """
    holders = still_there(Member.objects.live(on=viewer.on), on=viewer.on).filter(
        user__in=viewer.stands_in_for, party__organisation__in=viewer.roles
    )
    absence = organisations.cover_on(viewer.on).filter(
        deputy=viewer.user,
        user=OuterRef("member__user"),
        organisation=OuterRef("member__party__organisation"),
    )
    rows = Seat.objects.filter(
        _open_since(absence, on=viewer.on),
        partnership=OuterRef("approval__partnership"),
        kind=OuterRef("seat"),
        side=OuterRef("side"),
        member__in=holders.values("pk"),
    ).exclude(member__user=OuterRef("submitter"))
    return _unheard(rows, viewer, "member__user") if still_open else rows


def _pool_covered(viewer, *, still_open):
    """Seats in the pool whose holder lends them to `viewer`, or is away and has `viewer` as deputy."""
    on = viewer.on
    lent = organisations.lent_on(on).filter(to=viewer.user, seat=OuterRef("pk"))
    absence = organisations.cover_on(on).filter(
        deputy=viewer.user,
        user=OuterRef("user"),
        organisation=OuterRef("body__organisation"),
    )
    aside = Recusal.objects.filter(
        partnership=OuterRef(OuterRef("approval__partnership")),
        user=OuterRef("user"),
        lifted_on__isnull=True,
    )
    rows = SecondApprover.objects.live(on=on).filter(
        _open_since(lent, on=on) | _open_since(absence, on=on),
        ~Exists(aside),
        body=OuterRef("approval__body"),
        user__is_active=True,
    )
    rows = rows.exclude(user=OuterRef("submitter"))
    return _unheard(rows, viewer, "user") if still_open else rows


def _open_since(spans, *, on):
    """The condition that one of `spans` runs, had begun before the approval was decided, and is not the submitter's.

    Whoever asks does not choose who answers.
    """
    decided_on = Coalesce(OuterRef(OuterRef("approval__decided_on")), Value(on))
    not_theirs = ~Q(entered_by=OuterRef(OuterRef("submitter")))
    return Exists(spans.filter(not_theirs, starts_on__lte=decided_on))


def _unheard(rows, viewer, user):
    """Leave out whoever has been heard in this approval already, in person or in their name."""
    heard = ApprovalAsk.objects.filter(
        Q(answered_by=OuterRef(user)) | Q(answered_for=OuterRef(user)),
        approval=OuterRef(OuterRef("approval")),
    )
    return rows.filter(~Exists(heard))


def _asked_for_others(viewer, *, still_open=False):
    """Asks that `viewer` may answer in somebody's place.

    Never a signature, never what they asked themselves, and never beside an answer of their own.
    """
    seats = Q(
        Exists(_seats_covered(viewer, still_open=still_open)),
        ~Q(seat=SeatKind.SIGNATORY),
        kind=AskKind.SEAT,
    )
    pool = Q(
        Exists(_pool_covered(viewer, still_open=still_open)),
        kind=AskKind.POOL,
        approval__body__organisation__in=viewer.lent_body_ids,
    )
    beside = ApprovalAsk.objects.filter(_asked_oneself(viewer), approval=OuterRef("approval"))
    return (seats | pool) & ~Q(submitter=viewer.user) & ~Q(Exists(beside))


def _asks_for(viewer, *, still_open=False):
    """Asks that `viewer` may answer by seat or pool, whether or not they are answered yet."""
    asked = _asked_oneself(viewer)
    if viewer.stands_in_for or viewer.lent_body_ids:
        asked |= _asked_for_others(viewer, still_open=still_open)
    asks = ApprovalAsk.objects.filter(asked)
    if viewer.recused_ids:
        asks = asks.exclude(approval__partnership__in=viewer.recused_ids)
    return asks


def approvals_visible_to(viewer):
    """This function will return the approvals that `viewer` may open.

    The public side of the partnership sees them all; a second approver and a seat holder the ones they are asked, and
    so does whoever stands in for them, for as long as they do.
    """
    if not viewer.is_signed_in or viewer.view_as_party_id is not None:
        return Approval.objects.none()
    own = Q(partnership__in=public_partnerships(viewer)) & ~Q(partnership__isnull=True)
    seen = own | Q(id__in=_asks_for(viewer).values("approval"))
    return Approval.objects.filter(seen).exclude(partnership__in=viewer.recused_ids)


def _not_own(viewer):
    return Q(submitter=viewer.user) & ~Q(seat=SeatKind.SIGNATORY)


def asks_of(approval, viewer):
    """This function will return the answers that `viewer` is or was asked for, given or not, seats first."""
    asks = _asks_for(viewer).filter(approval=approval).exclude(_not_own(viewer))
    return asks.order_by("-kind", "number")


def open_asks_of(approval, viewer):
    """This function will return the answers that are still asked and that `viewer` may give, seats first."""
    asks = _asks_for(viewer, still_open=True).filter(approval=approval, answer="")
    return asks.exclude(_not_own(viewer)).order_by("-kind", "number")


def approvals_waiting_for(viewer):
    """This function will return the approvals that wait for an answer of `viewer`, oldest first."""
    if not viewer.may_write:
        return Approval.objects.none()
    asks = (
        _asks_for(viewer, still_open=True)
        .filter(answer="", approval__state=ApprovalState.WAITING)
        .exclude(_not_own(viewer))
    )
    answered = ApprovalAsk.objects.filter(
        Q(answered_by=viewer.user) | Q(answered_for=viewer.user), approval=OuterRef("pk")
    )
    return (
        Approval.objects.filter(id__in=asks.values("approval"))
        .exclude(Exists(answered))
        .exclude(partnership__in=viewer.recused_ids)
        .order_by("submitted_on", "id")
    )


def asked_in_another_place(viewer):
    """The condition on approvals waiting for `viewer` that none of the answers is their own: they stand in."""
    own = ApprovalAsk.objects.filter(_asked_oneself(viewer), approval=OuterRef("pk"), answer="")
    return ~Exists(own)
