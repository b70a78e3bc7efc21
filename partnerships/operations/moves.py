"""The verbs that change where a partnership stands."""

import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from partnerships import queries
from partnerships.models import (
    FREE_MOVES,
    GATES,
    SIDE_TRANSITIONS,
    TRANSITIONS,
    Approval,
    ApprovalKind,
    ApprovalState,
    Freeze,
    Gate,
    GateCondition,
    GateState,
    Side,
    SideState,
    Stage,
    StageChange,
    Term,
    Visibility,
)
from partnerships.models import ConditionState as State
from partnerships.operations.conditions import pass_gate_ahead
from partnerships.operations.gates import close_approval, reopen_gate
from partnerships.operations.locking import bump, lock_partnership, refuse_frozen
from partnerships.operations.refusals import GateNotPassed, MoveRefused
from partnerships.operations.standing import push_standing
from partnerships.operations.telling import record, tell


@transaction.atomic
def move(partnership, to, *, version, by, on, reason="", new_end=None):
    """This function will move a partnership to the stage `to` and return it.

    `version` is the one that the user saw. Going back from the decision to delivery begins a new term, which ends on
    `new_end`. Raises StaleVersion, Frozen, MoveRefused, or GateNotPassed with what is missing.
    """
    partnership = lock_partnership(partnership, version=version)
    gate = _refuse_move(partnership, to, reason=reason)
    start = partnership.stage
    change = _write_move(partnership, to, by=by, on=on, reason=reason, gate=gate)
    if (start, to) == (Stage.RENEWAL, Stage.LIVE):
        _begin_next_term(partnership, new_end=new_end, on=on)
    _withdraw_open(partnership, on=on)
    pass_gate_ahead(partnership, by=by, on=on)
    push_standing(partnership)
    _tell_everybody(partnership, change, by=by, on=on)
    return partnership


def _refuse_move(partnership, to, *, reason):
    """Return the passed gate before this move, or None where a reason stands in its place."""
    if to not in TRANSITIONS[partnership.stage]:
        allowed = ", ".join(str(Stage(stage).label) for stage in TRANSITIONS[partnership.stage])
        raise MoveRefused(
            _("From “%(here)s” it can go to: %(allowed)s.")
            % {"here": partnership.get_stage_display(), "allowed": allowed or _("nowhere")}
        )
    refuse_frozen(partnership, Freeze.MOVES)
    number = GATES.get((partnership.stage, to))
    if number is None:
        if (partnership.stage, to) not in FREE_MOVES and not reason.strip():
            raise MoveRefused({"reason": _("Say why it ends before its time.")})
        return None
    gate = Gate.objects.get(partnership=partnership, number=number)
    if not gate.is_behind:
        missing = list(queries.missing_conditions(gate).values_list("label", flat=True))
        raise GateNotPassed(
            _("Gate %(number)s has not been decided.") % {"number": number}, missing=missing
        )
    return gate


def _write_move(partnership, to, *, by, on, reason, gate, state=None, until=None, reviewer=None):
    last = partnership.stagechange_set.aggregate(last=Max("number"))["last"] or 0
    to_state = partnership.side_state if state is None else state
    follows = {"until": until, "reviewer": reviewer.public_id if reviewer else None}
    change = StageChange.objects.create(
        partnership=partnership,
        body=partnership.lead_body,
        number=last + 1,
        visibility=Visibility.SHARED,
        from_stage=partnership.stage,
        to_stage=to,
        from_state=partnership.side_state,
        to_state=to_state,
        by=by,
        on=on,
        reason=reason,
        until=until,
        reviewer=reviewer,
        evidence=_as_decided(gate),
    )
    before = {"stage": partnership.stage, "side_state": partnership.side_state}
    if partnership.stage != to:
        partnership.stage_since = on
    partnership.stage, partnership.side_state = to, to_state
    bump(partnership, "stage", "stage_since", "side_state")
    record(
        "move" if state is None else "set_side_state",
        partnership,
        partnership,
        by=by,
        on=on,
        visibility=Visibility.SHARED,
        before=before,
        after={"stage": to, "side_state": to_state}
        | {key: value for key, value in follows.items() if value},
        reason=reason,
    )
    return change


def _as_decided(gate):
    if gate is None:
        return {}
    rows = gate.conditions.order_by("order").values(
        "key", "mode", "state", "evidence__public_id", "evidence__sha256"
    )
    conditions = [
        {key: str(value) if value is not None else None for key, value in row.items()}
        for row in rows
    ]
    return {"gate": gate.number, "state": gate.state, "conditions": conditions}


def _begin_next_term(partnership, *, new_end, on):
    """Renewal: the next term follows the last one, and the decision at its end is asked anew."""
    last = partnership.terms.order_by("-number").first()
    start = last.ends_on + datetime.timedelta(days=1) if last else on
    if new_end is None or new_end < start:
        raise MoveRefused(
            {
                "new_end": _("Give the last day of the next term, after %(start)s.")
                % {"start": start.isoformat()}
            }
        )
    Term.objects.create(
        partnership=partnership,
        number=last.number + 1 if last else 1,
        starts_on=start,
        ends_on=new_end,
        notice_days=last.notice_days if last else 0,
        extension_days=0,
    )
    gate = Gate.objects.get(partnership=partnership, number=GATES[Stage.RENEWAL, Stage.LIVE])
    gate.state, gate.passed_on, gate.target_on = (
        GateState.OPEN,
        None,
        new_end - datetime.timedelta(days=90),
    )
    bump(gate, "state", "passed_on", "target_on")
    GateCondition.objects.filter(gate=gate).update(
        state=State.OPEN,
        reason="",
        evidence=None,
        settled_by=None,
        settled_on=None,
        valid_until=None,
    )


def _withdraw_open(partnership, *, on):
    """What was asked for the stage that is left has no meaning any more."""
    for approval in Approval.objects.filter(partnership=partnership, state=ApprovalState.WAITING):
        close_approval(approval, ApprovalState.WITHDRAWN, on=on)
        if approval.kind == ApprovalKind.GATE_DECISION:
            reopen_gate(approval)


def _tell_everybody(partnership, change, *, by, on):
    to = {*queries.public_users(partnership, on=on), *queries.partner_users(partnership, on=on)}
    stage = change.to_stage if change.from_stage != change.to_stage else ""
    tell(
        "moved",
        partnership,
        to=to,
        key=f"move:{change.public_id}",
        on=on,
        by=by,
        stage=stage,
        state=change.to_state,
    )


@transaction.atomic
def pause(partnership, *, version, reason, until, reviewer, by, on):
    """This function will pause a partnership until a day, with a reason and a member who looks at it again."""
    return _set_side_state(
        partnership,
        SideState.PAUSED,
        version=version,
        reason=reason,
        by=by,
        on=on,
        until=until,
        reviewer=reviewer,
    )


@transaction.atomic
def suspend(partnership, *, version, reason, until, reviewer, by, on):
    """This function will suspend a partnership over its integrity: nothing is promised, decided or shown in it.

    It stays so until it is resumed; `until` is the day by which `reviewer` looks at it again.
    """
    return _set_side_state(
        partnership,
        SideState.SUSPENDED,
        version=version,
        reason=reason,
        by=by,
        on=on,
        until=until,
        reviewer=reviewer,
    )


@transaction.atomic
def resume(partnership, *, version, reason, by, on):
    """This function will set a paused or suspended partnership running again."""
    return _set_side_state(
        partnership, SideState.NONE, version=version, reason=reason, by=by, on=on
    )


@transaction.atomic
def terminate(partnership, *, version, reason, by, on):
    """This function will end a partnership before its time; it goes to its exit stage and is closed from there."""
    return _set_side_state(
        partnership, SideState.TERMINATED, version=version, reason=reason, by=by, on=on
    )


def _set_side_state(partnership, state, *, version, reason, by, on, until=None, reviewer=None):
    partnership = lock_partnership(partnership, version=version)
    if partnership.is_closed or state not in SIDE_TRANSITIONS[partnership.side_state]:
        raise MoveRefused(
            _("A partnership that is “%(here)s” cannot become “%(there)s”.")
            % {"here": partnership.get_side_state_display(), "there": SideState(state).label}
        )
    if not reason.strip():
        raise MoveRefused({"reason": _("Say why.")})
    if state in {SideState.PAUSED, SideState.SUSPENDED}:
        _refuse_review(partnership, until=until, reviewer=reviewer, on=on)
    stage = Stage.CLOSING if state == SideState.TERMINATED else partnership.stage
    change = _write_move(
        partnership,
        stage,
        by=by,
        on=on,
        reason=reason,
        gate=None,
        state=state,
        until=until,
        reviewer=reviewer,
    )
    if state != SideState.NONE:
        _withdraw_open(partnership, on=on)
    pass_gate_ahead(partnership, by=by, on=on)
    push_standing(partnership)
    _tell_everybody(partnership, change, by=by, on=on)
    return partnership


def _refuse_review(partnership, *, until, reviewer, on):
    """Nothing stands still for good by itself: somebody of the public side looks at it again, by a day."""
    if until <= on:
        raise MoveRefused({"until": _("Choose a day after today.")})
    known = queries.live_members(partnership, on=on).filter(party__side=Side.PUBLIC)
    if reviewer is None or not known.filter(pk=reviewer.pk, user__isnull=False).exists():
        raise MoveRefused({"reviewer": _("Name somebody of the public side with a place here.")})
