"""Core fields and term: changing them, two people at once, bad input, who may."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from audit.models import Entry
from partnerships.models import GateNumber
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    return make.a_partnership(title="Clean Bus Depot")


@pytest.fixture
def lead(partnership):
    return make.lead_of(partnership)


def address(partnership, name="edit"):
    return reverse(f"partnerships:{name}", args=[partnership.reference])


def core(partnership, **values):
    """Return the form as a browser sends it back, with `values` typed into it."""
    return {
        "version": partnership.version,
        "title": partnership.title,
        "need": partnership.need,
        "summary": partnership.summary,
        "sector": partnership.sector,
        "legal_route": partnership.legal_route,
        "legal_basis": partnership.legal_basis,
        "value": "250,000",
        "currency": "GBP",
        "tier_value": "2",
        "tier_criticality": "2",
        "tier_risk": "2",
        "tier_substitutability": "2",
        "tier_visibility": "2",
        **values,
    }


def term(partnership, **values):
    return {
        "version": partnership.version,
        "starts_on": "2089-01-01",
        "ends_on": "2090-12-31",
        "notice_days": "30",
        "extension_days": "365",
        **values,
    }


# ── Core fields ─────────────────────────────────────────────────────────────────────────────────


def test_form_opens_with_what_is_there(client, lead, partnership):
    client.force_login(lead)

    page = client.get(address(partnership))

    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="Clean Bus Depot"' in text
    assert 'value="250,000"' in text
    assert "66.7 of 100" in text


def test_lead_changes_core_fields(client, lead, partnership):
    client.force_login(lead)

    response = client.post(
        address(partnership),
        core(partnership, title="Cleaner Bus Depot", value="300,000.5", tier_value="3"),
    )

    now = make.fresh(partnership)
    assert response.headers["Location"] == f"/partnerships/{partnership.reference}/"
    assert (now.title, now.value, now.version) == (
        "Cleaner Bus Depot",
        Decimal("300000.50"),
        partnership.version + 1,
    )
    assert now.tier_score == Decimal("75.0000")


def test_taking_the_value_away_takes_its_currency(client, lead, partnership):
    client.force_login(lead)

    client.post(address(partnership), core(partnership, value=""))

    now = make.fresh(partnership)
    assert (now.value, now.currency) == (None, "")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 201),
        ("need", "\u200b"),
        ("sector", "04.99"),
        ("value", "1.000,50"),
        ("value", "-1"),
        ("currency", "XXX"),
        ("legal_route", "none"),
        ("tier_risk", "-1"),
        ("version", ""),
        ("version", "abc"),
    ],
)
def test_bad_core_field_is_refused_at_its_field(client, lead, partnership, field, value):
    client.force_login(lead)

    response = client.post(address(partnership), core(partnership, **{field: value}))

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert make.fresh(partnership).version == partnership.version


def test_fields_that_are_not_asked_do_not_change(client, lead, partnership):
    client.force_login(lead)

    client.post(
        address(partnership),
        core(partnership, stage="closed", reference="ALD-1990-0001", lead_body="1", profile="full"),
    )

    now = make.fresh(partnership)
    assert (now.stage, now.reference, now.lead_body, now.profile_version) == (
        partnership.stage,
        partnership.reference,
        partnership.lead_body,
        partnership.profile_version,
    )


# ── Two people at once ──────────────────────────────────────────────────────────────────────────


def test_stale_form_shows_both_versions_and_writes_nothing(client, lead, partnership):
    client.force_login(lead)
    client.post(address(partnership), core(partnership, title="Theirs", need="Their need."))

    response = client.post(address(partnership), core(partnership, title="Mine"))

    rows = {row.bound.name: (row.theirs, row.yours) for row in response.context["rows"]}
    assert response.status_code == 409
    assert rows == {"title": ("Theirs", "Mine")}
    assert make.fresh(partnership).title == "Theirs"


def test_my_version_keeps_what_only_the_other_changed(client, lead, partnership):
    client.force_login(lead)
    client.post(address(partnership), core(partnership, title="Theirs", need="Their need."))
    page = client.post(address(partnership), core(partnership, title="Mine"))
    again = core(
        partnership,
        version=page.context["current"].version,
        title="Mine",
        need=page.context["form"]["need"].value(),
        keep="mine",
    )

    client.post(address(partnership), again)

    now = make.fresh(partnership)
    assert (now.title, now.need) == ("Mine", "Their need.")


def test_versions_are_combined_field_by_field(client, lead, partnership):
    client.force_login(lead)
    client.post(address(partnership), core(partnership, title="Theirs", summary="Theirs."))
    page = client.post(address(partnership), core(partnership, title="Mine", summary="Mine."))
    again = core(
        partnership,
        version=page.context["current"].version,
        **{
            "title": "Mine",
            "summary": "Mine.",
            "theirs-title": "Theirs",
            "theirs-summary": "Theirs.",
            "pick-title": "theirs",
            "pick-summary": "mine",
            "keep": "both",
        },
    )

    client.post(address(partnership), again)

    now = make.fresh(partnership)
    assert (now.title, now.summary) == ("Theirs", "Mine.")


def test_form_sent_twice_is_one_change(client, lead, partnership):
    client.force_login(lead)
    sent = core(partnership, title="Cleaner Bus Depot")

    answers = [client.post(address(partnership), sent).status_code for _time in range(2)]

    assert answers == [302, 302]
    assert Entry.objects.filter(verb="partnerships.edit").count() == 1


# ── The term ────────────────────────────────────────────────────────────────────────────────────


def test_lead_sets_the_term_and_gates_follow_it(client, lead, partnership):
    client.force_login(lead)

    client.post(address(partnership, "term"), term(partnership))

    row = partnership.terms.get()
    targets = dict(partnership.gate_set.values_list("number", "target_on"))
    assert (row.starts_on, row.ends_on) == (
        datetime.date(2089, 1, 1),
        datetime.date(2090, 12, 31),
    )
    assert (row.notice_days, row.extension_days) == (30, 365)
    assert targets[GateNumber.CLOSE] == row.ends_on
    assert targets[GateNumber.DECISION] == row.ends_on - datetime.timedelta(days=90)


def test_first_term_may_come_later(client):
    partnership = make.a_partnership(starts_on=None, ends_on=None)
    client.force_login(make.lead_of(partnership))

    client.post(address(partnership, "term"), term(partnership))

    assert partnership.terms.get().ends_on == datetime.date(2090, 12, 31)


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"starts_on": ""}, ["starts_on"]),
        ({"ends_on": "2090-13-01"}, ["ends_on"]),
        ({"starts_on": "1989-12-31"}, ["starts_on"]),
        ({"ends_on": "2101-01-01"}, ["ends_on"]),
        ({"ends_on": "2088-01-01"}, ["ends_on", "starts_on"]),
        ({"starts_on": "2001-01-01", "ends_on": "2002-01-01"}, ["ends_on"]),
        ({"notice_days": "many"}, ["notice_days"]),
        ({"extension_days": "99999"}, ["extension_days"]),
    ],
)
def test_bad_term_is_refused(client, lead, partnership, values, fields):
    client.force_login(lead)

    response = client.post(address(partnership, "term"), term(partnership, **values))

    assert (response.status_code, sorted(response.context["form"].errors)) == (422, fields)
    assert partnership.terms.get().ends_on == make.ENDS


def test_term_of_what_was_taken_over_may_be_past(client):
    partnership = make.taken_over()
    client.force_login(make.lead_of(partnership))

    response = client.post(
        address(partnership, "term"),
        term(partnership, starts_on="2001-01-01", ends_on="2002-01-01"),
    )

    assert response.status_code == 302


def test_stale_term_shows_both_versions(client, lead, partnership):
    client.force_login(lead)
    client.post(address(partnership, "term"), term(partnership))

    response = client.post(
        address(partnership, "term"), term(partnership, ends_on="2091-12-31", notice_days="30")
    )

    rows = {row.bound.name: (row.theirs, row.yours) for row in response.context["rows"]}
    assert response.status_code == 409
    assert rows == {"ends_on": ("31 Dec 2090", "31 Dec 2091")}
    assert partnership.terms.get().ends_on == datetime.date(2090, 12, 31)


# ── Who may ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["edit", "term"])
@pytest.mark.parametrize(
    ("role", "status"), [("contributor", 200), ("evaluator", 403), ("none", 404)]
)
def test_members_of_the_public_side(client, partnership, name, role, status):
    user = make.staff(partnership.lead_body)
    make.a_member(partnership, user, role)
    client.force_login(user)

    assert client.get(address(partnership, name)).status_code == status


@pytest.mark.parametrize("name", ["edit", "term"])
def test_company_that_sees_it_does_not_edit_it(client, name):
    company = make.a_company()
    partnership = make.shared_partnership(company=company)
    client.force_login(make.company_user(company, "partner_admin"))

    assert client.get(address(partnership, name)).status_code == 403
    assert client.post(address(partnership, name), {}).status_code == 403


@pytest.mark.parametrize("name", ["edit", "term"])
def test_strangers_do_not_find_it(client, partnership, name):
    client.force_login(make.staff(make.a_body(), "owner"))

    assert client.get(address(partnership, name)).status_code == 404
    assert client.post(address(partnership, name), {}).status_code == 404


@pytest.mark.parametrize("name", ["edit", "term"])
def test_nobody_edits_without_signing_in(client, partnership, name):
    assert client.get(address(partnership, name)).status_code == 302


@pytest.mark.parametrize("name", ["edit", "term"])
def test_pages_ask_few_questions(client, lead, partnership, name, django_assert_max_num_queries):
    client.force_login(lead)

    with django_assert_max_num_queries(14):
        client.get(address(partnership, name))
