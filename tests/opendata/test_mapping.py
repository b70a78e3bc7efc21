import datetime
from decimal import Decimal

import pytest

from opendata.queries import PackageRefused, facts_of, merge, read_package
from partnerships.models import LegalRoute, PartyRole, Side, Stage
from tests.opendata import samples

ON = datetime.date(2026, 11, 23)


def facts(rows=None, *, on=ON):
    return facts_of(process(rows), on=on)


def process(rows=None):
    package = read_package(samples.package(rows))
    return merge(samples.OCID, package.releases[samples.OCID])


def refusal_of(rows):
    with pytest.raises(PackageRefused) as refusal:
        facts(rows)
    return refusal.value.messages


def contract_of(rows):
    return rows[1]["contracts"][0]


def project_of(rows):
    return rows[0]["planning"]["project"]


def day(text):
    return datetime.date.fromisoformat(text)


def test_facts_of_tells_the_core_of_a_partnership():
    assert facts().core == {
        "title": "Haverleigh lido",
        "need": "The lido leaks.",
        "summary": "A warm pool all year.",
        "sector": "08.1",
        "legal_route": "",
        "legal_basis": "",
        "value": Decimal("1250000.50"),
        "currency": "GBP",
    }


def test_facts_of_ends_a_term_where_the_amendment_says():
    term = facts().term

    assert (term.starts_on, term.ends_on) == (day("2020-04-01"), day("2031-03-31"))
    assert term.extension_days == 366


def test_facts_of_ends_a_term_as_signed_before_the_amendment():
    term = facts(samples.releases()[:2]).term

    assert (term.ends_on, term.extension_days) == (day("2030-03-31"), 731)


@pytest.mark.parametrize(
    ("period", "ends"),
    [
        ({"startDate": "2020-04-01", "maxExtentDate": "2032-03-31"}, "2032-03-31"),
        ({"startDate": "2020-04-01", "durationInDays": 366}, "2021-04-01"),
    ],
)
def test_facts_of_finds_the_end_where_only_its_limit_or_length_is_given(period, ends):
    rows = samples.releases()[:2]
    contract_of(rows)["period"] = period

    assert facts(rows).term.ends_on == day(ends)


def test_facts_of_takes_the_period_of_project_then_tender_without_one_of_the_contract():
    rows = samples.releases()[:2]
    del contract_of(rows)["period"]
    rows[0]["tender"] = {
        "id": "t",
        "contractPeriod": {"startDate": "2020-05-01", "endDate": "2025-04-30"},
    }
    foreseen = facts(rows).term
    project_of(rows)["period"] = {"startDate": "2020-06-01", "endDate": "2026-05-31"}

    assert (foreseen.starts_on, foreseen.ends_on) == (day("2020-05-01"), day("2025-04-30"))
    assert facts(rows).term.starts_on == day("2020-06-01")


def test_facts_of_notes_that_no_period_is_known():
    rows = samples.releases()[:1]

    assert facts(rows).term is None
    assert facts(rows).notes == (
        "ocds-abc123-lido: neither contract nor tender says from when to when",
    )


def test_facts_of_refuses_an_end_before_the_start_and_names_both():
    rows = samples.releases()
    rows[3]["contracts"][0]["period"]["endDate"] = "2019-01-01"

    (message,) = refusal_of(rows)
    assert message.startswith("/releases/3/contracts/0/period/endDate: the end, 2019-01-01, lies ")
    assert message.endswith("2020-04-01 (see /releases/1/contracts/0/period/startDate)")


@pytest.mark.parametrize("text", ["1989-12-31T00:00:00Z", "2101-01-01T00:00:00Z", "9999-12-31"])
def test_facts_of_refuses_a_term_outside_the_years_of_partnerships(text):
    rows = samples.releases()[:2]
    contract_of(rows)["period"]["endDate"] = text

    assert refusal_of(rows) == [
        f"/releases/1/contracts/0/period/endDate: “{text}” does not lie between 1990 and 2100"
    ]


def test_facts_of_refuses_a_period_outside_the_schema_that_is_no_day():
    rows = samples.releases()[:1]
    project_of(rows)["period"] = {"startDate": 7}

    assert refusal_of(rows) == ["/releases/0/planning/project/period/startDate: “7” is not a day"]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("contracts", Decimal("900.00")),
        ("awards", Decimal("800.00")),
        ("tender", Decimal("700.00")),
        (None, None),
    ],
)
def test_facts_of_takes_the_value_from_project_contract_award_then_tender(place, expected):
    rows = samples.releases()[:2]
    del project_of(rows)["totalValue"]
    values = {"contracts": 900, "awards": 800, "tender": 700}
    rows[1]["tender"] = {"id": "t"}
    places = {
        "contracts": contract_of(rows),
        "awards": rows[1]["awards"][0],
        "tender": rows[1]["tender"],
    }
    for name in list(values)[list(values).index(place) if place else 3 :]:
        places[name]["value"] = {"amount": values[name], "currency": "EUR"}

    assert facts(rows).core["value"] == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"amount": -1, "currency": "GBP"}, "/amount: an amount lies between 0 and 16 digits"),
        ({"amount": 10**16, "currency": "GBP"}, "/amount: an amount lies between 0 and 16 digits"),
        ({"amount": 5}, ": an amount has a currency"),
        ({"amount": 5, "currency": "XXX"}, "/currency: “XXX” is no currency"),
    ],
)
def test_facts_of_refuses_what_is_no_amount_of_money(value, message):
    rows = samples.releases()
    project_of(rows)["totalValue"] = value

    assert refusal_of(rows) == ["/releases/0/planning/project/totalValue" + message]


@pytest.mark.parametrize(
    ("sector", "code"),
    [
        ({"scheme": "COFOG", "id": "04.6.0"}, "04.6"),
        ({"scheme": "cofog", "id": "GF0409"}, ""),
        ({"scheme": "COFOG", "id": "04"}, "04"),
        ({"scheme": "COFOG", "id": "04.77.1"}, "04"),
        ({"scheme": "CPV", "id": "04.6"}, ""),
        ({}, ""),
    ],
)
def test_facts_of_shortens_a_sector_to_one_that_we_know(sector, code):
    rows = samples.releases()
    project_of(rows)["sector"] = sector

    assert facts(rows).core["sector"] == code


def test_facts_of_notes_a_sector_of_another_list():
    rows = samples.releases()
    project_of(rows)["sector"] = {"scheme": "CPV", "id": "04.6"}

    assert facts(rows).notes == (
        "/releases/0/planning/project/sector: the sector is not one of COFOG and is left blank",
    )


@pytest.mark.parametrize(
    ("method", "route"),
    [("open", LegalRoute.TENDER), ("selective", LegalRoute.TENDER), ("limited", LegalRoute.DIRECT)],
)
def test_facts_of_knows_the_route_by_the_method(method, route):
    rows = samples.releases()
    rows[1]["tender"] = {
        "id": "t",
        "procurementMethod": method,
        "legalBasis": {"scheme": "ELI", "id": "2014/23/EU"},
    }

    assert (facts(rows).core["legal_route"], facts(rows).core["legal_basis"]) == (
        route,
        "2014/23/EU",
    )


def test_facts_of_falls_back_to_other_titles_and_at_last_to_the_ocid():
    rows = samples.releases()
    del project_of(rows)["title"]
    of_contract = facts(rows).core["title"]
    del contract_of(rows)["title"]

    assert (of_contract, facts(rows).core["title"]) == ("Lido concession", samples.OCID)


def test_facts_of_shortens_a_title_and_refuses_one_that_shows_as_something_else():
    rows = samples.releases()
    project_of(rows)["title"] = "Lido " * 100
    long = facts(rows).core["title"]
    project_of(rows)["title"] = "Lido \u202efdp.exe"

    assert (len(long), long[-1]) == (200, "…")
    assert refusal_of(rows) == [
        "/releases/0/planning/project/title: Leave out line breaks and invisible characters."
    ]


STAGES = [
    ({}, "2026-11-23", Stage.LIVE, "2020-04-01"),
    ({}, "2031-04-01", Stage.CLOSING, "2031-03-31"),
    ({}, "2020-03-15", Stage.MOBILISE, "2020-02-20"),
    ({"status": "pending"}, "2026-11-23", Stage.MOBILISE, "2020-02-20"),
    ({"status": "pending", "dateSigned": None}, "2026-11-23", Stage.DESIGN, "2020-03-01"),
    ({"status": "terminated"}, "2026-11-23", Stage.CLOSED, "2022-05-01"),
    ({"status": "cancelled"}, "2026-11-23", Stage.CLOSED, "2022-05-01"),
]


@pytest.mark.parametrize(("contract", "on", "stage", "since"), STAGES)
def test_facts_of_reads_the_stage_from_the_contract(contract, on, stage, since):
    rows = samples.releases()
    contract_of(rows).update(contract)

    found = facts(rows, on=day(on))

    assert (found.stage, found.stage_since) == (stage, day(since))


def test_facts_of_closes_on_the_day_of_termination():
    rows = samples.releases()
    rows[3]["tag"] = ["contractTermination"]

    assert (facts(rows).stage, facts(rows).stage_since) == (Stage.CLOSED, day("2022-05-01"))


EARLY = [
    ({}, Stage.NEED),
    ({"tender": {"id": "t", "status": "planned"}}, Stage.NEED),
    ({"tender": {"id": "t", "status": "active"}}, Stage.SCOPE),
    ({"tender": {"id": "t", "status": "complete"}}, Stage.VETTING),
    ({"tender": {"id": "t", "status": "unsuccessful"}}, Stage.CLOSED),
    ({"tender": {"id": "t"}, "awards": [{"id": "1", "status": "pending"}]}, Stage.VETTING),
    ({"tender": {"id": "t"}, "awards": [{"id": "1", "status": "active"}]}, Stage.DESIGN),
    ({"awards": [{"id": "1", "status": "cancelled"}]}, Stage.CLOSED),
]


@pytest.mark.parametrize(("more", "stage"), EARLY)
def test_facts_of_reads_the_stage_before_there_is_a_contract(more, stage):
    rows = [{**samples.releases()[0], **more}]

    found = facts(rows)

    assert (found.stage, found.stage_since) == (stage, day("2019-02-01"))


def test_facts_of_takes_the_active_one_of_several_contracts():
    rows = samples.releases()[:2]
    other = {"id": "c0", "awardID": "a1", "status": "cancelled"}
    rows[1]["contracts"].insert(0, other)

    assert facts(rows).stage == Stage.LIVE


def test_facts_of_never_lies_in_the_future():
    found = facts(on=day("2018-01-01"))

    assert (found.started_on, found.stage_since) == (day("2018-01-01"), day("2018-01-01"))


def test_facts_of_counts_an_id_under_two_names_as_one_party():
    parties = facts().parties

    assert [(party.name, party.role, party.side) for party in parties] == [
        ("Borough of Haverleigh", PartyRole.AUTHORITY, Side.PUBLIC),
        ("Brightwater Ltd", PartyRole.PARTNER, Side.PARTNER),
    ]


@pytest.mark.parametrize(
    ("role", "expected", "side"),
    [
        ("supplier", PartyRole.PARTNER, Side.PARTNER),
        ("buyer", PartyRole.BUYER, Side.PUBLIC),
        ("reviewBody", PartyRole.REVIEW_BODY, Side.PUBLIC),
        ("assetProvider", PartyRole.ASSET_PROVIDER, Side.PUBLIC),
        ("equityInvestor", PartyRole.INVESTOR, Side.PARTNER),
        ("leadBank", PartyRole.LENDER, Side.PARTNER),
        ("funder", PartyRole.FUNDER, Side.PARTNER),
        ("tenderer", PartyRole.CANDIDATE, Side.PARTNER),
        ("payee", PartyRole.OTHER, Side.PARTNER),
    ],
)
def test_facts_of_maps_the_roles_of_the_standard(role, expected, side):
    rows = samples.releases()[:1]
    rows[0]["parties"][0]["roles"] = [role]

    assert (facts(rows).parties[0].role, facts(rows).parties[0].side) == (expected, side)


def test_facts_of_counts_parties_with_one_number_or_one_name_as_one():
    rows = samples.releases()[:2]
    numbered = {"id": "other", "name": "Brightwater (UK)", "identifier": samples.COMPANY}
    nameless = [
        {"id": "n1", "name": "Friends of the Lido"},
        {"id": "n2", "name": "friends of the lido"},
    ]
    rows[1]["parties"] += [{**numbered, "roles": ["funder"]}, *nameless]

    parties = facts(rows).parties

    assert [party.keys for party in parties] == [("haverleigh",), ("bright", "other"), ("n1", "n2")]
    assert parties[1].role == PartyRole.PARTNER


def test_facts_of_keeps_further_numbers_and_only_addresses_of_the_web():
    rows = samples.releases()[:2]
    party = rows[1]["parties"][0]
    party["identifier"] = {**samples.COMPANY, "uri": "javascript:alert(1)"}
    party["additionalIdentifiers"] = [
        {"scheme": "XI-LEI", "id": "5493001KJTIIGC8Y1R12", "uri": "https://lei.example/x"},
        {"scheme": "XI-LEI"},
    ]

    found = facts(rows).parties[1].identifiers

    assert [(row.scheme, row.value, row.uri) for row in found] == [
        ("GB-COH", "09876543", ""),
        ("XI-LEI", "5493001KJTIIGC8Y1R12", "https://lei.example/x"),
    ]


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ({"scheme": "XI-LEI", "id": "5493001KJTIIGC8Y1R13"}, "is not a number of XI-LEI"),
        ({"scheme": "X" * 41, "id": "1"}, "the scheme or the number is too long"),
    ],
)
def test_facts_of_refuses_a_number_that_its_register_does_not_know(identifier, words):
    rows = samples.releases()[:2]
    rows[1]["parties"][0]["identifier"] = identifier

    message = refusal_of(rows)[0]

    assert message.startswith("/releases/1/parties/0/identifier: ")
    assert words in message


def test_facts_of_refuses_a_contact_whose_address_is_none():
    rows = samples.releases()
    rows[0]["parties"][0]["contactPoint"]["email"] = "sports@"

    assert refusal_of(rows) == [
        "/releases/0/parties/0/contactPoint/email: Enter a valid email address."
    ]


def test_facts_of_notes_a_file_without_parties():
    rows = samples.releases()[:1]
    del rows[0]["parties"]

    assert facts(rows).notes[-1] == "ocds-abc123-lido: the file names no parties"
