"""The verbs of benefits: from a draft of one's own side to what both sides agreed."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from benefits import queries
from benefits.models import LIVE, Benefit, BenefitReading, BenefitState, Direction, ReadingState
from benefits.operations.balance import check_conditions, push_balance, push_figures
from benefits.operations.holding import (
    USED,
    BenefitRefused,
    hold,
    note,
    refuse_blank,
    refuse_past,
    refuse_state,
    take,
    tell_others,
    tell_own,
)
from benefits.operations.telling import settle_asks
from partnerships import operations as partnerships
from partnerships.models import Freeze, Visibility
from partnerships.operations.locking import bump
from partnerships.queries import codes

State = BenefitState
# What the other side agrees to, and with it the kind.
SUBSTANCE = (
    "type_key",
    "type_label",
    "statement",
    "measure",
    "unit",
    "direction",
    "baseline",
    "target",
    "due_on",
    "weight",
    "is_disbenefit",
)
FACTS = (*SUBSTANCE, "owner", "confidence", "evidence_kind", "outcome", "goal_number", "tags")
AGREEMENT = ("state", "agreed_on", "agreed_by")


@transaction.atomic
def add_benefit(partnership, *, party, kind, by, on, public_id=None, **facts):
    """This function will write down what `party` hopes to gain; until it is proposed only its own side sees it.

    `kind` is a BenefitType and gives measure, unit, direction and outcome where `facts` (those of FACTS) leave them
    empty. Raises BenefitRefused at the fields.
    """
    partnership = hold(partnership)
    if public_id and (there := Benefit.objects.filter(public_id=public_id).first()):
        if there.owning_party != party or there.recorded_by != by:
            raise BenefitRefused(USED)
        return there
    benefit = Benefit(
        partnership=partnership,
        body=partnership.lead_body,
        owning_party=party,
        visibility=Visibility.OWN_SIDE,
        term=queries.current_term(partnership),
        recorded_by=by,
        recorded_on=on,
        # Empty, unless said: the kind knows which way is better.
        **{"direction": "", **facts},
        **({"public_id": public_id} if public_id else {}),
    )
    _take_kind(benefit, kind, on=on)
    _clean(benefit, kind, on=on)
    benefit.save(force_insert=True)
    note("add_benefit", benefit, by=by, on=on, after=_facts(benefit))
    check_conditions(partnership, by=by, on=on)
    return benefit


@transaction.atomic
def change_benefit(benefit, *, version, by, on, kind=None, reason="", **changes):
    """This function will change what a benefit says. What was agreed is proposed anew then, and needs a reason.

    Raises StaleVersion, Frozen where a new promise would be made, and BenefitRefused at the fields.
    """
    benefit = take(benefit, version=version)
    refuse_state(benefit, *LIVE)
    refuse_past(benefit)
    before, was_due = _facts(benefit), benefit.due_on
    for name, value in changes.items():
        setattr(benefit, name, value)
    kind = kind or queries.kind_of(benefit)
    _take_kind(benefit, kind, on=on)
    _clean(benefit, kind, on=on, was_due=was_due)
    after = _facts(benefit)
    changed = [name for name in FACTS if before[name] != after[name]]
    if not changed:
        return benefit
    was = benefit.state
    if benefit.is_offered and set(changed) & set(SUBSTANCE):
        _propose_anew(benefit, reason=reason)
    bump(benefit, *FACTS, *AGREEMENT, "change_reason")
    note(
        "change_benefit",
        benefit,
        by=by,
        on=on,
        reason=reason,
        before={"state": was, **{name: before[name] for name in changed}},
        after={"state": benefit.state, **{name: after[name] for name in changed}},
    )
    if benefit.state == State.PROPOSED and set(changed) & set(SUBSTANCE):
        _ask(benefit, by=by, on=on, reason=reason)
    push_figures(benefit)
    check_conditions(benefit.partnership, by=by, on=on)
    return benefit


def _propose_anew(benefit, *, reason):
    partnerships.refuse_frozen(benefit.partnership, Freeze.COMMITMENTS)
    if benefit.state == State.AGREED:
        benefit.change_reason = refuse_blank(
            reason, _("Say why it changes: the other side has agreed to it as it was.")
        )
        benefit.state, benefit.agreed_on, benefit.agreed_by = State.PROPOSED, None, None


@transaction.atomic
def propose_benefit(benefit, *, by, on, version=None):
    """This function will show a benefit to the other side and ask it to agree.

    It draws the number by which both sides speak of it; figures recorded before go with it. Raises StaleVersion,
    Frozen and BenefitRefused.
    """
    benefit = take(benefit, version=version)
    partnership, was = benefit.partnership, benefit.state
    refuse_state(benefit, State.DRAFT, State.DECLINED)
    refuse_past(benefit)
    partnerships.refuse_frozen(partnership, Freeze.COMMITMENTS)
    partnerships.refuse_frozen(partnership, Freeze.SHARING)
    if not queries.receivers_of(benefit):
        raise BenefitRefused(
            _("Nobody is there to agree. Share the partnership with the partner first.")
        )
    benefit.number = benefit.number or _next_number(partnership)
    benefit.term = benefit.term or queries.current_term(partnership)
    benefit.state, benefit.proposed_on, benefit.reason = State.PROPOSED, on, ""
    benefit.visibility = Visibility.SHARED
    bump(benefit, "number", "term", "state", "proposed_on", "reason", "visibility")
    BenefitReading.objects.filter(benefit=benefit, state=ReadingState.OWN).update(
        state=ReadingState.AWAITING, visibility=Visibility.SHARED
    )
    note(
        "propose_benefit",
        benefit,
        by=by,
        on=on,
        before={"state": was},
        after={**_facts(benefit), "state": benefit.state, "visibility": benefit.visibility},
    )
    _ask(benefit, by=by, on=on)
    check_conditions(partnership, by=by, on=on)
    return benefit


@transaction.atomic
def agree_benefit(benefit, *, party, by, on, version=None):
    """This function will agree to a benefit of the other side; from now on it counts in the balance.

    Raises StaleVersion, Frozen and BenefitRefused.
    """
    benefit = _answered(benefit, party, version)
    partnerships.refuse_frozen(benefit.partnership, Freeze.COMMITMENTS)
    benefit.state, benefit.agreed_on, benefit.agreed_by = State.AGREED, on, by
    benefit.change_reason = ""
    benefit.term = benefit.term or queries.current_term(benefit.partnership)
    bump(benefit, *AGREEMENT, "change_reason", "term")
    note(
        "agree_benefit",
        benefit,
        by=by,
        on=on,
        before={"state": State.PROPOSED},
        after={"state": benefit.state, "agreed_on": on},
    )
    settle_asks(benefit, ["benefit_proposed"], on=on)
    tell_own("benefit_agreed", benefit, by=by, on=on)
    push_figures(benefit)
    check_conditions(benefit.partnership, by=by, on=on)
    return benefit


@transaction.atomic
def decline_benefit(benefit, *, party, reason, by, on, version=None):
    """This function will not agree to a benefit, with a reason; its side may change it and propose it again.

    Raises StaleVersion and BenefitRefused.
    """
    benefit = _answered(benefit, party, version)
    benefit.reason = refuse_blank(reason, _("Say why, so that they can propose something else."))
    benefit.state = State.DECLINED
    bump(benefit, "state", "reason")
    note(
        "decline_benefit",
        benefit,
        by=by,
        on=on,
        reason=reason,
        before={"state": State.PROPOSED},
        after={"state": benefit.state},
    )
    settle_asks(benefit, ["benefit_proposed"], on=on)
    tell_own("benefit_declined", benefit, by=by, on=on, reason=reason)
    check_conditions(benefit.partnership, by=by, on=on)
    return benefit


@transaction.atomic
def withdraw_benefit(benefit, *, reason, by, on, version=None):
    """This function will take a benefit of one's own side back; its figures stay where they are.

    Raises StaleVersion and BenefitRefused.
    """
    benefit = take(benefit, version=version)
    was = benefit.state
    refuse_state(benefit, *LIVE)
    refuse_past(benefit)
    benefit.reason = refuse_blank(reason, _("Say why it is withdrawn."))
    benefit.state = State.WITHDRAWN
    bump(benefit, "state", "reason")
    note(
        "withdraw_benefit",
        benefit,
        by=by,
        on=on,
        reason=reason,
        before={"state": was},
        after={"state": benefit.state},
    )
    settle_asks(benefit, ["benefit_proposed"], on=on)
    for reading in benefit.readings.filter(state=ReadingState.AWAITING):
        settle_asks(reading, ["reading_to_confirm"], on=on)
    if was == State.AGREED:
        tell_others("benefit_withdrawn", benefit, by=by, on=on, reason=reason)
    push_balance(benefit.partnership, benefit.term)
    check_conditions(benefit.partnership, by=by, on=on)
    return benefit


# ── What they share ─────────────────────────────────────────────────────────────────────────────


def _next_number(partnership):
    last = Benefit.objects.filter(partnership=partnership).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _ask(benefit, *, by, on, reason=""):
    """An older version that was asked about is no question any more."""
    settle_asks(benefit, ["benefit_proposed"], on=on)
    tell_others("benefit_proposed", benefit, by=by, on=on, reason=reason)


def _answered(benefit, party, version):
    benefit = take(benefit, version=version)
    if party.side == benefit.side:
        raise BenefitRefused(_("The other side answers this."))
    refuse_state(benefit, State.PROPOSED)
    refuse_past(benefit)
    return benefit


def _take_kind(benefit, kind, *, on):
    """Copy what a benefit keeps of its kind: the content may change later, the benefit does not."""
    if kind.key != benefit.type_key:
        if kind not in queries.types_offered(body=benefit.body, side=benefit.side, on=on):
            raise BenefitRefused({"kind": _("Choose a kind from the list.")})
        benefit.type_key, benefit.type_label = kind.key, kind.label
    benefit.measure = benefit.measure or kind.measure
    money = benefit.partnership.currency or benefit.body.currency if kind.is_money else ""
    benefit.unit = benefit.unit or kind.unit or money
    benefit.direction = benefit.direction or kind.direction
    benefit.outcome = benefit.outcome or kind.outcome


def _clean(benefit, kind, *, on, was_due=None):
    benefit.direction = benefit.direction or Direction.UP
    if kind.is_money:
        benefit.unit = benefit.unit.upper()
        if benefit.unit not in codes("currencies"):
            raise BenefitRefused(
                {"unit": _("Enter the currency with its three letters, for example GBP.")}
            )
    benefit.full_clean(exclude=["public_id", "partnership", "body", "owning_party"])
    _refuse_due(benefit, was_due, on=on)
    _refuse_wrong_way(benefit)
    if benefit.owner is not None and benefit.owner.party.side != benefit.side:
        raise BenefitRefused({"owner": _("The owner is somebody of the side that gains.")})


def _refuse_due(benefit, was_due, *, on):
    is_new = benefit.due_on is not None and benefit.due_on != was_due
    if is_new and benefit.due_on < on and benefit.partnership.taken_over_on is None:
        raise BenefitRefused({"due_on": _("This day is past.")})


def _refuse_wrong_way(benefit):
    if benefit.target is None or benefit.is_disbenefit:
        return
    baseline = benefit.baseline or 0
    if benefit.direction == Direction.UP and benefit.target < baseline:
        raise BenefitRefused(
            {"target": _("More is better here, but the target lies below where it begins.")}
        )
    if benefit.direction == Direction.DOWN and benefit.target > baseline:
        raise BenefitRefused(
            {
                "target": _("Less is better here, but the target lies above where it begins."),
                "baseline": _("Say where it stands today; empty counts as 0."),
            }
        )


def _facts(benefit):
    facts = {name: getattr(benefit, name) for name in FACTS if name != "owner"}
    return {**facts, "owner": benefit.owner.public_id if benefit.owner else None}
