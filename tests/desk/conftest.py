"""A partnership full of what a company must not read."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from django.urls import reverse

from partnerships import operations
from partnerships.models import MemberRole, PartyRole, Side
from tests import factories as f

SECRET = "CANARY"


@dataclass
class World:
    body: object
    company: object
    rival: object
    partnership: object
    lead: object
    partner: object
    people: SimpleNamespace = field(default_factory=SimpleNamespace)

    @property
    def front(self):
        return reverse("desk:partnership", args=[self.partnership.reference])

    @property
    def history(self):
        return reverse("desk:history", args=[self.partnership.reference])


@pytest.fixture
def world(db):
    """A body and a company with one shared partnership, and a rival who is a candidate nobody told about."""
    body = f.a_body("City of Aldermoor", prefix="ALD")
    company = f.a_company("Meridian Mobility")
    rival = f.a_company(f"{SECRET} Rival Ltd")
    lead = f.staff(body, "lead", name="Ines Okafor")
    partnership = f.shared_partnership(
        body,
        company,
        lead=lead,
        title="Clean Bus Depot",
        summary="Cleaner buses for everybody.",
        need=f"{SECRET} need",
        legal_basis=f"{SECRET} basis",
        profile_reason=f"{SECRET} profile",
    )
    partner = f.company_user(company, "partner_admin", name="Dana Whitlock")
    return World(body, company, rival, partnership, lead, partner)


@pytest.fixture
def leaky(world):
    """The world with something internal in every place that a page of the company could take words from."""
    p, lead = world.partnership, world.lead
    inside = f.staff(world.body, name=f"{SECRET} Fox")
    member = f.a_member(p, inside, MemberRole.CONTRIBUTOR)
    gone = f.staff(world.body, name="Tom Adeyemi")
    left = f.a_member(p, gone, MemberRole.NONE)
    operations.remove_member(left, by=inside, on=f.DAY, reason=f"{SECRET} why he left")
    operations.add_party(
        p, world.rival, role=PartyRole.CANDIDATE, side=Side.PARTNER, by=lead, on=f.DAY
    )
    theirs = f.company_user(world.rival, name=f"{SECRET} Bidder")
    f.a_member(p, theirs, MemberRole.CONTRIBUTOR)
    f.tick(p, "public_benefit", reason=f"{SECRET} benefit")
    row = f.fresh(p)
    operations.edit_partnership(
        row, version=row.version, by=lead, on=f.DAY, need=f"{SECRET} new need"
    )
    approver = f.an_approver(world.body, name=f"{SECRET} Approver")
    condition = f.condition_of(p, "goal_linked")
    approval = operations.ask_override(
        condition, version=condition.version, reason=f"{SECRET} override", by=lead, on=f.DAY
    )
    operations.answer_approval(
        approval, answer="no", by=approver, on=f.DAY, reason=f"{SECRET} refused"
    )
    operations.recuse(p, user=inside, reason=f"{SECRET} conflict", by=inside, on=f.DAY)
    world.people = SimpleNamespace(inside=inside, member=member, approver=approver, bidder=theirs)
    return world


def look_as_partner(client, user, partnership, company):
    """Have somebody of the public side look at the partnership as a company's administrator sees it."""
    client.force_login(user)
    return client.post(
        reverse("partnerships:view-as", args=[partnership.reference]),
        {
            "party": f.party_of(partnership, company).public_id,
            "role": "partner_admin",
            "reason": "They rang.",
            "password": f.PASSWORD,
        },
    )
