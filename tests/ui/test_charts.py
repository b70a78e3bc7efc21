import datetime
import re
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ui import charts

DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))
PARTS = st.lists(st.tuples(st.sampled_from(sorted(charts.FILL)), st.integers(0, 10**9)), max_size=6)


def numbers(html, *names):
    return [
        float(value) for name in names for value in re.findall(rf'\s{name}="(-?[0-9.]+)"', html)
    ]


@given(parts=PARTS)
def test_stacked_bar_stays_inside_its_frame(parts):
    html = charts.stacked_bar(parts)

    starts = numbers(html.split("</svg>")[0].split('role="img"')[1], "x")
    widths = [float(w) for w in re.findall(r'<rect[^>]* width="(-?[0-9.]+)"', html)]
    assert all(width >= 0 for width in widths)
    assert all(0 <= x <= 300 for x in starts)
    assert sum(widths) <= 300.5


@given(ends=DAYS, on=DAYS, opens=st.none() | DAYS)
def test_decision_track_stays_inside_its_frame(ends, on, opens):
    html = charts.decision_track(ends, on, opens)

    assert all(0 <= x <= 390 for x in numbers(html, "x", "x1", "x2"))
    bars = re.findall(r'<rect[^>]* x="([0-9.]+)"[^>]* width="([0-9.]+)"', html)
    assert all(float(x) + float(width) <= 390.1 for x, width in bars)


def test_stacked_bar_of_known_counts():
    assert charts.stacked_bar([("green", 3), ("red", 1), ("grey", 0)], "Health of 4") == (
        '<svg class="c-bar" viewBox="0 0 300 10" preserveAspectRatio="none" role="img" aria-label="Health of 4">'
        '<rect class="p-green" x="0.0" width="223.5" height="10" fill="#1b7a43"/>'
        '<rect class="p-red" x="225.5" width="74.5" height="10" fill="#c22b3b"/></svg>'
    )


def test_stacked_bar_of_nothing_is_an_empty_rail():
    assert '<rect class="p-rail" width="300"' in charts.stacked_bar([])


def test_decision_track_of_a_known_ending():
    html = charts.decision_track(
        datetime.date(2027, 11, 30),
        datetime.date(2026, 11, 23),
        datetime.date(2027, 2, 26),
        "Window from 26 Feb",
    )

    assert 'aria-label="Window from 26 Feb"' in html
    assert '<rect class="p-now" x="116.8" y="9" width="272.2" height="6" fill="#3542b5"/>' in html
    assert '<rect class="p-rail" x="0" y="9" width="389.0"' in html


def test_track_says_that_its_dates_stand_beside_it():
    assert 'role="img" aria-label="Time line' in charts.decision_track(
        datetime.date(2027, 1, 1), datetime.date(2026, 11, 1)
    )


def test_month_axis_names_the_year_where_it_changes():
    html = charts.month_axis(datetime.date(2026, 11, 23))

    assert re.findall(r"<span>([^<]*)</span>", html) == ["Nov", "Feb 2027", "May", "Aug"]


AMOUNTS = st.decimals(-10, 10**12, places=2)


@given(sizes=st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), max_size=4))
def test_paired_bars_stay_inside_their_frame(sizes):
    bars = [charts.Bar("GBP", *size, strong="so much") for size in sizes]

    html = charts.paired_bars(("City", bars), ("Company", []))

    widths = [float(w) for w in re.findall(r'<rect[^>]* width="(-?[0-9.]+)"', html)]
    assert len(widths) == 2 * len(bars)
    assert all(0 <= width <= 300 for width in widths)


def test_paired_bars_compare_each_with_the_longest():
    bar = charts.Bar(
        "GBP", Decimal(20), Decimal(50), Decimal(100), strong="GBP 20", note="of GBP 50"
    )

    html = charts.paired_bars(("City", [bar]), ("Company & Sons", [bar]))

    assert re.findall(r'<rect class="([a-z-]+)" width="([0-9.]+)"', html) == [
        ("p-rail", "150.0"),
        ("p-public", "60.0"),
        ("p-rail", "150.0"),
        ("p-partner-bar", "60.0"),
    ]
    assert "Company &amp; Sons" in html
