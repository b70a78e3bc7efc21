"""The verbs of what each side puts in: from a draft of one's own side to a promise that the other side accepted."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from benefits import queries
from benefits.models import (
    OPEN_TO_BOTH,
    UNANSWERED,
    Contribution,
    ContributionKind,
    ContributionState,
    Valuation,
)
from benefits.operations.telling import record, settle_asks, tell
from benefits.operations.totals import push_given
from partnerships import operations as partnerships
from partnerships.models import Freeze, Side, Visibility
from partnerships.operations.locking import bump, lock_partnership, refuse_stale

State = ContributionState
SUBSTANCE = (
    "kind",
    "statement",
    "quantity",
    "unit",
    "value",
    "currency",
    "valuation",
    "valuation_note",
    "due_on",
)
FACTS = (*SUBSTANCE, "owner")


class ContributionRefused(ValidationError):
    """The contribution, or what was delivered of it, cannot be changed like this now."""


@transaction.atomic
def add_contribution(partnership, *, party, by, on, public_id=None, **facts):
    """This function will write down what `party` means to put in; until it is offered only its own side sees it.

    `facts` are those of FACTS. Raises ContributionRefused at the fields.
    """
    partnership = hold(partnership)
    if public_id and (there := Contribution.objects.filter(public_id=public_id).first()):
        if there.owning_party != party or there.recorded_by != by:
            raise ContributionRefused(_("This form has been used already. Begin a new one."))
        return there
    contribution = Contribution(
        partnership=partnership,
        body=partnership.lead_body,
        owning_party=party,
        visibility=Visibility.OWN_SIDE,
        term=queries.current_term(partnership),
        recorded_by=by,
        recorded_on=on,
        **facts,
        **({"public_id": public_id} if public_id else {}),
    )
    _clean(contribution, on=on)
    contribution.save(force_insert=True)
    note("add_contribution", contribution, by=by, on=on, after=_facts(contribution))
    return contribution


@transaction.atomic
def change_contribution(contribution, *, version, by, on, **changes):
    """This function will change what a contribution says; what was promised becomes an offer again.

    After a delivery only the owner may change, since the receiver accepted what was delivered against. Raises
    StaleVersion, Frozen where something new would be offered, and ContributionRefused.
    """
    contribution = take(contribution, version=version)
    before = _facts(contribution)
    was_due = contribution.due_on
    for name, value in changes.items():
        setattr(contribution, name, value)
    _clean(contribution, on=on, was_due=was_due)
    after = _facts(contribution)
    changed = [name for name in FACTS if before[name] != after[name]]
    if not changed:
        return contribution
    offered_anew = contribution.state in OPEN_TO_BOTH and set(changed) & set(SUBSTANCE)
    if offered_anew:
        _refuse_delivered(contribution)
        partnerships.refuse_frozen(contribution.partnership, Freeze.COMMITMENTS)
        contribution.state, contribution.offered_on = State.PROPOSED, on
        contribution.promised_on = contribution.accepted_by = None
    bump(contribution, *FACTS, "state", "offered_on", "promised_on", "accepted_by")
    note(
        "change_contribution",
        contribution,
        by=by,
        on=on,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    if offered_anew:
        push_given(contribution.partnership, contribution.term)
        _ask(contribution, by=by, on=on)
    return contribution


@transaction.atomic
def offer_contribution(contribution, *, by, on, version=None):
    """This function will show a contribution to the other side and ask it to accept it as a promise.

    It draws the number by which both sides speak of it. Raises StaleVersion, Frozen and ContributionRefused.
    """
    contribution = take(contribution, version=version)
    partnership = contribution.partnership
    if contribution.state not in {State.DRAFT, State.DECLINED}:
        raise ContributionRefused(_("It has been offered already."))
    partnerships.refuse_frozen(partnership, Freeze.COMMITMENTS)
    partnerships.refuse_frozen(partnership, Freeze.SHARING)
    if not queries.receivers_of(contribution):
        raise ContributionRefused(
            _("Nobody is there to accept it. Share the partnership with the partner first.")
        )
    before = contribution.state
    contribution.number = contribution.number or _next_number(partnership)
    contribution.term = contribution.term or queries.current_term(partnership)
    contribution.state, contribution.offered_on = State.PROPOSED, on
    contribution.visibility, contribution.reason = Visibility.SHARED, ""
    bump(contribution, "number", "term", "state", "offered_on", "visibility", "reason")
    note(
        "offer_contribution",
        contribution,
        by=by,
        on=on,
        before={"state": before},
        after={**_facts(contribution), "state": contribution.state, "visibility": "shared"},
    )
    _ask(contribution, by=by, on=on)
    return contribution


@transaction.atomic
def accept_contribution(contribution, *, party, by, on, version=None):
    """This function will make a promise of what was offered: the receiver says yes, by somebody of `party`.

    Raises StaleVersion, Frozen and ContributionRefused.
    """
    contribution = _answered(contribution, party, version)
    partnerships.refuse_frozen(contribution.partnership, Freeze.COMMITMENTS)
    contribution.state, contribution.promised_on = State.PROMISED, on
    contribution.accepted_by = by
    bump(contribution, "state", "promised_on", "accepted_by")
    note(
        "accept_contribution",
        contribution,
        by=by,
        on=on,
        before={"state": State.PROPOSED},
        after={"state": contribution.state, "promised_on": on},
    )
    push_given(contribution.partnership, contribution.term)
    settle_asks(contribution, ["contribution_offered"], on=on)
    tell_givers("contribution_accepted", contribution, by=by, on=on)
    return contribution


@transaction.atomic
def decline_contribution(contribution, *, party, reason, by, on, version=None):
    """This function will say no to what was offered, with a reason; the giver may change it and offer it again.

    Raises StaleVersion and ContributionRefused.
    """
    contribution = _answered(contribution, party, version)
    contribution.reason = refuse_blank(reason, _("Say why, so that they can offer something else."))
    contribution.state = State.DECLINED
    bump(contribution, "state", "reason")
    note(
        "decline_contribution",
        contribution,
        by=by,
        on=on,
        reason=reason,
        before={"state": State.PROPOSED},
        after={"state": contribution.state},
    )
    settle_asks(contribution, ["contribution_offered"], on=on)
    tell_givers("contribution_declined", contribution, by=by, on=on, reason=reason)
    return contribution


@transaction.atomic
def withdraw_contribution(contribution, *, reason, by, on, version=None):
    """This function will take a contribution back. What was received of it stays received; the other side is told.

    Raises StaleVersion, and ContributionRefused while a delivery waits for an answer.
    """
    contribution = take(contribution, version=version)
    before = contribution.state
    if before in {State.WITHDRAWN, State.DELIVERED}:
        raise ContributionRefused(_("This contribution is finished."))
    contribution.reason = refuse_blank(reason, _("Say why it is withdrawn."))
    if contribution.handovers.filter(state__in=UNANSWERED).exists():
        raise ContributionRefused(_("A delivery waits for an answer. Have it answered first."))
    contribution.state = State.WITHDRAWN
    bump(contribution, "state", "reason")
    note(
        "withdraw_contribution",
        contribution,
        by=by,
        on=on,
        reason=reason,
        before={"state": before},
        after={"state": contribution.state},
    )
    push_given(contribution.partnership, contribution.term)
    settle_asks(contribution, ["contribution_offered"], on=on)
    if before == State.PROMISED:
        tell_receivers("contribution_withdrawn", contribution, by=by, on=on, reason=reason)
    return contribution


# ── What the verbs of contributions and of deliveries share ─────────────────────────────────────


def hold(partnership):
    """This function will lock a partnership that is still open and return it."""
    partnership = lock_partnership(partnership)
    if partnership.is_closed:
        raise ContributionRefused(_("The partnership is closed."))
    return partnership


def take(contribution, *, version=None):
    """This function will lock the partnership and return the contribution as it stands now."""
    partnership = hold(contribution.partnership)
    contribution = Contribution.objects.select_related(
        "owning_party__organisation", "owner__user", "owner__party", "term"
    ).get(pk=contribution.pk)
    contribution.partnership = partnership
    refuse_stale(contribution, version)
    return contribution


def refuse_givers(contribution, party):
    """This function will refuse an answer of the side that gives: whoever receives says what it received."""
    if party.side == contribution.owning_party.side:
        raise ContributionRefused(_("The other side answers this."))


def refuse_blank(words, message, field="reason"):
    """This function will return words that say something, or refuse them at their field."""
    if not words.strip():
        raise ContributionRefused({field: message})
    return words


def note(verb, contribution, *, by, on, subject=None, before=None, after=None, **values):
    """This function will write the audit entry of a verb, seen by whoever sees the contribution."""
    if contribution.label:
        after = {"contribution": contribution.label, **(after or {})}
    before, after = _told(before), _told(after)
    record(
        verb,
        subject or contribution,
        contribution.partnership,
        by=by,
        on=on,
        party=contribution.owning_party,
        visibility=contribution.visibility,
        before=before,
        after=after,
        **values,
    )


def tell_givers(kind, contribution, *, by, on, also=(), **told):
    """This function will tell whoever works for the giver, the owner among them."""
    owner = contribution.owner.user if contribution.owner else None
    users = queries.writers_of(contribution.owning_party, on=on)
    _tell(kind, contribution, users, also=[owner, *also], by=by, on=on, **told)


def tell_receivers(kind, contribution, *, by, on, also=(), **told):
    """This function will tell whoever works for a party that receives it."""
    users = [
        user
        for party in queries.receivers_of(contribution)
        for user in queries.writers_of(party, on=on)
    ]
    _tell(kind, contribution, users, also=also, by=by, on=on, **told)


def _tell(kind, contribution, users, *, also, by, on, subject=None, **context):
    others = {user for user in also if user is not None} - {*users, by}
    subject = subject or contribution
    tell(
        kind,
        contribution.partnership,
        to=[*users, *queries.who_still_sees(contribution.partnership, others, on=on)],
        key=f"{kind}:{subject.public_id}:{subject.version}",
        on=on,
        by=by,
        url=contribution.get_absolute_url(),
        subject=subject,
        contribution=contribution.label,
        statement=contribution.statement,
        giver=contribution.owning_party.organisation,
        **context,
    )


def _ask(contribution, *, by, on):
    """An older version that was asked about is no question any more."""
    settle_asks(contribution, ["contribution_offered"], on=on)
    tell_receivers("contribution_offered", contribution, by=by, on=on)


def _answered(contribution, party, version):
    contribution = take(contribution, version=version)
    refuse_givers(contribution, party)
    if contribution.state != State.PROPOSED:
        raise ContributionRefused(
            _("It does not wait for an answer any more: %(state)s.")
            % {"state": contribution.get_state_display().lower()}
        )
    return contribution


def _refuse_delivered(contribution):
    if contribution.handovers.exclude(state="withdrawn").exists():
        raise ContributionRefused(
            _("Something of it was delivered already. Offer what is to be added as another one.")
        )


def _next_number(partnership):
    last = Contribution.objects.filter(partnership=partnership).aggregate(last=Max("number"))
    return (last["last"] or 0) + 1


def _told(values):
    """A history knows people of a partnership as members, whatever they are to a record."""
    return values and {("member" if key == "owner" else key): values[key] for key in values}


def _facts(contribution):
    values = {name: getattr(contribution, name) for name in SUBSTANCE}
    return {**values, "owner": contribution.owner.public_id if contribution.owner else None}


def _clean(contribution, *, on, was_due=None):
    if contribution.state in {State.WITHDRAWN, State.DELIVERED}:
        raise ContributionRefused(_("This contribution is finished."))
    contribution.statement = refuse_blank(
        contribution.statement, _("Say what is given."), "statement"
    ).strip()
    _clean_value(contribution)
    if contribution.quantity is None:
        contribution.unit = ""
    elif contribution.quantity <= 0:
        raise ContributionRefused({"quantity": _("Enter a figure above 0.")})
    elif not contribution.unit.strip():
        raise ContributionRefused({"unit": _("Say in what it is counted.")})
    is_new = contribution.due_on is not None and contribution.due_on != was_due
    if is_new and contribution.due_on < on and contribution.partnership.taken_over_on is None:
        raise ContributionRefused({"due_on": _("This day is past. Choose a later one.")})
    _clean_owner(contribution)
    try:
        contribution.full_clean(exclude=["public_id", "partnership", "body", "recorded_by"])
    except ValidationError as refusal:
        raise ContributionRefused(refusal.error_dict) from refusal


def _clean_value(contribution):
    if contribution.kind == ContributionKind.CASH:
        contribution.valuation, contribution.quantity = Valuation.CASH, None
    elif contribution.valuation == Valuation.CASH:
        raise ContributionRefused({"valuation": _("Only cash is the sum itself. Choose another.")})
    if contribution.valuation == Valuation.NOT_VALUED:
        contribution.value, contribution.currency = None, ""
    elif contribution.value is None:
        raise ContributionRefused(
            {"value": _("Say what it is worth, or choose “Not valued in money”.")}
        )
    elif contribution.value <= 0:
        raise ContributionRefused({"value": _("Enter what it is worth, more than 0.")})
    elif not contribution.currency:
        raise ContributionRefused({"currency": _("Say in which currency the value is.")})


def _clean_owner(contribution):
    owner, party = contribution.owner, contribution.owning_party
    if owner is None:
        return
    is_here = owner.partnership_id == contribution.partnership_id and owner.revoked_at is None
    if not is_here or owner.party.side != party.side:
        raise ContributionRefused({"owner": _("The owner is somebody of the side that gives it.")})
    if party.side == Side.PARTNER and owner.party_id != party.pk:
        raise ContributionRefused({"owner": _("The owner is somebody of the side that gives it.")})
