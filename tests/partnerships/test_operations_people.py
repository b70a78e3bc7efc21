import datetime

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from notices.models import Notice
from organisations import operations as organisations
from organisations.models import Relationship
from partnerships import operations, queries
from partnerships.models import ConditionState as State
from partnerships.models import Member, PartyRole, Recusal, Side
from tests.factories import (
    DAY,
    a_body,
    a_company,
    a_member,
    a_partnership,
    a_user,
    company_user,
    condition_of,
    lead_of,
    move_to,
    party_of,
    seat,
    share_in,
    shared_partnership,
    staff,
)

pytestmark = pytest.mark.django_db


# ── Parties ─────────────────────────────────────────────────────────────────────────────────────


def test_party_added_twice_is_one_and_is_related_to_the_body():
    partnership, lender = a_partnership(), a_company("Big Bank")

    for _attempt in range(2):
        operations.add_party(
            partnership, lender, role=PartyRole.LENDER, side=Side.PARTNER, by=None, on=DAY
        )

    assert partnership.parties.filter(organisation=lender).count() == 1
    assert Relationship.objects.filter(
        body=partnership.lead_body, organisation=lender, since=DAY
    ).exists()
    partnership.standing.refresh_from_db()
    assert partnership.standing.partner_names == "Big Bank"


def test_sharing_in_tells_the_company_once():
    company = a_company()
    admin = company_user(company, "partner_admin")
    partnership = a_partnership(partner=company)

    share_in(partnership, company)
    share_in(partnership, company)

    assert [
        notice.recipient for notice in Notice.objects.filter(kind="partnerships.shared_in")
    ] == [admin]
    entry = Entry.objects.get(verb="partnerships.share_in")
    assert (entry.visibility, entry.party_key) == (
        "shared",
        party_of(partnership, company).public_id,
    )


def test_lead_body_needs_no_sharing():
    partnership = a_partnership()
    own = party_of(partnership, partnership.lead_body)

    assert not operations.share_in(own, by=None, on=DAY).is_shared_in


# ── Members ─────────────────────────────────────────────────────────────────────────────────────


def test_member_with_an_account_keeps_no_second_name():
    partnership = a_partnership()
    user = staff(partnership.lead_body, name="Tom Adeyemi")

    member = a_member(partnership, user, "contributor", name="Typed over", email="x@y.example")

    assert (member.name, member.email, str(member), member.address) == (
        "",
        "",
        "Tom Adeyemi",
        user.email,
    )


def test_member_by_name_only_has_no_rights():
    partnership = a_partnership()
    party = party_of(partnership, partnership.lead_body)

    member = a_member(partnership, party=party, name="Councillor Ruth Hale", email="r@city.example")

    assert (str(member), member.address, member.role) == (
        "Councillor Ruth Hale",
        "r@city.example",
        "none",
    )


@pytest.mark.parametrize(
    ("side", "role"), [("public", "viewer"), ("partner", "lead"), ("partner", "evaluator")]
)
def test_role_of_the_other_side_is_refused(side, role):
    company = a_company()
    partnership = a_partnership(partner=company)
    user = staff(partnership.lead_body) if side == "public" else company_user(company)

    with pytest.raises(operations.MemberRefused) as refusal:
        a_member(partnership, user, role)

    assert list(refusal.value.message_dict) == ["role"]


def test_named_person_cannot_have_a_role():
    partnership = a_partnership()

    with pytest.raises(operations.MemberRefused):
        a_member(
            partnership, None, "contributor", party=party_of(partnership, partnership.lead_body)
        )


def test_stranger_to_the_organisation_cannot_be_its_member():
    partnership = a_partnership()

    with pytest.raises(operations.MemberRefused) as refusal:
        a_member(
            partnership, a_user(), "contributor", party=party_of(partnership, partnership.lead_body)
        )

    assert list(refusal.value.message_dict) == ["user"]


def test_person_has_one_place_in_a_partnership():
    company = a_company()
    partnership = a_partnership(partner=company)
    both = staff(partnership.lead_body)
    organisations.grant_membership(both, company, "partner_staff", by=None, on=DAY)
    a_member(partnership, both, "contributor", party=party_of(partnership, partnership.lead_body))

    with pytest.raises(operations.MemberRefused):
        a_member(partnership, both, "viewer", party=party_of(partnership, company))


def test_database_refuses_a_second_place_too():
    partnership = a_partnership()
    member = partnership.member_set.get()
    member.pk, member.public_id = None, partnership.public_id

    with pytest.raises(IntegrityError, match="one_live_member_a_user"), transaction.atomic():
        member.save()


def test_member_posted_twice_is_one():
    partnership = a_partnership()
    first = a_member(partnership, staff(partnership.lead_body), "contributor")

    again = operations.add_member(
        partnership,
        party=first.party,
        user=first.user,
        role="contributor",
        public_id=first.public_id,
        by=None,
        on=DAY,
    )

    assert again == first


@pytest.mark.parametrize(
    ("side", "role", "visibility"),
    [
        ("public", "contributor", "internal"),
        ("public", "lead", "shared"),
        ("partner", "viewer", "shared"),
    ],
)
def test_company_sees_who_leads_and_not_who_works_behind(side, role, visibility):
    company = a_company()
    partnership = a_partnership(partner=company)
    user = staff(partnership.lead_body) if side == "public" else company_user(company)

    assert a_member(partnership, user, role).visibility == visibility


def test_company_member_is_told_only_once_the_company_may_see_it():
    company = a_company()
    partnership = a_partnership(partner=company)
    user = company_user(company)

    a_member(partnership, user, "viewer")

    assert not Notice.objects.filter(recipient=user).exists()


def test_removed_member_loses_permission_seat_and_sight(viewer_of):
    partnership = a_partnership(profile="standard")
    user = seat(partnership, "sponsor")
    member = partnership.member_set.get(user=user)
    assert condition_of(partnership, "sponsor_named").state == State.MET

    operations.remove_member(member, by=lead_of(partnership), on=DAY)
    operations.remove_member(member, by=lead_of(partnership), on=DAY)

    assert not queries.partnerships_visible_to(viewer_of(user)).exists()
    assert partnership.seat_set.filter(member=member).count() == 0
    assert condition_of(partnership, "sponsor_named").state == State.OPEN
    assert Entry.objects.filter(verb="partnerships.remove_member").count() == 1


def test_last_lead_stays_until_another_is_named():
    partnership = a_partnership()
    lead = partnership.member_set.get()

    with pytest.raises(operations.MemberRefused):
        operations.remove_member(lead, by=None, on=DAY)

    a_member(partnership, staff(partnership.lead_body), "lead")
    operations.remove_member(lead, by=None, on=DAY)
    assert queries.leads_of(partnership, on=DAY) != [lead.user]


def test_closed_partnership_needs_no_lead():
    partnership = move_to(a_partnership(profile="light"), "closed")

    operations.remove_member(partnership.member_set.get(role="lead"), by=None, on=DAY)

    assert queries.leads_of(partnership, on=DAY) == []


# ── Seats ───────────────────────────────────────────────────────────────────────────────────────


def test_seat_tells_its_holder():
    partnership = a_partnership()

    holder = seat(partnership, "chair")

    assert Notice.objects.get(kind="partnerships.seat_named").recipient == holder


def test_seat_of_the_other_side_is_refused():
    company = a_company()
    partnership = a_partnership(partner=company)
    member = a_member(partnership, company_user(company), "contributor")

    with pytest.raises(operations.MemberRefused):
        operations.name_seat(
            partnership, kind="sponsor", side=Side.PUBLIC, member=member, by=None, on=DAY
        )


def test_seat_without_an_account_is_named_silently():
    partnership = a_partnership()
    named = a_member(
        partnership, party=party_of(partnership, partnership.lead_body), name="Ruth Hale"
    )

    operations.name_seat(
        partnership, kind="sponsor", side=Side.PUBLIC, member=named, by=None, on=DAY
    )

    assert not Notice.objects.filter(kind="partnerships.seat_named").exists()


# ── Stepping aside ──────────────────────────────────────────────────────────────────────────────


def test_recusal_beats_every_grant(viewer_of):
    body = a_body()
    owner = staff(body, "owner")
    partnership = a_partnership(body, lead=owner)

    recusal = operations.recuse(partnership, user=owner, reason="My firm.", by=owner, on=DAY)
    operations.recuse(partnership, user=owner, reason="Again.", by=owner, on=DAY)

    assert Recusal.objects.get() == recusal
    assert not queries.partnerships_visible_to(viewer_of(owner)).exists()
    assert queries.place_of(viewer_of(owner), partnership).side == ""


def test_recusal_needs_its_reason():
    partnership = a_partnership()

    with pytest.raises(operations.MemberRefused):
        operations.recuse(partnership, user=lead_of(partnership), reason="", by=None, on=DAY)


def test_recusal_is_lifted_by_somebody_else(viewer_of):
    partnership = a_partnership()
    lead = lead_of(partnership)
    recusal = operations.recuse(partnership, user=lead, reason="My firm.", by=lead, on=DAY)

    with pytest.raises(operations.MemberRefused):
        operations.lift_recusal(recusal, by=lead, on=DAY)

    operations.lift_recusal(recusal, by=staff(partnership.lead_body, "owner"), on=DAY)
    assert queries.partnerships_visible_to(viewer_of(lead)).count() == 1


# ── Opening ─────────────────────────────────────────────────────────────────────────────────────


def test_first_opening_of_both_sides_accepts_the_access(viewer_of):
    company = a_company()
    admin = company_user(company, "partner_admin")
    partnership = shared_partnership(company=company)

    operations.note_opened(partnership, viewer=viewer_of(lead_of(partnership)), on=DAY)
    assert condition_of(partnership, "access_accepted").state == State.OPEN
    later = DAY + datetime.timedelta(days=1)
    for day in (DAY, later):
        operations.note_opened(partnership, viewer=viewer_of(admin), on=day)

    assert condition_of(partnership, "access_accepted").state == State.MET
    assert party_of(partnership, company).opened_on == DAY


def test_opening_as_a_partner_or_a_stranger_leaves_no_trace(viewer_of):
    company = a_company()
    partnership = shared_partnership(company=company)
    lead, party = lead_of(partnership), party_of(partnership, company)

    operations.note_opened(partnership, viewer=viewer_of(lead, view_as=party), on=DAY)
    operations.note_opened(partnership, viewer=viewer_of(a_user()), on=DAY)

    assert not partnership.parties.filter(opened_on__isnull=False).exists()


def test_an_auditors_visit_opens_nothing(viewer_of):
    partnership = a_partnership(body := a_body())

    operations.note_opened(partnership, viewer=viewer_of(staff(body, "auditor")), on=DAY)

    assert set(partnership.parties.values_list("opened_on", flat=True)) == {None}


def test_looking_as_a_partner_is_written_down():
    partnership = shared_partnership()
    party = partnership.parties.get(side="partner")

    lead = lead_of(partnership)
    facts = {"role": "partner_viewer", "by": lead, "on": DAY}

    operations.start_view_as(party, reason="They rang.", **facts)
    operations.stop_view_as(party, **facts)

    told = Entry.objects.filter(verb__endswith="view_as").order_by("id")
    assert [(one.verb, one.visibility, one.reason) for one in told] == [
        ("partnerships.view_as", "shared", "They rang."),
        ("partnerships.stop_view_as", "shared", ""),
    ]
    assert {(one.actor_id, one.party_key) for one in told} == {(lead.public_id, party.public_id)}
    assert {one.after["look"] for one in told} == {"partner_viewer"}


def test_nobody_looks_without_a_reason_or_as_somebody_who_sees_nothing():
    shared, hidden = shared_partnership(), a_partnership(partner=a_company())
    facts = {"role": "partner_admin", "by": None, "on": DAY}

    for partnership, reason in ((shared, " "), (hidden, "They rang.")):
        with pytest.raises(operations.LookRefused):
            operations.start_view_as(
                partnership.parties.get(side="partner"), reason=reason, **facts
            )


def test_members_of_a_partnership_are_never_deleted():
    partnership = a_partnership()
    operations.remove_member(
        a_member(partnership, staff(partnership.lead_body), "contributor"), by=None, on=DAY
    )

    assert Member.objects.filter(partnership=partnership).count() == 2
