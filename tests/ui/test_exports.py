import datetime
from decimal import Decimal

import pytest

from ui import exports


@pytest.mark.parametrize("value", ["=1+1", "+44 20", "-cmd", "@SUM(A1)", "\tx", "\rx", "\n=1"])
def test_words_that_look_like_a_formula_stay_words(value):
    assert exports.harmless(value) == f"'{value}"


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


def test_file_begins_with_the_mark_that_table_programs_need():
    lines = list(exports.csv_lines([["Näme", "1,5"]]))

    assert "".join(lines) == '\ufeffNäme,"1,5"\r\n'
