import datetime
from decimal import Decimal

import pytest

from audit.models import Entry
from opendata import operations, queries
from organisations import operations as organisations
from organisations.models import Identifier, Organisation, Person, Relationship
from partnerships import operations as partnerships
from partnerships.models import (
    ConditionState,
    GateState,
    ImportRecord,
    Partnership,
    PartyRole,
    Side,
    Stage,
)
from tests.factories import a_body, a_company
from tests.opendata import samples

pytestmark = pytest.mark.django_db
ON = datetime.date(2026, 11, 23)
LATER = datetime.date(2026, 12, 1)


def bring(document=None, *, body, on=ON, dry_run=False):
    package = queries.read_package(document or samples.package())
    return operations.import_package(package, body=body, by=None, on=on, dry_run=dry_run)


def refusal_of(document, *, body):
    with pytest.raises(queries.PackageRefused) as refusal:
        bring(document, body=body)
    return refusal.value.messages


def everything():
    """Count what an import may write."""
    models = (Entry, Identifier, ImportRecord, Organisation, Partnership, Person, Relationship)
    return {model.__name__: model.objects.count() for model in models}


def later_release(**content):
    release = {**samples.releases()[3], "id": "5", "date": "2023-05-01T09:00:00Z", **content}
    return samples.package([*samples.releases(), release])


def test_import_package_takes_a_running_partnership_over():
    body = a_body()

    (outcome,) = bring(body=body)

    partnership = Partnership.objects.get()
    term = partnership.terms.get()
    assert (partnership.title, partnership.stage, partnership.lead_body) == (
        "Haverleigh lido",
        Stage.LIVE,
        body,
    )
    assert (partnership.value, partnership.currency) == (Decimal("1250000.50"), "GBP")
    assert (term.starts_on.isoformat(), term.ends_on.isoformat()) == ("2020-04-01", "2031-03-31")
    assert (partnership.stage_since.isoformat(), partnership.started_on.isoformat()) == (
        "2020-04-01",
        "2019-02-01",
    )
    assert partnership.taken_over_on == ON
    assert (outcome.reference, outcome.is_new) == (partnership.reference, True)


def test_import_package_reads_the_gates_behind_as_taken_over():
    bring(body=a_body())

    partnership = Partnership.objects.get()
    states = dict(partnership.gate_set.order_by("number").values_list("number", "state"))
    conditions = partnership.gatecondition_set.filter(gate__number__lt=6)
    assert states == {
        **dict.fromkeys(range(1, 6), GateState.TAKEN_OVER),
        **dict.fromkeys((6, 7), GateState.OPEN),
    }
    assert set(conditions.values_list("state", flat=True)) == {ConditionState.TAKEN_OVER}


def test_import_package_adds_the_files_authority_beside_the_body_it_is_taken_over_for():
    body = a_body()

    bring(body=body)

    parties = Partnership.objects.get().parties.order_by("id")
    assert [(str(party), party.role, party.side) for party in parties] == [
        (str(body), PartyRole.LEAD_BODY, Side.PUBLIC),
        ("Borough of Haverleigh", PartyRole.AUTHORITY, Side.PUBLIC),
        ("Brightwater Ltd", PartyRole.PARTNER, Side.PARTNER),
    ]


def test_import_package_knows_the_body_itself_by_its_number():
    body = a_body("Borough of Haverleigh", identifiers=[{"scheme": "GB-LAE", "value": "HAV"}])

    bring(body=body)

    parties = Partnership.objects.get().parties.order_by("id")
    assert [party.role for party in parties] == [PartyRole.LEAD_BODY, PartyRole.PARTNER]
    assert not Person.objects.exists()


def test_import_package_matches_an_organisation_by_its_exact_number():
    company = a_company(
        "Known here as Bright", identifiers=[{"scheme": "GB-COH", "value": "09876543"}]
    )

    bring(body=a_body())

    assert company.parties.get().role == PartyRole.PARTNER
    assert Organisation.objects.get(pk=company.pk).name == "Known here as Bright"


def test_import_package_keeps_contacts_with_the_relationship_of_the_body():
    body = a_body()

    bring(body=body)

    person = Person.objects.get()
    assert (person.name, person.email) == ("Sports team", "sports@haverleigh.example")
    assert person.relationship.body == body


def test_import_package_keeps_the_file_whole():
    bring(body=a_body())

    record = ImportRecord.objects.get()
    assert (record.standard, record.key) == ("ocds-ppp", samples.OCID)
    assert record.release_ids == ["1", "2", "3", "4"]
    assert record.source == {
        "packages": [{"version": "1.1", "publisher": {"name": "Haverleigh"}}],
        "releases": samples.releases(),
    }
    assert record.merged["contracts"][0]["period"]["endDate"] == "2031-03-31T00:00:00Z"


@pytest.mark.parametrize("make", [samples.package, samples.record_package])
def test_import_package_again_changes_nothing(make):
    body = a_body()
    bring(body=body)
    before = everything()

    (outcome,) = bring(make(samples.releases()[::-1]), body=body, on=LATER)

    assert everything() == before
    assert (outcome.changes, outcome.title) == ([], "Haverleigh lido")


def test_import_package_of_records_does_the_same_as_of_releases():
    body, other = a_body(), a_body()

    bring(body=body)
    bring(samples.record_package(), body=other)

    ours, theirs = (
        partnership.import_records.get() for partnership in Partnership.objects.order_by("id")
    )
    assert (ours.merged, ours.source) == (theirs.merged, theirs.source)
    assert Organisation.objects.filter(name="Brightwater Ltd").count() == 1


def test_import_package_release_by_release_comes_to_the_same_as_at_once():
    body, other = a_body(), a_body()

    for count in range(1, 5):
        bring(samples.package(samples.releases()[count - 1 : count]), body=body)
    bring(body=other)

    steps, whole = Partnership.objects.order_by("id")
    assert steps.import_records.get().source == whole.import_records.get().source
    assert steps.terms.get().ends_on == whole.terms.get().ends_on
    assert {str(party) for party in steps.parties.exclude(role="lead_body")} == {
        "Borough of Haverleigh",
        "Brightwater",
    }


def test_import_package_adds_the_number_that_a_newer_file_knows():
    body = a_body()
    bring(samples.package(samples.releases()[:1]), body=body)

    bring(body=body, on=LATER)

    company = Organisation.objects.get(name="Brightwater")
    assert [str(identifier) for identifier in company.identifiers.all()] == ["GB-COH 09876543"]


def test_import_package_refuses_a_number_that_turns_out_to_be_another_organisations():
    body = a_body()
    bring(samples.package(samples.releases()[:1]), body=body)
    a_company(identifiers=[{"scheme": "GB-COH", "value": "09876543"}])

    words = "this number belongs to another organisation than the other facts of the party"
    assert refusal_of(samples.package(), body=body) == [
        f"/releases/1/parties/0/identifier: {words}"
    ]


def test_import_package_brings_in_what_a_newer_file_changed():
    body = a_body()
    bring(body=body)
    contract = {"id": "c1", "awardID": "a1", "period": {"endDate": "2032-03-31T00:00:00Z"}}
    bank = {"id": "bank", "name": "Harbour Bank", "roles": ["lender"]}
    project = {"title": "Haverleigh warm lido", "totalValue": {"amount": 2000000}}

    (outcome,) = bring(
        later_release(contracts=[contract], parties=[bank], planning={"project": project}),
        body=body,
        on=LATER,
    )

    partnership = Partnership.objects.get()
    assert (partnership.title, partnership.value) == (
        "Haverleigh warm lido",
        Decimal("2000000.00"),
    )
    assert partnership.terms.get().ends_on.isoformat() == "2032-03-31"
    assert partnership.parties.get(role=PartyRole.LENDER).organisation.name == "Harbour Bank"
    assert outcome.changes == [
        "title: Haverleigh lido → Haverleigh warm lido",
        "value: 1250000.50 → 2000000.00",
        "ends_on: 2031-03-31 → 2032-03-31",
        "extension_days: 366 → 0",
        "party: Harbour Bank, lender",
        "releases kept: 5",
    ]
    verbs = Entry.objects.filter(on=LATER).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == [
        "partnerships.edit",
        "partnerships.set_term",
        "organisations.create",
        "organisations.relate",
        "partnerships.add_party",
        "partnerships.import",
    ]


def test_import_package_leaves_alone_what_people_changed_here():
    body = a_body()
    bring(body=body)
    partnership = Partnership.objects.get()
    partnerships.edit_partnership(
        partnership, version=partnership.version, title="Our lido", by=None, on=ON
    )

    bring(later_release(planning={"rationale": "It still leaks."}), body=body, on=LATER)

    partnership.refresh_from_db()
    assert (partnership.title, partnership.need) == ("Our lido", "It still leaks.")


def test_import_package_moves_no_stage_by_itself():
    body = a_body()
    bring(body=body)

    (outcome,) = bring(later_release(tag=["contractTermination"]), body=body, on=LATER)

    assert Partnership.objects.get().stage == Stage.LIVE
    assert outcome.notes == [
        "the file now says “Closed”; the partnership stays at “Deliver and govern” until somebody moves it"
    ]
    assert outcome.changes == ["releases kept: 5"]


def test_import_package_refuses_a_release_that_changed_under_its_id():
    body = a_body()
    bring(body=body)
    document = samples.package()
    document["releases"][2]["language"] = "fr"

    (message,) = refusal_of(document, body=body)
    assert message.startswith("/releases/2: this release was imported before and said something ")


def test_import_package_takes_all_processes_or_none():
    body = a_body()
    other = samples.releases("ocds-abc123-other")
    other[0]["planning"]["project"]["totalValue"]["amount"] = -1
    before = everything()

    messages = refusal_of(samples.package([*samples.releases(), *other]), body=body)

    assert messages == [
        "/releases/4/planning/project/totalValue/amount: an amount lies between 0 and 16 digits"
    ]
    assert everything() == before


def test_import_package_points_at_the_file_when_a_verb_refuses():
    body = organisations.found_body(name="Too early", prefix="EARLY", by=None, on=ON)

    assert refusal_of(samples.package(), body=body) == [
        "/releases/3: No version of this profile is published."
    ]


def test_import_package_counts_two_ids_with_one_number_as_one():
    body = a_body()
    document = samples.package()
    document["releases"][1]["parties"][0]["identifier"]["scheme"] = "GB-LAE"
    document["releases"][1]["parties"][0]["identifier"]["id"] = "HAV"
    document["releases"][1]["parties"][0]["additionalIdentifiers"] = [samples.COMPANY]

    bring(document, body=body)

    assert Partnership.objects.get().parties.count() == 2


def test_import_package_dry_run_says_the_same_and_changes_nothing():
    body = a_body()
    before = everything()

    (said,) = bring(body=body, dry_run=True)

    assert everything() == before
    (done,) = bring(body=body)
    assert said == done


def test_import_package_keeps_two_bodies_apart():
    body, other = a_body(), a_body()

    bring(body=body)
    bring(body=other)

    assert Partnership.objects.filter(lead_body=body).count() == 1
    assert set(Person.objects.values_list("relationship__body", flat=True)) == {body.pk, other.pk}


def test_add_identifier_twice_is_one_and_another_organisations_is_refused():
    company, other = a_company(), a_company()

    for _time in range(2):
        organisations.add_identifier(company, scheme="GB-CHC", value=" 17 ", by=None, on=ON)

    assert company.identifiers.filter(scheme="GB-CHC", value="17").count() == 1
    assert Entry.objects.filter(verb="organisations.add_identifier").count() == 1
    with pytest.raises(organisations.IdentifierTaken):
        organisations.add_identifier(other, scheme="GB-CHC", value="17", by=None, on=ON)
