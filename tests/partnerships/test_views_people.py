"""Parties, members, seats and stepping aside: what each side sees, what each may do, what is told beforehand."""

import uuid

import pytest
from django.urls import reverse

from organisations import operations as organisations
from partnerships import operations
from partnerships.models import Member, MemberRole, Party, PartyRole, Recusal, Seat, SeatKind, Side
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return make.a_company("Meridian Mobility Ltd")


@pytest.fixture
def partnership(company):
    return make.shared_partnership(company=company, title="Clean Bus Depot")


@pytest.fixture
def lead(partnership):
    return make.lead_of(partnership)


@pytest.fixture
def admin(company):
    return make.company_user(company, "partner_admin", name="Dana Whitlock")


def address(partnership, name="people", *args, **query):
    path = reverse(f"partnerships:{name}", args=[partnership.reference, *args])
    return path + "".join(f"?{key}={value}" for key, value in query.items())


def add_rival(partnership, *, is_shared=False, name="Rival Cranes Ltd"):
    rival = make.a_company(name)
    party = operations.add_party(
        partnership,
        rival,
        role=PartyRole.INVESTOR,
        side=Side.PARTNER,
        by=None,
        on=make.DAY,
    )
    if is_shared:
        make.share_in(partnership, rival)
    return party


def names_on(page):
    """Return the people of a page by the organisation under which they stand."""
    return {
        str(card.party): [str(member) for member in card.members]
        for column in page.context["columns"]
        for card in column.parties
    }


# ── The page ────────────────────────────────────────────────────────────────────────────────────


def test_lead_sees_both_sides(client, lead, partnership, company, admin):
    make.a_member(partnership, make.staff(partnership.lead_body, name="Eva Luator"), "evaluator")
    make.a_member(partnership, admin, party=make.party_of(partnership, company))
    add_rival(partnership)
    client.force_login(lead)

    page = client.get(address(partnership))

    assert names_on(page) == {
        str(partnership.lead_body): [lead.name, "Eva Luator"],
        "Meridian Mobility Ltd": ["Dana Whitlock"],
        "Rival Cranes Ltd": [],
    }


def test_company_sees_who_leads_and_not_who_scores(client, lead, partnership, admin):
    make.a_member(partnership, make.staff(partnership.lead_body, name="Eva Luator"), "evaluator")
    client.force_login(admin)

    page = client.get(address(partnership))

    assert names_on(page) == {
        str(partnership.lead_body): [lead.name],
        "Meridian Mobility Ltd": [],
    }
    assert "Eva Luator" not in page.content.decode()


def test_party_that_is_not_shared_in_is_not_there_for_others(client, partnership, admin):
    party = add_rival(partnership)
    client.force_login(admin)

    page = client.get(address(partnership))
    share = client.get(address(partnership, "party-share", party.public_id))
    add = client.get(address(partnership, "member-add", party=party.public_id))

    assert "Rival Cranes" not in page.content.decode()
    assert (share.status_code, add.status_code) == (404, 404)


def test_holder_whom_the_reader_may_not_know_has_no_name(client, partnership, admin):
    user = make.staff(partnership.lead_body, name="Maud Ferris")
    make.a_member(partnership, user, "contributor")
    make.seat(partnership, SeatKind.CHAIR, user=user)
    client.force_login(admin)

    page = client.get(address(partnership))

    row = page.context["columns"][0].seats[2]
    assert (row.seat.kind, row.holder, row.is_vacant) == ("chair", None, False)
    assert "Maud Ferris" not in page.content.decode()


def test_strangers_do_not_find_the_page(client, partnership):
    outsiders = [
        make.staff(make.a_body(), "owner"),
        make.company_user(make.a_company(), "partner_admin"),
        make.staff(partnership.lead_body),
    ]

    answers = []
    for user in outsiders:
        client.force_login(user)
        answers.append(client.get(address(partnership)).status_code)

    assert answers == [404, 404, 404]


def test_nobody_reads_it_without_signing_in(client, partnership):
    assert client.get(address(partnership)).status_code == 302


def test_page_asks_few_questions(client, lead, partnership, company, django_assert_max_num_queries):
    for _number in range(8):
        make.a_member(partnership, make.staff(partnership.lead_body), "contributor")
        add_rival(partnership, name=f"Company {uuid.uuid4()}")
    client.force_login(lead)

    with django_assert_max_num_queries(20):
        client.get(address(partnership))


# ── Parties ─────────────────────────────────────────────────────────────────────────────────────


def test_known_organisation_becomes_a_party(client, lead, partnership):
    tessel = make.a_company("Tessel Data GmbH", body=partnership.lead_body)
    client.force_login(lead)

    found = client.get(address(partnership, "party-add", q="tessel"))
    asked = client.get(address(partnership, "party-add", partner=tessel.public_id))
    client.post(
        address(partnership, "party-add"),
        {"partner": tessel.public_id, "role": "adviser", "side": "partner"},
    )

    party = make.party_of(partnership, tessel)
    assert found.context["found"] == [tessel]
    assert asked.context["chosen"] == tessel
    assert (party.role, party.side, party.is_shared_in) == ("adviser", "partner", False)


def test_party_added_twice_is_one_party(client, lead, partnership):
    tessel = make.a_company("Tessel Data GmbH", body=partnership.lead_body)
    sent = {"partner": tessel.public_id, "role": "adviser", "side": "partner"}
    client.force_login(lead)

    for _time in range(2):
        client.post(address(partnership, "party-add"), sent)

    assert Party.objects.filter(organisation=tessel).count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"role": "lead_body"}, "role"),
        ({"role": "gang"}, "role"),
        ({"side": "ours"}, "side"),
        ({"side": "public"}, "side"),
    ],
)
def test_bad_party_is_refused_at_its_field(client, lead, partnership, values, field):
    tessel = make.a_company("Tessel Data GmbH", body=partnership.lead_body)
    sent = {"partner": tessel.public_id, "role": "adviser", "side": "partner", **values}
    client.force_login(lead)

    response = client.post(address(partnership, "party-add"), sent)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_organisation_that_the_body_does_not_know_is_not_added_by_its_id(client, lead, partnership):
    unknown = make.a_company("Rival Cranes Ltd")
    client.force_login(lead)

    link = client.get(address(partnership, "party-add", partner=unknown.public_id))
    post = client.post(
        address(partnership, "party-add"),
        {"partner": unknown.public_id, "role": "adviser", "side": "partner"},
    )

    assert (link.status_code, post.status_code) == (404, 422)
    assert not Party.objects.filter(organisation=unknown).exists()


def test_sharing_says_who_will_see_it_first(client, lead, partnership):
    party = add_rival(partnership)
    boss = make.company_user(party.organisation, "partner_admin", name="Rita Val")
    client.force_login(lead)

    page = client.get(address(partnership, "party-share", party.public_id))
    party.refresh_from_db()
    was_shared = party.is_shared_in
    client.post(address(partnership, "party-share", party.public_id))

    party.refresh_from_db()
    assert page.context["readers"] == [boss]
    assert "This cannot be recalled" in page.content.decode()
    assert (was_shared, party.is_shared_in, party.shared_by) == (False, True, lead)


def test_sharing_twice_is_sharing_once(client, lead, partnership):
    party = add_rival(partnership)
    client.force_login(lead)
    client.post(address(partnership, "party-share", party.public_id))
    party.refresh_from_db()
    first = party.shared_at

    again = client.post(address(partnership, "party-share", party.public_id))
    page = client.get(address(partnership, "party-share", party.public_id))

    party.refresh_from_db()
    assert (again.status_code, page.status_code) == (302, 302)
    assert party.shared_at == first


def test_own_side_cannot_be_shared(client, lead, partnership):
    party = make.party_of(partnership, partnership.lead_body)
    client.force_login(lead)

    assert client.get(address(partnership, "party-share", party.public_id)).status_code == 404


# ── Members ─────────────────────────────────────────────────────────────────────────────────────


def member(**values):
    return {
        "record_id": str(uuid.uuid4()),
        "user": "",
        "name": "",
        "email": "",
        "job_title": "",
        "role": "none",
        **values,
    }


def test_lead_gives_a_colleague_a_place(client, lead, partnership):
    party = make.party_of(partnership, partnership.lead_body)
    colleague = make.staff(partnership.lead_body, name="Priya Raman")
    client.force_login(lead)

    client.post(
        address(partnership, "member-add", party=party.public_id),
        member(user=colleague.public_id, role="contributor"),
    )

    row = Member.objects.get(user=colleague)
    assert (row.role, row.party, row.granted_by) == ("contributor", party, lead)


def test_somebody_without_an_account_is_named(client, lead, partnership):
    party = make.party_of(partnership, partnership.lead_body)
    client.force_login(lead)

    client.post(
        address(partnership, "member-add", party=party.public_id),
        member(name="Maud Ferris", job_title="Councillor"),
    )

    row = Member.objects.get(name="Maud Ferris")
    assert (row.user, row.role, row.job_title) == (None, "none", "Councillor")


def test_member_form_sent_twice_is_one_member(client, lead, partnership):
    party = make.party_of(partnership, partnership.lead_body)
    sent = member(name="Maud Ferris")
    client.force_login(lead)

    answers = [
        client.post(address(partnership, "member-add", party=party.public_id), sent).status_code
        for _time in range(2)
    ]

    assert answers == [302, 302]
    assert Member.objects.filter(name="Maud Ferris").count() == 1


def test_only_people_of_the_organisation_are_offered(client, lead, partnership):
    party = make.party_of(partnership, partnership.lead_body)
    colleague = make.staff(partnership.lead_body)
    make.staff(make.a_body())
    client.force_login(lead)

    page = client.get(address(partnership, "member-add", party=party.public_id))

    assert list(page.context["form"].fields["user"].queryset) == [colleague]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "user"),
        ({"user": "not-an-id"}, "user"),
        ({"user": str(uuid.uuid4())}, "user"),
        ({"name": "Maud", "role": "lead"}, "role"),
        ({"name": "Maud", "role": "viewer"}, "role"),
        ({"name": "Maud\r\nBcc: all"}, "name"),
        ({"name": "Maud", "email": "a@b"}, "email"),
        ({"name": "Maud", "record_id": "1"}, "record_id"),
    ],
)
def test_bad_member_is_refused_at_its_field(client, lead, partnership, values, field):
    party = make.party_of(partnership, partnership.lead_body)
    client.force_login(lead)

    response = client.post(
        address(partnership, "member-add", party=party.public_id), member(**values)
    )

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_user_of_another_organisation_is_refused_like_an_absent_one(client, lead, partnership):
    party = make.party_of(partnership, partnership.lead_body)
    stranger = make.staff(make.a_body())
    client.force_login(lead)
    here = address(partnership, "member-add", party=party.public_id)

    answers = [
        client.post(here, member(user=key, role="contributor")).context["form"].errors
        for key in (stranger.public_id, uuid.uuid4())
    ]

    assert answers[0] == answers[1] == {"user": ["Choose one of the answers in the list."]}


@pytest.mark.parametrize("party", ["abc", "6f1c2a0e-54d2-4f0b-9a55-7d7b5e0f3c21"])
def test_unknown_party_is_not_found(client, lead, partnership, party):
    client.force_login(lead)

    assert client.get(address(partnership, "member-add", party=party)).status_code == 404


def test_without_a_party_the_page_asks_for_it(client, lead, partnership):
    client.force_login(lead)

    page = client.get(address(partnership, "member-add"))
    post = client.post(address(partnership, "member-add"), member(name="Maud"))

    assert [str(party) for party in page.context["choices"]] == [
        str(partnership.lead_body),
        "Meridian Mobility Ltd",
    ]
    assert post.status_code == 404


def test_partner_admin_names_people_of_the_own_company_only(client, partnership, company, admin):
    own = make.party_of(partnership, company)
    public = make.party_of(partnership, partnership.lead_body)
    other = add_rival(partnership, is_shared=True)
    colleague = make.company_user(company, name="Jo Mbeki")
    client.force_login(admin)

    added = client.post(
        address(partnership, "member-add", party=own.public_id),
        member(user=colleague.public_id, role="contributor"),
    )
    refused = [
        client.post(
            address(partnership, "member-add", party=party.public_id), member(name="Maud")
        ).status_code
        for party in (public, other)
    ]

    assert added.status_code == 302
    assert refused == [403, 403]
    assert Member.objects.get(user=colleague).party == own
    assert not Member.objects.filter(name="Maud").exists()


def test_partner_admin_removes_people_of_the_own_company_only(
    client, lead, partnership, company, admin
):
    colleague = make.a_member(partnership, make.company_user(company), "contributor")
    public = Member.objects.get(user=lead)
    hidden = make.a_member(partnership, make.staff(partnership.lead_body), "evaluator")
    client.force_login(admin)

    answers = [
        client.post(address(partnership, "member-remove", row.public_id)).status_code
        for row in (colleague, public, hidden)
    ]

    assert answers == [302, 403, 404]
    assert list(Member.objects.filter(revoked_at__isnull=False)) == [colleague]


def test_company_staff_manage_nobody(client, partnership, company):
    colleague = make.company_user(company)
    row = make.a_member(partnership, colleague, "contributor")
    client.force_login(colleague)

    answers = [
        client.get(address(partnership, name, *args)).status_code
        for name, *args in (
            ("people",),
            ("member-add",),
            ("member-remove", row.public_id),
            ("party-add",),
            ("seat", "partner", "sponsor"),
        )
    ]

    assert answers == [200, 403, 403, 403, 403]


def test_removing_frees_the_seats(client, lead, partnership):
    sponsor = make.seat(partnership, SeatKind.SPONSOR)
    row = Member.objects.get(user=sponsor)
    client.force_login(lead)

    page = client.get(address(partnership, "member-remove", row.public_id))
    client.post(address(partnership, "member-remove", row.public_id), {"reason": "Left."})

    row.refresh_from_db()
    assert "These seats fall vacant: Sponsor" in " ".join(page.content.decode().split())
    assert row.revoked_at is not None
    assert not Seat.objects.filter(member=row).exists()


def test_removing_twice_ends_on_the_people_page(client, lead, partnership):
    row = make.a_member(partnership, party=make.party_of(partnership, partnership.lead_body))
    client.force_login(lead)

    answers = [
        client.post(address(partnership, "member-remove", row.public_id)) for _time in range(2)
    ]

    assert [answer.headers["Location"] for answer in answers] == [address(partnership)] * 2


def test_only_lead_stays(client, lead, partnership):
    row = Member.objects.get(user=lead)
    client.force_login(lead)

    response = client.post(address(partnership, "member-remove", row.public_id))

    row.refresh_from_db()
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        "This is the only lead. Name another lead first."
    ]
    assert row.revoked_at is None


def test_member_of_another_partnership_is_not_found(client, lead, partnership):
    other = make.a_partnership(partnership.lead_body)
    row = Member.objects.get(partnership=other, role=MemberRole.LEAD)
    client.force_login(lead)

    response = client.get(address(partnership, "member-remove", row.public_id))

    assert response.status_code == 404


# ── Seats ───────────────────────────────────────────────────────────────────────────────────────


def test_seat_is_named_and_vacated(client, lead, partnership):
    row = Member.objects.get(user=lead)
    here = address(partnership, "seat", "public", "sponsor")
    client.force_login(lead)

    client.post(here, {"member": row.public_id})
    named = Seat.objects.get(partnership=partnership, side="public", kind="sponsor").member
    client.post(here, {"member": ""})

    vacant = Seat.objects.get(partnership=partnership, side="public", kind="sponsor").member
    assert (named, vacant) == (row, None)


def test_member_of_the_other_side_is_not_offered_a_seat(client, lead, partnership):
    row = Member.objects.get(user=lead)
    client.force_login(lead)

    response = client.post(
        address(partnership, "seat", "partner", "signatory"), {"member": row.public_id}
    )

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["member"])


@pytest.mark.parametrize("words", ["seats/left/sponsor", "seats/public/king", "seats/public"])
def test_seat_that_does_not_exist_is_not_found(client, lead, partnership, words):
    client.force_login(lead)

    assert client.get(f"{address(partnership)}{words}/").status_code == 404


# ── Stepping aside ──────────────────────────────────────────────────────────────────────────────


def test_whoever_steps_aside_sees_nothing_any_more(client, partnership):
    user = make.staff(partnership.lead_body, "owner")
    client.force_login(user)

    told = client.get(address(partnership, "step-aside")).content.decode()
    response = client.post(address(partnership, "step-aside"), {"reason": "My sister works there."})

    assert "You cannot undo it yourself." in told
    assert response.headers["Location"] == "/"
    assert Recusal.objects.get().user == user
    assert client.get(address(partnership)).status_code == 404


def test_stepping_aside_needs_a_reason(client, lead, partnership):
    client.force_login(lead)

    response = client.post(address(partnership, "step-aside"), {"reason": " "})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["reason"])
    assert not Recusal.objects.exists()


def test_company_user_may_step_aside(client, partnership, admin):
    client.force_login(admin)

    client.post(address(partnership, "step-aside"), {"reason": "I own shares in a competitor."})

    assert client.get(address(partnership)).status_code == 404


def test_somebody_else_lets_back_in(client, lead, partnership):
    user = make.staff(partnership.lead_body, "owner")
    recusal = operations.recuse(partnership, user=user, reason="Shares.", by=user, on=make.DAY)
    here = address(partnership, "step-aside-lift", recusal.public_id)
    client.force_login(user)
    own = client.post(here).status_code
    client.force_login(lead)

    listed = client.get(address(partnership)).context["aside"]
    answers = [client.get(here).status_code, client.post(here).status_code]

    recusal.refresh_from_db()
    assert own == 404
    assert list(listed) == [recusal]
    assert answers == [200, 302]
    assert recusal.lifted_on is not None


def test_company_does_not_read_who_stepped_aside(client, partnership, admin):
    user = make.staff(partnership.lead_body, "owner", name="Olive Owner")
    recusal = operations.recuse(partnership, user=user, reason="Shares.", by=user, on=make.DAY)
    client.force_login(admin)

    page = client.get(address(partnership))
    lift = client.get(address(partnership, "step-aside-lift", recusal.public_id))

    assert "Olive Owner" not in page.content.decode()
    assert lift.status_code == 404


def test_person_who_left_the_company_is_not_there_to_name(client, lead, partnership, company):
    party = make.party_of(partnership, company)
    leaver = make.company_user(company)
    organisations.revoke_membership(leaver.memberships.get(), by=None, on=make.DAY)
    client.force_login(lead)

    page = client.get(address(partnership, "member-add", party=party.public_id))

    assert list(page.context["form"].fields["user"].queryset) == []


def test_people_of_an_organisation_that_takes_no_part_yet_are_not_shown(client, lead):
    other = make.a_body("Other City")
    secret = make.staff(other, "lead", name="Nobody Of Yours", email="secret@other.example")
    partnership = make.a_partnership(lead=lead, body=lead_body(lead))
    party = operations.add_party(
        partnership, other.organisation, role="authority", side="public", by=lead, on=make.DAY
    )
    client.force_login(lead)
    here = address(partnership, "member-add", party=party.public_id)

    shown = client.get(here).content.decode()
    facts = {"email": "Secret@other.example", "name": "Typed", "role": "contributor"}
    client.post(here, member(**facts))

    assert "Nobody Of Yours" not in shown
    assert party.members.get().user == secret


def test_address_that_nobody_there_has_is_a_name_only(client, lead):
    company = make.a_company()
    partnership = make.a_partnership(lead=lead, body=lead_body(lead), partner=company)
    party = make.party_of(partnership, company)
    client.force_login(lead)
    here = address(partnership, "member-add", party=party.public_id)

    answer = client.post(here, member(email="x@y.example", name="Elin", role="contributor"))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["role"]


def lead_body(lead):
    return lead.memberships.get().organisation.public_body
