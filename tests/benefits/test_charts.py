"""The pictures of benefits: golden ones of known figures, and nothing outside the frame for any."""

import datetime
import re
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from benefits import charts
from benefits.charts import Point, SideBars, Way

DAY = datetime.date(2026, 11, 23)
DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))
FIGURES = st.decimals(-(10**15), 10**15, places=4)
SHARES = st.none() | st.decimals(0, 100, places=6)
POINTS = st.lists(st.builds(Point, DAYS, FIGURES), max_size=6)
FRAMES = re.compile(r'<svg[^>]*viewBox="0 0 (\d+) (\d+)"[^>]*>(.*?)</svg>')


def outside(html):
    """Return the coordinates that leave their frame."""
    found = []
    for width, height, inner in FRAMES.findall(html):
        for names, most in (
            (("x", "x1", "x2", "cx"), int(width)),
            (("y", "y1", "y2", "cy"), int(height)),
        ):
            for name in names:
                values = [float(one) for one in re.findall(rf'\s{name}="(-?[0-9.]+)"', inner)]
                found += [(name, one) for one in values if not -1 <= one <= most + 1]
        for x, y in re.findall(
            r"(-?[0-9.]+),(-?[0-9.]+)", " ".join(re.findall(r'points="([^"]*)"', inner))
        ):
            if not (0 <= float(x) <= int(width) and 0 <= float(y) <= int(height)):
                found.append((x, y))
    return found


@settings(max_examples=50)
@given(SHARES, SHARES, SHARES, SHARES)
def test_bars_stay_inside_their_frame(one, two, three, four):
    sides = [SideBars("public", "City", one, two), SideBars("partner", "Meridian", three, four)]

    assert outside(charts.expected_against_gained(sides)) == []


@settings(max_examples=50)
@given(POINTS, POINTS, st.none() | st.builds(Point, DAYS, FIGURES), DAYS)
def test_way_stays_inside_its_frame(confirmed, others, target, today):
    way = Way(
        sorted(confirmed, key=lambda one: one.on), others, Point(DAY, Decimal(0)), target, today
    )

    assert outside(charts.way_of_figure(way)) == []


def test_way_of_nothing_is_nothing():
    assert charts.way_of_figure(Way([], [])) == ""


def test_one_point_and_equal_ones_are_drawn():
    for points in ([Point(DAY, Decimal(0))], [Point(DAY, Decimal(7))] * 2):
        html = charts.way_of_figure(Way(points, []))
        assert html.count("<circle") == 2 * len(points)
        assert outside(html) == []


def test_bars_of_known_shares():
    html = charts.expected_against_gained(
        [
            SideBars("public", "City", Decimal(66), Decimal(55)),
            SideBars("partner", "Meridian", None, Decimal(26)),
        ]
    )
    wide = html.split("</svg>")[0]

    assert 'role="img" aria-label="Bars for each side: expected and gained in percent' in wide
    assert (
        '<rect class="p-rail p-plan" x="8" y="28" width="406.6" height="12" fill="#eef0f6" '
        'stroke="#6b7489" stroke-dasharray="4 3"/>'
    ) in wide
    assert '<rect class="p-public" x="8" y="44" width="338.8" height="16" fill="#3542b5"/>' in wide
    assert (
        '<rect class="p-partner-bar" x="8" y="108" width="160.2" height="16" fill="#0b6b78"/>'
        in wide
    )
    assert "not yet" in wide
    assert "55 %" in wide


def test_way_of_known_figures():
    def at(days, value):
        return Point(DAY + datetime.timedelta(days=days), Decimal(value))

    html = charts.way_of_figure(
        Way([at(25, 10), at(50, 30)], [at(60, 45)], at(0, 0), at(100, 80), at(70, 0).on)
    )
    wide = html.split("</svg>")[0]

    assert re.findall(r'class="p-plan" points="([^"]*)"', wide) == ["26.0,232.0 652.0,18.0"]
    assert re.findall(r'class="p-actual" points="([^"]*)"', wide) == ["182.5,205.2 339.0,151.8"]
    assert wide.count('class="p-open"') == 1
    assert re.findall(r'text-anchor="end"[^>]*>([0-9]+)<', wide) == ["0", "20", "40", "60", "80"]
