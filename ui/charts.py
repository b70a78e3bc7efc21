"""Plots as SVG made on the server: classes for the theme, attributes for paper. Their numbers always stand beside them."""

import calendar
import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

FILL = {
    "green": "#1b7a43",
    "amber": "#b35c00",
    "red": "#c22b3b",
    "blue": "#2f6fd0",
    "grey": "#6b7489",
    "accent": "#3542b5",
}

BAR_WIDTH = 300
BAR_GAP = 2
TRACK_WIDTH = 390
TRACK_MONTHS = 13
AXIS_STEP = 3


def stacked_bar(parts, label=""):
    """Return one bar of shares; `parts` are (tone, count), the legend beside it carries the counts."""
    shown = [(tone, count) for tone, count in parts if count > 0]
    total = sum(count for _tone, count in shown)
    room = BAR_WIDTH - BAR_GAP * max(0, len(shown) - 1)
    blocks, x = [], 0.0
    for tone, count in shown:
        width = room * count / total
        blocks.append((f"p-{tone}", f"{x:.1f}", f"{width:.1f}", FILL[tone]))
        x += width + BAR_GAP
    return format_html(
        '<svg class="c-bar" viewBox="0 0 300 10" preserveAspectRatio="none" role="img" aria-label="{}">{}{}</svg>',
        label or _("Shares of %(total)s; the counts stand below") % {"total": total},
        ""
        if shown
        else format_html('<rect class="p-rail" width="{}" height="10" fill="#eef0f6"/>', BAR_WIDTH),
        format_html_join("", '<rect class="{}" x="{}" width="{}" height="10" fill="{}"/>', blocks),
    )


def month_start(day, months=0):
    """Return the first day of the month that lies `months` after the one of `day`."""
    number = day.year * 12 + day.month - 1 + months
    return datetime.date(number // 12, number % 12 + 1, 1)


def track_x(day, on):
    """Return where a day lies on a track of thirteen months from the month of `on`, inside its edges."""
    first = month_start(on)
    months = (day.year - first.year) * 12 + day.month - first.month
    share = (day.day - 1) / calendar.monthrange(day.year, day.month)[1]
    return round(
        min(max((months + share) * TRACK_WIDTH / TRACK_MONTHS, 0.0), float(TRACK_WIDTH)), 1
    )


def decision_track(ends, on, opens=None, label=""):
    """Return the time line of one ending: the window in which it is decided, today, and the end."""
    end, today = track_x(ends, on), track_x(on, on)
    start = track_x(opens, on) if opens else end
    return format_html(
        '<svg class="c-track" viewBox="0 0 390 24" preserveAspectRatio="none" role="img" aria-label="{label}">{grid}'
        '<rect class="p-rail" x="0" y="9" width="{end}" height="6" fill="#eef0f6"/>'
        '<rect class="p-now" x="{start}" y="9" width="{width}" height="6" fill="#3542b5"/>'
        '<line class="p-axis" x1="{today}" x2="{today}" y1="0" y2="24" stroke="#7d879c" stroke-dasharray="2 3"'
        ' vector-effect="non-scaling-stroke"/>'
        '<line class="p-end" x1="{last}" x2="{last}" y1="4" y2="20" stroke="#151b2e" stroke-width="3"'
        ' vector-effect="non-scaling-stroke"/></svg>',
        label=label or _("Time line of the decision; the dates stand in this row"),
        grid=track_grid(),
        start=start,
        end=end,
        width=round(max(0.0, end - start), 1),
        today=today,
        last=min(end, TRACK_WIDTH - 2),
    )


def track_grid():
    """Return one hairline per quarter of a track."""
    lines = ((n * TRACK_WIDTH / TRACK_MONTHS,) * 2 for n in range(0, TRACK_MONTHS, AXIS_STEP))
    return format_html_join(
        "", '<line class="p-grid" x1="{}" x2="{}" y1="0" y2="24" stroke="#dfe3ec"/>', lines
    )


def month_axis(on):
    """Return the head of a column of tracks: every third month, with the year where it changes."""
    names, year = [], on.year
    for n in range(0, TRACK_MONTHS - 1, AXIS_STEP):
        first = month_start(on, n)
        style = (
            pgettext("month on an axis", "M")
            if first.year == year
            else pgettext("month on an axis", "M Y")
        )
        names.append((date_format(first, style),))
        year = first.year
    return format_html(
        '<span class="c-axis" aria-hidden="true">{}</span><span class="visually-hidden">{}</span>',
        format_html_join("", "<span>{}</span>", names),
        _("Time line"),
    )


@dataclass(frozen=True)
class Bar:
    """One line of paired bars: `part` of `whole`, drawn against `most`, the longest bar that is compared with it."""

    label: str
    part: Decimal
    whole: Decimal
    most: Decimal
    strong: str
    note: str = ""


def paired_bars(left, right):
    """Return the bars of both sides beside each other; each side is its name and its Bars, the public side first.

    What stands in words beside every bar is all that it says: the drawing itself is not read out.
    """
    halves = (
        (left, "", "p-public", "#3542b5"),
        (right, " c-side--partner", "p-partner-bar", "#0b6a7c"),
    )
    return format_html(
        '<div class="c-balance">{}</div>',
        format_html_join(
            "",
            '<div><div class="c-side-head"><span class="c-side{}">{}</span></div><ul class="c-list">{}</ul></div>',
            (
                (
                    css,
                    names,
                    format_html_join("", "{}", ((bar_line(bar, tone, fill),) for bar in bars)),
                )
                for (names, bars), css, tone, fill in halves
            ),
        ),
    )


def bar_line(bar, tone, fill):
    """Return one bar with its words: the rail is as long as the whole, the filled part as long as what is there."""
    most = max(bar.most, bar.whole, bar.part)
    scale = BAR_WIDTH / float(most) if most > 0 else 0.0
    rail, part = (round(max(0.0, float(size)) * scale, 1) for size in (bar.whole, bar.part))
    return format_html(
        '<li><div class="c-pair"><span>{}</span><span><b>{}</b> <span class="c-muted">{}</span></span></div>'
        '<svg class="c-bar" viewBox="0 0 300 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="p-rail" width="{}" height="10" fill="#eef0f6"/><rect class="{}" width="{}" height="10" fill="{}"/>'
        "</svg></li>",
        bar.label,
        bar.strong,
        bar.note,
        rail,
        tone,
        part,
        fill,
    )
