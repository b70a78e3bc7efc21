"""Telling people that their answer is asked: those whose own it is, and those who stand in for them."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from organisations import queries as organisations
from partnerships import queries
from partnerships.models import Approval, ApprovalState, Gate, Seat
from partnerships.operations.locking import lock_partnership
from partnerships.operations.refusals import DecisionRefused
from partnerships.operations.telling import tell


def tell_asked(approval, *, on):
    """This function will tell everybody who may answer. Raises DecisionRefused for an answer that nobody could give."""
    for ask, answerers in queries.answerers_of(approval, on=on):
        if not answerers:
            raise DecisionRefused(
                _("Nobody can answer as %(who)s. Name somebody first.") % {"who": ask}
            )
        _tell(approval, answerers, on=on)


def tell_newly_asked(approval, *, on):
    """This function will tell whoever is asked since a seat changed hands; whoever was told before hears nothing."""
    for _ask, answerers in queries.answerers_of(approval, on=on):
        _tell(approval, answerers, on=on)


def tell_deputies(*, on, users=None):
    """This function will tell deputies and delegates of today what was asked before their time; each once.

    Called by the clock, and for the `users` whose absence has just been entered or whose seat was lent. Returns how
    many approvals were looked at.
    """
    waiting = list(_asked_of_covered(on, users).values_list("pk", flat=True))
    for key in waiting:
        _tell_deputies_of(key, on=on)
    return len(waiting)


@transaction.atomic
def _tell_deputies_of(key, *, on):
    approval = Approval.objects.select_related("partnership", "submitter").get(pk=key)
    # Answering takes this lock as well: nobody is told of what is being decided.
    approval.partnership = lock_partnership(approval.partnership)
    approval.refresh_from_db(fields=["state"])
    if not approval.is_waiting:
        return
    for _ask, answerers in queries.answerers_of(approval, on=on):
        _tell(approval, [one for one in answerers if one.instead_of], on=on)


def _asked_of_covered(on, users):
    """Return the waiting approvals of which somebody who is away, or has lent a seat, is asked."""
    cover, lent = organisations.cover_on(on), organisations.lent_on(on)
    if users is not None:
        cover, lent = cover.filter(user__in=users), lent.filter(holder__in=users)
    seats = Seat.objects.filter(member__user__in=cover.values("user"))
    pool = Q(body__organisation__in=cover.values("organisation"))
    asked = Q(partnership__in=seats.values("partnership"))
    asked |= pool | Q(body__in=lent.values("seat__body"))
    rows = Approval.objects.filter(asked, state=ApprovalState.WAITING, partnership__isnull=False)
    return rows.order_by("submitted_on", "id")


def _tell(approval, answerers, *, on):
    tell_own = [one.user for one in answerers if one.instead_of is None]
    _post(approval, tell_own, on=on, stands_for="", until="")
    for one in answerers:
        if one.instead_of is not None:
            name = one.instead_of.get_full_name()
            _post(approval, [one.user], on=on, stands_for=name, until=one.until.isoformat())


def _post(approval, to, *, on, **place):
    tell(
        "approval_asked",
        approval.partnership,
        to=to,
        key=f"approval:{approval.public_id}",
        on=on,
        url=approval.get_absolute_url(),
        subject=approval,
        what=_what(approval),
        kind=approval.kind,
        answer_by=approval.answer_by.isoformat(),
        **place,
    )


def _what(approval):
    """Return what is asked, in the words of the notice."""
    if "condition" in approval.shown:
        return approval.shown["label"]
    return str(Gate(number=approval.shown["gate"]))
