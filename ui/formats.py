"""Days, moments, money and figures as people of the reader's language write them."""

from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format, get_format, number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def day_text(value, style="full"):
    """Return a day in words, in the order of the reader's language, as "27 Nov 2026".

    "near" is short in the year that runs and names any other.
    """
    full, month_day = get_format("DATE_FORMAT"), get_format("MONTH_DAY_FORMAT")
    if style == "near":
        style = "short" if value.year == timezone.localdate().year else "full"
    forms = {
        "full": full,
        "weekday": f"D {full}",
        "short": f"D {month_day.replace('F', 'M')}",
        "month": get_format("YEAR_MONTH_FORMAT").replace("F", "M"),
        "title": f"l {month_day}",
    }
    return date_format(value, forms[style])


def day(value, style="full", missing=None):
    """Return a day as <time>, or who or what is missing."""
    if not value:
        return format_html(
            '<span class="c-muted">{}</span>', _("not yet") if missing is None else missing
        )
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat()[:10], day_text(value, style)
    )


def moment(value, missing=None):
    """Return a moment in the reader's time zone as <time>, as "18 Nov 2026, 16:20"."""
    if not value:
        return day(None, missing=missing)
    local = timezone.localtime(value)
    words = date_format(local, get_format("DATETIME_FORMAT"))
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


def distance(value, on):
    """Return how far a due day is from the day `on`, as "3 days over", "today" or "4 days"."""
    days = (value - on).days
    if days == 0:
        return _("today")
    if days < 0:
        return ngettext("%(days)s day over", "%(days)s days over", -days) % {"days": -days}
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def due(value, on):
    """Return a due day with its distance, red and in words when it has passed."""
    late = "c-late" if value < on else ""
    return format_html(
        '<span class="{late}">{day}</span><span class="c-sub {late}">{distance}</span>',
        late=late,
        day=day(value, "short" if abs((value - on).days) < 180 else "full"),
        distance=distance(value, on),
    )


def number_text(value, places=None):
    """Return a figure with the reader's separators; whole ones without decimals."""
    figure = Decimal(value)
    if places is None:
        whole = figure == figure.to_integral_value()
        places = 0 if whole else max(0, -figure.normalize().as_tuple().exponent)
    return number_format(figure, decimal_pos=places, use_l10n=True, force_grouping=True)


def number(value, unit="", places=None, missing=None):
    """Return a figure with its unit, kept on one line."""
    if value is None or value == "":
        return day(None, missing=missing)
    text = number_text(value, places)
    return format_html(
        '<bdi class="c-nowrap">{}</bdi>', f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text
    )


def money_text(amount, currency):
    """Return an amount with its currency for a sentence, as "USD 600,000,000"; cents only where there are any."""
    figure = Decimal(amount)
    places = 0 if figure == figure.to_integral_value() else 2
    return f"{currency}\N{NO-BREAK SPACE}{number_text(figure, places)}"


def money(amount, currency, missing=None):
    """Return an amount with its currency, as "USD 600,000,000"; cents only where there are any."""
    if amount is None or amount == "":
        return day(None, missing=missing)
    return format_html('<bdi class="c-nowrap">{}</bdi>', money_text(amount, currency))
