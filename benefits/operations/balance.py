"""The stored figures of a term, the conditions of the gates that stand on them, and both sides' word on the balance."""

from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from benefits import queries
from benefits.models import (
    BalanceSight,
    Benefit,
    BenefitBalance,
    BenefitState,
    BenefitStatement,
    GoalLink,
)
from benefits.operations.holding import BenefitRefused, hold, refuse_blank
from benefits.operations.telling import record, tell
from benefits.queries import figures
from notices import operations as notices
from partnerships import operations as partnerships
from partnerships.models import (
    ConditionState,
    Freeze,
    GateCondition,
    Mode,
    PartyRole,
    Side,
    Visibility,
)

PLACES = Decimal("0.000001")
SEEN = "balance_seen"
HOPED_FOR = (BenefitState.DRAFT, BenefitState.PROPOSED, BenefitState.AGREED)


def push_figures(benefit):
    """This function will store what a benefit has come to, and with it the balance of its term."""
    reading = queries.latest_confirmed(benefit)
    benefit.latest = reading.value if reading else None
    benefit.latest_on = reading.read_on if reading else None
    benefit.realised = rounded(figures.realised(queries.line_of(benefit)))
    benefit.save(update_fields=["latest", "latest_on", "realised"])
    push_balance(benefit.partnership, benefit.term)


def push_balance(partnership, term):
    """This function will store the balance of one term, so that no list works it out."""
    balance = queries.balance_of(queries.agreed_benefits(partnership, term))
    BenefitBalance.objects.update_or_create(
        partnership=partnership,
        term=term,
        defaults={
            "public_realised": rounded(balance.public),
            "partner_realised": rounded(balance.partner),
            "balance": rounded(balance.ratio),
            "is_flagged": balance.is_flagged,
            "public_count": balance.public_count,
            "partner_count": balance.partner_count,
        },
    )


def rounded(share):
    """This function will return a share as it is stored."""
    return None if share is None else share.quantize(PLACES, ROUND_HALF_UP)


# ── Conditions of the gates ─────────────────────────────────────────────────────────────────────


def check_conditions(partnership, *, by, on):
    """This function will pass or reopen what the gates ask of benefits, and ask both sides to look at the balance."""
    partnerships.settle_from_records(partnership, CHECKS, by=by, on=on)
    _ask_to_look(partnership, by=by, on=on)


def _has_public_benefit(partnership):
    rows = Benefit.objects.filter(
        partnership=partnership,
        owning_party__side=Side.PUBLIC,
        state__in=HOPED_FOR,
        is_disbenefit=False,
        term=queries.current_term(partnership),
    )
    return rows.exclude(measure="").exists()


def _serves_a_goal(partnership):
    return GoalLink.objects.filter(partnership=partnership, unlinked_on__isnull=True).exists()


def _has_one_each(partnership):
    rows = queries.agreed_benefits(partnership, queries.current_term(partnership))
    return {row.side for row in rows if not row.is_disbenefit} == set(Side)


def _seen_by(partnership):
    """Return the sides that have seen the balance of exactly what is agreed now."""
    term = queries.current_term(partnership)
    now = queries.agreed_state(queries.agreed_benefits(partnership, term))
    sights = BalanceSight.objects.filter(partnership=partnership, term=term)
    return {sight.side for sight in sights if sight.figures.get("agreed") == now}


def _is_seen_by_both(partnership):
    return _has_one_each(partnership) and _seen_by(partnership) == set(Side)


def _is_stated(partnership):
    rows = BenefitStatement.objects.filter(
        partnership=partnership, term=queries.current_term(partnership)
    )
    return rows.filter(owning_party__side=Side.PUBLIC).exists()


CHECKS = {
    "public_benefit": _has_public_benefit,
    "goal_linked": _serves_a_goal,
    "benefit_each_side": _has_one_each,
    SEEN: _is_seen_by_both,
    "benefits_stated": _is_stated,
}


# ── The word of each side ───────────────────────────────────────────────────────────────────────


def _ask_to_look(partnership, *, by, on):
    """Ask each side once for each time that it has to look: the question stands until that side has looked."""
    condition = (
        GateCondition.objects.filter(partnership=partnership, key=SEEN, state=ConditionState.OPEN)
        .exclude(mode=Mode.NOT_ASKED)
        .exclude(gate__state__in=["passed", "taken_over"])
        .first()
    )
    if condition is None or not _has_one_each(partnership):
        return
    term = queries.current_term(partnership)
    versions = dict(
        BalanceSight.objects.filter(partnership=partnership, term=term).values_list(
            "side", "version"
        )
    )
    for side in set(Side) - _seen_by(partnership):
        tell(
            "balance_to_see",
            partnership,
            to=_writers_on(partnership, side, on=on),
            key=_question(condition, side, versions.get(side, 0)),
            on=on,
            url=reverse("benefits:balance", args=[partnership.reference]),
            subject=condition,
        )


def _question(condition, side, version):
    """Return the key of what a side is asked after it looked `version` times."""
    return f"balance:{condition.public_id}:{side}:{version}"


def _writers_on(partnership, side, *, on):
    parties = partnership.parties.filter(side=side).select_related("organisation")
    if side == Side.PARTNER:
        parties = parties.filter(shared_at__isnull=False).exclude(role="candidate")
    users = [user for party in parties for user in queries.writers_of(party, on=on)]
    return list({user.pk: user for user in users}.values())


@transaction.atomic
def note_balance_seen(partnership, *, party, seen, by, on):
    """This function will note that the side of `party` has seen the balance of what is agreed.

    `seen` is the fingerprint of what was shown (`queries.agreed_state`); if something else is agreed by now, it is to be looked at again.
    Raises BenefitRefused.
    """
    partnership = hold(partnership)
    if party.role == PartyRole.CANDIDATE:
        raise BenefitRefused(_("Whoever is chosen as partner looks at the balance."))
    if not _has_one_each(partnership):
        raise BenefitRefused(_("There is no balance before each side has an agreed benefit."))
    term = queries.current_term(partnership)
    agreed = list(queries.agreed_benefits(partnership, term))
    state = queries.agreed_state(agreed)
    if seen != queries.fingerprint(state):
        raise BenefitRefused(_("The agreed benefits have changed. Look at the balance again."))
    if party.side in _seen_by(partnership):
        return BalanceSight.objects.get(partnership=partnership, term=term, side=party.side)
    shown = queries.balance_figures(queries.balance_of(agreed))
    sight = _sight(partnership, term, party)
    _settle_question(sight, on=on)
    sight.seen_by, sight.seen_on, sight.figures = by, on, {"agreed": state, **shown}
    sight.owning_party, sight.version = party, sight.version + 1
    sight.save()
    _write("see_balance", sight, party, shown, by=by, on=on)
    check_conditions(partnership, by=by, on=on)
    return sight


def _sight(partnership, term, party):
    """Return the side's sight of this term; a new one has looked no time yet."""
    rows = BalanceSight.objects.filter(partnership=partnership, term=term, side=party.side)
    return rows.first() or BalanceSight(
        partnership=partnership,
        body=partnership.lead_body,
        visibility=Visibility.SHARED,
        term=term,
        side=party.side,
        version=0,
    )


def _settle_question(sight, *, on):
    condition = GateCondition.objects.filter(partnership=sight.partnership, key=SEEN).first()
    if condition is not None:
        notices.settle(_question(condition, sight.side, sight.version), on=on)


@transaction.atomic
def state_benefits(partnership, *, party, words, by, on, public_id=None):
    """This function will keep a side's word on what was promised and what came of it, with the figures as they stand.

    Both sides read it. A later one stands beside the earlier. Raises Frozen and BenefitRefused.
    """
    partnership = hold(partnership)
    if public_id and (there := BenefitStatement.objects.filter(public_id=public_id).first()):
        if there.owning_party != party:
            raise BenefitRefused(_("This form has been used already. Begin a new one."))
        return there
    partnerships.refuse_frozen(partnership, Freeze.SHARING)
    refuse_blank(words, _("Say what was promised and what came of it."), field="words")
    term = queries.current_term(partnership)
    agreed = list(queries.agreed_benefits(partnership, term))
    shown = queries.balance_figures(queries.balance_of(agreed))
    statement = BenefitStatement.objects.create(
        partnership=partnership,
        body=partnership.lead_body,
        owning_party=party,
        visibility=Visibility.SHARED,
        term=term,
        words=words,
        figures={**shown, "benefits": [_as_it_stands(one) for one in agreed]},
        stated_by=by,
        stated_on=on,
        **({"public_id": public_id} if public_id else {}),
    )
    _write("state_benefits", statement, party, shown, by=by, on=on)
    check_conditions(partnership, by=by, on=on)
    return statement


def _write(verb, said, party, shown, *, by, on):
    record(
        verb,
        said,
        said.partnership,
        by=by,
        on=on,
        party=party,
        visibility=said.visibility,
        after={"side": party.side, **shown},
    )


def _as_it_stands(benefit):
    figure = {
        name: None if getattr(benefit, name) is None else format(getattr(benefit, name), "f")
        for name in ("baseline", "target", "latest", "realised")
    }
    return {
        "label": benefit.label,
        "side": benefit.side,
        "statement": benefit.statement,
        "unit": benefit.unit,
        **figure,
    }
