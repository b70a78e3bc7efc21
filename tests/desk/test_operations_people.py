"""Somebody leaves: out with the next request, and what they held goes to one colleague."""

import datetime

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.models import Entry
from desk import operations as desk
from notices.models import Delivery, DeliveryState, Notice
from organisations import operations as organisations
from organisations.models import Membership, OrganisationUserObjectPermission, SecondApprover
from partnerships import operations, queries
from partnerships.models import (
    Draft,
    Invitation,
    InvitationState,
    Member,
    PartnershipUserObjectPermission,
    Seat,
    SeatKind,
)
from reminders import operations as reminders
from tests import factories as f
from tests.benefits import factories as benefits
from tests.totp import with_second_factor

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2025, 3, 3, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def body():
    return f.a_body("City of Aldermoor")


@pytest.fixture
def owner(body):
    return f.staff(body, "owner", name="Priya Raman")


@pytest.fixture
def lead(body):
    return f.staff(body, "lead", name="Ines Okafor")


@pytest.fixture
def heir(body):
    return f.staff(body, name="Tom Adeyemi")


@pytest.fixture
def partnership(body, lead):
    return f.a_partnership(body, lead=lead, profile="light", title="Clean Bus Depot")


def remove(user, organisation, *, by, to=None, on=f.DAY, now=NOW):
    organisation = getattr(organisation, "organisation", organisation)
    return desk.hand_over_and_remove(
        user, organisation, to=to, by=by, on=on, now=now, reason="Moved on."
    )


def sees(user, partnership):
    viewer = queries.viewer_for(user, on=f.DAY)
    return queries.partnerships_visible_to(viewer).filter(pk=partnership.pk).exists()


def place_of(user, partnership):
    return Member.objects.live(on=f.DAY).filter(user=user, partnership=partnership).first()


# ── Handing over ────────────────────────────────────────────────────────────────────────────────


def test_everything_goes_to_one_colleague_in_one_step(body, owner, lead, heir, partnership):
    f.seat(partnership, SeatKind.CHAIR, user=lead, by=lead)
    condition = f.condition_of(partnership, "first_risks")
    condition.owner = place_of(lead, partnership)
    condition.save(update_fields=["owner"])
    version = condition.version
    Draft.objects.create(body=body, by=lead, data={"title": "Night buses"})

    held = remove(lead, body, by=owner, to=heir)

    successor = place_of(heir, partnership)
    assert (successor.role, successor.visibility) == ("lead", "shared")
    assert Seat.objects.get(member=successor).kind == SeatKind.CHAIR
    condition.refresh_from_db()
    assert (condition.owner, condition.version) == (successor, version)
    assert Draft.objects.get().by == heir
    assert (len(held.leads), len(held.seats), len(held.conditions)) == (1, 1, 1)
    assert not sees(lead, partnership)
    assert not Membership.objects.live(on=f.DAY).filter(user=lead).exists()
    assert Notice.objects.get(recipient=heir, kind="desk.handed_over").context["leads"] == "1"


def test_colleague_with_a_place_is_raised_to_lead(body, owner, lead, heir, partnership):
    f.a_member(partnership, heir, "contributor")

    remove(lead, body, by=owner, to=heir)

    assert place_of(heir, partnership).role == "lead"
    assert Entry.objects.filter(verb="partnerships.raise_member").count() == 1


def test_last_lead_cannot_simply_go(body, owner, lead, partnership):
    with pytest.raises(operations.MemberRefused) as refusal:
        remove(lead, body, by=owner)

    assert list(refusal.value.message_dict) == ["to"]
    assert place_of(lead, partnership).role == "lead"
    assert Membership.objects.live(on=f.DAY).filter(user=lead).exists()


def test_plain_place_ends_and_nobody_inherits_it(body, owner, heir, partnership):
    f.a_member(partnership, heir, "contributor")

    remove(heir, body, by=owner)

    assert place_of(heir, partnership) is None
    assert not Notice.objects.filter(kind="desk.handed_over").exists()


def test_whoever_stepped_aside_or_is_a_stranger_takes_nothing_over(
    body, owner, lead, heir, partnership
):
    operations.recuse(partnership, user=heir, reason="A cousin.", by=lead, on=f.DAY)
    stranger = f.staff(f.a_body())

    for to in (heir, stranger, lead):
        with pytest.raises(operations.MemberRefused):
            remove(lead, body, by=owner, to=to)

    assert sees(lead, partnership)


def test_deputy_is_not_promoted(body, owner, lead, heir, partnership):
    deputy = f.staff(body, name="Stand In")
    organisations.announce_absence(
        lead,
        body.organisation,
        by=lead,
        on=f.DAY,
        deputy=deputy,
        starts_on=f.DAY,
        ends_on=f.DAY + datetime.timedelta(days=9),
        reason="",
    )

    remove(lead, body, by=owner, to=heir)

    assert place_of(deputy, partnership) is None
    assert queries.viewer_for(deputy, on=f.DAY).stands_in_for == frozenset()


def test_company_learns_nothing_of_what_was_not_shared_with_it(owner, body):
    company = f.a_company()
    admin, leaver = (f.company_user(company, role) for role in ("partner_admin", "partner_staff"))
    hidden = f.a_partnership(body, lead=f.staff(body, "lead"), partner=company)
    f.seat(hidden, SeatKind.SIGNATORY, "partner", user=leaver)

    held = remove(leaver, company, by=admin, to=None)

    assert (held.places, held.seats, held.needs_somebody) == ([], [], False)
    assert place_of(leaver, hidden) is None
    assert (
        Seat.objects.get(partnership=hidden, kind=SeatKind.SIGNATORY, side="partner").member is None
    )


def test_promises_go_to_the_colleague_who_gets_a_place_for_them():
    pair = benefits.a_pair()
    company = pair.partner.organisation
    leaver, heir = f.company_user(company), f.company_user(company)
    owner = f.a_member(pair.partnership, leaver, "contributor")
    benefit = benefits.a_benefit(pair, pair.partner, owner=owner)

    with pytest.raises(operations.MemberRefused):
        remove(leaver, company, by=pair.admin)
    remove(leaver, company, by=pair.admin, to=heir)

    benefit.refresh_from_db()
    assert benefit.owner == place_of(heir, pair.partnership)
    assert place_of(heir, pair.partnership).role == "contributor"
    assert Notice.objects.get(recipient=heir, kind="desk.handed_over").context["promises"] == "1"


# ── Who takes over, and who hears of it ─────────────────────────────────────────────────────────


def test_administrator_takes_nothing_over_and_an_owner_may(body, owner, lead, heir, partnership):
    f.seat(partnership, SeatKind.SPONSOR, user=lead, by=lead)
    keeper = f.staff(body, "administrator")

    with pytest.raises(operations.MemberRefused) as refusal:
        remove(lead, body, by=keeper, to=keeper)
    assert list(refusal.value.message_dict) == ["to"]
    assert not sees(keeper, partnership)
    f.staff(body, "auditor")
    f.staff(body, "administrator")
    successors = queries.possible_successors(lead, body.organisation, by=keeper, on=f.DAY)
    assert set(successors) == {owner, heir}

    remove(lead, body, by=owner, to=owner)
    assert place_of(owner, partnership).role == "lead"


def test_owners_hear_who_leads_and_sits_by_a_hand_over(body, owner, lead, heir, partnership):
    f.seat(partnership, SeatKind.SPONSOR, user=lead, by=lead)
    keeper = f.staff(body, "administrator")

    remove(lead, body, by=keeper, to=heir)

    told = Notice.objects.get(kind="partnerships.holder_left")
    assert told.recipient == owner
    words = {name: told.context[name] for name in ("who", "person", "heir", "what")}
    assert words == {
        "who": keeper.get_full_name(),
        "person": "Ines Okafor",
        "heir": "Tom Adeyemi",
        "what": "Lead, Sponsor",
    }


def test_companys_seat_falls_vacant_and_the_lead_hears_of_it():
    pair = benefits.a_pair()
    company = pair.partner.organisation
    leaver = f.company_user(company)
    place = f.a_member(pair.partnership, leaver, "contributor", party=pair.partner, by=pair.lead)
    operations.name_seat(
        pair.partnership, kind="signatory", side="partner", member=place, by=pair.lead, on=f.DAY
    )

    held = remove(leaver, company, by=pair.admin)

    assert (len(held.seats_to_leave), held.needs_somebody) == (1, False)
    seat = Seat.objects.get(partnership=pair.partnership, kind="signatory", side="partner")
    assert seat.member is None
    told = Notice.objects.get(kind="partnerships.holder_left")
    assert (told.recipient, told.context["heir"], told.context["what"]) == (
        pair.lead,
        "",
        "Signatory",
    )


def test_lead_never_goes_to_the_other_side(owner, body):
    pair = benefits.a_pair(body)
    heir = f.company_user(pair.partner.organisation)
    f.a_member(pair.partnership, heir, "viewer", party=pair.partner, by=pair.lead)
    organisations.grant_membership(heir, body.organisation, "staff", by=None, on=f.DAY)

    with pytest.raises(operations.MemberRefused):
        remove(pair.lead, body, by=owner, to=heir)

    assert place_of(heir, pair.partnership).role == "viewer"
    assert place_of(pair.lead, pair.partnership).role == "lead"


def test_owners_hear_of_a_new_way_in_for_one_of_them(body, owner, lead):
    other, keeper = f.staff(body, "owner", name="Ada Moor"), f.staff(body, "administrator")
    desk.change_account(other, name="Ada Winter", by=keeper, on=f.DAY)
    desk.change_account(lead, email="ines@private.example", by=keeper, on=f.DAY)
    assert not Notice.objects.filter(kind="desk.way_in_changed").exists()

    desk.change_account(other, email="ada@private.example", by=keeper, on=f.DAY)
    assert not desk.reset_second_factor(other, by=keeper, on=f.DAY)

    told = Notice.objects.get(kind="desk.way_in_changed")
    assert (told.recipient, told.context["what"]) == (owner, "address")

    with_second_factor(other)
    assert desk.reset_second_factor(other, by=keeper, on=f.DAY)
    assert Notice.objects.filter(kind="desk.way_in_changed", recipient=owner).count() == 2


# ── Open questions ──────────────────────────────────────────────────────────────────────────────


def test_question_of_a_leaver_keeps_its_name_and_the_successor_may_withdraw_it(
    body, owner, lead, heir, partnership
):
    approval = f.ask_decision(partnership, by=lead)

    held = remove(lead, body, by=owner, to=heir)

    approval.refresh_from_db()
    assert (held.approvals, approval.submitter, approval.is_waiting) == ([approval], lead, True)
    operations.withdraw_approval(approval, by=heir, on=f.DAY, reason="")


def test_question_that_a_leaver_was_asked_falls_to_the_others(body, owner, lead, partnership):
    first = f.an_approver(body)
    organisations.grant_membership(first, body.organisation, "staff", by=None, on=f.DAY)
    second = f.an_approver(body)
    approval = f.ask_decision(partnership, by=lead)
    (ask,) = approval.asks.all()

    remove(first, body, by=owner)

    assert queries.people_asked(ask, on=f.DAY) == [second]
    assert not SecondApprover.objects.live(on=f.DAY).filter(user=first).exists()


def test_seat_that_is_asked_goes_to_somebody_who_may_answer(body, owner, lead, heir):
    partnership = f.a_partnership(body, lead=lead, profile="full")
    sponsor = f.staff(body, name="Old Sponsor")
    f.seat(partnership, SeatKind.SPONSOR, user=sponsor, by=lead)
    approval = f.ask_decision(partnership, by=lead)
    asked = [ask for ask in approval.asks.all() if ask.seat == SeatKind.SPONSOR]
    assert asked

    with pytest.raises(operations.MemberRefused):
        remove(sponsor, body, by=owner, to=lead)
    remove(sponsor, body, by=owner, to=heir)

    assert queries.people_asked(asked[0], on=f.DAY) == [heir]
    kinds = Notice.objects.filter(recipient=heir).values_list("kind", flat=True)
    assert "partnerships.approval_asked" in kinds


# ── Out with the next request ───────────────────────────────────────────────────────────────────


def test_removed_member_finds_nothing_and_gets_no_mail(client, owner, body, lead, partnership):
    colleague = f.staff(body)
    f.a_member(partnership, colleague, "contributor")
    client.force_login(colleague)
    address = partnership.get_absolute_url()
    before = client.get(address).status_code
    assert Delivery.objects.filter(notice__recipient=colleague).exists()

    remove(colleague, body, by=owner)

    assert (before, client.get(address).status_code) == (200, 404)
    reminders.tick(on=f.DAY, now=timezone.now() + datetime.timedelta(seconds=1))
    assert [one for one in mail.outbox if one.to == [colleague.email]] == []
    states = Delivery.objects.filter(notice__recipient=colleague)
    assert set(states.values_list("state", flat=True)) == {DeliveryState.CANCELLED}


def test_guardians_rows_go_too(body, owner, partnership):
    colleague = f.staff(body)
    f.a_member(partnership, colleague, "contributor")

    remove(colleague, body, by=owner)

    assert not PartnershipUserObjectPermission.objects.filter(user=colleague).exists()
    assert operations.stored_permissions(partnership) == operations.projected_permissions(
        partnership, on=f.DAY
    )
    assert not OrganisationUserObjectPermission.objects.filter(user=colleague).exists()


def test_other_places_of_the_person_stay(body, owner, partnership):
    other = f.shared_partnership()
    company = other.parties.get(side="partner").organisation
    colleague = f.staff(body)
    organisations.grant_membership(colleague, company, "partner_admin", by=None, on=f.DAY)
    f.a_member(partnership, colleague, "contributor", party=f.party_of(partnership, body))

    remove(colleague, body, by=owner)

    assert sees(colleague, other)
    assert not sees(colleague, partnership)


def test_invitations_of_a_leaver_are_withdrawn(body, owner):
    keeper, second = f.staff(body, "administrator"), f.staff(body, "administrator")
    invitation = operations.invite(
        body.organisation,
        address="nia@newcomers.example",
        role="staff",
        by=keeper,
        on=f.DAY,
        now=NOW,
    )

    remove(keeper, body, by=second)

    row = Invitation.objects.get(pk=invitation.pk)
    assert queries.state_of(row, now=NOW) == InvitationState.WITHDRAWN
    assert Delivery.objects.get(notice__address=row.address).state == DeliveryState.CANCELLED


# ── Who may not be removed ──────────────────────────────────────────────────────────────────────


def test_nobody_removes_themselves(body, owner):
    with pytest.raises(desk.RemovalRefused):
        remove(owner, body, by=owner)


def test_last_administrator_stays(body, owner):
    keeper = f.staff(body, "administrator")

    with pytest.raises(desk.RemovalRefused):
        remove(keeper, body, by=owner)

    f.staff(body, "administrator")
    remove(keeper, body, by=owner)
    assert not Membership.objects.live(on=f.DAY).filter(user=keeper).exists()


def test_last_owner_stays_whatever_an_administrator_wants(body, owner):
    keeper = f.staff(body, "administrator")

    with pytest.raises(desk.RemovalRefused):
        remove(owner, body, by=keeper)
    assert Membership.objects.live(on=f.DAY).filter(user=owner).exists()

    f.staff(body, "owner")
    remove(owner, body, by=keeper)
    assert not Membership.objects.live(on=f.DAY).filter(user=owner).exists()


def test_refusal_takes_everything_back(body, owner, partnership, lead):
    keeper = f.staff(body, "administrator")
    f.a_member(partnership, keeper, "contributor")

    with pytest.raises(ValidationError):
        remove(keeper, body, by=owner)

    assert place_of(keeper, partnership) is not None
