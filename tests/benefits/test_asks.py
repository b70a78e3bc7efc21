"""What waits for a word of one's side, over all partnerships: on the company's home, and among what needs the lead."""

import pytest

from benefits import operations, queries
from tests import factories
from tests.benefits.factories import (
    a_benefit,
    a_contribution,
    a_handover,
    a_pair,
    a_person,
)
from tests.factories import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    """A partnership in which each side waits for the other, with one thing of each kind."""
    pair = a_pair(factories.a_body("City of Aldermoor", prefix="ALD"))
    a_benefit(pair, state="proposed", statement="A hundred readers more")
    gains = a_benefit(pair, pair.partner, state="agreed", statement="A case to show")
    operations.record_reading(
        gains, party=pair.partner, value=2, read_on=DAY, note="Letters", by=pair.admin, on=DAY
    )
    a_contribution(pair, pair.public, state="proposed", statement="A room")
    a_handover(a_contribution(pair, state="promised", statement="Laptops"), pair)
    return pair


def asked(viewer):
    return [(one.what, one.statement) for one in queries.asked_of(viewer, most=20)]


FOR_THE_LEAD = {("reading", "A case to show"), ("handover", "Laptops")}
FOR_THE_COMPANY = {("benefit", "A hundred readers more"), ("contribution", "A room")}


def test_each_side_is_asked_what_the_other_waits_for(pair, viewer_of):
    assert set(asked(viewer_of(pair.lead))) == FOR_THE_LEAD
    assert set(asked(viewer_of(pair.admin))) == FOR_THE_COMPANY


def test_a_dispute_waits_for_whoever_did_not_name_the_figures(pair, viewer_of):
    handover = pair.partnership.handover_set.get()

    operations.dispute_handover(
        handover, party=pair.public, reason="Two are missing.", quantity=18, by=pair.lead, on=DAY
    )

    assert ("dispute", "Laptops") in asked(viewer_of(pair.admin))
    assert asked(viewer_of(pair.lead)) == [("reading", "A case to show")]


def test_only_those_who_write_for_their_side_are_asked(pair, viewer_of):
    body = pair.partnership.lead_body
    answers = {
        "owner": factories.staff(body, "owner"),
        "contributor": a_person(pair, "public"),
        "evaluator": a_person(pair, "public", "evaluator"),
        "auditor": factories.staff(body, "auditor"),
        "company's contributor": a_person(pair, "partner"),
        "company's viewer": a_person(pair, "partner", "viewer"),
        "another body": factories.staff(factories.a_body(), "owner"),
        "another company": factories.company_user(factories.a_company(), "partner_admin"),
    }

    found = {who: set(asked(viewer_of(user))) for who, user in answers.items()}

    assert found == {
        "owner": FOR_THE_LEAD,
        "contributor": FOR_THE_LEAD,
        "evaluator": set(),
        "auditor": set(),
        "company's contributor": FOR_THE_COMPANY,
        "company's viewer": set(),
        "another body": set(),
        "another company": set(),
    }


def test_nothing_is_asked_where_one_stepped_aside(pair, viewer_of):
    factories.operations.recuse(
        pair.partnership, user=pair.lead, reason="My brother works there.", by=pair.lead, on=DAY
    )

    assert asked(viewer_of(pair.lead)) == []


def test_one_query_however_many_wait(pair, viewer_of, django_assert_num_queries):
    viewer = viewer_of(pair.lead)
    for number in range(6):
        a_contribution(pair, state="proposed", statement=f"Offer {number}")

    with django_assert_num_queries(1):
        assert len(queries.asked_of(viewer, most=5)) == 5


def test_home_of_the_company_lists_what_waits_and_leads_there(client, pair):
    client.force_login(pair.admin)

    page = client.get("/portal/")

    offer = pair.partnership.contribution_set.get(statement="A room")
    rows = {row["what"]: row["url"] for row in page.context["asked"]}
    assert rows["Accept contribution C-1, or not"] == offer.get_absolute_url()
    assert "2 things are asked of you." in page.content.decode()


def test_home_of_the_lead_lists_what_waits(client, pair):
    client.force_login(pair.lead)

    page = client.get("/").content.decode()

    for words in ("Confirm a figure of benefit B-2", "Confirm what was delivered of C-2"):
        assert words in page
