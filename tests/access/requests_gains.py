"""The requests of the rows about benefits, goals, wishes, contributions and costs: addresses and sound values."""

from uuid import uuid4

from benefits import queries
from benefits.models import (
    Benefit,
    BenefitReading,
    Contribution,
    Cost,
    Handover,
    StrategicGoal,
    Wish,
)
from tests.factories import DAY

# ── Addresses ───────────────────────────────────────────────────────────────────────────────────


def _reference(at):
    return {"reference": at.deal.reference}


def _in_deal(name, key="public_id"):
    return lambda at: {**_reference(at), key: at.ids[name]}


def _reading(benefit, reading):
    return lambda at: {
        **_reference(at),
        "public_id": at.ids[benefit],
        "reading": at.ids[reading],
    }


def _company(at):
    return {"company": at.ids["company"]}


def _wish(cls):
    return lambda at: {**_company(at), "public_id": at.ids[cls]}


def _sides(*names):
    """Return the addresses of some rows that have one for each side."""
    return {
        f"benefits:{name}#{side}": _in_deal(f"{side}_{end}")
        for name, end in names
        for side in ("public", "partner")
    }


WHOLE = (
    "benefits",
    "benefit-add",
    "balance",
    "statement",
    "goal-links",
    "contributions",
    "contribution-add",
    "costs",
    "cost-add",
    "costs-share",
)
ADDRESSES = {
    **{f"benefits:{name}": _reference for name in WHOLE},
    **_sides(
        ("benefit-change", "agreed"),
        ("benefit-propose", "draft"),
        ("benefit-agree", "proposed"),
        ("benefit-decline", "proposed"),
        ("benefit-withdraw", "agreed"),
        ("contribution-change", "promise"),
        ("contribution-offer", "gift"),
        ("contribution-accept", "offer"),
        ("contribution-decline", "offer"),
        ("contribution-withdraw", "offer"),
        ("handover-report", "promise"),
        ("handover-confirm", "delivery"),
        ("handover-dispute", "delivery"),
        ("handover-withdraw", "delivery"),
    ),
    "benefits:benefit#public-draft": _in_deal("public_draft"),
    "benefits:benefit#partner-draft": _in_deal("partner_draft"),
    "benefits:benefit#agreed": _in_deal("public_agreed"),
    "benefits:benefit-change#partner-draft": _in_deal("partner_draft"),
    "benefits:reading-add#agreed": _in_deal("public_agreed"),
    "benefits:reading-add#public-draft": _in_deal("public_draft"),
    **{
        f"benefits:reading-{verb}#{side}": _reading(f"{side}_agreed", f"{side}_figure")
        for verb in ("confirm", "dispute", "withdraw")
        for side in ("public", "partner")
    },
    "benefits:reading-evidence#shared": _reading("public_agreed", "public_figure"),
    "benefits:reading-evidence#public-draft": _reading("public_draft", "public_own_figure"),
    "benefits:reading-evidence#partner-draft": _reading("partner_draft", "partner_own_figure"),
    "benefits:goal": lambda at: {"public_id": at.ids["goal"]},
    "benefits:goal-retire": lambda at: {"public_id": at.ids["goal"]},
    "benefits:goal-unlink": _in_deal("goal_link"),
    "benefits:wishes": _company,
    "benefits:wish-add": _company,
    "benefits:wish": _wish("wish_own"),
    "benefits:wish-share": _wish("wish_own"),
    "benefits:wish-withdraw": _wish("wish_shared"),
    "benefits:wish-take-up": _wish("wish_own"),
    "benefits:contribution#public-draft": _in_deal("public_gift"),
    "benefits:contribution#partner-draft": _in_deal("partner_gift"),
    "benefits:contribution#promised": _in_deal("partner_promise"),
    "benefits:handover-reply": _in_deal("partner_dispute"),
    "benefits:handover-propose": _in_deal("partner_dispute"),
    "benefits:handover-settle": _in_deal("partner_dispute"),
    "benefits:handover-evidence": _in_deal("partner_delivery"),
    "benefits:cost-change#public": _in_deal("public_cost_public"),
    "benefits:cost-change#partner": _in_deal("partner_cost_partner"),
    "benefits:cost-change#shared": _in_deal("public_cost_shared"),
    "benefits:cost-share#public": _in_deal("public_cost_public"),
    "benefits:cost-share#partner": _in_deal("partner_cost_partner"),
    "benefits:cost-withdraw#public": _in_deal("public_cost_public"),
}

# ── Values ──────────────────────────────────────────────────────────────────────────────────────


def _kind(at, side):
    kinds = queries.types_offered(body=at.deal.row.lead_body, side=side, on=DAY)
    plain = (kind for kind in kinds if kind.body_id is None and not kind.is_money)
    return next(kind.key for kind in plain if kind.direction == "up")


def _benefit(at, kind):
    return {
        "record_id": uuid4(),
        "kind": kind,
        "statement": "More people on the bus",
        "unit": "people",
        "baseline": "0",
        "target": "10",
        "weight": "1",
        "evidence_kind": "records",
        "confidence": "medium",
    }


def _new_benefit(at):
    """What either side may gain."""
    return _benefit(at, "learning")


def _changed(end):
    def build(at):
        row = Benefit.objects.get(public_id=at.ids[end])
        side = end.partition("_")[0]
        return {**_benefit(at, _kind(at, side)), "version": row.version, "reason": "Counted anew."}

    return build


def _seen(at):
    agreed = list(queries.agreed_benefits(at.deal.row, queries.current_term(at.deal.row)))
    return {"seen": queries.fingerprint(queries.agreed_state(agreed))}


def _step(model, name, **values):
    return lambda at: {
        "version": model.objects.get(public_id=at.ids[name]).version,
        "reason": "Counted anew.",
        **values,
    }


def _steps(model, *names, **values):
    return {
        f"benefits:{name}#{side}": _step(model, f"{side}_{end}", **values)
        for name, end in names
        for side in ("public", "partner")
    }


def _figure(_at):
    return {"record_id": uuid4(), "value": "5", "read_on": DAY.isoformat(), "note": "Counted."}


def _goal(_at):
    return {"record_id": uuid4(), "title": "Quieter nights", "starts_on": DAY.isoformat()}


def _goal_version(at, **values):
    return {"version": StrategicGoal.objects.get(public_id=at.ids["goal"]).version, **values}


def _wish_words(_at):
    kind = queries.types_offered(body=None, side="partner", on=DAY)[0].key
    return {"record_id": uuid4(), "kind": kind, "statement": "Sites by the river"}


def _wish_version(cls):
    def build(at):
        return {**_wish_words(at), "version": Wish.objects.get(public_id=at.ids[cls]).version}

    return build


def _take_up(at):
    # Where the company is the one of `own`, both who speak for it write there.
    relation = "own" if at.deal.company == "meridian" else at.relation
    return {"record_id": uuid4(), "partnership": at.world.deals[relation].reference}


def _gift(_at):
    return {
        "record_id": uuid4(),
        "kind": "staff_days",
        "statement": "Days of a driver",
        "quantity": "30",
        "unit": "days",
        "value": "9000",
        "currency": "GBP",
        "valuation": "day_rate",
    }


def _changed_gift(side):
    def build(at):
        """Words that were delivered against stay; who sees to it may change."""
        row = Contribution.objects.get(public_id=at.ids[f"{side}_promise"])
        facts = ("kind", "statement", "quantity", "unit", "value", "currency", "valuation")
        kept = {name: getattr(row, name) for name in (*facts, "valuation_note")}
        return {**kept, "version": row.version, "owner": ""}

    return build


def _delivery(_at):
    return {"record_id": uuid4(), "delivered_on": DAY.isoformat(), "quantity": "1"}


def _cost(_at):
    return {
        "record_id": uuid4(),
        "kind": "travel",
        "spent_on": DAY.isoformat(),
        "hours": "2",
    }


def _cost_version(name):
    return lambda at: {
        **_cost(at),
        "version": Cost.objects.get(public_id=at.ids[name]).version,
    }


DATA = {
    "benefits:benefit-add": _new_benefit,
    "benefits:benefit-change#public": _changed("public_agreed"),
    "benefits:benefit-change#partner": _changed("partner_agreed"),
    "benefits:benefit-change#partner-draft": _changed("partner_draft"),
    **_steps(
        Benefit,
        ("benefit-propose", "draft"),
        ("benefit-agree", "proposed"),
        ("benefit-decline", "proposed"),
        ("benefit-withdraw", "agreed"),
    ),
    "benefits:balance": _seen,
    "benefits:statement": lambda _at: {"record_id": uuid4(), "words": "Promised ten, came four."},
    "benefits:reading-add": _figure,
    **_steps(
        BenefitReading,
        ("reading-confirm", "figure"),
        ("reading-dispute", "figure"),
        ("reading-withdraw", "figure"),
    ),
    "benefits:goal-add": _goal,
    "benefits:goal": lambda at: {**_goal(at), **_goal_version(at)},
    "benefits:goal-retire": _goal_version,
    "benefits:goal-links": lambda at: {
        "record_id": uuid4(),
        "goal": at.ids["goal"],
        "benefit": at.ids["public_agreed"],
    },
    "benefits:wish-add": _wish_words,
    "benefits:wish": _wish_version("wish_own"),
    "benefits:wish-share": _wish_version("wish_own"),
    "benefits:wish-withdraw": _wish_version("wish_shared"),
    "benefits:wish-take-up": _take_up,
    "benefits:contribution-add": _gift,
    "benefits:contribution-change#public": _changed_gift("public"),
    "benefits:contribution-change#partner": _changed_gift("partner"),
    **_steps(
        Contribution,
        ("contribution-offer", "gift"),
        ("contribution-accept", "offer"),
        ("contribution-decline", "offer"),
        ("contribution-withdraw", "offer"),
    ),
    "benefits:handover-report": _delivery,
    **_steps(
        Handover,
        ("handover-confirm", "delivery"),
        ("handover-dispute", "delivery"),
        ("handover-withdraw", "delivery"),
        quantity="3",
    ),
    "benefits:handover-reply": _step(Handover, "partner_dispute", words="Look again."),
    "benefits:handover-propose": _step(
        Handover, "partner_dispute", words="Meet in the middle.", quantity="4"
    ),
    "benefits:handover-settle": _step(Handover, "partner_dispute"),
    "benefits:cost-add": _cost,
    "benefits:cost-change#public": _cost_version("public_cost_public"),
    "benefits:cost-change#partner": _cost_version("partner_cost_partner"),
    "benefits:cost-change#shared": _cost_version("public_cost_shared"),
    "benefits:cost-share#public": _cost_version("public_cost_public"),
    "benefits:cost-share#partner": _cost_version("partner_cost_partner"),
    "benefits:cost-withdraw#public": _cost_version("public_cost_public"),
}
