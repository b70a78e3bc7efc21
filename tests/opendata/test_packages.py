import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata.queries import PackageRefused, merge, read_package
from opendata.queries.packages import Release, day_of, moment_of
from tests.opendata import samples


def refusal_of(document):
    with pytest.raises(PackageRefused) as refusal:
        read_package(document)
    return refusal.value.messages


def changed(*path, to=None, drop=False):
    """Return the sample package with one place changed or dropped."""
    document = node = samples.package()
    for step in path[:-1]:
        node = node[step]
    if drop:
        del node[path[-1]]
    else:
        node[path[-1]] = to
    return document


def test_read_package_gathers_releases_by_ocid():
    rows = [*samples.releases(), *samples.releases("ocds-abc123-other")[:1]]

    package = read_package(samples.package(rows))

    assert {ocid: [row.id for row in found] for ocid, found in package.releases.items()} == {
        samples.OCID: ["1", "2", "3", "4"],
        "ocds-abc123-other": ["1"],
    }
    assert package.metadata == {"version": "1.1", "publisher": {"name": "Haverleigh"}}


def test_read_package_reads_records_as_their_releases():
    ours = read_package(samples.package()).releases[samples.OCID]
    theirs = read_package(samples.record_package()).releases[samples.OCID]

    assert [row.data for row in theirs] == [row.data for row in ours]
    assert theirs[1].pointer == "/records/0/releases/1"


def test_read_package_takes_the_compiled_release_where_the_others_are_only_linked():
    compiled = merge(samples.OCID, read_package(samples.package()).releases[samples.OCID]).merged
    document = samples.record_package()
    links = [
        {"url": "https://city.example/r#1", "date": "2019-02-01T09:00:00Z", "tag": ["planning"]}
    ]
    document["records"][0] |= {"releases": links, "compiledRelease": compiled}

    package = read_package(document)

    assert [row.pointer for row in package.releases[samples.OCID]] == ["/records/0/compiledRelease"]
    assert (
        merge(samples.OCID, package.releases[samples.OCID]).merged["contracts"]
        == compiled["contracts"]
    )


def test_read_package_refuses_links_because_nothing_is_fetched():
    document = samples.record_package()
    document["records"][0]["releases"][2] = {"url": "https://city.example/r#3"}

    assert refusal_of(document) == [
        "/records/0/releases/2/url: this is only a link, and nothing is fetched: put the release itself here"
    ]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "/: the file is neither a release package nor a record package"),
        (None, "/: the file is neither a release package nor a record package"),
        ({}, "/: the package has either “releases” or “records”"),
        ({"releases": [], "records": []}, "/: the package has either “releases” or “records”"),
        ({"releases": []}, "/releases: this is a list with at least one member"),
        ({"records": {}}, "/records: this is a list with at least one member"),
        ({"records": [7]}, "/records/0: this is not a record"),
        ({"records": [{"ocid": "x", "releases": 7}]}, "/records/0: this is not a record"),
        ({"records": [{"ocid": "x"}]}, "/records/0: the record has no releases"),
        ({"releases": [7]}, "/releases/0: 7 is not of type 'object'"),
        (changed("releases", 3, "ocid", drop=True), "/releases/3/ocid: this is missing"),
        (changed("releases", 1, "contracts", 0, "awardID", drop=True), "/releases/1/contracts/0/awardID: this is missing"),
        (changed("releases", 0, "tag", to=["renewal"]), None),
        (changed("releases", 0, "date", to="2026-02-30T00:00:00Z"), "/releases/0/date: '2026-02-30T00:00:00Z' is not a 'date-time'"),
        (changed("releases", 0, "date", to="yesterday"), "/releases/0/date: 'yesterday' is not a 'date-time'"),
        (changed("releases", 1, "contracts", 0, "period", "endDate", to="2030-13-01"), "/releases/1/contracts/0/period/endDate: '2030-13-01' is not a 'date-time'"),
        (changed("releases", 1, "contracts", to={}), "/releases/1/contracts: {} is not of type 'array'"),
        (changed("releases", 0, "planning", "project", "totalValue", "currency", to="ZZZ"), None),
        (changed("releases", 0, "planning", "project", "totalValue", "amount", to="1,000"), None),
    ],
)  # fmt: skip
def test_read_package_says_where_it_is_broken(document, message):
    messages = refusal_of(document)

    assert len(messages) == 1
    assert message is None or messages == [message]


def test_read_package_points_into_the_release_for_codes_of_closed_lists():
    document = changed("releases", 0, "planning", "project", "totalValue", "currency", to="ZZZ")

    assert refusal_of(document)[0].startswith(
        "/releases/0/planning/project/totalValue/currency: 'ZZZ' is not one of "
    )


def test_read_package_names_every_place_at_once():
    document = changed("releases", 0, "ocid", drop=True)
    del document["releases"][0]["id"]
    document["releases"][2]["date"] = 7

    assert sorted(refusal_of(document)) == [
        "/releases/0/id: this is missing",
        "/releases/0/ocid: this is missing",
        "/releases/2/date: 7 is not of type 'string'",
    ]


def test_read_package_counts_the_same_release_twice_once():
    package = read_package(samples.package([*samples.releases(), samples.releases()[1]]))

    assert [row.id for row in package.releases[samples.OCID]] == ["1", "2", "3", "4"]


def test_read_package_refuses_two_releases_under_one_id():
    document = changed("releases", 3, "id", to="2")

    assert refusal_of(document) == [
        "/releases/3/id: another release of this process has the same id, see /releases/1"
    ]


def test_read_package_refuses_a_release_of_another_process_in_a_record():
    document = samples.record_package()
    document["records"][0]["releases"][1]["ocid"] = "ocds-abc123-other"

    assert refusal_of(document) == ["/records/0/releases/1/ocid: the record has another ocid"]


@given(st.permutations(range(4)))
def test_merge_gives_the_same_in_any_order(order):
    rows = [Release(row, f"/releases/{n}") for n, row in enumerate(samples.releases())]

    shuffled = merge(samples.OCID, [rows[index] for index in order])

    assert shuffled == merge(samples.OCID, rows)


def test_merge_orders_releases_of_one_instant_by_their_id():
    rows = samples.releases()[:2]
    rows[0]["date"], rows[1]["date"] = "2020-03-01T10:00:00+01:00", "2020-03-01T09:00:00Z"
    found = [Release(row, "") for row in rows]

    merged = [merge(samples.OCID, order).merged for order in itertools.permutations(found)]

    assert merged[0] == merged[1]


def test_merge_goes_by_the_instant_and_not_by_the_text_of_the_date():
    early, late = samples.releases()[0], samples.releases()[0]
    early |= {"id": "early", "date": "2020-01-01T23:00:00+02:00", "language": "en"}
    late |= {"id": "late", "date": "2020-01-01T22:30:00Z", "language": "fr"}

    assert merge(samples.OCID, [Release(late, ""), Release(early, "")]).merged["language"] == "fr"


def test_merge_notes_an_id_that_stands_twice_in_one_list():
    rows = samples.releases()[:1]
    rows[0]["parties"].append({"id": "bright", "name": "Brightwater plc"})

    process = merge(samples.OCID, [Release(rows[0], "/releases/0")])

    assert len(process.notes) == 1
    assert process.notes[0].startswith("/releases/0: ")
    assert [party["id"] for party in process.merged["parties"]] == ["haverleigh", "bright"]


def test_merge_refuses_a_place_that_is_a_text_here_and_an_object_there():
    rows = samples.releases()[:2]
    rows[0]["extra"], rows[1]["extra"] = "text", {"a": 1}
    releases = [Release(row, f"/releases/{n}") for n, row in enumerate(rows)]

    with pytest.raises(PackageRefused) as refusal:
        merge(samples.OCID, releases)

    assert refusal.value.messages[0].startswith("/releases/1: ")


def test_where_points_at_the_newest_place_that_says_it():
    process = merge(samples.OCID, read_package(samples.package()).releases[samples.OCID])

    assert (
        process.where("contracts", ("id", "c1"), "period", "endDate")
        == "/releases/3/contracts/0/period/endDate"
    )
    assert (
        process.where("contracts", ("id", "c1"), "period", "startDate")
        == "/releases/1/contracts/0/period/startDate"
    )
    assert process.where("contracts", ("id", "c2")) == "/releases/3"


@pytest.mark.parametrize(
    "text", ["2046-01-23T00:00:00Z", "2046-01-23T23:59:59-06:00", "2046-01-23"]
)
def test_day_of_is_the_day_that_is_written(text):
    assert day_of(text).isoformat() == "2046-01-23"


@pytest.mark.parametrize(
    "text",
    ["", "2046", "20460123", "2046-01-23T25:00:00Z", "0000-00-00", "2046-01-23Z", "٢٠٤٦-٠١-٢٣"],
)
def test_moment_of_refuses_what_is_no_day(text):
    with pytest.raises(ValueError, match=r".*"):
        moment_of(text)
