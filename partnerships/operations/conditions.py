"""The verbs of single gate conditions."""

from contextlib import suppress

from django.db import transaction
from django.utils.translation import gettext as _

from files import operations as files
from notices import operations as notices
from partnerships import queries
from partnerships.models import (
    GATE_AHEAD,
    ApprovalState,
    AskKind,
    Freeze,
    Gate,
    GateCondition,
    GateState,
    Mode,
    SeatKind,
    Side,
    Stage,
)
from partnerships.models import ConditionState as State
from partnerships.operations.locking import bump, lock_partnership, refuse_stale
from partnerships.operations.refusals import ConditionRefused
from partnerships.operations.standing import push_standing
from partnerships.operations.telling import record

SETTLEMENT = ("state", "reason", "evidence", "settled_by", "settled_on", "valid_until")


@transaction.atomic
def pass_condition(
    partnership, key, *, by, on, reason="", evidence=None, valid_until=None, version=None
):
    """This function will mark a condition as met. The package whose records fulfil it calls it, or a person ticks it.

    `version` is that of the condition as the user saw it. Raises StaleVersion and ConditionRefused.
    """
    condition = _hold(partnership, key, version=version)
    if valid_until is not None and valid_until < on:
        raise ConditionRefused({"valid_until": _("This day is past.")})
    return _settle(
        condition,
        State.MET,
        by=by,
        on=on,
        reason=reason,
        evidence=evidence,
        valid_until=valid_until,
    )


@transaction.atomic
def tick_condition(
    partnership, key, *, by, on, reason, upload=None, valid_until=None, version=None
):
    """This function will let a person mark a condition as met, with a reason and a file that shows it.

    What the partnership's own records answer is ticked with a file only: without one the next look at the records
    would open it again. Raises StaleVersion and ConditionRefused.
    """
    if not reason.strip():
        raise ConditionRefused({"reason": _("Say what shows that it is met.")})
    if upload is None and key in OWN_CHECKS and not OWN_CHECKS[key](partnership):
        raise ConditionRefused(
            {
                "evidence": _(
                    "The partnership's own records say otherwise. Add a file that shows it."
                )
            }
        )
    _hold(partnership, key, version=version)
    try:
        evidence = files.store(upload, by=by, on=on) if upload is not None else None
    except files.FileRefused as refusal:
        raise ConditionRefused({"evidence": refusal.messages}) from refusal
    return pass_condition(
        partnership,
        key,
        by=by,
        on=on,
        reason=reason,
        evidence=evidence,
        valid_until=valid_until,
        version=version,
    )


@transaction.atomic
def download_evidence(condition, *, by, on):
    """This function will write down that somebody fetched the evidence of a condition, and return the stored file."""
    record(
        "download_evidence",
        condition,
        condition.partnership,
        by=by,
        on=on,
        after={"condition": condition.key, "evidence": condition.evidence.public_id},
    )
    return condition.evidence


@transaction.atomic
def leave_out_condition(partnership, key, *, reason, by, on, version=None):
    """This function will leave out a recommended condition, with a reason. Raises ConditionRefused for a required one."""
    condition = _hold(partnership, key, version=version)
    if condition.mode == Mode.REQUIRED:
        raise ConditionRefused(
            _("This condition is required. It can be met, or overridden by a second person.")
        )
    if not reason.strip():
        raise ConditionRefused({"reason": _("Say why it is left out.")})
    return _settle(condition, State.LEFT_OUT, by=by, on=on, reason=reason)


@transaction.atomic
def reopen_condition(partnership, key, *, reason, by, on, version=None):
    """This function will open a settled condition again, because what it stood on has gone."""
    condition = _hold(partnership, key, version=version)
    if condition.state == State.OPEN:
        raise ConditionRefused(_("This condition is open already."))
    if not reason.strip():
        raise ConditionRefused({"reason": _("Say what has changed.")})
    return _settle(condition, State.OPEN, by=by, on=on, reason=reason, verb="reopen_condition")


def reopen_expired_conditions(*, on):
    """This function will reopen every met condition whose last valid day lies before `on`; each in its own transaction.

    Called by the clock; returns how many were reopened. Gates that are passed already keep their decision.
    """
    due = GateCondition.objects.filter(
        state=State.MET, valid_until__lt=on, gate__state__in=[GateState.OPEN, GateState.ASKED]
    ).exclude(partnership__stage=Stage.CLOSED)
    reopened = 0
    for condition in due.select_related("partnership").iterator(chunk_size=200):
        # Decided or closed since the list was read: it stays, and the others go on.
        with suppress(ConditionRefused), transaction.atomic():
            row = _hold(condition.partnership, condition.key, version=None, even_asked=True)
            if row.state == State.MET and row.valid_until is not None and row.valid_until < on:
                reason = _("Valid until %(day)s.") % {"day": row.valid_until.isoformat()}
                _settle(row, State.OPEN, by=None, on=on, reason=reason, verb="reopen_condition")
                reopened += 1
    return reopened


def _hold(partnership, key, *, version, even_asked=False):
    """Lock the partnership and return its condition, refusing what may not change any more."""
    partnership = lock_partnership(partnership)
    condition = (
        GateCondition.objects.select_related("gate")
        .filter(partnership=partnership, key=key)
        .first()
    )
    if condition is None:
        raise ConditionRefused(_("This partnership has no such condition."))
    condition.partnership = partnership
    refuse_stale(condition, version)
    if partnership.is_closed:
        raise ConditionRefused(_("The partnership is closed."))
    if condition.gate.state == GateState.PASSED:
        raise ConditionRefused(
            _("Gate %(number)s is passed; its conditions stay as they were decided on.")
            % {"number": condition.gate.number}
        )
    if condition.gate.state == GateState.ASKED and not even_asked:
        raise ConditionRefused(_("A decision on this gate has been asked for. Withdraw it first."))
    return condition


def _settle(
    condition, state, *, by, on, reason="", evidence=None, valid_until=None, verb="settle_condition"
):
    before = {"state": condition.state, "reason": condition.reason}
    condition.state, condition.reason, condition.evidence = state, reason, evidence
    condition.valid_until = valid_until
    condition.settled_by, condition.settled_on = (None, None) if state == State.OPEN else (by, on)
    bump(condition, *SETTLEMENT)
    _withdraw_question(condition, on=on)
    record(
        verb,
        condition,
        condition.partnership,
        by=by,
        on=on,
        before=before,
        reason=reason,
        after={
            "condition": condition.key,
            "state": state,
            "evidence": evidence.public_id if evidence else None,
            "valid_until": valid_until,
        },
    )
    after_condition(condition.gate, condition.partnership, by=by, on=on)
    return condition


def override(condition, partnership, *, reason, by, on):
    """This function will set a condition aside once a second person agreed; called inside that answer's transaction."""
    condition.partnership = partnership
    return _settle(
        condition, State.OVERRIDDEN, by=by, on=on, reason=reason, verb="override_condition"
    )


def after_condition(gate, partnership, *, by, on):
    """This function will carry on what follows from a changed condition: the gate's own passing, and the standing."""
    gate = Gate.objects.get(pk=gate.pk)
    bump(gate)
    missing = _misses(gate)
    if missing and gate.state == GateState.ASKED:
        gate.state = GateState.OPEN
        gate.save(update_fields=["state"])
        _withdraw_question(gate, on=on)
    elif not missing and _passes_by_itself(gate, partnership):
        mark_passed(gate, partnership, by=by, on=on)
    push_standing(partnership)


def pass_gate_ahead(partnership, *, by, on):
    """This function will pass the gate that a partnership has just come to, where nothing is missing and nobody decides."""
    gate = queries.gate_ahead(partnership)
    if gate is not None and not _misses(gate) and _passes_by_itself(gate, partnership):
        mark_passed(gate, partnership, by=by, on=on)


def _misses(gate):
    return gate.conditions.filter(state=State.OPEN).exclude(mode=Mode.NOT_ASKED).exists()


def _passes_by_itself(gate, partnership):
    """Only the gate ahead, and only where the profile names nobody to decide it."""
    if gate.state != GateState.OPEN or not is_gate_ahead(gate, partnership):
        return False
    deciders = partnership.profile_version.deciders.filter(gate=gate.number)
    return (
        not partnership.is_frozen(Freeze.DECISIONS)
        and deciders.filter(kind=AskKind.ITSELF).exists()
    )


def is_gate_ahead(gate, partnership):
    """This function will tell whether the partnership's stage works towards `gate`."""
    return GATE_AHEAD.get(partnership.stage) == gate.number


def _withdraw_question(subject, *, on):
    """What was asked about a gate or a condition has no answer any more once it changed."""
    question = subject.partnership.approvals.filter(
        subject_id=subject.public_id, state=ApprovalState.WAITING
    ).first()
    if question is not None:
        question.state, question.decided_on = ApprovalState.WITHDRAWN, on
        question.save(update_fields=["state", "decided_on"])
        notices.settle(f"approval:{question.public_id}", on=on)


def mark_passed(gate, partnership, *, by, on):
    """This function will write down that a gate is passed, in the transaction of whatever passed it."""
    gate.state, gate.passed_on = GateState.PASSED, on
    bump(gate, "state", "passed_on")
    record(
        "pass_gate",
        gate,
        partnership,
        by=by,
        on=on,
        visibility="shared",
        after={"gate": gate.number, "passed_on": on},
    )


@transaction.atomic
def check_own_conditions(partnership, *, by, on):
    """This function will pass or reopen the conditions that this package's own records answer."""
    _settle_all(partnership, OWN_CHECKS, by=by, on=on)


@transaction.atomic
def settle_from_records(partnership, checks, *, by, on):
    """This function will pass or reopen the conditions that an upper package's records answer.

    `checks` says for each key how to ask whether it holds. What is decided stays as it was decided on, and what a
    person ticked with a file stays ticked. Called inside the transaction of the change that it follows from.
    """
    _settle_all(lock_partnership(partnership), checks, by=by, on=on)


def _settle_all(partnership, checks, *, by, on):
    rows = GateCondition.objects.filter(
        partnership=partnership, key__in=list(checks)
    ).select_related("gate")
    for condition in rows:
        if (
            condition.gate.state in {GateState.PASSED, GateState.TAKEN_OVER}
            and condition.state != State.OPEN
        ):
            continue
        holds = checks[condition.key](partnership)
        condition.partnership = partnership
        if holds and condition.state == State.OPEN:
            _settle(
                condition, State.MET, by=by, on=on, reason=_("Found in the partnership itself.")
            )
        elif not holds and condition.state == State.MET and not condition.evidence_id:
            _settle(condition, State.OPEN, by=by, on=on, verb="reopen_condition")


def _has_sponsor(partnership):
    seats = partnership.seat_set.filter(kind=SeatKind.SPONSOR, side=Side.PUBLIC)
    return seats.filter(member__isnull=False, member__revoked_at__isnull=True).exists()


def _both_sides_opened(partnership):
    sides = partnership.parties.filter(opened_on__isnull=False).values_list("side", flat=True)
    return set(sides) == set(Side)


OWN_CHECKS = {
    "need_stated": lambda partnership: bool(partnership.need.strip()),
    "route_named": lambda partnership: bool(
        partnership.legal_route and partnership.legal_basis.strip()
    ),
    "tier_scored": lambda partnership: partnership.tier_score is not None,
    "sponsor_named": _has_sponsor,
    "access_accepted": _both_sides_opened,
}
