import csv
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from organisations import operations as organisations
from partnerships import operations
from partnerships.models import Partnership, SideState, Stage, Standing
from portfolio import lists
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/partnerships/"
MOST_QUERIES = 10


def today():
    return timezone.localdate()


def in_days(days):
    return today() + datetime.timedelta(days=days)


def open_list(client, user, **params):
    client.force_login(user)
    return client.get(LIST, params)


def titles(response):
    return [row.title for row in response.context["list"].objects]


def lines(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_list_sends_the_anonymous_to_the_sign_in(client):
    assert client.get(LIST)["Location"].startswith(reverse("account_login"))


def test_list_leads_a_company_user_to_the_portal(client):
    user = factories.company_user(factories.a_company(), "partner_admin")

    assert open_list(client, user)["Location"] == reverse("portal:partnerships")


def test_list_says_to_an_administrator_who_reads_partnerships(client):
    keeper = factories.staff(factories.a_body(), "administrator")

    text = open_list(client, keeper).content.decode()

    assert "Owners and auditors read them all" in text
    assert "Its lead adds you" not in text


def test_list_says_how_to_begin_to_those_who_may(client):
    body = factories.a_body()

    of_lead = open_list(client, factories.staff(body, "lead")).content.decode()
    of_auditor = open_list(client, factories.staff(body, "auditor")).content.decode()

    assert "Start with the need." in of_lead
    assert reverse("partnerships:new") not in of_auditor


def test_list_holds_what_the_reader_sees_from_the_public_side(client):
    body, other, company = factories.a_body(), factories.a_body(), factories.a_company()
    owner = factories.staff(body, "owner")
    organisations.grant_membership(owner, company, "partner_admin", by=None, on=factories.DAY)
    factories.a_partnership(body, title="Ours")
    factories.a_partnership(other, title="Canary of the harbour")
    factories.shared_partnership(other, company, title="Canary that my company sees")

    response = open_list(client, owner)

    assert titles(response) == ["Ours"]
    assert "Canary" not in response.content.decode()
    assert response.context["counts"]["all"] == 1


def test_list_of_staff_holds_only_where_they_have_a_place(client):
    body = factories.a_body()
    somebody = factories.staff(body, "staff")
    named = factories.a_partnership(body, title="Named")
    factories.a_partnership(body, title="Canary")
    factories.a_member(named, somebody, "contributor")

    assert titles(open_list(client, somebody)) == ["Named"]


def test_list_of_an_administrator_is_empty(client):
    body = factories.a_body()
    factories.a_partnership(body, title="Canary")

    response = open_list(client, factories.staff(body, "administrator"))

    assert titles(response) == []
    assert "Canary" not in response.content.decode()


def test_search_finds_by_title_reference_and_partner(client):
    body = factories.a_body()
    owner, company = factories.staff(body, "owner"), factories.a_company("Meridian Mobility")
    bus = factories.a_partnership(body, title="Clean Bus Depot", partner=company)
    factories.a_partnership(body, title="Reading Room")

    assert titles(open_list(client, owner, q="depot BUS")) == ["Clean Bus Depot"]
    assert titles(open_list(client, owner, q=bus.reference.lower())) == ["Clean Bus Depot"]
    assert titles(open_list(client, owner, q="meridian")) == ["Clean Bus Depot"]
    assert titles(open_list(client, owner, q="%")) == []


def test_search_finds_nothing_of_another_body(client):
    body, other = factories.a_body(), factories.a_body()
    theirs = factories.a_partnership(other, title="Canary", partner=factories.a_company("Rival"))
    owner = factories.staff(body, "owner")

    for words in ("Canary", theirs.reference, "Rival"):
        assert titles(open_list(client, owner, q=words)) == []


@pytest.fixture
def portfolio():
    """Make a body with one partnership for each answer of the filters; returns its owner and its lead."""
    body = factories.a_body()
    owner, lead = factories.staff(body, "owner"), factories.staff(body, "lead")
    factories.a_partnership(body, title="Late need", lead=lead)
    factories.a_partnership(body, title="Light need", profile="light", on=today())
    factories.taken_over(body, title="Ends soon", ends_on=in_days(60), on=today())
    factories.taken_over(body, title="Ended", stage=Stage.CLOSING, ends_on=in_days(-9), on=today())
    paused = factories.a_partnership(body, title="Paused need", on=today())
    factories.pause(paused, until=in_days(9), by=owner, on=today())
    closed = factories.a_partnership(body, title="Closed", on=today())
    operations.move(
        closed, Stage.CLOSED, version=closed.version, reason="No money.", by=owner, on=today()
    )
    return owner, lead


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"stage": "live"}, {"Ends soon"}),
        ({"stage": "closed"}, {"Closed"}),
        ({"state": "paused"}, {"Paused need"}),
        ({"state": "running", "stage": "need"}, {"Late need", "Light need"}),
        ({"profile": "light"}, {"Light need"}),
        ({"gate": "late"}, {"Late need", "Ends soon", "Ended"}),
        ({"ends": "3"}, {"Ends soon", "Ended"}),
        ({"seat": "vacant"}, {"Late need", "Ends soon", "Ended"}),
        ({"health": "unknown", "stage": "live"}, {"Ends soon"}),
        ({"health": "red"}, set()),
    ],
)
def test_filters_narrow_the_list(client, portfolio, params, expected):
    owner, _lead = portfolio

    assert set(titles(open_list(client, owner, **params))) == expected


def test_mine_are_those_that_the_reader_leads(client, portfolio):
    owner, lead = portfolio

    assert titles(open_list(client, lead, lead="me")) == ["Late need"]
    assert titles(open_list(client, owner, lead="me")) == []


def test_saved_views_are_links_with_exact_counts(client, portfolio):
    owner, _lead = portfolio

    listing = open_list(client, owner, gate="late").context["list"]

    views = {one["view"].label: (one["view"].count, one["is_current"]) for one in listing.views()}
    assert views == {
        "All": (6, False),
        "Mine": (0, False),
        "Gate late": (3, True),
        "Ends within a year": (2, False),
        "Light": (1, False),
        "Closed": (1, False),
    }


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("title", "Alpha"),
        ("-title", "Omega"),
        ("reference", "Omega"),
        ("-reference", "Alpha"),
        ("stage", "Alpha"),
        ("-stage", "Omega"),
        ("next", "Alpha"),
        ("-next", "Omega"),
        ("ends", "Omega"),
        ("-ends", "Alpha"),
    ],
)
def test_list_is_sorted_as_asked(client, sort, first):
    body = factories.a_body()
    owner = factories.staff(body, "owner")
    factories.taken_over(body, title="Omega", ends_on=in_days(100))
    factories.a_partnership(body, title="Alpha")

    assert titles(open_list(client, owner, sort=sort))[0] == first


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-9, "ended 9 days ago"),
        (1, "ends in 1 day"),
        (61, "ends in 61 days"),
        (100, "ends in 3 months"),
        (1500, "ends in 4 years"),
    ],
)
def test_end_is_said_in_days_months_or_years(days, words):
    on = datetime.date(2026, 11, 23)

    assert lists.end_words(on + datetime.timedelta(days=days), on=on) == words


@pytest.mark.parametrize(
    "query",
    [
        "stage=owner",
        "sort=-secret",
        "sort=lead_body__organisation__name",
        "colour=red",
        "stage=need&stage=live",
        "q=%00",
        "q=" + "x" * 201,
        "lead=7",
        "ends=9999",
        "size=7",
        "format=pdf",
    ],
)
def test_unknown_questions_are_refused(client, query):
    client.force_login(factories.staff(factories.a_body(), "owner"))

    assert client.get(f"{LIST}?{query}").status_code == 400


@pytest.mark.parametrize("page", ["0", "-1", "abc", "2", "9" * 400])
def test_pages_that_are_not_there_are_not_found(client, page):
    client.force_login(factories.staff(factories.a_body(), "owner"))

    assert client.get(LIST, {"page": page}).status_code == 404


def test_file_holds_the_visible_rows_and_runs_nothing(client):
    body, other = factories.a_body("City of Aldermoor"), factories.a_body()
    owner = factories.staff(body, "owner")
    factories.taken_over(body, title='=HYPERLINK("https://evil")', ends_on=in_days(60))
    factories.a_partnership(other, title="Canary")

    response = open_list(client, owner, format="csv")

    (row,) = lines(response)
    assert row["Partnership"] == '\'=HYPERLINK("https://evil")'
    assert row["Public body"] == "City of Aldermoor"
    assert row["Ends"] == in_days(60).isoformat()
    assert row["Reference"].startswith(body.prefix)


def test_file_keeps_the_filters(client, portfolio):
    owner, _lead = portfolio

    rows = lines(open_list(client, owner, format="csv", stage="live", sort="-reference"))

    assert [row["Partnership"] for row in rows] == ["Ends soon"]


def test_file_is_written_down_as_taken_away_without_what_was_searched(client, portfolio):
    owner, _lead = portfolio

    rows = lines(open_list(client, owner, format="csv", q="a"))

    entry = Entry.objects.get(verb="desk.export_list")
    assert (entry.actor_id, entry.after) == (
        owner.public_id,
        {"list": "partnerships", "rows": len(rows)},
    )


def test_file_is_refused_to_whoever_does_not_answer_for_a_portfolio(client):
    body = factories.a_body()
    somebody = factories.staff(body, "staff")
    factories.a_member(factories.a_partnership(body), somebody, "contributor")

    page = open_list(client, somebody)

    assert "format=csv" not in page.content.decode()
    assert client.get(LIST, {"format": "csv"}).status_code == 403


def test_file_leaves_out_where_the_reader_only_works(client):
    own, other = factories.a_body(), factories.a_body()
    lead = factories.staff(own, "lead")
    organisations.grant_membership(lead, other.organisation, "staff", by=None, on=factories.DAY)
    factories.a_partnership(own, lead=lead, title="Led")
    elsewhere = factories.a_partnership(other, title="Helped with")
    factories.a_member(elsewhere, lead, "contributor")

    assert set(titles(open_list(client, lead))) == {"Led", "Helped with"}
    assert [row["Partnership"] for row in lines(open_list(client, lead, format="csv"))] == ["Led"]


def many(body, lead, number):
    """Make many partnerships cheaply: one as the product makes it, and copies of its rows."""
    first = factories.a_partnership(body, lead=lead, partner=factories.a_company("Meridian"))
    standing = first.standing
    rows = Partnership.objects.bulk_create(
        Partnership(
            lead_body=body,
            title=f"Partnership with a title of some length {index}",
            reference=f"{body.prefix}-2031-{index:04d}",
            profile_version=first.profile_version,
            stage=Stage.LIVE if index % 2 else Stage.NEED,
            side_state=SideState.PAUSED if index % 9 == 0 else "",
            stage_since=factories.DAY,
            started_on=factories.DAY,
        )
        for index in range(1, number)
    )
    Standing.objects.bulk_create(
        Standing(
            partnership=row,
            gate=6,
            next_due_on=in_days(index - 40),
            ends_on=in_days(index * 9),
            partner_names=standing.partner_names,
            search_text=row.title.lower(),
        )
        for index, row in enumerate(rows)
    )


@pytest.mark.parametrize("number", [12, 120])
@pytest.mark.parametrize("params", [{}, {"size": "100"}, {"q": "length", "stage": "live"}])
def test_list_asks_as_often_and_weighs_little_at_any_size(
    client, django_assert_max_num_queries, number, params
):
    body = factories.a_body()
    owner = factories.staff(body, "owner")
    many(body, factories.staff(body, "lead"), number)
    client.force_login(owner)
    client.get(LIST, params)

    with django_assert_max_num_queries(MOST_QUERIES):
        response = client.get(LIST, params)

    assert response.status_code == 200
    assert len(response.content) <= 100_000
