import csv
import io
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from organisations import operations as organisations
from organisations.models import Organisation, Person, Relationship
from tests import factories

pytestmark = pytest.mark.django_db
DIRECTORY = "/partners/"
MOST_LIST_QUERIES = 10
MOST_PAGE_QUERIES = 16


def names(response):
    return [row.name for row in response.context["list"].objects]


def open_page(client, user, address=DIRECTORY, **params):
    client.force_login(user)
    return client.get(address, params)


def page_of(company):
    return reverse("portfolio:partner", kwargs={"public_id": company.public_id})


def relationship_of(body, company):
    return Relationship.objects.get(body=body, organisation=company)


def note_page(relationship):
    keys = {
        "public_id": relationship.organisation.public_id,
        "relationship": relationship.public_id,
    }
    return reverse("portfolio:partner-note", kwargs=keys)


def contact_page(relationship):
    return note_page(relationship).replace("/note/", "/contacts/add/")


# ── The directory ───────────────────────────────────────────────────────────────────────────────


def test_directory_holds_the_partners_of_own_bodies_only(client):
    body, other = factories.a_body(), factories.a_body()
    factories.a_company("Meridian Mobility", body=body)
    factories.a_company("Canary of the harbour", body=other)
    factories.a_company("Canary of nobody")

    response = open_page(client, factories.staff(body, "lead"))

    assert names(response) == ["Meridian Mobility"]
    assert "Canary" not in response.content.decode()


@pytest.mark.parametrize("role", ["owner", "lead", "auditor", "staff"])
def test_directory_is_open_to_everybody_who_works_on_a_portfolio(client, role):
    assert open_page(client, factories.staff(factories.a_body(), role)).status_code == 200


def test_directory_is_closed_to_administrators_approvers_and_companies(client):
    body = factories.a_body()

    for user in (
        factories.staff(body, "administrator"),
        factories.an_approver(body),
        factories.company_user(factories.a_company(), "partner_admin"),
    ):
        assert open_page(client, user).status_code == 403


def test_directory_sends_the_anonymous_to_the_sign_in(client):
    assert client.get(DIRECTORY)["Location"].startswith(reverse("account_login"))


def test_directory_is_searched_filtered_and_sorted(client):
    body = factories.a_body()
    lead = factories.staff(body, "lead")
    number = [{"scheme": "GB-COH", "value": "09506232"}]
    factories.a_company("Meridian Mobility", body=body, identifiers=number)
    factories.a_company("Aurum Energy", body=body, country="FR")

    def found(**params):
        return names(open_page(client, lead, **params))

    assert found(q="merid") == ["Meridian Mobility"]
    assert found(q="GB-COH 09506232") == ["Meridian Mobility"]
    assert found(q="nobody") == []
    assert found(country="FR") == ["Aurum Energy"]
    assert found(kind="other") == []
    assert found(sort="-name") == ["Meridian Mobility", "Aurum Energy"]
    assert found(sort="since") == ["Meridian Mobility", "Aurum Energy"]


def test_directory_counts_only_partnerships_that_the_reader_sees(client):
    body, other = factories.a_body(), factories.a_body()
    company = factories.a_company("Meridian Mobility", body=body)
    factories.a_partnership(body, partner=company)
    factories.a_partnership(other, partner=company)

    (row,) = open_page(client, factories.staff(body, "owner")).context["list"].objects

    assert row.partnership_count == 1


@pytest.mark.parametrize(
    "query", ["colour=red", "sort=-relationships__note", "country=ZZ", "kind=a&kind=b", "q=%00"]
)
def test_directory_refuses_unknown_questions(client, query):
    client.force_login(factories.staff(factories.a_body(), "owner"))

    assert client.get(f"{DIRECTORY}?{query}").status_code == 400


def test_directory_has_no_page_zero(client):
    assert open_page(client, factories.staff(factories.a_body()), page="0").status_code == 404


def test_exact_number_finds_whoever_is_no_partner_yet(client):
    body, other = factories.a_body(), factories.a_body()
    number = [{"scheme": "GB-COH", "value": "09506232"}]
    factories.a_company("Rival Rail", body=other, identifiers=number)
    lead, auditor = factories.staff(body, "lead"), factories.staff(body, "auditor")

    for words in ("09506232", "GB-COH 09506232", "GB-COH-09506232", "gb-coh: 09506232"):
        text = open_page(client, lead, q=words).content.decode()
        assert "Rival Rail" in text
        assert "Make a partner" in text
    assert "Rival Rail" not in open_page(client, lead, q="0950623").content.decode()
    assert "Rival Rail" not in open_page(client, lead, q="Rival").content.decode()
    assert "Make a partner" not in open_page(client, auditor, q="09506232").content.decode()


def test_file_of_partners_holds_own_ones_and_runs_nothing(client):
    body, other = factories.a_body(), factories.a_body()
    factories.a_company("=1+1", body=body, identifiers=[{"scheme": "GB-COH", "value": "00000777"}])
    factories.a_company("Canary", body=other)
    client.force_login(factories.staff(body, "owner"))

    response = client.get(DIRECTORY, {"format": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")

    (row,) = csv.DictReader(io.StringIO(text))
    assert row["Partner"] == "'=1+1"
    assert row["Numbers"] == "GB-COH 00000777"


def test_file_of_partners_is_refused_to_staff(client):
    response = open_page(client, factories.staff(factories.a_body()), format="csv")

    assert response.status_code == 403


@pytest.mark.parametrize("number", [3, 40])
def test_directory_asks_as_often_at_any_size(client, django_assert_max_num_queries, number):
    body = factories.a_body()
    for index in range(number):
        factories.a_company(f"Company with a name {index}", body=body)
    client.force_login(factories.staff(body, "owner"))
    client.get(DIRECTORY, {"size": "100"})

    with django_assert_max_num_queries(MOST_LIST_QUERIES):
        response = client.get(DIRECTORY, {"size": "100", "q": "company"})

    assert len(response.content) < 100_000


# ── Bringing a partner in ───────────────────────────────────────────────────────────────────────


def post_partner(client, user, **changes):
    client.force_login(user)
    values = {
        "record_id": str(uuid.uuid4()),
        "name": "Meridian Mobility",
        "kind": "company",
        "country": "GB",
        "scheme": "GB-COH",
        "value": "09506232",
    }
    return client.post("/partners/add/", {**values, **changes})


def test_partner_is_added_with_its_number_and_a_relationship(client):
    body = factories.a_body()
    lead = factories.staff(body, "lead")

    response = post_partner(client, lead)

    partner = Organisation.objects.get(name="Meridian Mobility")
    assert response["Location"] == page_of(partner)
    assert [str(number) for number in partner.identifiers.all()] == ["GB-COH 09506232"]
    assert relationship_of(body, partner).since == timezone.localdate()


def test_partner_posted_twice_is_one(client):
    lead = factories.staff(factories.a_body(), "lead")
    key = str(uuid.uuid4())

    first = post_partner(client, lead, record_id=key, scheme="", value="")
    second = post_partner(client, lead, record_id=key, scheme="", value="")

    assert first["Location"] == second["Location"]
    assert Organisation.objects.filter(name="Meridian Mobility").count() == 1


def test_number_that_is_here_already_makes_its_holder_a_partner(client):
    body, other = factories.a_body(), factories.a_body()
    number = [{"scheme": "GB-COH", "value": "09506232"}]
    there = factories.a_company("Meridian Ltd", body=other, identifiers=number)
    lead = factories.staff(body, "lead")

    response = post_partner(client, lead, name="Another spelling")

    assert response["Location"] == page_of(there)
    assert relationship_of(body, there)
    assert not Organisation.objects.filter(name="Another spelling").exists()


def test_similar_name_is_asked_about_before_a_double_is_made(client):
    body = factories.a_body()
    lead = factories.staff(body, "lead")
    there = factories.a_company("Meridian Mobility Ltd", body=body)

    refused = post_partner(client, lead, value="09506233")
    agreed = post_partner(client, lead, value="09506233", is_another="on")

    assert refused.status_code == 422
    assert page_of(there) in refused.content.decode()
    assert agreed.status_code == 302


def test_similar_name_of_another_body_stays_unknown(client):
    factories.a_company("Meridian Mobility Ltd", body=factories.a_body())
    lead = factories.staff(factories.a_body(), "lead")

    assert post_partner(client, lead).status_code == 302


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "\u200b"},
        {"name": "x" * 251},
        {"kind": "tenant"},
        {"country": "XX1"},
        {"scheme": "GB-COH", "value": ""},
        {"scheme": "", "value": "123"},
        {"scheme": "XI-LEI", "value": "not a number"},
        {"record_id": "7"},
    ],
)
def test_partner_that_makes_no_sense_is_refused(client, changes):
    lead = factories.staff(factories.a_body(), "lead")

    assert post_partner(client, lead, **changes).status_code == 422
    assert Organisation.objects.companies().count() == 0


def test_partner_is_brought_in_by_owners_and_leads_only(client):
    body = factories.a_body()

    for role in ("auditor", "staff", "administrator"):
        user = factories.staff(body, role)
        assert post_partner(client, user).status_code == 403
        assert client.get("/partners/add/").status_code == 403
    assert post_partner(client, factories.company_user(factories.a_company())).status_code == 403


def test_lead_of_two_bodies_chooses_one_of_them(client):
    first, second, third = factories.a_body(), factories.a_body(), factories.a_body()
    lead = factories.staff(first, "lead")
    organisations.grant_membership(lead, second.organisation, "lead", by=None, on=factories.DAY)

    refused = post_partner(client, lead, body=third.prefix)
    added = post_partner(client, lead, body=second.prefix)

    partner = Organisation.objects.get(name="Meridian Mobility")
    assert (refused.status_code, added.status_code) == (422, 302)
    assert [row.body for row in partner.relationships.all()] == [second]


def test_found_organisation_becomes_a_partner_by_its_exact_number(client):
    body = factories.a_body()
    number = [{"scheme": "GB-COH", "value": "09506232"}]
    there = factories.a_company("Rival Rail", identifiers=number)
    client.force_login(factories.staff(body, "lead"))

    response = client.post("/partners/relate/", {"scheme": "GB-COH", "value": "09506232"})

    assert response["Location"] == page_of(there)
    assert relationship_of(body, there)


@pytest.mark.parametrize("number", [{}, {"scheme": "GB-COH", "value": "0"}, {"scheme": "GB-COH"}])
def test_number_that_is_not_here_makes_nobody_a_partner(client, number):
    client.force_login(factories.staff(factories.a_body(), "lead"))

    assert client.post("/partners/relate/", number).status_code == 404


def test_relating_is_a_post_of_owners_and_leads(client):
    body = factories.a_body()
    client.force_login(factories.staff(body, "auditor"))

    assert client.post("/partners/relate/", {}).status_code == 403
    client.force_login(factories.staff(body, "owner"))
    assert client.get("/partners/relate/").status_code == 405


# ── The page of one partner ─────────────────────────────────────────────────────────────────────


def test_page_shows_everything_that_the_body_has_with_the_partner(client):
    body = factories.a_body()
    lead = factories.staff(body, "lead", name="Tom Adeyemi")
    parent = factories.a_company("Meridian Group")
    company = factories.a_company(
        "Meridian Mobility",
        body=body,
        parent=parent,
        website="https://meridian.example/",
        addresses=[{"street": "4 Dock Road", "locality": "Aldermoor"}],
        identifiers=[{"scheme": "GB-COH", "value": "09506232"}],
    )
    factories.a_partnership(body, lead=lead, partner=company, title="Clean Bus Depot")
    relationship = relationship_of(body, company)
    organisations.note_relationship(
        relationship, note="Pays on time.", by=lead, on=timezone.localdate()
    )
    organisations.record_person(
        company, relationship=relationship, name="Femi Cole", by=lead, on=timezone.localdate()
    )

    text = open_page(client, lead, page_of(company)).content.decode()

    for words in (
        "Clean Bus Depot",
        "Pays on time.",
        "Femi Cole",
        "4 Dock Road, Aldermoor",
        "09506232",
        "Meridian Group",
        "Note changed, Tom Adeyemi",
    ):
        assert words in text
    assert page_of(parent) not in text


def test_page_shows_nothing_that_other_bodies_have_with_the_partner(client):
    body, other = factories.a_body(), factories.a_body()
    company = factories.a_company("Meridian Mobility", body=body)
    theirs = organisations.relate(other, company, by=None, on=factories.DAY, note="Canary note")
    organisations.record_person(
        company, relationship=theirs, name="Canary contact", by=None, on=factories.DAY
    )
    factories.a_partnership(other, partner=company, title="Canary partnership")

    response = open_page(client, factories.staff(body, "owner"), page_of(company))

    assert response.status_code == 200
    assert "Canary" not in response.content.decode()


def test_page_of_whoever_is_no_partner_is_not_there(client):
    body, other = factories.a_body(), factories.a_body()
    lead = factories.staff(body, "lead")
    nobody = f"/partners/{uuid.uuid4()}/"

    for address in (page_of(factories.a_company(body=other)), page_of(other.organisation), nobody):
        assert open_page(client, lead, address).status_code == 404


def test_page_of_somebody_in_two_bodies_keeps_them_apart(client):
    first, second = factories.a_body("City of Aldermoor"), factories.a_body("Harbour")
    lead = factories.staff(first, "lead")
    organisations.grant_membership(lead, second.organisation, "auditor", by=None, on=factories.DAY)
    company = factories.a_company(body=first)
    organisations.relate(second, company, by=None, on=factories.DAY, note="Seen by auditors")

    response = open_page(client, lead, page_of(company))

    kept = {one["row"].body: one["can_keep"] for one in response.context["relationships"]}
    assert kept == {first: True, second: False}
    assert "Seen by auditors" in response.content.decode()


def test_history_is_told_to_those_who_answer_for_the_portfolio(client):
    body = factories.a_body()
    company = factories.a_company(body=body)

    of_auditor = open_page(client, factories.staff(body, "auditor"), page_of(company))
    of_staff = open_page(client, factories.staff(body, "staff"), page_of(company))

    assert "Relationship begun" in of_auditor.content.decode()
    assert "Relationship begun" not in of_staff.content.decode()


def test_list_on_the_page_is_searched_and_refuses_what_it_does_not_know(client):
    body = factories.a_body()
    owner, company = factories.staff(body, "owner"), factories.a_company(body=body)
    factories.a_partnership(body, partner=company, title="Clean Bus Depot")
    factories.a_partnership(body, title="With nobody")

    found = open_page(client, owner, page_of(company))

    assert [row.title for row in found.context["list"].objects] == ["Clean Bus Depot"]
    assert open_page(client, owner, page_of(company), colour="red").status_code == 400
    assert open_page(client, owner, page_of(company), page="0").status_code == 404


def test_page_asks_as_often_at_any_size(client, django_assert_max_num_queries):
    body = factories.a_body()
    owner, company = factories.staff(body, "owner"), factories.a_company(body=body)
    lead = factories.staff(body, "lead")
    for _index in range(6):
        factories.a_partnership(body, lead=lead, partner=company)
        organisations.record_person(
            company,
            relationship=relationship_of(body, company),
            name="Femi Cole",
            by=owner,
            on=timezone.localdate(),
        )
    client.force_login(owner)

    with django_assert_max_num_queries(MOST_PAGE_QUERIES):
        client.get(page_of(company))


# ── Keeping a relationship ──────────────────────────────────────────────────────────────────────


def test_note_is_changed_by_those_who_keep_the_relationship(client):
    body = factories.a_body()
    company = factories.a_company(body=body)
    relationship = relationship_of(body, company)
    client.force_login(factories.staff(body, "lead"))

    response = client.post(note_page(relationship), {"note": "Asks early.", "version": "1"})

    relationship.refresh_from_db()
    assert response["Location"] == page_of(company)
    assert relationship.note == "Asks early."


def test_note_that_somebody_changed_meanwhile_shows_both_versions(client):
    body = factories.a_body()
    relationship = relationship_of(body, factories.a_company(body=body))
    organisations.note_relationship(relationship, note="Theirs.", by=None, on=timezone.localdate())
    client.force_login(factories.staff(body, "owner"))

    conflict = client.post(note_page(relationship), {"note": "Mine.", "version": "1"})
    answer = {"mine-note": "Mine.", "theirs-note": "Theirs.", "take": "mine", "version": "2"}
    client.post(note_page(relationship), answer)

    relationship.refresh_from_db()
    assert conflict.status_code == 409
    assert "Theirs." in conflict.content.decode()
    assert "Mine." in conflict.content.decode()
    assert relationship.note == "Mine."


def test_note_is_refused_to_readers_and_unknown_to_others(client):
    body, other = factories.a_body(), factories.a_body()
    relationship = relationship_of(body, factories.a_company(body=body))

    for role in ("auditor", "staff"):
        assert (
            open_page(client, factories.staff(body, role), note_page(relationship)).status_code
            == 403
        )
    for role in ("owner", "lead"):
        assert (
            open_page(client, factories.staff(other, role), note_page(relationship)).status_code
            == 404
        )


def test_person_is_recorded_for_the_body_and_once(client):
    body = factories.a_body()
    relationship = relationship_of(body, factories.a_company(body=body))
    client.force_login(factories.staff(body, "lead"))
    values = {
        "record_id": str(uuid.uuid4()),
        "name": "Femi Cole",
        "job_title": "Depot manager",
        "email": "f.cole@meridian.example",
        "phone": "+44 20 7946 0018",
    }

    client.post(contact_page(relationship), values)
    client.post(contact_page(relationship), values)

    (person,) = Person.objects.all()
    assert person.relationship == relationship
    assert str(person.public_id) == values["record_id"]


@pytest.mark.parametrize("changes", [{"name": ""}, {"email": "a@b"}, {"phone": "call me"}])
def test_person_that_makes_no_sense_is_refused(client, changes):
    body = factories.a_body()
    relationship = relationship_of(body, factories.a_company(body=body))
    client.force_login(factories.staff(body, "lead"))
    values = {"record_id": str(uuid.uuid4()), "name": "Femi Cole", **changes}

    assert client.post(contact_page(relationship), values).status_code == 422
    assert Person.objects.count() == 0


def test_person_is_recorded_by_those_who_keep_the_relationship_only(client):
    body, other = factories.a_body(), factories.a_body()
    relationship = relationship_of(body, factories.a_company(body=body))
    values = {"record_id": str(uuid.uuid4()), "name": "Femi Cole"}

    for user, answer in (
        (factories.staff(body, "auditor"), 403),
        (factories.staff(other, "lead"), 404),
    ):
        client.force_login(user)
        assert client.post(contact_page(relationship), values).status_code == answer
    assert Person.objects.count() == 0
