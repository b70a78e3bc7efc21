"""Who decides at a gate, what was asked about it and what came of that."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from organisations.models import Absence
from partnerships.models import (
    Approval,
    ApprovalAsk,
    ApprovalKind,
    AskKind,
    GateCondition,
    ProfileDecider,
    Seat,
    SeatKind,
)
from partnerships.queries.approvals import approvals_visible_to
from partnerships.queries.people import absences_of


@dataclass(frozen=True)
class Decider:
    """One answer that a gate needs: whose it is in words, and who gives it today."""

    words: str
    kind: str
    seat: str = ""
    side: str = ""
    holder: str = ""
    has_account: bool = False
    # Of the holder who is away today, with `stands_in`.
    absence: Absence | None = None

    @property
    def is_vacant(self):
        """Tell whether nobody could be asked: the seat is empty, or its holder has no account."""
        return self.kind == AskKind.SEAT and not self.has_account

    @property
    def is_signature(self):
        return self.seat == SeatKind.SIGNATORY

    @property
    def decides(self):
        return self.kind != AskKind.ITSELF

    def __str__(self):
        if self.holder:
            return _("%(holder)s (%(seat)s)") % {"holder": self.holder, "seat": self.words}
        return _("%(seat)s (nobody yet)") % {"seat": self.words} if self.is_vacant else self.words


def deciders_of(partnership, *, on=None):
    """This function will return {gate number: its Deciders} of a `partnership`, in two queries.

    With the day `on` they say who is away, in one query more.
    """
    seats = Seat.objects.filter(partnership=partnership, member__revoked_at__isnull=True)
    held = [
        (seat, seat.member)
        for seat in seats.select_related("member__user", "member__party")
        if seat.member
    ]
    away = absences_of([member for _seat, member in held], on=on) if on else {}
    holders = {
        (seat.kind, seat.side): (member, member.user_id is not None) for seat, member in held
    }
    rows = ProfileDecider.objects.filter(version=partnership.profile_version_id).order_by("id")
    found: dict[int, list[Decider]] = {}
    for row in rows:
        holder, has_account = holders.get((row.seat, row.side), (None, False))
        decider = Decider(
            words=_words(row),
            kind=row.kind,
            seat=row.seat,
            side=row.side,
            holder=str(holder or ""),
            has_account=has_account,
            absence=away.get(holder.pk) if holder else None,
        )
        found.setdefault(row.gate, []).append(decider)
    return found


def _words(row):
    if row.kind != AskKind.SEAT:
        return row.get_kind_display().lower()
    seat, side = row.get_seat_display().lower(), row.get_side_display().lower()
    return _("%(seat)s of the %(side)s") % {"seat": seat, "side": side}


def decisions_of(gate, viewer):
    """This function will return what was asked about `gate` and its conditions, the latest first, with the answers."""
    conditions = GateCondition.objects.filter(gate=gate).values("public_id")
    asks = ApprovalAsk.objects.select_related("answered_by", "answered_for").order_by("number")
    return (
        approvals_visible_to(viewer)
        .filter(partnership=gate.partnership_id)
        .filter(
            Q(kind=ApprovalKind.GATE_DECISION, subject_id=gate.public_id)
            | Q(kind=ApprovalKind.CONDITION_OVERRIDE, subject_id__in=conditions)
        )
        .select_related("submitter")
        .prefetch_related(Prefetch("asks", queryset=asks, to_attr="listed_asks"))
        .order_by("-submitted_at", "-id")
    )


def override_waiting(condition):
    """This function will return the open question whether `condition` may be set aside, or None."""
    return Approval.objects.filter(
        kind=ApprovalKind.CONDITION_OVERRIDE, subject_id=condition.public_id, state="waiting"
    ).first()
