"""Benefits, contributions and costs for tests, made through the operations that make them in the product."""

from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from benefits import operations, queries
from benefits.models import Benefit, BenefitType, Contribution
from partnerships.models import MemberRole, Partnership, Party
from tests import factories
from tests.factories import DAY, an_upload

# ── Contributions and costs ─────────────────────────────────────────────────────────────────────


@dataclass
class Pair:
    """A partnership with somebody who writes on each side."""

    partnership: Partnership
    public: Party
    partner: Party
    lead: User
    admin: User

    def other(self, party):
        """Return the party of the other side and who writes for it."""
        return (self.partner, self.admin) if party == self.public else (self.public, self.lead)

    def writer(self, party):
        return self.lead if party == self.public else self.admin


def a_pair(body=None, company=None, **facts):
    """Make a partnership that is shared with a company and has an administrator there."""
    company = company or factories.a_company()
    admin = factories.company_user(company, "partner_admin")
    partnership = factories.shared_partnership(body, company, **facts)
    return Pair(
        partnership,
        public=factories.party_of(partnership, partnership.lead_body),
        partner=factories.party_of(partnership, company),
        lead=factories.lead_of(partnership),
        admin=admin,
    )


DAYS = {
    "kind": "staff_days",
    "statement": "Twenty days of two engineers",
    "quantity": Decimal(20),
    "unit": "days",
    "value": Decimal(10000),
    "currency": "GBP",
    "valuation": "day_rate",
    "valuation_note": "500 a day, rate card of 2025",
}
CASH = {"kind": "cash", "statement": "A grant", "value": Decimal(4000), "currency": "GBP"}
RIGHTS = {"kind": "rights", "statement": "Use of the name", "valuation": "not_valued"}


def a_contribution(pair, party=None, *, state="draft", on=DAY, **facts):
    """Make a contribution of a party (the company's, unless said) and lead it to `state`."""
    party = party or pair.partner
    contribution = operations.add_contribution(
        pair.partnership, party=party, by=pair.writer(party), on=on, **{**DAYS, **facts}
    )
    if state != "draft":
        operations.offer_contribution(contribution, by=pair.writer(party), on=on)
    if state == "promised":
        other, writer = pair.other(party)
        operations.accept_contribution(contribution, party=other, by=writer, on=on)
    return Contribution.objects.get(pk=contribution.pk)


def a_handover(contribution, pair, *, quantity=None, on=DAY, **facts):
    """Report a delivery of a promised contribution: all of it, unless said."""
    if quantity is None and contribution.quantity is not None:
        quantity = contribution.quantity
    if contribution.quantity is None and "value" not in facts:
        facts["value"] = contribution.value
    return operations.report_handover(
        contribution,
        delivered_on=on,
        quantity=quantity,
        by=pair.writer(contribution.owning_party),
        on=on,
        **facts,
    )


def fresh(row):
    """Return a contribution or a delivery as it stands now."""
    return type(row).objects.get(pk=row.pk)


def a_cost(pair, party=None, *, by=None, on=DAY, **facts):
    """Write down a cost of a party (the public side's, unless said)."""
    party = party or pair.public
    usual = {"kind": "meetings", "spent_on": on, "hours": Decimal("3.5")}
    return operations.record_cost(
        pair.partnership, party=party, by=by or pair.writer(party), on=on, **{**usual, **facts}
    )


def a_person(pair, side, role=MemberRole.CONTRIBUTOR, *, name=""):
    """Give somebody a place in the partnership, on one side."""
    party = pair.public if side == "public" else pair.partner
    user = (
        factories.staff(pair.partnership.lead_body, name=name)
        if side == "public"
        else factories.company_user(party.organisation, name=name)
    )
    factories.a_member(pair.partnership, user, role, party=party, by=pair.lead)
    return user


# ── Benefits, goals and wishes ──────────────────────────────────────────────────────────────────


def a_kind(key="service_access"):
    """Return a shipped kind of benefit, loading what ships where it is not there yet."""
    kinds = BenefitType.objects.filter(body=None)
    if not kinds.exists():
        operations.load_shipped_types(by=None, on=DAY)
    return kinds.get(key=key)


KIND_OF_SIDE = {"public": "service_access", "partner": "reference"}


def a_benefit(pair, party=None, *, state="draft", on=DAY, kind=None, **facts):
    """Make a benefit of a party (the public side's, unless said) and lead it to `state`."""
    party = party or pair.public
    benefit = operations.add_benefit(
        pair.partnership,
        party=party,
        kind=kind or a_kind(KIND_OF_SIDE[party.side]),
        by=pair.writer(party),
        on=on,
        **{"statement": f"What {party} gains", "target": Decimal(100), **facts},
    )
    if state != "draft":
        operations.propose_benefit(benefit, by=pair.writer(party), on=on)
    other, writer = pair.other(party)
    if state == "agreed":
        operations.agree_benefit(benefit, party=other, by=writer, on=on)
    elif state == "declined":
        operations.decline_benefit(benefit, party=other, reason="Too little.", by=writer, on=on)
    elif state == "withdrawn":
        operations.withdraw_benefit(benefit, reason="Not any more.", by=pair.writer(party), on=on)
    return Benefit.objects.get(pk=benefit.pk)


def a_reading(benefit, pair, value, *, party=None, state="awaiting", on=DAY, read_on=None, **facts):
    """Record a figure of a benefit, by its own side unless said, and lead it to `state`."""
    party = party or (pair.public if benefit.side == "public" else pair.partner)
    facts.setdefault("note", "From the register.")
    reading = operations.record_reading(
        benefit,
        party=party,
        value=Decimal(value),
        read_on=read_on or on,
        by=pair.writer(party),
        on=on,
        **facts,
    )
    other, writer = pair.other(party)
    if state == "confirmed":
        operations.confirm_reading(reading, party=other, by=writer, on=on)
    elif state == "disputed":
        operations.dispute_reading(reading, party=other, reason="Not so.", by=writer, on=on)
    return fresh(reading)


def both_agreed(pair, **facts):
    """Make an agreed benefit of each side; returns both."""
    return a_benefit(pair, state="agreed", **facts), a_benefit(pair, pair.partner, state="agreed")


def see_balance(pair, party, *, on=DAY):
    """Say for a party that it has seen the balance as it stands."""
    term = queries.current_term(pair.partnership)
    state = queries.agreed_state(queries.agreed_benefits(pair.partnership, term))
    return operations.note_balance_seen(
        pair.partnership,
        party=party,
        seen=queries.fingerprint(state),
        by=pair.writer(party),
        on=on,
    )


def a_goal(body, title="Cleaner air", *, on=DAY, **facts):
    """Make a strategic goal of a body."""
    return operations.add_goal(body, title=title, starts_on=on, by=None, on=on, **facts)


def a_wish(company, *, by=None, shared=False, on=DAY, statement="A city to show to others"):
    """Make a wish of a company, shared where said."""
    wish = operations.add_wish(company, kind=a_kind("reference"), statement=statement, by=by, on=on)
    return operations.share_wish(wish, by=by, on=on) if shared else wish


def everything_given(pair):
    """Give a partnership one contribution in every state that has a page of its own, and costs; return the rows."""
    offer = a_contribution(pair, state="proposed", statement="Battery data of the pilot buses")
    draft = a_contribution(pair, pair.public, statement="The depot hall, two evenings a week")
    promise = a_contribution(pair, pair.public, state="promised", statement="Night guards")
    theirs = a_contribution(pair, state="promised")
    disputed = a_handover(theirs, pair, quantity=Decimal(8))
    operations.dispute_handover(
        disputed,
        party=pair.public,
        reason="Only one engineer came.",
        quantity=6,
        by=pair.lead,
        on=DAY,
    )
    delivery = a_handover(theirs, pair, quantity=Decimal(4))
    own = a_handover(promise, pair, quantity=Decimal(5))
    cost = a_cost(pair, money=Decimal("340.50"), currency="GBP")
    a_cost(pair, pair.partner, kind="travel")
    return {
        "offer": offer,
        "draft": draft,
        "promise": promise,
        "theirs": theirs,
        "disputed": disputed,
        "delivery": delivery,
        "own": own,
        "cost": cost,
    }


def everything_gained(pair):
    """Give a partnership a benefit and a figure in every state that has a page of its own, a goal and a wish."""
    agreed, theirs = both_agreed(pair)
    waiting = a_reading(theirs, pair, 30)
    a_reading(agreed, pair, 40, state="confirmed", note="", upload=an_upload())
    own = a_reading(agreed, pair, 45)
    goal = a_goal(pair.partnership.lead_body)
    operations.state_benefits(
        pair.partnership, party=pair.public, words="Half of it came.", by=pair.lead, on=DAY
    )
    a_benefit(pair, statement="Fewer complaints", is_disbenefit=True, state="agreed")
    a_benefit(pair, state="withdrawn")
    return {
        "agreed": agreed,
        "theirs": theirs,
        "draft": a_benefit(pair, statement="A quieter depot"),
        "offer": a_benefit(pair, pair.partner, state="proposed"),
        "waiting": waiting,
        "own": own,
        "goal": goal,
        "link": operations.link_goal(pair.partnership, goal, benefit=agreed, by=pair.lead, on=DAY),
        "wish": a_wish(pair.partner.organisation, by=pair.admin),
        "shared": a_wish(pair.partner.organisation, by=pair.admin, shared=True),
    }
