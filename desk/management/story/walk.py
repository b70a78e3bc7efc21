"""Walks one partnership of the demo from its need to its stage, on days that lie between then and today."""

import datetime
import itertools

from organisations import operations as organisations
from partnerships import operations, queries
from partnerships.models import GATES, AskKind, Member, Side, Stage

STAGES = list(Stage)
# Days: the last move of a young partnership lies so far back, an old one left delivery so long before its end.
LATELY = 24
LEAVING = {
    Stage.RENEWAL: datetime.timedelta(days=240),
    Stage.CLOSING: datetime.timedelta(days=70),
    Stage.CLOSED: datetime.timedelta(days=-10),
}


class Walk:
    """One partnership on its way; every step is an operation on the day when it would have happened."""

    def __init__(self, cast, reasons, facts, *, today):
        self.cast, self.reasons, self.facts, self.today = cast, reasons, facts, today
        self.body = cast.bodies[facts["body"]]
        self.company = cast.companies[facts["partner"]]
        self.lead = cast.people[f"{facts['body']}.lead"]
        self.owner = cast.people.get(f"{facts['body']}.owner", self.lead)
        self.day = self.begin = today + datetime.timedelta(days=facts["began"])

    def tell(self):
        """This function will make the partnership, people it, and move it to its stage."""
        self.partnership = self.create()
        self.people_it()
        path = STAGES[: STAGES.index(self.facts["stage"]) + 1]
        for here, to in itertools.pairwise(path):
            self.step(here, to)
        self.finish()
        return self.partnership

    def create(self):
        """This function will begin the partnership at its need."""
        facts = self.facts
        answers = ("value", "criticality", "risk", "substitutability", "visibility")
        tier = {f"tier_{name}": answer for name, answer in zip(answers, facts["tier"], strict=True)}
        starts, ends = (self.today + datetime.timedelta(days=days) for days in facts["term"])
        return operations.create_partnership(
            body=self.body,
            by=self.lead,
            lead=self.lead,
            on=self.day,
            title=facts["title"],
            need=facts["need"],
            summary=facts["summary"],
            sector=facts["sector"],
            profile=facts["profile"],
            profile_reason="Agreed with the portfolio owner.",
            partner=self.company,
            legal_route=facts["route"],
            legal_basis=facts["basis"],
            value=facts.get("value"),
            currency=self.body.currency if facts.get("value") else "",
            starts_on=starts,
            ends_on=ends,
            notice_days=facts.get("notice", 30),
            extension_days=facts.get("extension", 0),
            **tier,
        )

    def people_it(self):
        """This function will add the members and fill the seats that the profile asks to decide."""
        for role, who in self.facts.get("members", {}).items():
            self.member(self.cast.people[f"{self.facts['body']}.{who}"], role, Side.PUBLIC)
        for role, who in self.facts.get("partner_members", {}).items():
            self.member(self.cast.people[f"{self.facts['partner']}.{who}"], role, Side.PARTNER)
        deciders = self.partnership.profile_version.deciders.filter(kind=AskKind.SEAT)
        for seat, side in sorted(set(deciders.values_list("seat", "side"))):
            self.seat(seat, side)

    def member(self, user, role, side):
        """This function will return the place of a user, giving one where there is none."""
        there = Member.objects.filter(partnership=self.partnership, user=user).first()
        if there is not None:
            return there
        key = next(key for key, person in self.cast.people.items() if person == user)
        organisation = self.body.organisation if side == Side.PUBLIC else self.company
        return operations.add_member(
            self.partnership,
            party=self.partnership.parties.get(organisation=organisation),
            user=user,
            role=role,
            job_title=self.cast.titles[key],
            by=self.lead,
            on=self.day,
        )

    def seat(self, seat, side):
        """This function will give a seat to the owner, the evaluator or the company's administrator."""
        if side == Side.PUBLIC:
            chair = self.cast.people.get(f"{self.facts['body']}.evaluator")
            user = chair if seat == "chair" and chair else self.owner
            user = self.substitute() if user == self.lead else user
        else:
            user = self.cast.people[f"{self.facts['partner']}.admin"]
        operations.name_seat(
            self.partnership,
            kind=seat,
            side=side,
            member=self.member(user, "none", side),
            by=self.lead,
            on=self.day,
        )

    def substitute(self):
        """This function will return the approver as a member of the body, where it has no owner of its own."""
        user = self.cast.people[f"{self.facts['body']}.approver"]
        organisations.grant_membership(
            user, self.body.organisation, "staff", by=None, on=self.begin
        )
        return user

    def _day_of(self, to):
        """Entry days as they would be: live when the term starts, decided and closed around its end."""
        starts, ends = (self.today + datetime.timedelta(days=days) for days in self.facts["term"])
        number = STAGES.index(to)
        if number <= STAGES.index(Stage.LIVE):
            age = (self.today - self.begin).days
            until = min(starts, self.today - datetime.timedelta(days=min(age // 3, LATELY)))
            last = Stage.LIVE if starts <= self.today else self.facts["stage"]
            share = number / STAGES.index(last)
            day = self.begin + datetime.timedelta(days=int((until - self.begin).days * share))
        else:
            day = ends - LEAVING[to]
        return min(max(day, self.day), self.today)

    def step(self, here, to):
        """This function will meet the conditions, have the gate decided and move to the next stage."""
        self.day = self._day_of(to)
        if to == Stage.MOBILISE and self.facts.get("shared"):
            self.share()
        if (here, to) in GATES:
            self.pass_gate()
        self.partnership.refresh_from_db()
        self.partnership = operations.move(
            self.partnership, to, version=self.partnership.version, by=self.lead, on=self.day
        )

    def share(self):
        """This function will let the company see the partnership."""
        party = self.partnership.parties.get(organisation=self.company)
        operations.share_in(party, by=self.lead, on=self.day)

    def pass_gate(self):
        """This function will tick what is missing and have everybody answer who is asked."""
        for condition in queries.missing_conditions(queries.gate_ahead(self.partnership)):
            self.tick(condition)
        gate = queries.gate_ahead(self.partnership)
        if gate.is_behind:
            return
        approval = operations.ask_decision(gate, version=gate.version, by=self.lead, on=self.day)
        for ask in approval.asks.order_by("number"):
            answers = queries.people_asked(ask, on=self.day)
            operations.answer_approval(
                approval, answer="yes", by=answers[0], on=self.day, reason="As shown."
            )

    def tick(self, condition):
        """This function will meet one condition with the words of the story."""
        reason = self.reasons[condition.key].format(company=self.company, title=self.facts["title"])
        operations.pass_condition(
            self.partnership, condition.key, by=self.lead, on=self.day, reason=reason
        )

    def finish(self):
        """This function will leave the partnership as it stands this week: shared, asked, paused."""
        facts = self.facts
        if (
            facts.get("shared")
            and not self.partnership.parties.get(organisation=self.company).is_shared_in
        ):
            self.share()
        self.day = max(self.today - datetime.timedelta(days=3), self.begin)
        gate = queries.gate_ahead(self.partnership)
        if facts.get("ask"):
            for condition in queries.missing_conditions(gate):
                self.tick(condition)
            gate.refresh_from_db()
            operations.ask_decision(gate, version=gate.version, by=self.lead, on=self.day)
        elif self.partnership.stage not in {Stage.LIVE, Stage.CLOSED}:
            self.begin_gate(gate)
        for seat in facts.get("vacant", ()):
            kind, side = seat.split()
            operations.name_seat(
                self.partnership, kind=kind, side=side, member=None, by=self.lead, on=self.day
            )
        if override := facts.get("override"):
            condition = gate.conditions.get(key=override["key"])
            operations.ask_override(
                condition,
                version=condition.version,
                reason=override["reason"],
                by=self.lead,
                on=self.day,
            )
        if pause := facts.get("paused"):
            operations.pause(
                self.partnership,
                version=self.partnership.version,
                reason=pause["reason"],
                by=self.lead,
                on=self.day,
                until=self.today + datetime.timedelta(days=pause["days"]),
                reviewer=self.partnership.member_set.filter(role="lead").first(),
            )

    def begin_gate(self, gate):
        """This function will meet the first half of the gate ahead and give it its day."""
        missing = list(queries.missing_conditions(gate))
        for condition in missing[: len(missing) // 2]:
            if condition.key != self.facts.get("override", {}).get("key"):
                self.tick(condition)
        gate.refresh_from_db()
        due = self.today + datetime.timedelta(days=self.facts.get("due", 30))
        operations.set_gate_target(
            gate, version=gate.version, target_on=due, by=self.lead, on=self.day
        )
