"""What somebody tried who wanted to read or change more than is theirs."""

import pytest

from notices.models import Notice
from organisations import operations as organisations
from organisations.models import Membership
from partnerships import operations
from partnerships.models import MemberRole, SeatKind, Stage
from partnerships.operations import DecisionRefused
from tests import factories as make
from tests.factories import DAY

pytestmark = pytest.mark.django_db


def told(user):
    """Return the kinds of what a user was told, oldest first."""
    return list(Notice.objects.filter(recipient=user).order_by("id").values_list("kind", flat=True))


def leave_for(user, company):
    """Take every membership from a user and give them one of `company`."""
    for membership in Membership.objects.filter(user=user):
        organisations.revoke_membership(membership, by=None, on=DAY)
    organisations.grant_membership(user, company, "partner_staff", by=None, on=DAY)


def test_whoever_stepped_aside_hears_nothing_any_more():
    partnership = make.shared_partnership()
    lead, aside = make.lead_of(partnership), make.staff(partnership.lead_body, "lead")
    make.a_member(partnership, aside, MemberRole.LEAD)
    operations.recuse(partnership, user=aside, reason="My sister.", by=aside, on=DAY)
    before = told(aside)

    make.move_to(partnership, Stage.SCOPE, by=lead)

    assert told(aside) == before


def test_submitter_who_stepped_aside_is_not_told_the_answer():
    partnership = make.a_partnership()
    lead = make.lead_of(partnership)
    make.a_member(partnership, make.staff(partnership.lead_body, "lead"), MemberRole.LEAD)
    approval = make.ask_decision(partnership, by=lead)
    operations.recuse(partnership, user=lead, reason="My sister.", by=lead, on=DAY)
    before = told(lead)

    make.answer(approval)

    assert told(lead) == before


def test_whoever_left_for_a_rival_hears_nothing_any_more():
    partnership, rival = make.a_partnership(), make.a_company("Rivalto Transit")
    lead, left = make.lead_of(partnership), make.staff(partnership.lead_body)
    make.a_member(partnership, left, MemberRole.CONTRIBUTOR)
    leave_for(left, rival)
    before = told(left)

    make.move_to(partnership, Stage.SCOPE, by=lead)

    assert told(left) == before


def test_seat_holder_who_left_is_not_asked():
    partnership, rival = make.a_partnership(), make.a_company("Rivalto Transit")
    sponsor = make.seat(partnership, SeatKind.SPONSOR)
    gate = make.ready_gate(partnership)
    leave_for(sponsor, rival)
    before = told(sponsor)

    with pytest.raises(DecisionRefused):
        operations.ask_decision(gate, version=gate.version, by=make.lead_of(partnership), on=DAY)

    assert told(sponsor) == before
