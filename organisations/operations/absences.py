"""The verbs of being away: announcing, changing and ending an absence, lending a seat in the pool and taking it back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import operations as audit
from notices import operations as notices
from organisations import queries
from organisations.models import Absence, Delegation, PublicBody, SecondApprover
from ui import formats

OVER = {"deputy_over", "seat_taken_back", "changed_for_you"}


class AbsenceRefused(ValidationError):
    """Nobody can be away, or stand in, like this."""


class StaleAbsence(AbsenceRefused):
    """Somebody changed it since the user saw it; `.current` is how it stands now."""

    def __init__(self, message, *, current=None):
        super().__init__(message, code="stale")
        self.current = current


@transaction.atomic
def announce_absence(
    user, organisation, *, deputy, starts_on, ends_on, by, on, reason="", public_id=None
):
    """This function will note that `user` is away from an organisation, and tell `deputy` (or None) that they stand in.

    Raises AbsenceRefused when somebody does not belong there, the days are past or taken, or the deputy is the one who
    is away, is away as well, or enters it for somebody else.
    """
    _lock(user)
    if public_id and (there := Absence.objects.filter(public_id=public_id, user=user).first()):
        return there
    _refuse_days(starts_on, ends_on, on=on)
    _refuse_stranger(user, organisation, on=on)
    _refuse_overlap(user, organisation, starts_on, ends_on)
    _refuse_deputy(deputy, user, organisation, starts_on, ends_on, by=by, on=on)
    absence = Absence.objects.create(
        user=user,
        organisation=organisation,
        deputy=deputy,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        entered_by=by or user,
        **({"public_id": public_id} if public_id else {}),
    )
    _record("announce_absence", absence, by=by, on=on, after=_facts(absence))
    _tell_deputy(absence, by=by, on=on)
    _tell_entered(absence, by=by, on=on)
    return absence


@transaction.atomic
def change_absence(absence, *, version, deputy, starts_on, ends_on, by, on, reason=None):
    """This function will change an absence that is not over. Raises StaleAbsence and AbsenceRefused.

    Without a `reason` the one that was given stays: whoever changes it for somebody does not read it. A first day that is past stays what it is: nobody was away, or there, in hindsight.
    """
    _lock(absence.user)
    absence = _hold(absence, version=version)
    if absence.cancelled_at is not None or absence.ends_on < on:
        raise AbsenceRefused(_("This absence is over. Announce a new one."))
    if absence.starts_on <= on and starts_on != absence.starts_on:
        raise AbsenceRefused({"starts_on": _("It has begun; its first day stays.")})
    _refuse_days(starts_on, ends_on, on=on, first=absence.starts_on)
    _refuse_overlap(absence.user, absence.organisation, starts_on, ends_on, but=absence)
    _refuse_deputy(deputy, absence.user, absence.organisation, starts_on, ends_on, by=by, on=on)
    before, was = _facts(absence), absence.deputy
    absence.deputy = deputy
    absence.reason = absence.reason if reason is None else reason
    absence.starts_on, absence.ends_on = starts_on, ends_on
    after = _facts(absence)
    if before != after and by is not None:
        # Whoever chose the deputy or the days last is asked nothing through them.
        absence.entered_by = by
    absence.version += 1
    absence.save()
    _record("change_absence", absence, by=by, on=on, before=before, after=after)
    if was is not None and was != deputy:
        _tell_over(absence, was, by=by, on=on)
    if before != after:
        _tell_deputy(absence, by=by, on=on)
        _tell_entered(absence, by=by, on=on)
    return absence


@transaction.atomic
def end_absence(absence, *, by, on):
    """This function will end an absence at once: somebody is back early, or does not go. Twice is once."""
    _lock(absence.user)
    absence = _hold(absence)
    if absence.cancelled_at is not None or absence.ends_on < on:
        return absence
    absence.cancelled_at = timezone.now()
    absence.version += 1
    absence.save(update_fields=["cancelled_at", "version"])
    _record("end_absence", absence, by=by, on=on, before=_facts(absence))
    if absence.deputy is not None:
        _tell_over(absence, absence.deputy, by=by, on=on)
    _tell_changed("absence_ended", absence, absence.user, absence.organisation, by=by, on=on)
    return absence


@transaction.atomic
def delegate_seat(seat, *, to, starts_on, ends_on, reason, by, on, public_id=None):
    """This function will lend a seat in the pool of second approvers to `to`, who answers in the holder's place.

    Raises AbsenceRefused when the seat is over, the days are past or taken, no reason is given, or `to` is the holder,
    the one who enters it for the holder, or nobody whom the body knows.
    """
    seat = SecondApprover.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if public_id and (there := Delegation.objects.filter(public_id=public_id, seat=seat).first()):
        return there
    if not SecondApprover.objects.live(on=on).filter(pk=seat.pk).exists():
        raise AbsenceRefused(_("This seat in the pool is over."))
    if not reason.strip():
        raise AbsenceRefused({"reason": _("Say why you lend it.")})
    _refuse_days(starts_on, ends_on, on=on)
    if seat.delegations.standing().filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise AbsenceRefused({"starts_on": _("Somebody else has it on one of these days already.")})
    _refuse_delegate(seat, to, by=by, on=on)
    delegation = Delegation.objects.create(
        seat=seat,
        holder=seat.user,
        to=to,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        entered_by=by or seat.user,
        **({"public_id": public_id} if public_id else {}),
    )
    after = {"user": to.public_id, "holder": seat.user.public_id, **_days(delegation)}
    audit.record(
        "organisations.delegate_seat",
        delegation,
        by=by,
        on=on,
        body=seat.body,
        after=after,
        reason=reason,
    )
    words = {"body": str(seat.body), "why": reason}
    _tell("seat_lent", [to], delegation, by=by, on=on, holder=seat.user.get_full_name(), **words)
    _tell_changed("seat_lent", delegation, seat.user, seat.body, by=by, on=on)
    return delegation


@transaction.atomic
def end_delegation(delegation, *, by, on):
    """This function will take a lent seat back at once. Twice is once."""
    seat = SecondApprover.objects.select_for_update(of=("self",)).get(pk=delegation.seat_id)
    delegation = Delegation.objects.select_related("to", "holder").get(pk=delegation.pk)
    if delegation.revoked_at is not None or delegation.ends_on < on:
        return delegation
    delegation.revoked_at = timezone.now()
    delegation.save(update_fields=["revoked_at"])
    audit.record(
        "organisations.end_delegation",
        delegation,
        by=by,
        on=on,
        body=seat.body,
        before={"user": delegation.to.public_id, "holder": delegation.holder.public_id},
    )
    _tell_taken_back(delegation, by=by, on=on)
    _tell_changed("seat_taken_back", delegation, delegation.holder, seat.body, by=by, on=on)
    return delegation


@transaction.atomic
def tell_what_is_over(*, on):
    """This function will tell deputies and delegates whose last day was before `on` that it is over; each once.

    Called by the clock; an absence that ended more than a week ago is told nobody any more.
    """
    for absence in queries.absences_just_over(on=on):
        _tell_over(absence, absence.deputy, by=None, on=on)
    for delegation in queries.delegations_just_over(on=on):
        _tell_taken_back(delegation, by=None, on=on)


# ── What is refused ─────────────────────────────────────────────────────────────────────────────


def _lock(user):
    """Two absences of one person are entered one after the other."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)


def _hold(absence, *, version=None):
    row = Absence.objects.select_for_update(of=("self",)).get(pk=absence.pk)
    if version is not None and row.version != version:
        raise StaleAbsence(_("Somebody changed this in the meantime."), current=row)
    return row


def _refuse_days(starts_on, ends_on, *, on, first=None):
    """The first day lies ahead, or is the one that it had."""
    if starts_on < on and starts_on != first:
        raise AbsenceRefused({"starts_on": _("This day is past. Choose a day from today on.")})
    if ends_on < starts_on:
        raise AbsenceRefused(
            {"ends_on": _("The last day is before the first. Choose a later one.")}
        )
    if ends_on < on:
        raise AbsenceRefused({"ends_on": _("This day is past. Choose a day from today on.")})


def _refuse_stranger(user, organisation, *, on):
    if not queries.belongs_to(user, organisation, on=on):
        raise AbsenceRefused(
            {
                "user": _("%(user)s does not belong to %(organisation)s.")
                % {"user": user.get_full_name(), "organisation": organisation}
            }
        )


def _refuse_overlap(user, organisation, starts_on, ends_on, *, but=None):
    taken = Absence.objects.standing().filter(
        user=user, organisation=organisation, starts_on__lte=ends_on, ends_on__gte=starts_on
    )
    if but is not None:
        taken = taken.exclude(pk=but.pk)
    if (other := taken.order_by("starts_on").first()) is not None:
        words = _("An absence from %(first)s to %(last)s is entered already. Change that one.")
        raise AbsenceRefused({"starts_on": words % _said(other)})


def _refuse_deputy(deputy, user, organisation, starts_on, ends_on, *, by, on):
    if deputy is None:
        return
    if deputy == user:
        raise AbsenceRefused({"deputy": _("Choose somebody else than the one who is away.")})
    if by is not None and by != user and deputy == by:
        raise AbsenceRefused({"deputy": _("Nobody puts themselves in somebody else's place.")})
    if not deputy.is_active or not queries.belongs_to(deputy, organisation, on=on):
        raise AbsenceRefused(
            {"deputy": _("A deputy belongs to %(organisation)s.") % {"organisation": organisation}}
        )
    away = Absence.objects.standing().filter(
        user=deputy, organisation=organisation, starts_on__lte=ends_on, ends_on__gte=starts_on
    )
    if (other := away.order_by("starts_on").first()) is not None:
        words = _("%(who)s is away from %(first)s to %(last)s. Choose somebody else.")
        raise AbsenceRefused({"deputy": words % {"who": deputy.get_full_name(), **_said(other)}})


def _refuse_delegate(seat, to, *, by, on):
    if to == seat.user:
        raise AbsenceRefused({"to": _("Choose somebody else than the holder of the seat.")})
    if by is not None and by != seat.user and to == by:
        raise AbsenceRefused({"to": _("Nobody puts themselves in somebody else's place.")})
    if not queries.possible_delegates(seat, on=on).filter(pk=to.pk).exists():
        raise AbsenceRefused(
            {
                "to": _("%(body)s does not know this person. Choose one of its people.")
                % {"body": seat.body}
            }
        )


# ── What is written down and said ───────────────────────────────────────────────────────────────


def _said(span):
    return {"first": formats.day_text(span.starts_on), "last": formats.day_text(span.ends_on)}


def _days(span):
    return {"starts_on": span.starts_on, "ends_on": span.ends_on}


def _facts(absence):
    deputy = absence.deputy.public_id if absence.deputy else None
    return {
        "user": absence.user.public_id,
        "organisation": absence.organisation.public_id,
        "deputy": deputy,
        **_days(absence),
    }


def _record(verb, absence, *, by, on, **values):
    """The reason stays out of the log, which nobody can rewrite: it may say how somebody is."""
    body = PublicBody.objects.filter(organisation=absence.organisation).first()
    audit.record(f"organisations.{verb}", absence, by=by, on=on, body=body, **values)


def _tell(kind, to, span, /, *, by, on, key="", **words):
    body = getattr(getattr(span, "seat", None), "body", None)
    notices.post(
        f"organisations.{kind}",
        to=[user for user in to if user != by],
        key=key or f"{kind}:{span.public_id}",
        on=on,
        url=reverse("desk:absence"),
        context={"starts_on": span.starts_on, "ends_on": span.ends_on, **words},
        # Whoever is told that it is over need not see it any more.
        subject=None if kind in OVER else span,
        body=body,
    )


def _tell_deputy(absence, *, by, on):
    """Tell the deputy anew whenever something that concerns them has changed."""
    if absence.deputy is None:
        return
    _tell(
        "deputy_named",
        [absence.deputy],
        absence,
        by=by,
        on=on,
        key=f"deputy:{absence.public_id}:{absence.version}",
        who=absence.user.get_full_name(),
        organisation=str(absence.organisation),
        entered_by=absence.entered_by.get_full_name() if absence.was_entered_for else "",
        why=absence.reason,
    )


def _tell_entered(absence, *, by, on):
    """Tell somebody who is away what somebody else noted of them."""
    if by is None or by == absence.user:
        return
    _tell(
        "absence_entered",
        [absence.user],
        absence,
        by=by,
        on=on,
        key=f"absence_entered:{absence.public_id}:{absence.version}",
        who=by.get_full_name(),
        deputy=absence.deputy.get_full_name() if absence.deputy else "",
    )


def _tell_changed(what, span, user, where, *, by, on):
    """Tell whoever is away, or holds the seat, what somebody else did about it."""
    if by is None:
        return
    delegate = span.to.get_full_name() if isinstance(span, Delegation) else ""
    _tell(
        "changed_for_you",
        [user],
        span,
        by=by,
        on=on,
        key=f"changed_for_you:{what}:{span.public_id}",
        what=what,
        who=by.get_full_name(),
        delegate=delegate,
        where=str(where),
    )


def _tell_over(absence, deputy, *, by, on):
    notices.settle(f"deputy:{absence.public_id}:{absence.version - 1}", on=on)
    _tell(
        "deputy_over",
        [deputy],
        absence,
        by=by,
        on=on,
        key=f"deputy_over:{absence.public_id}",
        who=absence.user.get_full_name(),
        organisation=str(absence.organisation),
    )


def _tell_taken_back(delegation, *, by, on):
    notices.settle(f"seat_lent:{delegation.public_id}", on=on)
    _tell(
        "seat_taken_back",
        [delegation.to],
        delegation,
        by=by,
        on=on,
        holder=delegation.holder.get_full_name(),
        body=str(delegation.seat.body),
    )
