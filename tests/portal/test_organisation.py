import uuid

import pytest
from django.urls import reverse

from organisations import operations as organisations
from tests import factories

pytestmark = pytest.mark.django_db
OURS = "/portal/organisation/"
MOST_QUERIES = 14


def page_of(company):
    return reverse("portal:organisation", kwargs={"public_id": company.public_id})


def open_page(client, user, address=OURS):
    client.force_login(user)
    return client.get(address)


def test_organisation_leads_to_the_only_one(client):
    company = factories.a_company()

    response = open_page(client, factories.company_user(company))

    assert response["Location"] == page_of(company)


def test_organisation_lists_several(client):
    first, second = factories.a_company("Aurum Energy"), factories.a_company("Meridian Mobility")
    user = factories.company_user(first)
    organisations.grant_membership(user, second, "partner_staff", by=None, on=factories.DAY)

    text = open_page(client, user).content.decode()

    assert page_of(first) in text
    assert page_of(second) in text


def test_organisation_is_refused_to_staff_and_asks_the_anonymous_in(client):
    assert client.get(OURS).status_code == 302
    assert open_page(client, factories.staff(factories.a_body(), "owner")).status_code == 403


def test_organisation_shows_facts_people_and_partnerships(client):
    company = factories.a_company(
        "Meridian Mobility", identifiers=[{"scheme": "GB-COH", "value": "09506232"}]
    )
    admin = factories.company_user(company, "partner_admin", name="Dana Whitlock")
    factories.company_user(company, name="Marc Lindqvist", email="marc@meridian.example")
    body = factories.a_body()
    lead = factories.staff(body, "lead", email="lead@city.example")
    factories.shared_partnership(body, company, lead=lead, title="Clean Bus Depot")
    factories.a_user("Olu Operator", email="operator@concordat.example", is_operator=True)

    text = open_page(client, admin, page_of(company)).content.decode()

    for words in (
        "09506232",
        "Dana Whitlock",
        "Our people",
        "Clean Bus Depot",
        "lead@city.example",
        "operator@concordat.example",
    ):
        assert words in text


def test_organisation_shows_addresses_of_colleagues_to_administrators_only(client):
    company = factories.a_company()
    staff = factories.company_user(company)
    factories.company_user(company, "partner_admin", name="Dana", email="dana@meridian.example")

    text = open_page(client, staff, page_of(company)).content.decode()

    assert "Dana" in text
    assert "dana@meridian.example" not in text


def test_organisation_hides_what_public_bodies_note_and_have_not_shared(client):
    company = factories.a_company()
    admin = factories.company_user(company, "partner_admin")
    body = factories.a_body()
    relationship = organisations.relate(
        body, company, by=None, on=factories.DAY, note="Canary note"
    )
    organisations.record_person(
        company, relationship=relationship, name="Canary contact", by=None, on=factories.DAY
    )
    factories.a_partnership(body, partner=company, title="Canary not shared")

    assert "Canary" not in open_page(client, admin, page_of(company)).content.decode()


def test_organisation_of_others_is_not_there(client):
    user = factories.company_user(factories.a_company(), "partner_admin")
    rival, body = factories.a_company(), factories.a_body()

    for address in (page_of(rival), page_of(body.organisation), f"{OURS}{uuid.uuid4()}/"):
        assert open_page(client, user, address).status_code == 404


def test_organisation_keeps_its_people_from_whoever_views_as_partner(client):
    body, company = factories.a_body(), factories.a_company()
    factories.company_user(company, name="Canary colleague")
    lead = factories.staff(body, "lead")
    shared = factories.shared_partnership(body, company, lead=lead)
    party = factories.party_of(shared, company)
    client.force_login(lead)
    factories.look_as(client, party)

    response = client.get(page_of(company))

    assert response.status_code == 200
    assert "Canary" not in response.content.decode()


def test_organisation_asks_as_often_at_any_size(client, django_assert_max_num_queries):
    company = factories.a_company()
    admin = factories.company_user(company, "partner_admin")
    body = factories.a_body()
    for _index in range(6):
        factories.company_user(company)
        factories.shared_partnership(body, company)
    client.force_login(admin)

    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(page_of(company))
