"""Who may know that a partnership exists, and what of it."""

import pytest
from django.contrib.auth.models import AnonymousUser

from organisations import operations as organisations
from organisations.models import Kind
from partnerships import operations, queries
from partnerships.models import Member, Seat
from tests.factories import (
    DAY,
    a_body,
    a_company,
    a_member,
    a_partnership,
    a_user,
    an_approver,
    ask_decision,
    company_user,
    lead_of,
    party_of,
    seat,
    shared_partnership,
    staff,
)

pytestmark = pytest.mark.django_db


def seen_by(viewer):
    return list(queries.partnerships_visible_to(viewer).order_by("id"))


@pytest.mark.parametrize(
    ("role", "count"),
    [("owner", 2), ("auditor", 2), ("lead", 0), ("administrator", 0), ("staff", 0)],
)
def test_body_wide_roles_see_their_own_body_only(viewer_of, role, count):
    city, harbour = a_body(), a_body()
    ours = [a_partnership(city), a_partnership(city)]
    a_partnership(harbour)

    assert seen_by(viewer_of(staff(city, role))) == ours[:count]


def test_lead_sees_what_the_lead_leads(viewer_of):
    body = a_body()
    mine, _theirs = a_partnership(body), a_partnership(body)

    assert seen_by(viewer_of(lead_of(mine))) == [mine]


def test_company_sees_nothing_before_it_is_shared_in(viewer_of):
    company = a_company()
    admin = company_user(company, "partner_admin")
    contributor = company_user(company)
    partnership = a_partnership(partner=company)
    a_member(partnership, contributor, "contributor")

    assert (seen_by(viewer_of(admin)), seen_by(viewer_of(contributor))) == ([], [])


def test_company_sees_what_is_shared_with_it_and_nothing_of_its_rival(viewer_of):
    body = a_body()
    meridian, rival = a_company(), a_company()
    ours, _theirs = shared_partnership(body, meridian), shared_partnership(body, rival)

    assert seen_by(viewer_of(company_user(meridian, "partner_admin"))) == [ours]


def test_company_staff_see_only_where_they_are_members(viewer_of):
    company = a_company()
    ours, _other = shared_partnership(company=company), shared_partnership(company=company)
    user = company_user(company)
    a_member(ours, user, "viewer")

    assert seen_by(viewer_of(user)) == [ours]


def test_member_named_only_sees_nothing(viewer_of):
    partnership = a_partnership()
    user = staff(partnership.lead_body)
    a_member(partnership, user, "none")

    assert seen_by(viewer_of(user)) == []


def test_seat_lets_a_member_see_who_is_only_named(viewer_of):
    partnership = a_partnership()
    sponsor = seat(partnership, "sponsor")

    assert seen_by(viewer_of(sponsor)) == [partnership]
    assert queries.place_of(viewer_of(sponsor), partnership).seats == {"sponsor"}

    operations.name_seat(partnership, kind="sponsor", side="public", member=None, by=None, on=DAY)
    assert seen_by(viewer_of(sponsor)) == []


def test_whoever_left_the_organisation_sees_nothing(viewer_of):
    partnership = a_partnership()
    lead = lead_of(partnership)
    organisations.revoke_membership(lead.memberships.get(), by=None, on=DAY)

    assert seen_by(viewer_of(lead)) == []


def test_people_of_a_further_public_party_come_in_as_members(viewer_of):
    partnership = a_partnership()
    ministry = organisations.create_organisation(
        name="Ministry", kind=Kind.PUBLIC_BODY, by=None, on=DAY
    )
    user = a_user()
    organisations.grant_membership(user, ministry, "staff", by=None, on=DAY)
    party = operations.add_party(
        partnership, ministry, role="authority", side="public", by=None, on=DAY
    )
    a_member(partnership, user, "contributor", party=party)

    assert seen_by(viewer_of(user)) == [partnership]


def test_person_of_a_body_and_a_company_sees_both_sides_each_where_it_stands(viewer_of):
    body, company = a_body(), a_company()
    own = a_partnership(body)
    shared = shared_partnership(a_body(), company)
    both = staff(body, "owner")
    organisations.grant_membership(both, company, "partner_admin", by=None, on=DAY)

    assert seen_by(viewer_of(both)) == [own, shared]


def test_nobody_and_the_deactivated_see_nothing(viewer_of):
    partnership = a_partnership()
    lead = lead_of(partnership)
    lead.is_active = False

    assert seen_by(viewer_of(AnonymousUser())) == []
    assert seen_by(viewer_of(lead)) == []


def test_viewer_is_filled_with_one_query(django_assert_num_queries):
    body = a_body()
    user = staff(body, "owner")
    organisations.seat_approver(body, user, by=None, on=DAY)
    operations.recuse(a_partnership(body), user=user, reason="My firm.", by=user, on=DAY)

    with django_assert_num_queries(1):
        viewer = queries.viewer_for(user, on=DAY)

    assert viewer.bodies_as("owner") == {body.organisation_id}
    assert viewer.approver_body_ids == {body.organisation_id}
    assert len(viewer.recused_ids) == 1


def test_looking_as_a_partner_shows_that_partnership_and_its_shared_rows(viewer_of):
    body, company = a_body(), a_company()
    partnership, _other = shared_partnership(body, company), shared_partnership(body, company)
    worker = staff(body)
    a_member(partnership, worker, "contributor")
    viewer = viewer_of(lead_of(partnership), view_as=party_of(partnership, company))

    members = queries.members_visible_to(viewer, partnership)

    assert seen_by(viewer) == [partnership]
    assert [member.user for member in members] == [lead_of(partnership)]
    assert not viewer.may_write


def test_looking_as_a_party_that_was_not_shared_in_shows_nothing(viewer_of):
    company = a_company()
    partnership = a_partnership(partner=company)
    viewer = viewer_of(lead_of(partnership), view_as=party_of(partnership, company))

    assert seen_by(viewer) == []
    assert queries.place_of(viewer, partnership).side == ""


def test_administrator_reads_core_fields_in_the_admin_only(viewer_of):
    body = a_body()
    partnership = a_partnership(body)
    a_partnership(a_body())
    administrator = viewer_of(staff(body, "administrator"))

    assert list(queries.partnerships_administered_by(administrator)) == [partnership]
    assert list(queries.partnerships_administered_by(viewer_of(a_user(is_operator=True)))) == []


# ── Records ─────────────────────────────────────────────────────────────────────────────────────


def classes_seen(viewer, partnership):
    rows = queries.within(Member.objects.filter(partnership=partnership), viewer)
    return set(rows.values_list("visibility", "party__side"))


def test_every_class_is_seen_by_the_right_side(viewer_of):
    company = a_company()
    partnership = shared_partnership(company=company)
    partnership.member_set.update(visibility="published")
    for side, organisation in (("public", partnership.lead_body), ("partner", company)):
        for visibility in ("sealed", "internal", "own_side", "shared"):
            a_member(
                partnership,
                party=party_of(partnership, organisation),
                name=f"{side} {visibility}",
                visibility=visibility,
            )

    public = classes_seen(viewer_of(lead_of(partnership)), partnership)
    partner = classes_seen(viewer_of(company_user(company, "partner_admin")), partnership)

    common = {("shared", "public"), ("shared", "partner"), ("published", "public")}
    assert public == common | {
        ("internal", "public"),
        ("internal", "partner"),
        ("own_side", "public"),
    }
    assert partner == common | {("own_side", "partner")}
    assert classes_seen(viewer_of(AnonymousUser()), partnership) == set()


# ── Places ──────────────────────────────────────────────────────────────────────────────────────


def test_place_is_looked_up_once(viewer_of, django_assert_num_queries):
    partnership = a_partnership()
    viewer = viewer_of(lead_of(partnership))
    place = queries.place_of(viewer, partnership)

    with django_assert_num_queries(0):
        assert queries.place_of(viewer, partnership) is place
    assert place.has("lead")
    assert not place.has("owner")


def test_place_of_a_company_administrator_and_member(viewer_of):
    company = a_company()
    partnership = shared_partnership(company=company)
    viewer = company_user(company)
    a_member(partnership, viewer, "viewer")
    admin = company_user(company, "partner_admin")

    roles = [queries.place_of(viewer_of(user), partnership).roles for user in (viewer, admin)]

    assert roles == [{"partner_viewer"}, {"partner_admin"}]


def test_place_of_a_member_whose_party_is_not_shared_in_is_nowhere(viewer_of):
    company = a_company()
    partnership = a_partnership(partner=company)
    user = company_user(company)
    a_member(partnership, user, "viewer")

    assert queries.place_of(viewer_of(user), partnership).side == ""
    assert queries.place_of(viewer_of(AnonymousUser()), partnership).side == ""


def test_parties_that_were_not_shared_in_stay_unknown_to_the_others(viewer_of):
    company, candidate = a_company(), a_company()
    partnership = shared_partnership(company=company)
    operations.add_party(partnership, candidate, role="candidate", side="partner", by=None, on=DAY)

    seen = queries.parties_visible_to(
        viewer_of(company_user(company, "partner_admin")), partnership
    )

    assert {party.organisation for party in seen} == {
        partnership.lead_body.organisation,
        company,
    }
    assert queries.parties_visible_to(viewer_of(lead_of(partnership)), partnership).count() == 3


# ── Approvals ───────────────────────────────────────────────────────────────────────────────────


def test_approver_sees_the_question_and_not_the_partnership(viewer_of):
    body = a_body()
    approver, other = an_approver(body), an_approver(a_body())
    partnership = a_partnership(body, profile="light")
    approval = ask_decision(partnership)

    assert list(queries.approvals_visible_to(viewer_of(approver))) == [approval]
    assert list(queries.approvals_waiting_for(viewer_of(approver))) == [approval]
    assert seen_by(viewer_of(approver)) == []
    assert list(queries.approvals_visible_to(viewer_of(other))) == []
    assert list(queries.approvals_visible_to(viewer_of(AnonymousUser()))) == []
    assert list(queries.approvals_waiting_for(viewer_of(AnonymousUser()))) == []


def test_submitter_sees_the_question_and_is_not_asked(viewer_of):
    body = a_body()
    lead = staff(body, "lead")
    organisations.seat_approver(body, lead, by=None, on=DAY)
    an_approver(body)
    approval = ask_decision(a_partnership(body, lead=lead, profile="light"))
    viewer = viewer_of(lead)

    assert list(queries.approvals_visible_to(viewer)) == [approval]
    assert list(queries.approvals_waiting_for(viewer)) == []
    assert list(queries.open_asks_of(approval, viewer)) == []


def test_seat_holder_is_asked_while_holding_the_seat(viewer_of):
    partnership = a_partnership(profile="standard")
    approval = ask_decision(partnership)
    sponsor = Seat.objects.get(partnership=partnership, kind="sponsor", side="public").member.user

    assert list(queries.approvals_waiting_for(viewer_of(sponsor))) == [approval]

    operations.name_seat(partnership, kind="sponsor", side="public", member=None, by=None, on=DAY)
    assert list(queries.approvals_waiting_for(viewer_of(sponsor))) == []
