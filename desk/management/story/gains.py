"""Tells what each side of the demo's partnerships gains and gives, on the days when it would have been written down."""

import datetime
import heapq
from decimal import Decimal

from benefits import operations as benefits
from benefits import queries
from benefits.models import BenefitType
from organisations import operations as organisations
from partnerships.models import Member, Partnership, Side

# How long an answer of the other side takes.
ANSWERED_AFTER = datetime.timedelta(days=3)


def _number(value):
    return None if value is None else Decimal(str(value))


class Gains:
    """What one partnership is good for; every step is an operation of the side whose word it is."""

    def __init__(self, cast, goals, facts, *, today):
        self.cast, self.goals, self.facts, self.today = cast, goals, facts, today
        self.partnership = Partnership.objects.get(title=facts["title"])
        parties = self.partnership.parties.select_related("organisation")
        self.party = {
            Side.PUBLIC: parties.get(role="lead_body"),
            Side.PARTNER: parties.filter(side=Side.PARTNER).order_by("id").first(),
        }
        self.person = {
            Side.PUBLIC: self.partnership.member_set.get(role="lead").user,
            Side.PARTNER: cast.people[self._company_key()],
        }
        self.later, self.told = [], 0
        # A young partnership has had no time to agree anything long ago.
        self.began = max(self.partnership.started_on, self.party[Side.PARTNER].shared_on)

    def _company_key(self):
        company = self.party[Side.PARTNER].organisation
        return next(f"{key}.admin" for key, one in self.cast.companies.items() if one == company)

    def tell(self):
        """This function will write down goals, benefits with their readings, contributions, costs and last words."""
        for key in self.facts.get("goals", []):
            benefits.link_goal(
                self.partnership,
                self.goals[key],
                by=self.person[Side.PUBLIC],
                on=self.began,
            )
        for row in self.facts.get("benefits", []):
            self.benefit(row)
        for row in self.facts.get("contributions", []):
            self.contribution(row)
        for row in self.facts.get("costs", []):
            self.cost(row)
        self.then(max(self.day(-30), self.began), self.last_words)
        # What came after is told in the order in which it happened, as the history shows it.
        while self.later:
            day, _number, step, arguments = heapq.heappop(self.later)
            step(day, *arguments)

    def then(self, day, step, *arguments):
        """This function will remember a step for its day; steps of one day keep their order."""
        self.told += 1
        heapq.heappush(self.later, (day, self.told, step, arguments))

    def day(self, days):
        return self.today + datetime.timedelta(days=days)

    def sides(self, row):
        """This function will return who speaks for a row's own side and who for the other, with their parties."""
        own = Side(row["side"])
        other = Side.PARTNER if own == Side.PUBLIC else Side.PUBLIC
        return (self.party[own], self.person[own]), (self.party[other], self.person[other])

    def owner(self, party, by):
        return Member.objects.filter(party=party, user=by, revoked_at=None).first()

    def written(self, state):
        """What still waits was written down lately."""
        return max(self.began, self.day(-9)) if state == "proposed" else self.began

    def answered(self, day):
        return min(day + ANSWERED_AFTER, self.today)

    # ── What is gained ───────────────────────────────────────────────────────────────────────────

    def benefit(self, row):
        (party, by), (other, answering) = self.sides(row)
        state = row.get("state", "agreed")
        written = self.written(state)
        benefit = benefits.add_benefit(
            self.partnership,
            party=party,
            by=by,
            on=written,
            kind=BenefitType.objects.get(body=None, key=row["type"]),
            owner=self.owner(party, by),
            **self.gained(row),
        )
        if state != "draft":
            benefit = benefits.propose_benefit(benefit, by=by, on=written)
        if state == "agreed":
            on = self.answered(written)
            benefit = benefits.agree_benefit(benefit, party=other, by=answering, on=on)
        if goal := row.get("goal"):
            benefits.link_goal(
                self.partnership, self.goals[goal], benefit=benefit, by=by, on=self.began
            )
        for days, figure, word in row.get("readings", []):
            self.then(self.day(days), self.reading, benefit, figure, word, row)

    def gained(self, row):
        """This function will return what a row says of a benefit, as the operation takes it."""
        return {
            "statement": row["statement"],
            "measure": row["measure"],
            "unit": row["unit"],
            "direction": row.get("direction", "up"),
            "baseline": _number(row.get("baseline")),
            "target": _number(row.get("target")),
            "due_on": self.day(row["due"]) if "due" in row else None,
            "confidence": row.get("confidence", "medium"),
            "evidence_kind": row.get("evidence", "records"),
            "is_disbenefit": row.get("is_disbenefit", False),
            "weight": _number(row.get("weight", 1)),
        }

    def reading(self, day, benefit, figure, word, row):
        (party, by), (other, answering) = self.sides(row)
        reading = benefits.record_reading(
            benefit,
            party=party,
            value=_number(figure),
            read_on=day,
            note=row.get("source", "Quarterly count, as both sides know it."),
            by=by,
            on=day,
        )
        if word == "confirmed":
            self.then(self.answered(day), self.confirm_figure, reading, other, answering)

    def confirm_figure(self, day, reading, party, by):
        benefits.confirm_reading(reading, party=party, by=by, on=day)

    # ── What is given ────────────────────────────────────────────────────────────────────────────

    def contribution(self, row):
        (party, by), (other, answering) = self.sides(row)
        state = row.get("state", "promised")
        written = self.written(state)
        given = benefits.add_contribution(
            self.partnership,
            party=party,
            by=by,
            on=written,
            owner=self.owner(party, by),
            **self.put_in(row),
        )
        given = benefits.offer_contribution(given, by=by, on=written)
        if state != "proposed":
            on = self.answered(written)
            given = benefits.accept_contribution(given, party=other, by=answering, on=on)
        for days, *delivery in row.get("deliveries", []):
            self.then(self.day(days), self.delivery, given, delivery, row)

    def put_in(self, row):
        """This function will return what a row says of a contribution, as the operation takes it."""
        value = _number(row.get("value"))
        return {
            "kind": row["kind"],
            "statement": row["statement"],
            "quantity": _number(row.get("quantity")),
            "unit": row.get("unit", ""),
            "value": value,
            "currency": self.partnership.lead_body.currency if value is not None else "",
            "valuation": row["valuation"],
            "valuation_note": row.get("basis", ""),
            # It was promised before it was due.
            "due_on": max(self.day(row["due"]), self.began) if "due" in row else None,
        }

    def delivery(self, day, given, delivery, row):
        quantity, value, word, *talk = delivery
        (_party, by), (other, answering) = self.sides(row)
        handover = benefits.report_handover(
            given,
            delivered_on=day,
            quantity=_number(quantity),
            value=_number(value),
            by=by,
            on=day,
        )
        answered = self.answered(day)
        if word == "confirmed":
            self.then(answered, self.confirm_delivery, handover, other, answering)
        if word == "disputed":
            self.then(answered, self.dispute, handover, talk, row)

    def confirm_delivery(self, day, handover, party, by):
        benefits.confirm_handover(handover, party=party, by=by, on=day)

    def dispute(self, day, handover, talk, row):
        reason, counted, worth, reply = talk
        (party, by), (other, answering) = self.sides(row)
        handover = benefits.dispute_handover(
            handover,
            party=other,
            reason=reason,
            quantity=_number(counted),
            value=_number(worth),
            by=answering,
            on=day,
        )
        self.then(self.answered(day), self.reply, handover, party, reply, by)

    def reply(self, day, handover, party, words, by):
        benefits.reply_to_dispute(handover, party=party, words=words, by=by, on=day)

    def cost(self, row):
        day = max(self.day(row["day"]), self.began)
        self.then(day, self.spend, row)

    def spend(self, day, row):
        (party, by), _other = self.sides(row)
        money = _number(row.get("money"))
        cost = benefits.record_cost(
            self.partnership,
            party=party,
            by=by,
            on=day,
            kind=row["kind"],
            spent_on=day,
            hours=_number(row.get("hours")),
            money=money,
            currency=self.partnership.lead_body.currency if money is not None else "",
            note=row["note"],
        )
        if row.get("shared"):
            benefits.share_cost(cost, by=by, on=day)

    # ── What was said to it ──────────────────────────────────────────────────────────────────────

    def last_words(self, on):
        """This function will have both sides see the balance, and the lead say what it came to."""
        if self.facts.get("seen"):
            term = queries.current_term(self.partnership)
            agreed = queries.fingerprint(
                queries.agreed_state(queries.agreed_benefits(self.partnership, term))
            )
            for side in Side:
                benefits.note_balance_seen(
                    self.partnership,
                    party=self.party[side],
                    seen=agreed,
                    by=self.person[side],
                    on=on,
                )
        if words := self.facts.get("statement"):
            benefits.state_benefits(
                self.partnership,
                party=self.party[Side.PUBLIC],
                words=words,
                by=self.person[Side.PUBLIC],
                on=on,
            )


def set_goals(cast, content, *, on):
    """This function will write down what the public bodies have set themselves; returns the goals by key."""
    goals = {}
    for where, rows in content.items():
        by = cast.people.get(f"{where}.owner", cast.people[f"{where}.lead"])
        for row in rows:
            goals[row["key"]] = benefits.add_goal(
                cast.bodies[where],
                title=row["title"],
                description=row["description"],
                source=row["source"],
                starts_on=on,
                by=by,
                on=on,
            )
    return goals


def make_wishes(cast, content, *, on):
    """This function will write down what the companies want from public partners, and share what they share."""
    for company, rows in content.items():
        by = cast.people[f"{company}.admin"]
        for row in rows:
            wish = benefits.add_wish(
                cast.companies[company],
                kind=BenefitType.objects.get(body=None, key=row["type"]),
                statement=row["statement"],
                by=by,
                on=on,
            )
            if row["shared"]:
                benefits.share_wish(wish, by=by, on=on)


def announce_absences(cast, content, *, today):
    """This function will write down who is away and who stands in."""
    for row in content:
        where = row["where"]
        body = cast.bodies.get(where)
        user = cast.people[f"{where}.{row['who']}"]
        organisations.announce_absence(
            user,
            body.organisation if body else cast.companies[where],
            deputy=cast.people[f"{where}.{row['deputy']}"],
            starts_on=max(today + datetime.timedelta(days=row["from"]), today),
            ends_on=today + datetime.timedelta(days=row["to"]),
            reason=row["reason"],
            by=user,
            on=today,
        )
