"""What the sides of each partnership gain and give, with a canary of its class in every text: through operations."""

from decimal import Decimal

from benefits import operations, queries
from benefits.models import Contribution
from partnerships.models import Member
from tests.access.cast import SPEAKS, canary
from tests.access.rows import RELATIONS
from tests.factories import DAY, PDF, an_upload, fresh, party_of


class Side:
    """One side of a partnership, with who writes for it."""

    def __init__(self, world, deal, name):
        self.deal, self.name = deal, name
        is_public = name == "public"
        where = world.organisation(deal.body if is_public else deal.company)
        self.party = party_of(deal.row, where)
        self.by = world.user(deal.lead if is_public else SPEAKS[deal.company])

    def said(self, cls, name):
        return canary(self.deal.key, cls, name)


def furnish(world):
    """Give every relation benefits, figures, goals, contributions, deliveries and costs, and every company wishes."""
    operations.load_shipped_types(by=None, on=DAY)
    _goals(world)
    _wishes(world)
    for key in RELATIONS:
        deal = world.deals[key]
        sides = Side(world, deal, "public"), Side(world, deal, "partner")
        _gains(deal, *sides)
        _gives(deal, *sides)
        for side in sides:
            _costs(side)
        _link(world, deal)
        deal.row = fresh(deal.row)


# ── Benefits and their figures ──────────────────────────────────────────────────────────────────


def _gains(deal, public, partner):
    for side, other in ((public, partner), (partner, public)):
        own = f"own_{side.name}"
        draft = _benefit(side, own)
        gone = _benefit(side, own)
        operations.withdraw_benefit(gone, reason=side.said(own, "why"), by=side.by, on=DAY)
        proposed = _benefit(side, "shared")
        operations.propose_benefit(proposed, by=side.by, on=DAY)
        declined = _benefit(side, "shared")
        operations.propose_benefit(declined, by=side.by, on=DAY)
        no = side.said("shared", "why")
        operations.decline_benefit(declined, party=other.party, reason=no, by=other.by, on=DAY)
        agreed = _benefit(side, "shared", owner=_owner(side))
        operations.propose_benefit(agreed, by=side.by, on=DAY)
        operations.agree_benefit(agreed, party=other.party, by=other.by, on=DAY)
        deal.ids |= {
            f"{side.name}_draft": draft.public_id,
            f"{side.name}_proposed": proposed.public_id,
            f"{side.name}_agreed": agreed.public_id,
            f"{side.name}_own_figure": _reading(side, draft, own).public_id,
            f"{side.name}_figure": _reading(side, agreed, "shared").public_id,
        }
        disputed = _reading(side, agreed, "shared")
        why = side.said("shared", "why")
        operations.dispute_reading(disputed, party=other.party, reason=why, by=other.by, on=DAY)
    for side in (public, partner):
        agreed = list(queries.agreed_benefits(deal.row, queries.current_term(deal.row)))
        seen = queries.fingerprint(queries.agreed_state(agreed))
        if deal.key == "own":
            operations.note_balance_seen(deal.row, party=side.party, seen=seen, by=side.by, on=DAY)
        operations.state_benefits(
            deal.row, party=side.party, words=side.said("shared", "balance"), by=side.by, on=DAY
        )


def _owner(side):
    """Return somebody whom the other side does not know of."""
    cls = "internal" if side.name == "public" else "own_partner"
    return Member.objects.get(partnership=side.deal.row, name=side.said(cls, "member"))


def _benefit(side, cls, **facts):
    kinds = queries.types_offered(body=side.deal.row.lead_body, side=side.name, on=DAY)
    return operations.add_benefit(
        side.deal.row,
        party=side.party,
        kind=next(kind for kind in kinds if _is_plain(kind)),
        statement=side.said(cls, "statement"),
        measure=side.said(cls, "measure"),
        unit=side.said(cls, "unit"),
        tags=[side.said(cls, "tag")],
        target=Decimal(10),
        by=side.by,
        on=DAY,
        **facts,
    )


def _is_plain(kind):
    return kind.body_id is None and not kind.is_money and kind.direction == "up"


def _reading(side, benefit, cls):
    return operations.record_reading(
        benefit,
        party=side.party,
        value=Decimal(4),
        read_on=DAY,
        note=side.said(cls, "note"),
        upload=_upload(side, cls),
        by=side.by,
        on=DAY,
    )


def _upload(side, cls):
    content = PDF + b"% " + side.said(cls, "content").encode() + b"\n"
    return an_upload(f"{side.said(cls, 'file')}.pdf", content)


# ── Goals and wishes ────────────────────────────────────────────────────────────────────────────


def _goals(world):
    for key, body in world.bodies.items():
        by = world.user("owner" if key == "alder" else "other_owner")
        world.goals[key] = operations.add_goal(
            body,
            title=canary(key, "goal", "goal"),
            description=canary(key, "goal", "meaning"),
            source=canary(key, "goal", "source"),
            starts_on=DAY,
            by=by,
            on=DAY,
        )


def _link(world, deal):
    link = operations.link_goal(
        deal.row,
        world.goals[deal.body],
        how=canary(deal.key, "internal", "how"),
        by=world.user(deal.lead),
        on=DAY,
    )
    deal.ids |= {"goal": world.goals[deal.body].public_id, "goal_link": link.public_id}


def _wishes(world):
    kind = queries.types_offered(body=None, side="partner", on=DAY)[0]
    for key, speaker in SPEAKS.items():
        by = world.user(speaker)
        made = {}
        for cls in ("wish_own", "wish_shared", "wish_gone"):
            made[cls] = operations.add_wish(
                world.companies[key],
                kind=kind,
                statement=canary(key, cls, "wish"),
                by=by,
                on=DAY,
            )
            if cls != "wish_own":
                operations.share_wish(made[cls], by=by, on=DAY)
        operations.withdraw_wish(made["wish_gone"], by=by, on=DAY)
        for deal in world.deals.values():
            if deal.company == key:
                deal.ids |= {cls: wish.public_id for cls, wish in made.items()}


# ── Contributions, deliveries and costs ─────────────────────────────────────────────────────────


def _gives(deal, public, partner):
    for side, other in ((public, partner), (partner, public)):
        draft = _contribution(side, f"writers_{side.name}")
        offered = _contribution(side, "shared")
        operations.offer_contribution(offered, by=side.by, on=DAY)
        promised = _contribution(side, "shared", owner=_owner(side))
        operations.offer_contribution(promised, by=side.by, on=DAY)
        operations.accept_contribution(promised, party=other.party, by=other.by, on=DAY)
        deal.ids |= {
            f"{side.name}_gift": draft.public_id,
            f"{side.name}_offer": offered.public_id,
            f"{side.name}_promise": promised.public_id,
            f"{side.name}_delivery": _delivery(side, promised).public_id,
        }
        disputed = _delivery(side, promised)
        operations.dispute_handover(
            disputed,
            party=other.party,
            reason=side.said("shared", "dispute"),
            quantity=Decimal(3),
            by=other.by,
            on=DAY,
        )
        operations.reply_to_dispute(
            disputed, party=side.party, words=side.said("shared", "reply"), by=side.by, on=DAY
        )
        deal.ids[f"{side.name}_dispute"] = disputed.public_id


def _contribution(side, cls, **facts):
    return operations.add_contribution(
        side.deal.row,
        party=side.party,
        kind="staff_days",
        statement=side.said(cls, "gift"),
        quantity=Decimal(20),
        unit=side.said(cls, "unit"),
        value=Decimal(10000),
        currency="GBP",
        valuation="day_rate",
        valuation_note=side.said(cls, "valuation"),
        by=side.by,
        on=DAY,
        **facts,
    )


def _delivery(side, promised):
    return operations.report_handover(
        Contribution.objects.get(pk=promised.pk),
        delivered_on=DAY,
        quantity=Decimal(5),
        note_text=side.said("shared", "delivery"),
        upload=_upload(side, "shared"),
        by=side.by,
        on=DAY,
    )


def _costs(side):
    for cls in (f"cost_{side.name}", "cost_shared"):
        cost = operations.record_cost(
            side.deal.row,
            party=side.party,
            kind="meetings",
            spent_on=DAY,
            hours=Decimal("3.5"),
            note=side.said(cls, "cost"),
            by=side.by,
            on=DAY,
        )
        if cls == "cost_shared":
            operations.share_cost(cost, by=side.by, on=DAY)
        side.deal.ids[f"{side.name}_{cls}"] = cost.public_id
