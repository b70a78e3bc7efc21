import csv
import io

import pytest
from django.urls import reverse

from organisations import operations as organisations
from partnerships.models import Partnership, Party, Standing
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/portal/partnerships/"
MOST_QUERIES = 10


def open_list(client, user, **params):
    client.force_login(user)
    return client.get(LIST, params)


def titles(response):
    return [row.title for row in response.context["list"].objects]


def lines(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def company():
    return factories.a_company("Meridian Mobility")


@pytest.fixture
def admin(company):
    return factories.company_user(company, "partner_admin")


def test_list_sends_the_anonymous_to_the_sign_in(client):
    assert client.get(LIST)["Location"].startswith(reverse("account_login"))


def test_list_is_refused_to_staff(client):
    assert open_list(client, factories.staff(factories.a_body(), "owner")).status_code == 403


def test_list_holds_what_was_shared_in_with_its_public_body(client, company, admin):
    city, harbour = factories.a_body("City of Aldermoor"), factories.a_body("Harbour")
    factories.shared_partnership(city, company, title="Clean Bus Depot")
    factories.shared_partnership(harbour, company, title="Ferry Power")
    factories.a_partnership(city, partner=company, title="Canary not shared")
    factories.shared_partnership(city, title="Canary of a rival")

    response = open_list(client, admin)

    assert titles(response) == ["Clean Bus Depot", "Ferry Power"]
    assert response.context["list"].count == 2
    assert "Canary" not in response.content.decode()
    assert "City of Aldermoor" in response.content.decode()


def test_list_of_somebody_on_both_sides_holds_the_companys_only(client, company, admin):
    body = factories.a_body()
    organisations.grant_membership(admin, body.organisation, "owner", by=None, on=factories.DAY)
    factories.a_partnership(body, title="Canary of my body")
    factories.shared_partnership(factories.a_body(), company, title="Ours")

    assert titles(open_list(client, admin)) == ["Ours"]


def test_search_never_reaches_what_the_public_side_keeps(client, company, admin):
    body = factories.a_body("City of Aldermoor")
    shared = factories.shared_partnership(body, company, title="Clean Bus Depot", need="hidden")
    rival = factories.a_company("Rival Rail")
    lead = factories.lead_of(shared)
    factories.operations.add_party(
        shared, rival, role="candidate", side="partner", by=lead, on=factories.DAY
    )

    assert titles(open_list(client, admin, q="bus aldermoor")) == ["Clean Bus Depot"]
    assert titles(open_list(client, admin, q=shared.reference)) == ["Clean Bus Depot"]
    for words in ("Rival", "hidden"):
        assert titles(open_list(client, admin, q=words)) == []


def test_filters_and_orders_know_own_bodies_only(client, company, admin):
    city, harbour, other = (factories.a_body(name) for name in ("City", "Harbour", "Other"))
    factories.shared_partnership(city, company, title="Buses")
    factories.shared_partnership(harbour, company, title="Ferries")
    factories.shared_partnership(other, title="Canary")

    by_body = open_list(client, admin, body=str(harbour.public_id))
    unknown = open_list(client, admin, body=str(other.public_id))

    assert titles(by_body) == ["Ferries"]
    assert unknown.status_code == 400
    assert titles(open_list(client, admin, sort="-body")) == ["Ferries", "Buses"]
    assert titles(open_list(client, admin, stage="live")) == []
    assert "Other" not in by_body.content.decode()


@pytest.mark.parametrize(
    "query", ["sort=need", "profile=light", "health=red", "stage=a&stage=b", "q=%00", "format=pdf"]
)
def test_unknown_questions_are_refused(client, admin, query):
    client.force_login(admin)

    assert client.get(f"{LIST}?{query}").status_code == 400


@pytest.mark.parametrize("page", ["0", "-1", "abc", "2"])
def test_pages_that_are_not_there_are_not_found(client, admin, page):
    assert open_list(client, admin, page=page).status_code == 404


def test_file_holds_the_shared_rows_and_runs_nothing(client, company, admin):
    factories.shared_partnership(company=company, title="@SUM(1)")
    factories.a_partnership(partner=company, title="Canary")

    (row,) = lines(open_list(client, admin, format="csv"))

    assert row["Partnership"] == "'@SUM(1)"


def test_file_of_a_contributor_leaves_out_where_they_only_look_on(client, company):
    user = factories.company_user(company, "partner_staff")
    for title, role in (("Worked on", "contributor"), ("Looked at", "viewer")):
        shared = factories.shared_partnership(company=company, title=title)
        factories.a_member(shared, user, role)

    assert titles(open_list(client, user)) == ["Looked at", "Worked on"]
    assert [row["Partnership"] for row in lines(open_list(client, user, format="csv"))] == [
        "Worked on"
    ]


def test_file_is_refused_to_whoever_only_looks_on(client, company):
    viewer = factories.company_user(company, "partner_staff")
    shared = factories.shared_partnership(company=company)
    factories.a_member(shared, viewer, "viewer")

    page = open_list(client, viewer)

    assert "format=csv" not in page.content.decode()
    assert client.get(LIST, {"format": "csv"}).status_code == 403


@pytest.mark.parametrize("number", [12, 120])
def test_list_asks_as_often_and_weighs_little_at_any_size(
    client, company, admin, django_assert_max_num_queries, number
):
    first = factories.shared_partnership(company=company)
    party = factories.party_of(first, company)
    rows = Partnership.objects.bulk_create(
        Partnership(
            lead_body=first.lead_body,
            title=f"Partnership with a title of some length {index}",
            reference=f"{first.lead_body.prefix}-2031-{index:04d}",
            profile_version=first.profile_version,
            stage_since=factories.DAY,
            started_on=factories.DAY,
        )
        for index in range(1, number)
    )
    Party.objects.bulk_create(
        Party(
            partnership=row,
            organisation=company,
            side=party.side,
            role=party.role,
            shared_at=party.shared_at,
        )
        for row in rows
    )
    Standing.objects.bulk_create(Standing(partnership=row, ends_on=factories.ENDS) for row in rows)
    client.force_login(admin)
    client.get(LIST)

    with django_assert_max_num_queries(MOST_QUERIES):
        response = client.get(LIST, {"size": "100"})

    assert len(response.context["list"].objects) == min(number, 100)
    assert len(response.content) <= 100_000
