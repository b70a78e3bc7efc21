import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from organisations import operations as organisations
from partnerships import operations
from partnerships.models import SeatKind, Side, Stage
from tests import factories

pytestmark = pytest.mark.django_db
HOME = "/portal/"
MOST_QUERIES = 12


def today():
    return timezone.localdate()


def open_home(client, user):
    client.force_login(user)
    return client.get(HOME)


def text_of(response):
    return response.content.decode()


def with_target(partnership, days):
    gate = factories.gate_of(partnership)
    lead = factories.lead_of(partnership, on=today())
    target = today() + datetime.timedelta(days=days)
    operations.set_gate_target(
        gate, version=gate.version, target_on=target, by=lead, on=min(today(), target)
    )
    return partnership


def test_home_sends_the_anonymous_to_the_sign_in(client):
    assert client.get(HOME)["Location"].startswith(reverse("account_login"))


def test_home_is_refused_to_whoever_belongs_to_no_company(client):
    body = factories.a_body()

    for user in (factories.staff(body, "owner"), factories.an_approver(body), factories.a_user()):
        assert open_home(client, user).status_code == 403


def test_home_of_a_company_without_partnerships_says_so(client):
    user = factories.company_user(factories.a_company("Meridian Mobility"), "partner_admin")

    text = text_of(open_home(client, user))

    assert "What needs Meridian Mobility" in text
    assert "Nothing is asked of you." in text
    assert "No partnership is shared with you yet" in text


def test_home_is_one_over_all_public_bodies(client):
    company = factories.a_company("Meridian Mobility")
    admin = factories.company_user(company, "partner_admin")
    for name, title in (("City of Aldermoor", "Clean Bus Depot"), ("Harbour", "Ferry Power")):
        factories.shared_partnership(factories.a_body(name), company, title=title)

    response = open_home(client, admin)

    assert [row["partnership"].title for row in response.context["ours"]] == [
        "Clean Bus Depot",
        "Ferry Power",
    ]
    assert "City of Aldermoor" in text_of(response)
    assert "Harbour" in text_of(response)


def test_home_shows_nothing_before_it_is_shared_in_nor_of_other_companies(client):
    body, company = factories.a_body(), factories.a_company()
    admin = factories.company_user(company, "partner_admin")
    factories.a_partnership(body, partner=company, title="Canary not shared", on=today())
    factories.shared_partnership(body, title="Canary of a rival", on=today())

    assert "Canary" not in text_of(open_home(client, admin))


def test_home_shows_the_public_sides_own_things_to_nobody(client):
    body, company = factories.a_body(), factories.a_company()
    admin = factories.company_user(company, "partner_admin")
    lead = factories.staff(body, "lead", name="Tom Adeyemi")
    factories.an_approver(body)
    partnership = factories.shared_partnership(
        body, company, lead=lead, need="Canary need", legal_basis="Canary basis", on=today()
    )
    condition = (
        factories.gate_of(partnership).conditions.filter(state="open", mode="required").first()
    )
    operations.ask_override(
        condition, version=condition.version, reason="Canary reason", by=lead, on=today()
    )

    text = text_of(open_home(client, admin))

    assert "Canary" not in text
    assert condition.label not in text


def test_home_of_a_colleague_without_a_place_is_empty(client):
    company = factories.a_company()
    factories.shared_partnership(company=company, title="Canary")

    text = text_of(open_home(client, factories.company_user(company, "partner_staff")))

    assert "Canary" not in text


def test_home_asks_the_holder_of_a_seat(client):
    body, company = factories.a_body("City of Aldermoor"), factories.a_company()
    partnership = factories.shared_partnership(body, company, title="Clean Bus Depot")
    partnership = factories.move_to(partnership, Stage.DESIGN)
    signatory = factories.seat(partnership, SeatKind.SIGNATORY, Side.PARTNER)
    colleague = factories.company_user(company, "partner_admin")
    approval = factories.ask_decision(partnership)

    asked = open_home(client, signatory)

    assert [row["url"] for row in asked.context["asked"]] == [approval.get_absolute_url()]
    assert approval.get_absolute_url() in text_of(asked)
    assert "Decide gate 4, signature" in text_of(asked)
    assert "1 thing is asked of you." in text_of(asked)
    assert asked.context["owed"] == []
    assert approval.get_absolute_url() not in text_of(open_home(client, colleague))


def test_home_says_what_the_public_side_owes_and_by_when(client):
    company = factories.a_company()
    admin = factories.company_user(company, "partner_admin")
    late = factories.shared_partnership(company=company, title="Late", on=today())
    with_target(late, -3)
    with_target(factories.shared_partnership(company=company, title="Near", on=today()), 9)
    with_target(factories.shared_partnership(company=company, title="Far", on=today()), 300)

    response = open_home(client, admin)

    assert [row["partnership"].title for row in response.context["owed"]] == ["Late", "Near"]
    assert "3 days over" in text_of(response)
    assert "They owe you 2 decisions." in text_of(response)


def test_home_tells_shared_moves_with_their_public_body(client):
    company = factories.a_company()
    admin = factories.company_user(company, "partner_admin")
    partnership = factories.shared_partnership(
        factories.a_body("City of Aldermoor"), company, title="Clean Bus Depot", on=today()
    )
    factories.move_to(partnership, Stage.SCOPE, on=today())

    response = open_home(client, admin)

    assert [change.kind for change in response.context["changes"]] == ["moved", "begun"]
    assert "went from “Need” to “Scope”." in text_of(response)


def test_home_of_whoever_views_as_partner_is_that_partnership_only(client):
    body, company = factories.a_body(), factories.a_company("Meridian Mobility")
    lead = factories.staff(body, "lead")
    seen = factories.shared_partnership(body, company, lead=lead, title="Clean Bus Depot")
    factories.shared_partnership(factories.a_body(), company, title="Canary of the harbour")
    client.force_login(lead)
    party = factories.party_of(seen, company)
    factories.look_as(client, party)

    home = client.get("/")
    text = text_of(client.get(HOME))

    assert home["Location"] == HOME
    assert "Clean Bus Depot" in text
    assert "Canary" not in text


@pytest.mark.parametrize("number", [2, 14])
def test_home_asks_the_database_as_often_at_any_size(client, django_assert_max_num_queries, number):
    company = factories.a_company()
    admin = factories.company_user(company, "partner_admin")
    bodies = [factories.a_body(), factories.a_body()]
    leads = [factories.staff(body, "lead") for body in bodies]
    for index in range(number):
        side = index % 2
        partnership = factories.shared_partnership(
            bodies[side], company, lead=leads[side], on=today()
        )
        with_target(partnership, -3)
    client.force_login(admin)
    client.get(HOME)

    with django_assert_max_num_queries(MOST_QUERIES):
        response = client.get(HOME)

    assert len(response.content) < 100_000


def test_second_company_of_a_person_is_on_the_same_home(client):
    first, second = factories.a_company("Aurum Energy"), factories.a_company("Meridian Mobility")
    admin = factories.company_user(first, "partner_admin")
    organisations.grant_membership(admin, second, "partner_admin", by=None, on=factories.DAY)
    factories.shared_partnership(company=first, title="Heat")
    factories.shared_partnership(company=second, title="Buses")

    response = open_home(client, admin)

    assert [row["partnership"].title for row in response.context["ours"]] == ["Buses", "Heat"]
    assert "What needs you" in text_of(response)
