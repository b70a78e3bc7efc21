"""The verbs of figures: recorded by one side with what shows them, confirmed or disputed by the other."""

from django.db import transaction
from django.utils.translation import gettext as _

from benefits import queries
from benefits.models import BenefitReading, BenefitState, ReadingState
from benefits.operations import holding
from benefits.operations.balance import push_figures
from benefits.operations.holding import (
    USED,
    BenefitRefused,
    answers_for,
    hold,
    refuse_blank,
    refuse_state,
    take,
    tell_others,
    tell_users,
)
from benefits.operations.telling import record, settle_asks
from files import operations as files
from partnerships import operations as partnerships
from partnerships.models import Freeze, Visibility
from partnerships.operations.locking import bump, refuse_stale
from ui import formats

State = ReadingState
OPEN_TO_FIGURES = (BenefitState.DRAFT, BenefitState.PROPOSED, BenefitState.AGREED)
ANSWER = ("state", "answered_by", "answered_on", "reason")


@transaction.atomic
def record_reading(benefit, *, party, value, read_on, by, on, note="", upload=None, public_id=None):
    """This function will write down a figure of a benefit on a day, by somebody of `party`, with what shows it.

    On what both sides see either of them may do it, and the other one is asked to confirm it. Raises Frozen and
    BenefitRefused at the fields.
    """
    benefit = take(benefit)
    if public_id and (there := BenefitReading.objects.filter(public_id=public_id).first()):
        if there.benefit_id != benefit.pk or there.recorded_by != by:
            raise BenefitRefused(USED)
        return there
    is_own = benefit.state == BenefitState.DRAFT
    _refuse_figure(benefit, party)
    if read_on > on:
        raise BenefitRefused({"read_on": _("This day is still to come.")})
    if upload is None:
        refuse_blank(note, _("Say where the figure comes from, or add a file."), field="note")
    reading = BenefitReading(
        partnership=benefit.partnership,
        body=benefit.body,
        benefit=benefit,
        owning_party=party,
        visibility=Visibility.OWN_SIDE if is_own else Visibility.SHARED,
        state=State.OWN if is_own else State.AWAITING,
        value=value,
        read_on=read_on,
        note=note,
        recorded_by=by,
        recorded_on=on,
        **({"public_id": public_id} if public_id else {}),
    )
    reading.full_clean(exclude=["public_id", "evidence"])
    reading.evidence = _kept(upload, by=by, on=on)
    reading.save(force_insert=True)
    _write("record_reading", reading, by=by, on=on)
    if not is_own:
        _ask(reading, by=by, on=on)
    return reading


def _refuse_figure(benefit, party):
    """Refuse what nobody, or not this side, can record a figure of now."""
    refuse_state(benefit, *OPEN_TO_FIGURES)
    if benefit.state != BenefitState.DRAFT:
        partnerships.refuse_frozen(benefit.partnership, Freeze.SHARING)
    elif party.side != benefit.side:
        raise BenefitRefused(_("This benefit is not proposed yet."))
    _refuse_rival(benefit, party)


def _refuse_rival(benefit, party):
    """Refuse the word of one company about what another one gains."""
    if not answers_for(party, benefit):
        raise BenefitRefused(_("Only the company that gains it speaks about this on its side."))


def _kept(upload, *, by, on):
    if upload is None:
        return None
    try:
        return files.store(upload, by=by, on=on)
    except files.FileRefused as refusal:
        raise BenefitRefused({"evidence": refusal.messages}) from refusal


@transaction.atomic
def confirm_reading(reading, *, party, by, on, version=None):
    """This function will confirm a figure of the other side; it counts from now on. Also settles a dispute about it.

    Raises StaleVersion and BenefitRefused.
    """
    reading = _answered(reading, party, version)
    reading.state, reading.answered_by, reading.answered_on = State.CONFIRMED, by, on
    bump(reading, *ANSWER)
    _write("confirm_reading", reading, by=by, on=on)
    _tell_recorder("reading_confirmed", reading, by=by, on=on)
    push_figures(reading.benefit)
    return reading


@transaction.atomic
def dispute_reading(reading, *, party, reason, by, on, version=None):
    """This function will dispute a figure of the other side, with a reason; it does not count.

    Whoever confirmed a figure may take that back so. Raises StaleVersion and BenefitRefused.
    """
    reading = _answered(reading, party, version, State.CONFIRMED)
    reading.reason = refuse_blank(reason, _("Say what is wrong with it."))
    was = reading.state
    reading.state, reading.answered_by, reading.answered_on = State.DISPUTED, by, on
    bump(reading, *ANSWER)
    _write("dispute_reading", reading, by=by, on=on, before={"state": was}, reason=reason)
    _tell_recorder("reading_disputed", reading, by=by, on=on, reason=reason)
    push_figures(reading.benefit)
    return reading


@transaction.atomic
def withdraw_reading(reading, *, party, reason, by, on, version=None):
    """This function will take back a figure of one's own side that nobody confirmed; it stays to be read.

    A confirmed one is corrected by recording another: of two of one day the newer counts. Raises StaleVersion and
    BenefitRefused.
    """
    reading = _take(reading, version)
    if reading.owning_party.side != party.side:
        raise BenefitRefused(_("Only the side that recorded it can take it back."))
    if reading.state == State.CONFIRMED:
        raise BenefitRefused(
            _("The other side has confirmed it. Record the right figure as a new one.")
        )
    _refuse_reading(reading, State.OWN, State.AWAITING, State.DISPUTED)
    reading.reason = refuse_blank(reason, _("Say why it is taken back."))
    was, reading.state = reading.state, State.WITHDRAWN
    bump(reading, "state", "reason")
    _write("withdraw_reading", reading, by=by, on=on, before={"state": was}, reason=reason)
    settle_asks(reading, ["reading_to_confirm", "reading_disputed"], on=on)
    return reading


@transaction.atomic
def download_reading_evidence(reading, *, by, on):
    """This function will write down that somebody fetched what shows a figure, and return the stored file."""
    record(
        "download_evidence",
        reading,
        reading.partnership,
        by=by,
        on=on,
        party=reading.owning_party,
        visibility=Visibility.INTERNAL if by is None else reading.visibility,
        after={"evidence": reading.evidence.public_id},
    )
    return reading.evidence


# ── What they share ─────────────────────────────────────────────────────────────────────────────


def _take(reading, version):
    partnership = hold(reading.partnership)
    reading = BenefitReading.objects.select_related(
        "owning_party", "benefit__owning_party__organisation", "benefit__term", "recorded_by"
    ).get(pk=reading.pk)
    reading.partnership = reading.benefit.partnership = partnership
    refuse_stale(reading, version)
    return reading


def _answered(reading, party, version, *also):
    reading = _take(reading, version)
    if reading.owning_party.side == party.side:
        raise BenefitRefused(_("The other side answers this."))
    _refuse_rival(reading.benefit, party)
    _refuse_reading(reading, State.AWAITING, State.DISPUTED, *also)
    return reading


def _refuse_reading(reading, *states):
    if reading.state not in states:
        raise BenefitRefused(
            _("This cannot be done any more: the figure is “%(state)s”.")
            % {"state": reading.get_state_display()}
        )


def _write(verb, reading, *, by, on, **values):
    holding.note(
        verb,
        reading.benefit,
        subject=reading,
        by=by,
        on=on,
        after={"value": reading.value, "read_on": reading.read_on, "state": reading.state},
        **values,
    )


def _ask(reading, *, by, on):
    tell_others(
        "reading_to_confirm",
        reading.benefit,
        of=reading,
        subject=reading,
        by=by,
        on=on,
        value=_figure(reading),
    )


def _tell_recorder(kind, reading, *, by, on, **told):
    """Tell the side that recorded it: whoever did, where they still may know of it, and who writes there."""
    settle_asks(reading, ["reading_to_confirm", "reading_disputed"], on=on)
    writers = queries.writers_of(reading.owning_party, on=on)
    extra = {reading.recorded_by} - set(writers)
    writers += queries.who_still_sees(reading.partnership, extra, on=on)
    tell_users(
        kind,
        reading.benefit,
        writers,
        subject=reading,
        by=by,
        on=on,
        value=_figure(reading),
        **told,
    )


def _figure(reading):
    benefit = reading.benefit
    if queries.is_money(benefit):
        return formats.money_text(reading.value, benefit.unit)
    return f"{formats.number_text(reading.value)} {benefit.unit}"
