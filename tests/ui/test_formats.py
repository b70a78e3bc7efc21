import datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from ui import formats

DAY = datetime.date(2026, 11, 27)


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("full", "27 Nov 2026"),
        ("weekday", "Fri 27 Nov 2026"),
        ("short", "Fri 27 Nov"),
        ("month", "Nov 2026"),
        ("title", "Friday 27 November"),
    ],
)
def test_day_is_written_by_its_style(style, text):
    assert formats.day(DAY, style) == f'<time datetime="2026-11-27">{text}</time>'


def test_day_of_another_year_names_it():
    this = datetime.date(timezone.localdate().year, 3, 2)
    assert formats.day_text(this, "near") == formats.day_text(this, "short")
    assert formats.day_text(datetime.date(2019, 3, 2), "near") == "2 Mar 2019"


def test_day_follows_the_readers_language():
    with translation.override("en-us"):
        assert formats.day_text(DAY) == "Nov 27, 2026"


def test_missing_day_says_so():
    assert formats.day(None) == '<span class="c-muted">not yet</span>'
    assert (
        formats.day(None, missing="Dana gives it") == '<span class="c-muted">Dana gives it</span>'
    )


def test_moment_is_in_the_readers_time():
    at = datetime.datetime(2026, 7, 1, 12, 0, tzinfo=datetime.UTC)

    with timezone.override("Europe/London"):
        assert (
            formats.moment(at) == '<time datetime="2026-07-01T13:00+01:00">1 Jul 2026, 13:00</time>'
        )


@pytest.mark.parametrize(
    ("days", "words"),
    [(-3, "3 days over"), (-1, "1 day over"), (0, "today"), (1, "1 day"), (4, "4 days")],
)
def test_distance_is_counted_in_days(days, words):
    assert formats.distance(DAY + datetime.timedelta(days=days), DAY) == words


def test_overdue_day_is_marked_and_a_coming_one_is_not():
    assert 'class="c-late"' in formats.due(DAY - datetime.timedelta(days=1), DAY)
    assert "c-late" not in formats.due(DAY + datetime.timedelta(days=1), DAY)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Decimal(600000000), "USD\xa0600,000,000"),
        (Decimal("600000000.00"), "USD\xa0600,000,000"),
        (Decimal("11200.5"), "USD\xa011,200.50"),
        (Decimal(0), "USD\xa00"),
        (Decimal("-12.30"), "USD\xa0-12.30"),
    ],
)
def test_money_keeps_cents_only_where_there_are_any(amount, text):
    assert formats.money(amount, "USD") == f'<bdi class="c-nowrap">{text}</bdi>'


def test_missing_money_is_no_zero():
    assert formats.money(None, "USD") == '<span class="c-muted">not yet</span>'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal(1460), "1,460"),
        (Decimal("0.50"), "0.5"),
        (7, "7"),
        (Decimal("1E+3"), "1,000"),
        (Decimal("48.8"), "48.8"),
    ],
)
def test_number_shows_only_decimals_that_it_has(value, text):
    assert formats.number(value, "t") == f'<bdi class="c-nowrap">{text}\xa0t</bdi>'
