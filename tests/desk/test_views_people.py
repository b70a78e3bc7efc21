"""Our people: seen and changed by whoever answers for the organisation, and by nobody else."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from organisations import operations as organisations
from organisations.models import Membership
from partnerships import operations
from partnerships.models import Invitation, Member
from tests import factories as f

pytestmark = pytest.mark.django_db

ADDRESS = "nia@newcomers.example"


@pytest.fixture
def body():
    return f.a_body("City of Aldermoor")


@pytest.fixture
def company():
    return f.a_company("Meridian Mobility")


@pytest.fixture
def owner(body):
    return f.staff(body, "owner", name="Priya Raman")


@pytest.fixture
def admin(company):
    return f.company_user(company, "partner_admin", name="Dana Whitlock")


@pytest.fixture
def shared(body, company):
    lead = f.staff(body, "lead", name="Ines Okafor")
    return f.shared_partnership(body, company, lead=lead, title="Clean Bus Depot")


def people_of(organisation):
    organisation = getattr(organisation, "organisation", organisation)
    return reverse("desk:people", kwargs={"public_id": organisation.public_id})


def page_of(user, organisation, name="desk:person"):
    organisation = getattr(organisation, "organisation", organisation)
    key = user.memberships.get(organisation=organisation).public_id
    return reverse(name, kwargs={"public_id": organisation.public_id, "key": key})


def an_invitation(organisation, by, *, address=ADDRESS, role="partner_staff", **facts):
    return operations.invite(
        organisation,
        address=address,
        role=role,
        by=by,
        on=timezone.localdate(),
        now=timezone.now(),
        **facts,
    )


def form(**changes):
    return {
        "address": ADDRESS,
        "role": "partner_staff",
        "record_id": str(uuid.UUID(int=7)),
        **changes,
    }


# ── The list ────────────────────────────────────────────────────────────────────────────────────


def test_company_administrator_reads_who_is_there_and_who_is_invited(
    client, company, admin, shared
):
    f.a_member(shared, f.company_user(company, name="Marc Lindqvist"), "contributor")
    an_invitation(company, admin)
    client.force_login(admin)

    html = client.get(people_of(company)).content.decode()

    for words in ("Dana Whitlock", "Marc Lindqvist", "Clean Bus Depot", ADDRESS, "Send again"):
        assert words in html
    assert "Ines Okafor" not in html


def test_places_stand_there_as_far_as_the_reader_may_know_them(client, body, owner, shared):
    colleague = f.staff(body, name="Tom Adeyemi")
    f.a_member(shared, colleague, "contributor")
    other = f.shared_partnership(body, title="Kept From The Owner")
    f.a_member(other, colleague, "contributor")
    operations.recuse(other, user=owner, reason="A cousin.", by=f.lead_of(other), on=f.DAY)
    client.force_login(owner)

    listed = client.get(people_of(body)).content.decode()
    page = client.get(page_of(colleague, body)).content.decode()

    assert "Clean Bus Depot" in listed
    assert "Kept From The Owner" not in listed + page
    assert "1 more in a partnership that you do not see" in page


@pytest.mark.parametrize(
    ("role", "expected"),
    [("owner", 200), ("administrator", 200), ("auditor", 200), ("lead", 403), ("staff", 403)],
)
def test_who_of_a_body_reads_its_people(client, body, role, expected):
    client.force_login(f.staff(body, role))

    assert client.get(people_of(body)).status_code == expected


def test_auditor_reads_and_changes_nothing(client, body, owner):
    colleague = f.staff(body)
    client.force_login(f.staff(body, "auditor"))
    invite = reverse("desk:people-invite", kwargs={"public_id": body.public_id})

    assert "Invite somebody" not in client.get(people_of(body)).content.decode()
    assert client.get(page_of(colleague, body)).status_code == 200
    assert client.post(invite, form(role="staff")).status_code == 403
    assert client.post(page_of(colleague, body, "desk:person-remove"), {}).status_code == 403
    assert not Invitation.objects.exists()


def test_strangers_find_nothing(client, body, company, owner, admin):
    colleague = f.company_user(company)
    for stranger in (owner, f.staff(f.a_body(), "owner")):
        client.force_login(stranger)
        assert client.get(people_of(company)).status_code == 404
        assert client.get(page_of(colleague, company)).status_code == 404
        remove = page_of(colleague, company, "desk:person-remove")
        assert client.post(remove, {"reason": ""}).status_code == 404
    client.force_login(colleague)
    assert client.get(people_of(company)).status_code == 403
    assert client.get(people_of(body)).status_code == 404


def test_nobody_reads_a_companys_people_by_looking_as_it(client, company, admin, shared):
    client.force_login(f.lead_of(shared))
    f.look_as(client, f.party_of(shared, company))

    assert client.get(people_of(company)).status_code == 404


def test_person_of_another_organisation_is_not_found_under_this_one(client, body, owner, company):
    stranger = f.company_user(company)
    key = stranger.memberships.get().public_id
    client.force_login(owner)
    address = reverse("desk:person", kwargs={"public_id": body.public_id, "key": key})

    assert client.get(address).status_code == 404


def test_list_is_searched_filtered_and_asks_few_questions(
    client, body, owner, shared, django_assert_max_num_queries
):
    for number in range(6):
        f.a_member(shared, f.staff(body, name=f"Colleague {number}"), "contributor")
    an_invitation(body.organisation, owner, role="staff")
    client.force_login(owner)

    assert "Colleague 3" not in client.get(people_of(body), {"q": "priya"}).content.decode()
    owners = client.get(people_of(body), {"role": "owner"}).content.decode()
    assert "Priya Raman" in owners
    assert "Colleague 3" not in owners
    assert client.get(people_of(body), {"format": "csv"}).status_code == 400
    with django_assert_max_num_queries(10):
        client.get(people_of(body))


def test_way_to_the_people_of_several_organisations(client, body, owner):
    other = f.a_body("Harbour Authority")
    client.force_login(owner)
    alone = client.get(reverse("desk:our-people"))
    organisations.grant_membership(owner, other.organisation, "auditor", by=None, on=f.DAY)

    several = client.get(reverse("desk:our-people")).content.decode()

    assert alone["Location"] == people_of(body)
    assert people_of(body) in several
    assert people_of(other) in several


# ── Inviting ────────────────────────────────────────────────────────────────────────────────────


def test_company_administrator_invites(client, company, admin):
    client.force_login(admin)
    address = reverse("desk:people-invite", kwargs={"public_id": company.public_id})

    page = client.get(address)
    twice = [client.post(address, form()) for _time in range(2)]

    assert page.status_code == 200
    assert [one["Location"] for one in twice] == [people_of(company)] * 2
    assert Invitation.objects.get().invited_by == admin


def test_owner_invites_with_the_password_and_not_above_the_own_right(client, body, owner):
    client.force_login(owner)
    address = reverse("desk:people-invite", kwargs={"public_id": body.public_id})

    unproved = client.post(address, form(role="lead"))
    above = client.post(address, form(role="administrator", password=f.PASSWORD))
    made = client.post(address, form(role="lead", password=f.PASSWORD))

    assert [unproved.status_code, above.status_code, made.status_code] == [422, 422, 302]
    assert list(unproved.context["form"].errors) == ["password"]
    assert list(above.context["form"].errors) == ["role"]
    assert Invitation.objects.get().role == "lead"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"address": "nobody"}, "address"),
        ({"role": ""}, "role"),
        ({"role": "owner"}, "role"),
        ({"message": "See https://evil.example"}, "message"),
        ({"message": "See WWW.evil.example"}, "message"),
        ({"message": "Sign in first: evil.example/login"}, "message"),
        ({"message": "Sign in first at 10.0.0.1"}, "message"),
        ({"name": "Nia\u202eMoss"}, "name"),
    ],
)
def test_form_that_does_not_fit(client, company, admin, changes, field):
    client.force_login(admin)
    address = reverse("desk:people-invite", kwargs={"public_id": company.public_id})

    answer = client.post(address, form(**changes))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Invitation.objects.exists()


def test_lead_invites_into_the_own_partnership(client, company, admin, shared):
    client.force_login(f.lead_of(shared))
    address = reverse("partnerships:people-invite", kwargs={"reference": shared.reference})

    page = client.get(address).content.decode()
    above = client.post(address, form(role="partner_admin"))
    made = client.post(address, form(role="viewer", name="Nia Moss"))
    people = client.get(made["Location"]).content.decode()

    assert "administrators of Meridian Mobility are told" in page
    assert (above.status_code, made.status_code) == (422, 302)
    invitation = Invitation.objects.get()
    assert (invitation.partnership, invitation.member_role) == (shared, "viewer")
    assert "Nia Moss" in people
    assert "Send again" in people


def test_first_administrator_may_be_invited_by_the_lead(client, company, shared):
    client.force_login(f.lead_of(shared))
    address = reverse("partnerships:people-invite", kwargs={"reference": shared.reference})

    answer = client.post(address, form(role="partner_admin"))

    assert answer.status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.member_role) == ("partner_admin", "")


def test_company_administrator_invites_into_a_partnership_for_the_own_company(
    client, company, admin, shared
):
    client.force_login(admin)
    address = reverse("partnerships:people-invite", kwargs={"reference": shared.reference})
    lead_body = f.party_of(shared, shared.lead_body).public_id

    assert client.post(address, form(role="contributor")).status_code == 302
    assert client.get(f"{address}?party={lead_body}").status_code == 403
    assert Invitation.objects.get().body is None


def test_who_may_not_invite_into_a_partnership(client, body, company, shared):
    viewer = f.company_user(company)
    f.a_member(shared, viewer, "contributor")
    contributor = f.staff(body)
    f.a_member(shared, contributor, "contributor")
    address = reverse("partnerships:people-invite", kwargs={"reference": shared.reference})

    for user, expected in ((viewer, 403), (contributor, 403), (f.a_user(), 404)):
        client.force_login(user)
        assert client.get(address).status_code == expected
        assert client.post(address, form(role="viewer")).status_code == expected
    assert not Invitation.objects.exists()


def test_companys_own_invitations_are_not_the_public_sides_to_read(client, company, admin, shared):
    invitation = an_invitation(company, admin, partnership=shared, member_role="viewer")
    client.force_login(f.lead_of(shared))
    people = reverse("partnerships:people", kwargs={"reference": shared.reference})
    withdraw = reverse("desk:invitation-withdraw", kwargs={"public_id": invitation.public_id})

    assert ADDRESS not in client.get(people).content.decode()
    assert client.post(withdraw).status_code == 404
    client.force_login(admin)
    assert ADDRESS in client.get(people).content.decode()


# ── Sending again and withdrawing ───────────────────────────────────────────────────────────────


def test_invitation_is_sent_again_and_withdrawn(client, company, admin):
    invitation = an_invitation(company, admin)
    key = {"public_id": invitation.public_id}
    client.force_login(admin)

    again = client.post(reverse("desk:invitation-resend", kwargs=key))
    asked = client.get(reverse("desk:invitation-withdraw", kwargs=key))
    gone = client.post(reverse("desk:invitation-withdraw", kwargs=key))
    late = client.post(reverse("desk:invitation-resend", kwargs=key), follow=True)

    assert [again["Location"], gone["Location"]] == [people_of(company)] * 2
    assert ADDRESS in asked.content.decode()
    invitation.refresh_from_db()
    assert (invitation.sendings, invitation.is_open) == (2, False)
    assert "This invitation was withdrawn." in late.content.decode()


def test_strong_role_is_sent_again_by_whoever_proves_it(client, body, owner):
    keeper = f.staff(body, "administrator")
    invitation = an_invitation(body.organisation, keeper, role="owner")
    address = reverse("desk:invitation-resend", kwargs={"public_id": invitation.public_id})
    proof = reverse("account_reauthenticate")
    client.force_login(keeper)

    unproved = client.post(address)
    client.post(proof, {"password": f.PASSWORD})
    sendings = [Invitation.objects.get().sendings]
    client.post(address)

    assert unproved["Location"].startswith(proof)
    assert [*sendings, Invitation.objects.get().sendings] == [1, 2]


def test_words_with_dots_are_no_web_address(client, company, admin):
    client.force_login(admin)
    address = reverse("desk:people-invite", kwargs={"public_id": company.public_id})

    answer = client.post(address, form(message="About 1.5 days, e.g. on 3.12.2025. See you."))

    assert answer.status_code == 302


def test_company_withdraws_what_a_body_sent_to_its_people(client, company, admin, shared):
    invitation = an_invitation(company, f.lead_of(shared), partnership=shared, member_role="viewer")
    client.force_login(admin)

    client.post(reverse("desk:invitation-withdraw", kwargs={"public_id": invitation.public_id}))

    invitation.refresh_from_db()
    assert invitation.withdrawn_by == admin


def test_invitation_of_others_is_not_there(client, company, admin):
    invitation = an_invitation(company, admin)
    key = {"public_id": invitation.public_id}

    for user in (f.staff(f.a_body(), "owner"), f.company_user(f.a_company(), "partner_admin")):
        client.force_login(user)
        for name in ("desk:invitation-resend", "desk:invitation-withdraw"):
            assert client.post(reverse(name, kwargs=key)).status_code == 404
    client.force_login(f.company_user(company))
    assert client.post(reverse("desk:invitation-resend", kwargs=key)).status_code == 404
    invitation.refresh_from_db()
    assert (invitation.sendings, invitation.is_open) == (1, True)


# ── Leaving ─────────────────────────────────────────────────────────────────────────────────────


def test_leaver_is_removed_and_a_colleague_takes_over(client, body, owner, shared):
    lead = f.lead_of(shared)
    heir = f.staff(body, name="Tom Adeyemi")
    client.force_login(owner)
    address = page_of(lead, body, "desk:person-remove")

    page = client.get(address).content.decode()
    without = client.post(address, {"reason": "Moved on."})
    facts = {"to": str(heir.public_id), "reason": "Moved on."}
    unproved = client.post(address, facts)
    answer = client.post(address, {**facts, "password": f.PASSWORD}, follow=True)

    assert "Lead of “Clean Bus Depot”" in page
    assert [without.status_code, unproved.status_code] == [422, 422]
    assert list(unproved.context["form"].errors) == ["password"]
    assert "Ines Okafor has no access here any more." in answer.content.decode()
    assert (
        Member.objects.live(on=timezone.localdate()).get(partnership=shared, role="lead").user
        == heir
    )
    assert not Membership.objects.live(on=f.DAY).filter(user=lead).exists()
    assert client.get(address).status_code == 404


def test_nobody_removes_themselves(client, owner, body):
    client.force_login(owner)

    assert client.get(page_of(owner, body, "desk:person-remove")).status_code == 403
    assert "Remove" not in client.get(page_of(owner, body)).content.decode()


def test_last_administrator_is_kept_with_a_word(client, owner, body):
    keeper = f.staff(body, "administrator")
    client.force_login(owner)

    answer = client.post(page_of(keeper, body, "desk:person-remove"), {"password": f.PASSWORD})

    assert answer.status_code == 422
    assert "This is the last administrator." in answer.content.decode()


# ── The way there ───────────────────────────────────────────────────────────────────────────────


def test_way_to_our_people_is_shown_to_whoever_may_go_it(client, body, company, owner, admin):
    for user, home, expected in (
        (owner, "/", 'href="/organisations/people/"'),
        (admin, f"/portal/organisation/{company.public_id}/", f'href="{people_of(company)}"'),
    ):
        client.force_login(user)
        assert expected in client.get(home).content.decode()
    for user, home in (
        (f.staff(body, "lead"), "/"),
        (f.company_user(company), f"/portal/organisation/{company.public_id}/"),
    ):
        client.force_login(user)
        html = client.get(home).content.decode()
        assert "/organisations/people/" not in html
        assert people_of(company) not in html
