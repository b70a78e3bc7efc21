"""The template tags of the design: {% load ui %}. Leaves are simple tags, wrappers are block tags (docs/ui.md)."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ui import charts, formats, marks
from ui.controls import control as control_markup
from ui.controls import error_summary as error_summary_context

register = template.Library()

# Leaves ---------------------------------------------------------------------------------------------

register.simple_tag(marks.stage_bar, name="stage_bar")
register.simple_tag(marks.stepper, name="stepper")
register.simple_tag(marks.strip, name="strip")
register.simple_tag(marks.avatar, name="avatar")
register.simple_tag(marks.side, name="side")
register.simple_tag(marks.parties, name="parties")
register.simple_tag(marks.visibility, name="visibility")
register.simple_tag(formats.day, name="day")
register.simple_tag(formats.moment, name="moment")
register.simple_tag(formats.due, name="due")
register.simple_tag(formats.number, name="number")
register.simple_tag(formats.money, name="money")
register.simple_tag(charts.stacked_bar, name="stacked_bar")
register.simple_tag(charts.decision_track, name="decision_track")
register.simple_tag(charts.month_axis, name="month_axis")
register.simple_tag(control_markup, name="control")
register.filter("day_text", formats.day_text)


@register.filter
def undo_address(message):
    """Return the address that takes an act back, from the extra tags of its message ("undo:/address/")."""
    address = (message.extra_tags or "").partition("undo:")[2]
    return address if address.startswith("/") and not address.startswith("//") else ""


@register.simple_tag
def icon(name, extra="", use=False):
    """Return an icon; `extra` may hold "icon--s" (small) and a colour name."""
    return marks.icon(name, extra, use=use)


@register.simple_tag
def symbols(names):
    """Return the shared drawings for icons with use=True; `names` parted by spaces."""
    return marks.symbols(names.split())


@register.simple_tag
def rag(state="grey", word="", pill=False, use=False):
    """Return a health word with its shape and colour."""
    return marks.rag(state, word, pill=pill, use=use)


@register.simple_tag
def tag(text, tone="grey", icon="", use=False):
    """Return a word of state on a tint."""
    return marks.tag(text, tone, icon, use=use)


@register.simple_tag
def chip(label, url):
    """Return an active filter that can be taken away."""
    return format_html(
        '<a class="c-chip" href="{}">{}{}<span class="visually-hidden"> {}</span></a>',
        url,
        label,
        marks.icon("x", "icon--s"),
        _("remove"),
    )


@register.simple_tag
def progress(value, total, label):
    """Return a progress bar with its label."""
    key = "p-" + slugify(label)
    share = round(100 * value / total) if total else 0
    return format_html(
        '<p class="mb-1"><label for="{0}">{1}</label></p>'
        '<progress class="c-progress" id="{0}" value="{2}" max="{3}">{4} %</progress>',
        key,
        label,
        value,
        total,
        share,
    )


@register.simple_tag
def crumb(label, url=""):
    """Return one step of the way here; the last one has no address."""
    return (
        format_html('<li><a href="{}">{}</a></li>', url, label)
        if url
        else format_html("<li>{}</li>", label)
    )


@register.simple_tag
def tab(label, url, key="", current="", count=None):
    """Return one tab, a link with a real address; it is the open one when `key` equals `current`."""
    return format_html(
        '<li><a href="{}"{}>{}{}</a></li>',
        url,
        mark_safe(' aria-current="page"') if key and key == current else "",
        label,
        format_html(" <b>{}</b>", count) if count is not None else "",
    )


@register.simple_tag
def navigation(label, url, icon, key, current="", waiting=0):
    """Return one entry of the side navigation; `key` is compared with the page's own, `waiting` is counted at it."""
    count = format_html(
        '<span class="c-count">{}<span class="visually-hidden"> {}</span></span>',
        waiting,
        _("waiting"),
    )
    return format_html(
        '<li><a href="{}"{}>{}<span class="c-nav__word">{}</span>{}</a></li>',
        url,
        mark_safe(' aria-current="page"') if key == current else "",
        marks.icon(icon),
        label,
        count if waiting else "",
    )


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms):
    """Show every error of the given forms (and formsets) as links to their fields; nothing when there is none."""
    return error_summary_context(forms)


# Wrappers -------------------------------------------------------------------------------------------


@register.simple_block_tag
def panel(content, key, title="", internal=False):
    """Wrap content in a surface with a heading; without `title` put a {% panel_head %} inside."""
    head = panel_head("", key, title) if title else ""
    css = "c-panel c-panel--internal" if internal else "c-panel"
    return format_html(
        '<section class="{}" aria-labelledby="{}">{}{}</section>', css, key, head, content
    )


@register.simple_block_tag
def panel_head(content, key, title):
    """Return a panel's heading; the content (a tag, a small button, a short remark) stands at its end."""
    return format_html(
        '<div class="c-panel__head"><h2 id="{}">{}</h2>{}</div>', key, title, content
    )


@register.simple_block_tag
def facts(content):
    """Wrap {% fact %} rows: a list of terms and values."""
    return format_html('<dl class="c-facts">{}</dl>', content)


@register.simple_block_tag
def fact(content, term):
    """Return one term with its value; an empty value reads "not yet"."""
    value = mark_safe(content.strip()) or format_html(  # noqa: S308 - drawn by the template
        '<span class="c-muted">{}</span>', _("not yet")
    )
    return format_html("<dt>{}</dt><dd>{}</dd>", term, value)


@register.simple_block_tag
def empty(content, icon, title, text=""):
    """Say that nothing is here and what to do; the content is one button."""
    return format_html(
        '<div class="c-empty">{}<b>{}</b><span>{}</span>{}</div>',
        marks.icon(icon),
        title,
        text,
        content,
    )


# {% for %} takes {% empty %} for its own: inside a loop write {% nothing %}.
register.simple_block_tag(empty, name="nothing")

NOTE_ICONS = {
    "blue": "info",
    "green": "circle-check",
    "amber": "triangle-alert",
    "red": "octagon-x",
}


@register.simple_block_tag
def note(content, tone="blue"):
    """Wrap a remark that stays on the page."""
    css = "c-note" if tone == "blue" else f"c-note c-note--{tone}"
    return format_html(
        '<div class="{}">{}<div>{}</div></div>', css, marks.icon(NOTE_ICONS[tone]), content
    )


CONDITION_MARKS = {
    # state: (icon, colour, word read before the text)
    "open": ("circle", "grey", "Missing"),
    "met": ("circle-check", "green", "Met"),
    "overridden": ("shield-check", "amber", "Overridden"),
    "left_out": ("minus", "grey", "Left out"),
    "taken_over": ("circle-dashed", "grey", "Taken over"),
}


@register.simple_block_tag
def condition(content, text, state="open", who=""):
    """Return one condition of a gate; the content is its button, or nothing when there is nothing to do."""
    shape, tone, _word = CONDITION_MARKS[state]
    word = {
        "open": _("Missing"),
        "met": _("Met"),
        "overridden": _("Overridden"),
        "left_out": _("Left out"),
        "taken_over": _("Taken over"),
    }[state]
    shown = mark_safe(content.strip()) or format_html(  # noqa: S308 - drawn by the template
        '<span class="c-small c-muted">{}</span>', word
    )
    return format_html(
        '<li{}>{}<span><span class="visually-hidden">{}: </span>{}</span>'
        '<span class="c-small c-muted">{}</span><span class="c-gate__act">{}</span></li>',
        "" if state == "open" else mark_safe(' class="is-met"'),
        marks.icon(shape, tone),
        word,
        text,
        who,
        shown,
    )


@register.simple_block_tag
def event(content, icon, byline=""):
    """Return one entry of a <ol class="c-timeline">."""
    line = format_html('<div class="c-byline">{}</div>', byline) if byline else ""
    return format_html("<li>{}{}{}</li>", marks.icon(icon), content, line)


@register.simple_block_tag
def menu(content, label, icon="chevron-down", button="btn btn-secondary", hide_label=False):
    """Wrap <li> links and buttons in a menu that opens without script."""
    words = format_html('<span class="visually-hidden">{}</span>' if hide_label else "{}", label)
    shape = marks.icon(icon, "icon--s" if icon == "chevron-down" else "")
    return format_html(
        '<details class="c-menu"><summary class="{}">{}{}</summary><ul class="c-menu__list">{}</ul></details>',
        button,
        words if not hide_label else shape,
        shape if not hide_label else words,
        content,
    )


@register.simple_block_tag
def crumbs(content):
    """Wrap {% crumb %} entries."""
    return format_html(
        '<nav class="c-crumbs" aria-label="{}"><ol>{}</ol></nav>', _("Breadcrumb"), content
    )


@register.simple_block_tag
def tabs(content, label):
    """Wrap {% tab %} entries."""
    return format_html('<nav class="c-tabs" aria-label="{}"><ul>{}</ul></nav>', label, content)
