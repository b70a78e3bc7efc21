"""What somebody tried who wanted to read or change more than is theirs."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from notices.models import Notice
from organisations import operations as organisations
from organisations.models import Membership
from partnerships import operations
from partnerships.models import MemberRole, PartyRole, SeatKind, Side, Stage
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


def test_candidate_does_not_learn_of_another(client):
    partnership = make.a_partnership()
    ours, theirs = make.a_company("Alpha Bidder"), make.a_company("Beta Bidder")
    for company in (ours, theirs):
        operations.add_party(
            partnership,
            company,
            role=PartyRole.CANDIDATE,
            side=Side.PARTNER,
            by=None,
            on=DAY,
        )
        make.share_in(partnership, company)
    make.a_member(partnership, make.company_user(theirs, name="Bob Beta"), MemberRole.CONTRIBUTOR)
    client.force_login(make.company_user(ours, "partner_admin"))

    pages = [
        client.get(reverse(name, args=[partnership.reference])).content.decode()
        for name in ("desk:partnership", "desk:history", "partnerships:people")
    ]
    found = client.get(reverse("desk:search"), {"q": "Beta"}).content.decode()

    assert ["Beta" in page for page in pages] == [False, False, False]
    assert partnership.reference not in found


def test_member_id_of_another_partnership_is_refused(client):
    partnership = make.a_partnership()
    lead = make.lead_of(partnership)
    other = make.a_partnership(partnership.lead_body, lead=lead)
    taken = make.a_member(other, party=make.party_of(other, other.lead_body))
    client.force_login(lead)
    party = make.party_of(partnership, partnership.lead_body)
    address = reverse("partnerships:member-add", args=[partnership.reference])

    page = client.post(
        f"{address}?party={party.public_id}",
        {"record_id": taken.public_id, "name": "Somebody", "role": "none"},
    )

    assert page.status_code == 422


def test_organisation_id_of_others_names_nobody(client):
    partnership, secret = make.a_partnership(), make.a_company("Secret Company")
    client.force_login(make.lead_of(partnership))

    page = client.post(
        reverse("portfolio:partner-add"),
        {"record_id": secret.public_id, "name": "Mine Ltd", "kind": "company"},
    )

    assert page.status_code == 422
    assert b"Secret Company" not in page.content


def test_contact_id_of_another_body_names_nobody():
    ours, theirs, company = make.a_body(), make.a_body(), make.a_company()
    own, other = (organisations.relate(body, company, by=None, on=DAY) for body in (ours, theirs))
    secret = organisations.record_person(
        company, name="Their Contact", relationship=other, by=None, on=DAY
    )

    with pytest.raises(ValidationError):
        organisations.record_person(
            company, name="Zed", relationship=own, public_id=secret.public_id, by=None, on=DAY
        )


def test_whoever_looks_as_a_company_reads_no_names_of_its_people(client):
    company = make.a_company()
    partnership = make.shared_partnership(company=company)
    make.company_user(company, "partner_admin", name="Dana Whitlock")
    client.force_login(make.lead_of(partnership))
    party = make.party_of(partnership, company)
    make.look_as(client, party)

    page = client.get(reverse("desk:help"))

    assert b"Dana Whitlock" not in page.content


@pytest.mark.parametrize("name", ["desk:approvals", "desk:history"])
def test_page_of_thousands_of_digits_is_not_there(client, name):
    partnership = make.a_partnership()
    client.force_login(make.lead_of(partnership))
    args = [partnership.reference] if name == "desk:history" else []

    page = client.get(reverse(name, args=args), {"page": "9" * 5000})

    assert page.status_code == 404
