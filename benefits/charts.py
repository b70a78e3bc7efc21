"""The two pictures of benefits, as SVG made on the server: expected against gained per side, and the way of one figure.

Each is drawn twice, for wide and for narrow places; the sheet shows one. Their numbers always stand beside them.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ui import charts, formats

WIDE, NARROW = 680, 320
HUNDRED = 100
SIDE_FILL = {"public": ("p-public", "#3542b5"), "partner": ("p-partner-bar", "#0b6b78")}
GRID, AXIS, RAIL, PLAN, INK, PAPER = "#dfe3ec", "#7d879c", "#eef0f6", "#6b7489", "#151b2e", "#fff"
MOST_TICKS = 5


def _both(draw, label):
    """Return a drawing for both widths, each with its label."""
    return format_html_join(
        "",
        '<svg class="c-plot__svg c-plot__svg--{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        (
            (name, width, height, label, inner)
            for name, width in (("wide", WIDE), ("small", NARROW))
            for height, inner in [draw(width)]
        ),
    )


def _text(x, y, words, *, anchor="start", css=""):
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}"{} fill="#56617a" font-size="12">{}</text>',
        f"{x:.1f}",
        f"{y:.1f}",
        anchor,
        format_html(' class="{}"', css) if css else "",
        words,
    )


# ── Expected against gained ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class SideBars:
    """One side: what was expected by now and what it has gained, in percent; None where nothing is known."""

    side: str
    name: str
    expected: Decimal | None
    gained: Decimal | None


def expected_against_gained(sides):
    """This function will return two bars for each side on one scale from 0 to 100 percent."""
    return _both(
        lambda width: _bars(sides, width),
        _("Bars for each side: expected and gained in percent; the numbers stand below"),
    )


def _bars(sides, width):
    left, right, top, step = 8, width - 56, 8, 64
    room = right - left
    height = top + step * len(sides) + 24
    parts = []
    for share in (0, 25, 50, 75, HUNDRED):
        x = left + room * share / HUNDRED
        parts.append(
            format_html(
                '<line class="p-grid" x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="{3}"/>',
                f"{x:.1f}",
                top + 18,
                height - 20,
                GRID,
            )
        )
        parts.append(_text(x, height - 5, share, anchor="start" if share == 0 else "middle"))
    parts.append(_text(right + 14, height - 5, "%"))
    for number, one in enumerate(sides):
        y = top + step * number
        parts.append(_text(left, y + 12, one.name[: width // 9], css="p-strong"))
        parts.append(_bar(left, y + 20, 12, room, one.expected, "p-rail p-plan", RAIL, dashed=True))
        css, fill = SIDE_FILL[one.side]
        parts.append(_bar(left, y + 36, 16, room, one.gained, css, fill))
    return height, mark_safe("".join(parts))  # noqa: S308 - every part is escaped


def _bar(x, y, height, room, share, css, fill, *, dashed=False):
    if share is None:
        return _text(x + 4, y + height - 2, _("not yet"))
    width = max(float(share), 0) * room / HUNDRED
    shown = formats.number_text(share.quantize(Decimal(1)))
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" fill="{}"{}/>{}',
        css,
        x,
        y,
        f"{width:.1f}",
        height,
        fill,
        mark_safe(f' stroke="{PLAN}" stroke-dasharray="4 3"') if dashed else "",  # noqa: S308 - our own
        _text(x + width + 6, y + height - 2, f"{shown} %", css="" if dashed else "p-strong"),
    )


# ── The way of one figure ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Point:
    """A figure on a day."""

    on: datetime.date
    value: Decimal


@dataclass(frozen=True)
class Way:
    """What the picture of one benefit shows."""

    confirmed: list
    others: list  # not confirmed: waiting or disputed
    start: Point | None = None
    target: Point | None = None
    today: datetime.date | None = None

    @property
    def plan(self):
        return [self.start, self.target] if self.start and self.target else []

    @property
    def points(self):
        return [*self.confirmed, *self.others, *(one for one in (self.start, self.target) if one)]


@dataclass(frozen=True)
class _Scale:
    """Where days and figures lie in a frame."""

    first: int
    last: int
    low: float
    high: float
    left: float
    right: float
    top: float
    bottom: float

    def x(self, day):
        span = self.last - self.first
        share = (day.toordinal() - self.first) / span if span else 0.5
        return self.left + (self.right - self.left) * min(max(share, 0.0), 1.0)

    def y(self, value):
        share = (float(value) - self.low) / (self.high - self.low)
        return self.bottom - (self.bottom - self.top) * min(max(share, 0.0), 1.0)


def way_of_figure(way):
    """This function will return the confirmed figures as a line, the plan dashed, the rest as open marks."""
    if not way.points:
        return ""
    return _both(
        lambda width: _way(way, width),
        _("Line of the confirmed figures with the plan; the numbers stand below"),
    )


def _way(way, width):
    height = 260 if width == WIDE else 220
    ticks = _ticks([float(one.value) for one in way.points])
    words = [formats.number_text(_plain(tick)) for tick in ticks]
    left = min(12 + 7 * max(map(len, words)), width / 3)
    days = [one.on.toordinal() for one in way.points]
    scale = _Scale(
        min(days), max(days), ticks[0], ticks[-1], left, width - 28, top=18, bottom=height - 28
    )
    parts = [
        *_grid(scale, ticks, words),
        *_days(scale),
        *_today(scale, way.today),
        _line([*way.plan], scale, "p-plan", PLAN, width=1.75, dashes="6 4"),
        _line(way.confirmed, scale, "p-actual", charts.FILL["accent"], width=2.25),
        *(_dot(one, scale) for one in way.confirmed),
        *(_open(one, scale) for one in way.others),
        *([_goal(way.target, scale)] if way.target else []),
    ]
    return height, mark_safe("".join(parts))  # noqa: S308 - every part is escaped


def _ticks(values):
    """Return round figures that hold all values, few enough to be read."""
    low, high = min([*values, 0.0]), max([*values, 0.0])
    if high == low:
        high = low + 1
    raw = (high - low) / (MOST_TICKS - 1)
    power = 10.0 ** (len(f"{raw:.0f}") - 1) if raw >= 1 else 10.0 ** -len(f"{1 / raw:.0f}")
    step = next(power * one for one in (1, 2, 5, 10, 20, 50, 100) if power * one >= raw)
    first = int(low // step)
    last = int(-(-high // step))
    return [number * step for number in range(first, last + 1)]


def _plain(value):
    return Decimal(f"{value:.4f}").normalize() + 0


def _grid(scale, ticks, words):
    for tick, word in zip(ticks, words, strict=True):
        y = f"{scale.y(tick):.1f}"
        yield format_html(
            '<line class="p-grid" x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}"/>',
            f"{scale.left:.1f}",
            f"{scale.right:.1f}",
            y,
            y,
            GRID,
        )
        yield _text(scale.left - 8, scale.y(tick) + 4, word, anchor="end")


def _days(scale):
    ends = {scale.first: "start", scale.last: "end"}
    for day, anchor in ends.items():
        when = datetime.date.fromordinal(day)
        x = scale.left if anchor == "start" else scale.right + 20
        yield _text(x, scale.bottom + 20, formats.day_text(when), anchor=anchor)


def _today(scale, today):
    if today is None or not scale.first <= today.toordinal() <= scale.last:
        return
    x = scale.x(today)
    yield format_html(
        '<line class="p-today" x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="{3}" stroke-dasharray="2 3"/>{4}',
        f"{x:.1f}",
        scale.top - 4,
        f"{scale.bottom:.1f}",
        AXIS,
        _text(min(max(x, scale.left + 16), scale.right - 16), 11, _("today"), anchor="middle"),
    )


def _line(points, scale, css, stroke, *, width, dashes=""):
    if len(points) < 2:
        return SafeString()
    path = " ".join(f"{scale.x(one.on):.1f},{scale.y(one.value):.1f}" for one in points)
    return format_html(
        '<polyline class="{}" points="{}" fill="none" stroke="{}" stroke-width="{}"{}/>',
        css,
        path,
        stroke,
        width,
        mark_safe(f' stroke-dasharray="{dashes}"') if dashes else "",  # noqa: S308 - our own
    )


def _dot(one, scale):
    return format_html(
        '<circle class="p-dot" cx="{}" cy="{}" r="4" fill="{}" stroke="{}" stroke-width="1.5"/>',
        f"{scale.x(one.on):.1f}",
        f"{scale.y(one.value):.1f}",
        charts.FILL["accent"],
        PAPER,
    )


def _open(one, scale):
    x, y = scale.x(one.on), scale.y(one.value)
    return format_html(
        '<path class="p-open" d="M{} {}l5 5 -5 5 -5 -5z" fill="{}" stroke="{}" stroke-width="1.75"/>',
        f"{x:.1f}",
        f"{y - 5:.1f}",
        PAPER,
        charts.FILL["red"],
    )


def _goal(one, scale):
    x, y = scale.x(one.on), scale.y(one.value)
    return format_html(
        '<rect class="p-target" x="{}" y="{}" width="9" height="9" fill="{}" stroke="{}" stroke-width="2"/>',
        f"{x - 4.5:.1f}",
        f"{y - 4.5:.1f}",
        PAPER,
        INK,
    )
