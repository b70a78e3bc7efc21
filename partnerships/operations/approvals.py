"""The verb of the second person: answering."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnerships import queries
from partnerships.models import (
    Answer,
    Approval,
    ApprovalKind,
    ApprovalState,
    AskKind,
    Freeze,
    Gate,
    GateCondition,
    Recusal,
)
from partnerships.operations.conditions import mark_passed, override
from partnerships.operations.gates import close_approval, reopen_gate
from partnerships.operations.locking import lock_partnership, refuse_frozen
from partnerships.operations.refusals import AnswerRefused
from partnerships.operations.standing import push_standing
from partnerships.operations.telling import record, tell


@transaction.atomic
def answer_approval(approval, *, answer, by, on, reason=""):
    """This function will give `by`'s answer, yes or no, and carry out what the last yes or the first no decides.

    Whoever stands in for somebody answers in their place, and it says so. Raises Frozen, and AnswerRefused when it is
    decided, `by` is not asked, is the submitter, is recused or has answered already, or when what was asked about has
    changed since.
    """
    partnership = lock_partnership(approval.partnership)
    approval = Approval.objects.select_for_update(of=("self",)).get(pk=approval.pk)
    approval.partnership = partnership
    ask, instead_of = _ask_for(approval, by=by, on=on)
    if answer == Answer.NO and not reason.strip():
        raise AnswerRefused({"reason": _("Say why not, so that it can be mended.")})
    ask.answer, ask.answered_by, ask.answered_on = answer, by, on
    ask.answered_for = instead_of
    ask.answered_at, ask.reason = timezone.now(), reason
    ask.save()
    record(
        "answer_approval",
        approval,
        partnership,
        by=by,
        on=on,
        reason=reason,
        after={
            "answer": answer,
            "as": str(ask),
            **({"for": instead_of.public_id} if instead_of else {}),
            "about": approval.kind,
            "submitter": approval.submitter.public_id,
        },
    )
    if answer == Answer.NO:
        _refuse(approval, by=by, on=on)
    elif not approval.asks.filter(answer="").exists():
        _agree(approval, by=by, on=on, reason=reason)
    push_standing(partnership)
    return approval


def _ask_for(approval, *, by, on):
    """Return the open ask that `by` may answer, and in whose place: an own answer first, a seat before the pool."""
    if not approval.is_waiting:
        raise AnswerRefused(_("This has been decided already."))
    refuse_frozen(approval.partnership, Freeze.DECISIONS)
    if Recusal.objects.filter(
        partnership=approval.partnership, user=by, lifted_on__isnull=True
    ).exists():
        raise AnswerRefused(_("You have stepped aside in this partnership."))
    _refuse_heard(approval, by)
    found = [
        (one.instead_of is not None, ask.kind != AskKind.SEAT, ask.number, ask, one.instead_of)
        for ask, answerers in queries.answerers_of(approval, on=on)
        for one in answerers
        if one.user == by
    ]
    if not found:
        if by == approval.submitter:
            raise AnswerRefused(_("You asked for this; a second person answers."))
        raise AnswerRefused(_("You are not asked to answer this."))
    _refuse_changed_subject(approval)
    *_order, ask, instead_of = min(found, key=lambda row: row[:3])
    return ask, instead_of


def _refuse_heard(approval, by):
    """One voice a person, whoever spoke it."""
    if approval.asks.filter(answered_by=by).exists():
        raise AnswerRefused(_("You have answered already."))
    if (
        ask := approval.asks.filter(answered_for=by).select_related("answered_by").first()
    ) is not None:
        words = _("%(who)s has answered for you already.")
        raise AnswerRefused(words % {"who": ask.answered_by.get_full_name()})


def _refuse_changed_subject(approval):
    model = Gate if approval.kind == ApprovalKind.GATE_DECISION else GateCondition
    if model.objects.get(public_id=approval.subject_id).version != approval.version_seen:
        raise AnswerRefused(
            _("What you were asked about has changed since. It has to be asked again.")
        )


def _refuse(approval, *, by, on):
    close_approval(approval, ApprovalState.REFUSED, on=on)
    if approval.kind == ApprovalKind.GATE_DECISION:
        reopen_gate(approval)
    _tell_result(approval, "approval_refused", by=by, on=on)


def _agree(approval, *, by, on, reason):
    close_approval(approval, ApprovalState.AGREED, on=on)
    CONSEQUENCES[approval.kind](approval, by=by, on=on, reason=reason)
    _tell_result(approval, "approval_agreed", by=by, on=on)


def _pass_gate(approval, *, by, on, reason):
    gate = Gate.objects.get(public_id=approval.subject_id)
    mark_passed(gate, approval.partnership, by=by, on=on)


def _override_condition(approval, *, by, on, reason):
    condition = GateCondition.objects.select_related("gate").get(public_id=approval.subject_id)
    override(condition, approval.partnership, by=by, on=on, reason=approval.reason)


CONSEQUENCES = {
    ApprovalKind.GATE_DECISION: _pass_gate,
    ApprovalKind.CONDITION_OVERRIDE: _override_condition,
}


def _tell_result(approval, kind, *, by, on):
    partnership = approval.partnership
    to = {approval.submitter, *queries.leads_of(partnership, on=on)}
    what = approval.shown.get("label") or _("gate %(number)s") % {"number": approval.shown["gate"]}
    tell(
        kind,
        partnership,
        to=to,
        key=f"approval_result:{approval.public_id}",
        on=on,
        by=by,
        url=approval.get_absolute_url(),
        subject=approval,
        what=what,
        kind=approval.kind,
    )
