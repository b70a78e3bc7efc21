import datetime
import re
import zipfile
from decimal import Decimal
from types import SimpleNamespace

import pytest

from ui import exports, lists


@pytest.mark.parametrize("value", ["=1+1", "+44 20", "-cmd", "@SUM(A1)", "\tx", "\rx", "\n=1"])
def test_words_that_look_like_a_formula_stay_words(value):
    assert exports.harmless(value) == f"'{value}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" =1+1", " '=1+1"),
        ('"=1+1', "\"'=1+1"),
        ("Bus;=1+1", "Bus;'=1+1"),
        ("Bus; @x", "Bus; '@x"),
        ("Bus\n=1+1", "Bus\n'=1+1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("2026-2027, a = b", "2026-2027, a = b"),
    ],
)
def test_formula_is_kept_from_a_program_that_splits_elsewhere(value, text):
    assert exports.harmless(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("Meridian", "Meridian"),
        (datetime.date(2026, 11, 27), "2026-11-27"),
        (datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.UTC), "2026-01-02 03:04+00:00"),
        (Decimal("-12.50"), "-12.50"),
        (-3, "-3"),
        (True, "true"),
        ("a\x00b", "ab"),
    ],
)
def test_values_are_written_plainly(value, text):
    assert exports.harmless(value) == text


class Rows(list):
    """Rows that a list can walk through, without a database."""

    def iterator(self, chunk_size):
        return iter(self)


class Listing:
    key = "people"
    label = "People"
    columns = (
        lists.Column("name", "Näme"),
        lists.Column("joined", "Joined"),
        lists.Column("value", "Value"),
        lists.Column("go", "Action", is_action=True),
    )

    def __init__(self, *rows):
        self.ordered = Rows(
            SimpleNamespace(name=name, joined=joined, value=value) for name, joined, value in rows
        )

    def chips(self):
        return [("Stage: =live", "/x/")]


LISTING = Listing(
    ("=cmd|' /C calc'!A0", datetime.date(2026, 11, 27), Decimal("-12.50")), ("Ada, B", None, 10**20)
)


def test_text_file_begins_with_the_mark_that_table_programs_need():
    assert "".join(exports.csv_lines(LISTING)) == (
        "\ufeffNäme,Joined,Value\r\n'=cmd|' /C calc'!A0,2026-11-27,-12.50\r\n\"Ada, B\",,100000000000000000000\r\n"
    )


@pytest.fixture(scope="module")
def parts():
    with exports.xlsx_file(LISTING) as file, zipfile.ZipFile(file) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def test_table_file_holds_words_figures_and_days_as_what_they_are(parts):
    sheet = parts["xl/worksheets/sheet1.xml"]

    assert "<f>" not in sheet
    assert "=cmd|&apos; /C calc&apos;!A0" in sheet.replace("'", "&apos;")
    assert re.findall(r"<v>([^<]*)</v>", sheet) == ["46353", "-12.50"]
    assert "<t>100000000000000000000</t>" in sheet
    assert 'state="frozen"' in sheet
    assert "Action" not in sheet


def test_table_file_says_what_it_holds(parts):
    assert "People" in parts["xl/worksheets/sheet2.xml"]
    assert "Stage: =live" in parts["xl/worksheets/sheet2.xml"]
    assert "<f>" not in parts["xl/worksheets/sheet2.xml"]


def test_file_is_offered_for_download_under_the_lists_name():
    LISTING.format = "xlsx"

    response = exports.respond(LISTING)

    assert response["Content-Disposition"] == 'attachment; filename="people.xlsx"'
    assert response["Content-Type"] == exports.XLSX
    response.file_to_stream.close()
