"""The register of benefits of one term: both sides beside each other, what they came to, and what waits for whom."""

import hashlib
import json
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from benefits.models import Benefit, BenefitBalance, BenefitReading, BenefitState, ReadingState
from benefits.queries import figures
from benefits.queries.contributions import PARTNER_WRITERS, current_term
from benefits.queries.visibility import benefits_visible_to, readings_visible_to
from partnerships.models import PartyRole, Side
from partnerships.queries import codes, place_of

CENT = Decimal("0.01")


def term_of(partnership, number=None):
    """This function will return a term by its number, else the current one; None before the first, or for no such."""
    if number is None:
        return current_term(partnership)
    return partnership.terms.filter(number=number).first()


def agreed_benefits(partnership, term):
    """This function will return the benefits of a term that count, in the order of their numbers: agreed by both sides.

    What a candidate gains counts once it is chosen.
    """
    rows = Benefit.objects.filter(partnership=partnership, term=term, state=BenefitState.AGREED)
    rows = rows.exclude(owning_party__role=PartyRole.CANDIDATE)
    return rows.select_related("owning_party", "term").order_by("number")


def is_counted(benefit):
    """This function will tell of one benefit what `agreed_benefits` says of all."""
    is_chosen = benefit.owning_party.role != PartyRole.CANDIDATE
    return benefit.state == BenefitState.AGREED and is_chosen


def line_of(benefit):
    """This function will return a benefit as the arithmetic sees it."""
    term = benefit.term
    return figures.Line(
        target=benefit.target,
        baseline=benefit.baseline,
        actual=benefit.latest,
        weight=benefit.weight,
        is_disbenefit=benefit.is_disbenefit,
        starts_on=term.starts_on if term else benefit.agreed_on,
        due_on=benefit.due_on or (term.ends_on if term else None),
    )


def balance_of(benefits, *, on=None):
    """This function will put agreed benefits of both sides beside each other; with `on`, what was expected by then."""
    lines: dict[str, list] = {side: [] for side in Side}
    for benefit in benefits:
        if is_counted(benefit):
            lines[benefit.side].append(line_of(benefit))
    return figures.balance(lines[Side.PUBLIC], lines[Side.PARTNER], on=on)


def stored_balance(partnership, term):
    """This function will return the balance of a term as it was stored when a figure last changed, or None."""
    return BenefitBalance.objects.filter(partnership=partnership, term=term).first()


def explain_balance(balance, *, public, partner):
    """This function will say in words what the benefits of the sides called `public` and `partner` have come to."""
    words = {"public": public, "partner": partner}
    if not balance.public_count or not balance.partner_count:
        return _explain_missing(balance, words)
    words |= {
        "public_share": percent(balance.public),
        "partner_share": percent(balance.partner),
    }
    if balance.ratio is None:
        return (
            _("Neither %(public)s nor %(partner)s has a confirmed gain yet. The balance follows.")
            % words
        )
    words["balance"] = two_places(balance.ratio)
    if not balance.is_flagged:
        return (
            _(
                "%(public)s has gained %(public_share)s of what was agreed, %(partner)s "
                "%(partner_share)s: the balance is %(balance)s. It is flagged below 0.60."
            )
            % words
        )
    words["behind"] = words[balance.behind]
    return (
        _(
            "%(public)s has gained %(public_share)s of what was agreed, %(partner)s "
            "%(partner_share)s: the balance is %(balance)s, below 0.60, so look at what keeps "
            "%(behind)s back."
        )
        % words
    )


def _explain_missing(balance, words):
    if not balance.public_count and not balance.partner_count:
        return _("No benefit with a target is agreed yet. A partnership needs one for each side.")
    words["missing"] = words["partner"] if balance.public_count else words["public"]
    return (
        _("%(missing)s has no agreed benefit with a target yet, so there is no balance to show.")
        % words
    )


def percent(share):
    """This function will return a share of a hundred as people read it, without decimals, as "55 %"."""
    whole = share.quantize(Decimal(1), ROUND_HALF_UP)
    return _("%(share)s %%") % {"share": whole}


def two_places(ratio):
    """This function will return a balance as people read it, as "0.47"; just below a limit never reads as the limit."""
    shown = ratio.quantize(CENT, ROUND_HALF_UP)
    if shown >= figures.FLAG_BELOW > ratio:
        shown = figures.FLAG_BELOW - CENT
    return str(shown)


def is_money(benefit):
    """This function will tell whether a benefit is counted in money: its unit is a currency then."""
    return benefit.unit in codes("currencies")


def money_of(benefits):
    """This function will return the agreed targets and latest figures in money, {currency: (target, latest)}."""
    counted = [
        one for one in benefits if is_counted(one) and not one.is_disbenefit and is_money(one)
    ]
    targets = figures.sums((one.unit, one.target) for one in counted)
    latest = figures.sums((one.unit, one.latest or Decimal(0)) for one in counted)
    return {currency: (target, latest[currency]) for currency, target in targets.items()}


# ── What both sides have seen ───────────────────────────────────────────────────────────────────


def agreed_state(benefits):
    """This function will return what was agreed as plain values; a sight of the balance holds for exactly this."""
    return {
        benefit.label: [
            benefit.side,
            benefit.statement,
            benefit.unit,
            *(_plain(getattr(benefit, name)) for name in ("baseline", "target", "weight")),
            benefit.is_disbenefit,
            benefit.measure,
            benefit.direction,
            benefit.due_on.isoformat() if benefit.due_on else None,
        ]
        for benefit in benefits
    }


def fingerprint(state):
    """This function will return a short word that stands for exactly this state of what was agreed."""
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()


def balance_figures(balance):
    """This function will return a balance as plain values, to keep with what somebody said about it."""
    return {
        "public": _plain(balance.public),
        "partner": _plain(balance.partner),
        "balance": _plain(balance.ratio),
    }


def _plain(value):
    return None if value is None else format(Decimal(value).normalize(), "f")


# ── What waits ──────────────────────────────────────────────────────────────────────────────────


def register_of(viewer, partnership, term):
    """This function will return the benefits of one term that `viewer` may see; those without a term are the current's."""
    rows = benefits_visible_to(viewer).filter(partnership=partnership, term=term)
    return rows.order_by("number", "id")


def readings_to_answer(viewer, partnership, *, side):
    """This function will return the figures of a partnership that wait for a word of `side`, oldest first."""
    rows = readings_visible_to(viewer).filter(partnership=partnership, state=ReadingState.AWAITING)
    rows = rows.exclude(owning_party__side=side)
    if side == Side.PARTNER:
        # What the public side says about one company is for no other to answer.
        own = place_of(viewer, partnership).parties_as(*PARTNER_WRITERS)
        public = Q(benefit__owning_party__side=Side.PUBLIC)
        rows = rows.filter(public | Q(benefit__owning_party__in=own))
    return rows.select_related("benefit__owning_party").order_by("read_on", "id")


def latest_confirmed(benefit):
    """This function will return the figure that counts: the confirmed one of the latest day, the newest of that day."""
    rows = BenefitReading.objects.filter(benefit=benefit, state=ReadingState.CONFIRMED)
    return rows.order_by("-read_on", "-id").first()
