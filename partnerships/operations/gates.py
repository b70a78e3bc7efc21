"""The verbs of gates: putting one to a decision, asking for an override, setting a target day."""

from django.db import transaction
from django.utils.translation import gettext as _

from notices import operations as notices
from partnerships import queries
from partnerships.models import (
    Approval,
    ApprovalAsk,
    ApprovalKind,
    ApprovalState,
    AskKind,
    Freeze,
    Gate,
    GateCondition,
    GateState,
    Mode,
)
from partnerships.models import ConditionState as State
from partnerships.operations.asking import tell_asked
from partnerships.operations.conditions import is_gate_ahead
from partnerships.operations.locking import bump, lock_partnership, refuse_frozen, refuse_stale
from partnerships.operations.refusals import AnswerRefused, ConditionRefused, DecisionRefused
from partnerships.operations.standing import push_standing
from partnerships.operations.telling import record


@transaction.atomic
def ask_decision(gate, *, version, by, on, reason=""):
    """This function will put the gate ahead to those who decide it, and return the Approval.

    Raises StaleVersion, Frozen, and DecisionRefused when it is not the gate ahead, something is missing, it has been asked
    already, or nobody could answer.
    """
    partnership = lock_partnership(gate.partnership)
    gate = Gate.objects.get(pk=gate.pk)
    refuse_stale(gate, version)
    _refuse_decision(gate, partnership)
    deciders = partnership.profile_version.deciders.filter(gate=gate.number).exclude(
        kind=AskKind.ITSELF
    )
    asks = [
        {"kind": row.kind, "seat": row.seat, "side": row.side} for row in deciders.order_by("id")
    ]
    if not asks:
        raise DecisionRefused(_("This gate passes by itself once nothing is missing."))
    gate.state = GateState.ASKED
    bump(gate, "state")
    shown = {"gate": gate.number, "conditions": _conditions_as_shown(gate)}
    return _ask(
        ApprovalKind.GATE_DECISION,
        gate,
        partnership,
        asks=asks,
        shown=shown,
        by=by,
        on=on,
        reason=reason,
    )


def _refuse_decision(gate, partnership):
    # A terminated partnership still has to be closed, through the gate before the close.
    refuse_frozen(partnership, Freeze.DECISIONS)
    if gate.state == GateState.ASKED:
        raise DecisionRefused(_("The decision has been asked for already."))
    if gate.state != GateState.OPEN or not is_gate_ahead(gate, partnership):
        raise DecisionRefused(_("This is not the gate that stands ahead."))
    missing = queries.missing_conditions(gate)
    if missing:
        raise DecisionRefused(
            [_("Missing: %(condition)s") % {"condition": row.label} for row in missing]
        )


def _conditions_as_shown(gate):
    rows = gate.conditions.exclude(mode=Mode.NOT_ASKED).select_related("evidence").order_by("order")
    return [
        {
            "key": row.key,
            "label": row.label,
            "state": row.state,
            "reason": row.reason,
            "evidence": str(row.evidence.public_id) if row.evidence else None,
            "sha256": row.evidence.sha256 if row.evidence else None,
        }
        for row in rows
    ]


@transaction.atomic
def ask_override(condition, *, version, reason, by, on):
    """This function will ask a second person to set a condition of the gate ahead aside, and return the Approval.

    Raises StaleVersion, Frozen and ConditionRefused.
    """
    partnership = lock_partnership(condition.partnership)
    refuse_frozen(partnership, Freeze.DECISIONS)
    condition = GateCondition.objects.select_related("gate").get(pk=condition.pk)
    refuse_stale(condition, version)
    if not reason.strip():
        raise ConditionRefused({"reason": _("Say why the partnership should go on without it.")})
    if condition.state != State.OPEN or condition.mode == Mode.NOT_ASKED:
        raise ConditionRefused(_("Only a condition that is missing can be overridden."))
    if condition.gate.state != GateState.OPEN or partnership.is_closed:
        raise ConditionRefused(
            _("Gate %(number)s is not open.") % {"number": condition.gate.number}
        )
    if Approval.objects.filter(
        subject_id=condition.public_id, state=ApprovalState.WAITING
    ).exists():
        raise ConditionRefused(_("A second person has been asked already."))
    shown = {"gate": condition.gate.number, "condition": condition.key, "label": condition.label}
    asks = [{"kind": AskKind.POOL, "seat": "", "side": ""}]
    return _ask(
        ApprovalKind.CONDITION_OVERRIDE,
        condition,
        partnership,
        asks=asks,
        shown=shown,
        by=by,
        on=on,
        reason=reason,
    )


def _ask(kind, subject, partnership, *, asks, shown, by, on, reason):
    approval = Approval.objects.create(
        body=partnership.lead_body,
        partnership=partnership,
        kind=kind,
        subject_id=subject.public_id,
        version_seen=subject.version,
        submitter=by,
        submitted_on=on,
        reason=reason,
        shown=shown,
    )
    rows = [
        ApprovalAsk.objects.create(approval=approval, number=number, submitter=by, **ask)
        for number, ask in enumerate(asks, start=1)
    ]
    tell_asked(approval, on=on)
    record(
        "ask_" + kind,
        subject,
        partnership,
        by=by,
        on=on,
        reason=reason,
        after={"approval": approval.public_id, "asked": [str(row) for row in rows]},
    )
    push_standing(partnership)
    return approval


@transaction.atomic
def withdraw_approval(approval, *, by, on, reason=""):
    """This function will take back a question that nobody has decided yet. Raises AnswerRefused when it is decided."""
    partnership = lock_partnership(approval.partnership)
    approval = Approval.objects.select_for_update().get(pk=approval.pk)
    if not approval.is_waiting:
        raise AnswerRefused(_("This has been decided already."))
    close_approval(approval, ApprovalState.WITHDRAWN, on=on)
    if approval.kind == ApprovalKind.GATE_DECISION:
        reopen_gate(approval)
    record("withdraw_approval", approval, partnership, by=by, on=on, reason=reason)
    push_standing(partnership)
    return approval


def close_approval(approval, state, *, on):
    """This function will end a waiting approval and mark its notices done."""
    approval.state, approval.decided_on = state, on
    approval.save(update_fields=["state", "decided_on"])
    notices.settle(f"approval:{approval.public_id}", on=on)


def reopen_gate(approval):
    """This function will open the gate again that a withdrawn or refused approval was about."""
    gate = Gate.objects.get(public_id=approval.subject_id)
    gate.state = GateState.OPEN
    bump(gate, "state")


@transaction.atomic
def set_gate_target(gate, *, version, target_on, by, on):
    """This function will set the day by which a gate is meant to be passed. Raises StaleVersion and DecisionRefused."""
    partnership = lock_partnership(gate.partnership)
    gate = Gate.objects.get(pk=gate.pk)
    refuse_stale(gate, version)
    if gate.is_behind:
        raise DecisionRefused(_("This gate lies behind."))
    if target_on is not None and target_on < on:
        raise DecisionRefused({"target_on": _("This day is past. Choose a day from today on.")})
    before, gate.target_on = gate.target_on, target_on
    bump(gate, "target_on")
    record(
        "set_gate_target",
        gate,
        partnership,
        by=by,
        on=on,
        before={"target_on": before},
        after={"target_on": target_on},
    )
    push_standing(partnership)
    return gate
