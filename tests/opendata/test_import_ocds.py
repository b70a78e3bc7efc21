import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from audit.models import Entry
from opendata.management.commands import import_ocds as module
from opendata.queries import parsing
from partnerships.models import ImportRecord, Partnership, PartyRole, Side, Stage
from partnerships.queries import partnerships_visible_to, viewer_for
from tests.factories import a_body, staff
from tests.opendata import samples

pytestmark = pytest.mark.django_db
REAL = Path(settings.BASE_DIR).parent / "shared" / "data" / "ocds-ppp"
real_files = pytest.mark.skipif(
    not REAL.is_dir(),
    reason=f"the published example is not here (looked in {REAL.name} beside the project)",
)


@pytest.fixture
def file(tmp_path):
    def written(document):
        path = tmp_path / "package.json"
        path.write_bytes(document if isinstance(document, bytes) else samples.as_bytes(document))
        return path

    return written


def run(path, *options, capsys=None):
    call_command("import_ocds", str(path), *options)
    return capsys.readouterr().out if capsys else None


def test_import_ocds_takes_over_for_the_first_body(file, capsys):
    body = a_body("City of Aldermoor", prefix="ALD")
    a_body("Harbour authority", prefix="HRB")

    said = run(file(samples.package()), capsys=capsys).splitlines()

    assert Partnership.objects.get().lead_body == body
    assert said[0] == f"{samples.OCID}: takes over ALD-2019-0001 Haverleigh lido"
    assert "  ends_on: 2031-03-31" in said


@pytest.mark.parametrize("named", ["HRB", "hrb", "harbour authority"])
def test_import_ocds_takes_over_for_the_body_that_is_named(file, named):
    a_body("City of Aldermoor", prefix="ALD")
    harbour = a_body("Harbour Authority", prefix="HRB")

    run(file(samples.package()), "--body", named)

    assert Partnership.objects.get().lead_body == harbour


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "There is no public body yet."),
        (["--body", "NIX"], "No public body here is called “NIX”."),
    ],
)
def test_import_ocds_needs_a_body(file, options, words):
    with pytest.raises(CommandError, match=words):
        run(file(samples.package()), *options)


def test_import_ocds_again_says_that_nothing_is_new(file, capsys):
    a_body(prefix="ALD")
    run(file(samples.package()), capsys=capsys)
    entries = Entry.objects.count()

    said = run(file(samples.record_package()), capsys=capsys)

    assert said == f"{samples.OCID}: nothing new, ALD-2019-0001 stays as it is.\n"
    assert Entry.objects.count() == entries


def test_import_ocds_dry_run_only_says_what_would_change(file, capsys):
    a_body()

    said = run(file(samples.package()), "--dry-run", capsys=capsys).splitlines()

    assert said[0] == f"{samples.OCID}: would take over Haverleigh lido"
    assert not Partnership.objects.exists()


def test_import_ocds_says_where_a_file_is_broken_and_changes_nothing(file):
    a_body()
    document = samples.package()
    del document["releases"][3]["ocid"]
    entries = Entry.objects.count()

    with pytest.raises(CommandError) as refusal:
        run(file(document))

    assert str(refusal.value) == (
        "package.json is broken; nothing was changed.\n  /releases/3/ocid: this is missing"
    )
    assert Entry.objects.count() == entries


def test_import_ocds_refuses_a_file_that_is_absent_or_too_large(file, tmp_path, monkeypatch):
    a_body()
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "nothing.json")
    monkeypatch.setattr(module.queries, "MAX_BYTES", 10)

    with pytest.raises(CommandError, match=f"larger than {parsing.MAX_BYTES // 1024**2} MB"):
        run(file(samples.package()))


def test_import_ocds_links_audit_and_row_history_by_one_door(file):
    a_body()

    run(file(samples.package()))

    entries = Entry.objects.filter(verb__in=["partnerships.take_over", "partnerships.import"])
    assert len({entry.request_id for entry in entries}) == 1
    assert entries[0].request_id


# ── The published example ───────────────────────────────────────────────────────────────────────


@real_files
@pytest.mark.parametrize("name", ["full.json", "full_record_package.json"])
def test_import_ocds_reads_the_published_example(name):
    body = a_body("City of Aldermoor", prefix="ALD")
    owner = staff(body, "owner")

    run(REAL / name)

    partnership = partnerships_visible_to(viewer_for(owner)).get()
    term = partnership.terms.get()
    assert (partnership.title, partnership.stage) == ("Example PPP", Stage.LIVE)
    assert (term.starts_on.isoformat(), term.ends_on.isoformat()) == ("2016-01-24", "2046-01-23")
    assert (partnership.value, partnership.currency) == (600_000_000, "USD")
    assert partnership.sector == "04.6"
    parties = partnership.parties.exclude(role=PartyRole.LEAD_BODY)
    assert parties.count() == 14
    assert [str(party) for party in parties.filter(role=PartyRole.PARTNER)] == [
        "Mega Consortium Ltd"
    ]
    assert [str(party) for party in parties.filter(side=Side.PUBLIC).order_by("id")] == [
        "Ministry of Communications",
        "Telecoms Promoter",
        "National Fiber Infrastructure",
    ]


@real_files
def test_import_ocds_of_the_published_records_after_the_releases_changes_nothing():
    a_body()
    run(REAL / "full.json")
    before = (Entry.objects.count(), ImportRecord.objects.values().get())

    run(REAL / "full_record_package.json")

    assert (Entry.objects.count(), ImportRecord.objects.values().get()) == before


@real_files
def test_the_schema_that_ships_is_the_published_one():
    ours = Path(module.queries.packages.SCHEMA)

    assert ours.read_bytes() == (REAL / "release-schema.json").read_bytes()
    assert os.access(ours.parent / "LICENSE-Apache-2.0.txt", os.R_OK)
