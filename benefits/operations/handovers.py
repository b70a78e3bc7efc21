"""The verbs of deliveries: reported by the giver, answered by the receiver, settled where the two differ."""

from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from benefits.models import (
    FIGURES,
    ContributionState,
    Handover,
    HandoverState,
    HandoverWord,
    WordKind,
)
from benefits.operations.contributions import (
    ContributionRefused,
    note,
    refuse_blank,
    refuse_givers,
    take,
    tell_givers,
    tell_receivers,
)
from benefits.operations.telling import settle_asks
from benefits.operations.totals import push_given, received_of
from benefits.queries.deliveries import counted_of
from files import operations as files
from partnerships.models import Visibility
from partnerships.operations.locking import bump, refuse_stale
from ui import formats

State = HandoverState
ASKS = ("handover_to_confirm", "handover_disputed", "dispute_reply", "settlement_proposed")
CENT = Decimal("0.01")


@transaction.atomic
def report_handover(
    contribution,
    *,
    delivered_on,
    by,
    on,
    quantity=None,
    value=None,
    note_text="",
    upload=None,
    public_id=None,
):
    """This function will report that a promised contribution was delivered, whole or in part; the receiver is asked.

    Without a `value` the delivery is worth its share of the whole. Raises ContributionRefused at the fields.
    """
    contribution = take(contribution)
    if public_id and (there := Handover.objects.filter(public_id=public_id).first()):
        if there.contribution != contribution or there.reported_by != by:
            raise ContributionRefused(_("This form has been used already. Begin a new one."))
        return there
    if contribution.state != ContributionState.PROMISED:
        raise ContributionRefused(_("Only what is promised and not yet received is delivered."))
    if delivered_on > on:
        raise ContributionRefused({"delivered_on": _("This day has not come yet.")})
    quantity, value = figures_of(contribution, quantity, value)
    if quantity == 0 or (quantity is None and value == 0):
        field = "value" if quantity is None else "quantity"
        raise ContributionRefused({field: _("Enter a figure above 0.")})
    _refuse_beyond_promise(contribution, quantity, value)
    handover = Handover.objects.create(
        partnership=contribution.partnership,
        body=contribution.body,
        visibility=Visibility.SHARED,
        owning_party=contribution.owning_party,
        contribution=contribution,
        delivered_on=delivered_on,
        quantity=quantity,
        value=value,
        note=note_text,
        evidence=_stored(upload, by=by, on=on),
        reported_by=by,
        reported_on=on,
        **({"public_id": public_id} if public_id else {}),
    )
    told = {"delivered_on": delivered_on, "quantity": quantity, "value": value}
    _note("report_handover", handover, by=by, on=on, after=told)
    push_given(contribution.partnership, contribution.term)
    tell_receivers("handover_to_confirm", contribution, subject=handover, by=by, on=on)
    return handover


@transaction.atomic
def confirm_handover(handover, *, party, by, on, version=None):
    """This function will confirm that what was reported was received; said by somebody of the receiver's `party`.

    Raises StaleVersion and ContributionRefused. Who received something else disputes the delivery instead.
    """
    handover = _awaiting(handover, party, version, by=by)
    handover.state = State.CONFIRMED
    handover.answered_by, handover.answered_on = by, on
    handover.received_quantity, handover.received_value = handover.quantity, handover.value
    bump(handover, "state", "answered_by", "answered_on", "received_quantity", "received_value")
    _note("confirm_handover", handover, by=by, on=on, **_received(handover, State.AWAITING))
    _count(handover, by=by, on=on)
    _answer_given("handover_confirmed", handover, by=by, on=on)
    return handover


@transaction.atomic
def dispute_handover(handover, *, party, reason, by, on, quantity=None, value=None, version=None):
    """This function will say that something else was received: why, and how much in the receiver's view.

    Raises StaleVersion and ContributionRefused.
    """
    handover = _awaiting(handover, party, version, by=by)
    refuse_blank(reason, _("Say what is missing or different."))
    quantity, value = figures_of(handover.contribution, quantity, value)
    _refuse_beyond_report(handover, quantity, value)
    handover.state, handover.answered_by, handover.answered_on = State.DISPUTED, by, on
    bump(handover, "state", "answered_by", "answered_on")
    _say(handover, WordKind.DISPUTE, reason, party, quantity, value, by=by, on=on)
    _note(
        "dispute_handover",
        handover,
        by=by,
        on=on,
        reason=reason,
        before={"state": State.AWAITING},
        after={"state": handover.state, "quantity": quantity, "value": value},
    )
    _answer_given("handover_disputed", handover, by=by, on=on, words=reason)
    return handover


@transaction.atomic
def reply_to_dispute(handover, *, party, words, by, on, version=None):
    """This function will add a word of either side to a dispute. Raises StaleVersion and ContributionRefused."""
    handover = _disputed(handover, version)
    refuse_blank(words, _("Write what the other side should know."), "words")
    bump(handover)
    _say(handover, WordKind.REPLY, words, party, by=by, on=on)
    _note("reply_to_dispute", handover, by=by, on=on)
    _tell_others("dispute_reply", handover, party, by=by, on=on, words=words)
    return handover


@transaction.atomic
def propose_settlement(handover, *, party, words, by, on, quantity=None, value=None, version=None):
    """This function will propose the figures by which a dispute could end; the other side may agree.

    Raises StaleVersion and ContributionRefused.
    """
    handover = _disputed(handover, version)
    refuse_blank(words, _("Say why these figures are fair."), "words")
    quantity, value = figures_of(handover.contribution, quantity, value)
    _refuse_beyond_report(handover, quantity, value)
    bump(handover)
    _say(handover, WordKind.SETTLEMENT, words, party, quantity, value, by=by, on=on)
    after = {"quantity": quantity, "value": value}
    _note("propose_settlement", handover, by=by, on=on, after=after)
    _tell_others("settlement_proposed", handover, party, by=by, on=on, words=words)
    return handover


@transaction.atomic
def settle_handover(handover, *, party, by, on, version=None):
    """This function will settle a dispute: `party` agrees to the figures that the other side named last.

    The receiver's own view, named in the dispute, counts as its first figures. Raises StaleVersion and
    ContributionRefused.
    """
    handover = _disputed(handover, version)
    proposal = handover.words.filter(kind__in=FIGURES).order_by("-id").first()
    if proposal is None or proposal.side == party.side:
        raise ContributionRefused(_("Whoever named the figures waits for the other side."))
    _refuse_beyond_report(handover, proposal.quantity, proposal.value, names_fields=False)
    handover.state = State.SETTLED
    handover.received_quantity, handover.received_value = proposal.quantity, proposal.value
    bump(handover, "state", "received_quantity", "received_value")
    _say(handover, WordKind.AGREEMENT, "", party, proposal.quantity, proposal.value, by=by, on=on)
    _note("settle_handover", handover, by=by, on=on, **_received(handover, State.DISPUTED))
    _count(handover, by=by, on=on)
    _tell_others("handover_settled", handover, party, by=by, on=on)
    return handover


@transaction.atomic
def withdraw_handover(handover, *, by, on, version=None):
    """This function will take back a delivery that was reported by mistake, before the receiver answers.

    Raises StaleVersion and ContributionRefused.
    """
    handover = _taken(handover, version)
    _refuse_answered(handover)
    handover.state = State.WITHDRAWN
    bump(handover, "state")
    before, after = {"state": State.AWAITING}, {"state": handover.state}
    _note("withdraw_handover", handover, by=by, on=on, before=before, after=after)
    push_given(handover.partnership, handover.contribution.term)
    settle_asks(handover, ASKS, on=on)
    return handover


@transaction.atomic
def download_handover_evidence(handover, *, by, on):
    """This function will write down that somebody fetched the evidence of a delivery, and return the stored file."""
    after = {"evidence": handover.evidence.public_id}
    _note("download_handover_evidence", handover, by=by, on=on, after=after)
    return handover.evidence


def figures_of(contribution, quantity, value):
    """This function will return quantity and value of a part of a contribution, as it is counted.

    What is counted needs its quantity; the value follows in proportion where nobody says otherwise.
    """
    if any(figure is not None and figure < 0 for figure in (quantity, value)):
        raise ContributionRefused(_("A figure cannot be below 0."))
    if contribution.quantity is None:
        quantity = None
    elif quantity is None:
        raise ContributionRefused({"quantity": _("Enter how much it was.")})
    if contribution.value is None:
        value = None
    elif value is None and quantity is None:
        raise ContributionRefused({"value": _("Enter what it was worth.")})
    elif value is None:
        share = contribution.value * quantity / contribution.quantity
        value = share.quantize(CENT, rounding=ROUND_HALF_UP)
    return quantity, value


def _refuse_beyond_promise(contribution, quantity, value):
    """Refuse a delivery of more than is left of the promise: counted by quantity, else by value."""
    field, figure = ("value", value) if contribution.quantity is None else ("quantity", quantity)
    promised = getattr(contribution, field)
    if promised is None:
        return
    counted = counted_of(contribution, field)
    left = max(promised - counted, 0)
    if figure <= left:
        return
    words = {
        name: _figure_text(contribution, field, one)
        for name, one in (("promised", promised), ("counted", counted), ("left", left))
    }
    message = _(
        "Promised: %(promised)s. Received or still waiting for an answer: %(counted)s. At most %(left)s can be reported. Change the contribution first if more is given."
    )
    raise ContributionRefused({field: message % words})


def _refuse_beyond_report(handover, quantity, value, *, names_fields=True):
    """Refuse figures above those of the delivery itself: what was given beside it is a delivery of its own."""
    for field, figure in (("quantity", quantity), ("value", value)):
        reported = getattr(handover, field)
        if figure is None or reported is None or figure <= reported:
            continue
        message = _("%(reported)s was reported here, and no more can be counted.") % {
            "reported": _figure_text(handover.contribution, field, reported)
        }
        raise ContributionRefused({field: message} if names_fields else message)


def _figure_text(contribution, field, figure):
    if field == "value":
        return formats.money_text(figure, contribution.currency)
    return f"{formats.number_text(figure)} {contribution.unit}".strip()


def _taken(handover, version=None):
    contribution = take(handover.contribution)
    handover = Handover.objects.select_related("evidence", "reported_by").get(pk=handover.pk)
    handover.contribution, handover.partnership = contribution, contribution.partnership
    refuse_stale(handover, version)
    return handover


def _awaiting(handover, party, version, *, by):
    handover = _taken(handover, version)
    refuse_givers(handover.contribution, party)
    _refuse_answered(handover)
    if handover.reported_by == by:
        raise ContributionRefused(_("Whoever reported a delivery does not answer it."))
    return handover


def _refuse_answered(handover):
    if handover.state != State.AWAITING:
        raise ContributionRefused(
            _("This delivery has been answered already: %(state)s.")
            % {"state": handover.get_state_display().lower()}
        )


def _disputed(handover, version):
    handover = _taken(handover, version)
    if handover.state != State.DISPUTED:
        raise ContributionRefused(_("Nothing is disputed here any more."))
    return handover


def _stored(upload, *, by, on):
    try:
        return files.store(upload, by=by, on=on) if upload is not None else None
    except files.FileRefused as refusal:
        raise ContributionRefused({"evidence": refusal.messages}) from refusal


def _say(handover, kind, words, party, quantity=None, value=None, *, by, on):
    HandoverWord.objects.create(
        handover=handover,
        kind=kind,
        words=words,
        side=party.side,
        said_by=by,
        said_on=on,
        quantity=quantity,
        value=value,
    )


def _count(handover, *, by, on):
    """Bring the contribution and the totals up to date with a delivery that was received."""
    contribution = handover.contribution
    received_of(contribution)
    bump(contribution, "state", "received_quantity", "received_value")
    push_given(contribution.partnership, contribution.term)


def _received(handover, before):
    return {
        "before": {"state": before},
        "after": {
            "state": handover.state,
            "received_quantity": handover.received_quantity,
            "received_value": handover.received_value,
        },
    }


def _note(verb, handover, *, by, on, **values):
    note(verb, handover.contribution, subject=handover, by=by, on=on, **values)


def _answer_given(kind, handover, *, by, on, **context):
    """Tell the giver what the receiver answered; the question is answered."""
    settle_asks(handover, ASKS, on=on)
    tell_givers(
        kind,
        handover.contribution,
        by=by,
        on=on,
        subject=handover,
        also=[handover.reported_by],
        **context,
    )


def _tell_others(kind, handover, party, *, by, on, **context):
    """Tell the side that did not speak; what waited for a word before is answered by this one."""
    settle_asks(handover, ASKS, on=on)
    is_giver = party.side == handover.contribution.owning_party.side
    tell_side = tell_receivers if is_giver else tell_givers
    people = [handover.answered_by] if is_giver else [handover.reported_by]
    tell_side(kind, handover.contribution, by=by, on=on, subject=handover, also=people, **context)
