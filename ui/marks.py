"""The small marks of the design: icon, health word, tag, side, person, stages. Each says its meaning in a word."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ui import icons

TONES = ("grey", "green", "amber", "red", "blue", "shared", "accent", "line")

HEALTH = {
    "green": (gettext_lazy("On track"), "circle-check"),
    "amber": (gettext_lazy("At risk"), "triangle-alert"),
    "red": (gettext_lazy("Off track"), "octagon-x"),
    "blue": (gettext_lazy("Complete"), "flag"),
    "grey": (gettext_lazy("No data yet"), "circle-dashed"),
}

VISIBILITY = {
    "sealed": (gettext_lazy("Sealed"), "lock", "line"),
    "internal": (gettext_lazy("Only us"), "eye-off", "line"),
    "own": (gettext_lazy("Only our side"), "eye-off", "line"),
    "shared": (gettext_lazy("Shared"), "users", "shared"),
    "published": (gettext_lazy("Published"), "globe", "blue"),
}


def icon(name, extra="", *, use=False):
    """Return one icon; it decorates, the words beside it carry the meaning."""
    css = "c-icon" + "".join(f" c-{part}" for part in extra.split())
    shape = icons.shape(name)
    if use:
        # Short, since it is for icons that repeat: the size comes from the sheet, the frame from the symbol.
        return format_html(
            '<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>', css, name
        )
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">{}</svg>',
        css,
        mark_safe(shape),  # noqa: S308 - our own file
    )


def symbols(names):
    """Return the drawings that icons with `use` refer to; once per page or swapped fragment."""
    inner = format_html_join(
        "",
        '<symbol id="i-{}" viewBox="0 0 24 24">{}</symbol>',
        ((name, mark_safe(icons.shape(name))) for name in names),  # noqa: S308 - our own file
    )
    return format_html(
        '<svg class="c-sprite" width="0" height="0" aria-hidden="true">{}</svg>', inner
    )


def rag(state, word="", *, pill=False, use=False):
    """Return a state of health: word, shape and colour together."""
    state = state or "grey"
    usual, shape = HEALTH[state]
    css = f"c-rag c-rag--{state}" + (" c-rag--pill" if pill else "")
    return format_html('<span class="{}">{}{}</span>', css, icon(shape, use=use), word or usual)


def tag(text, tone="grey", shape="", *, use=False):
    """Return a word of state on a tint; never a link."""
    if tone not in TONES:
        raise ValueError(f"unknown tone {tone}")
    css = "c-tag" if tone == "grey" else f"c-tag c-tag--{tone}"
    return format_html(
        '<span class="{}">{}{}</span>', css, icon(shape, use=use) if shape else "", text
    )


def visibility(value, names=""):
    """Return who may see a record; `names` says with whom it is shared."""
    word, shape, tone = VISIBILITY[value]
    if value == "shared" and names:
        word = _("Shared with %(names)s") % {"names": names}
    return tag(word, tone, shape)


def side(name, of="public"):
    """Return an organisation with the mark of its side: square for the public body, ring for the company."""
    return format_html(
        '<span class="c-side{}">{}</span>', "" if of == "public" else " c-side--partner", name
    )


def names_of(value):
    """Return a list of names from a name or several."""
    return [value] if isinstance(value, str) else list(value or ())


def parties(public, partners=()):
    """Return both sides of a partnership, tied; each side is a name or a list of names."""
    comma = format_html('<span class="c-and">{}</span>', ", ")
    left, right = (
        format_html_join(comma, "{}", ((side(name, of),) for name in names_of(names)))
        for names, of in ((public, "public"), (partners, "partner"))
    )
    tie = format_html(
        '<span class="c-tie" aria-hidden="true"></span><span class="visually-hidden"> {} </span>',
        _("with"),
    )
    return format_html('<span class="c-parties">{}{}{}</span>', left, tie if right else "", right)


def initials(person):
    """Return two letters for a person, from the user or from a plain name."""
    ready = getattr(person, "initials", "")
    words = str(person).replace("@", " ").split()
    return ready or "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def avatar(person, of="public"):
    """Return a person's letters in a circle; the name has to stand beside it."""
    css = "c-avatar" if of == "public" else "c-avatar c-avatar--partner"
    return format_html('<span class="{}" aria-hidden="true">{}</span>', css, initials(person))


BAR, GAP = 92, 1.8


def stage_bar(done, total, label=""):
    """Return a row of small blocks, `done` of `total` filled, with its meaning in words.

    Two dashed lines instead of a block each: a list of a hundred rows stays light.
    """
    step = (BAR + GAP) / total
    words = label or _("stage %(done)s of %(total)s") % {"done": done, "total": total}
    return format_html(
        '<svg class="c-steps" viewBox="0 0 92 6" width="92" height="6" aria-hidden="true" stroke-width="4"'
        ' stroke-dasharray="{} {}"><path class="p-step-todo" d="M0 3h92" stroke="#dfe3ec"/>'
        '<path class="p-step-done" d="M0 3h{}" stroke="#3542b5"/></svg><span class="visually-hidden">{}</span>',
        f"{step - GAP:.2f}",
        GAP,
        f"{max(0, done * step - GAP):.1f}",
        words,
    )


def part(thing, name, default=""):
    """Return one value of a dict or an object, so that views may hand over either."""
    value = thing.get(name, default) if isinstance(thing, dict) else getattr(thing, name, default)
    return default if value is None else value


STEP_WORDS = {
    "done": gettext_lazy("done"),
    "now": gettext_lazy("current"),
    "taken": gettext_lazy("taken over"),
}


def step(one, *, near):
    """Return one stage of a life cycle."""
    state = part(one, "state", "todo")
    css = " ".join(
        name
        for name, wanted in (
            ("is-done", state in ("done", "taken")),
            ("is-taken", state == "taken"),
            ("is-now", state == "now"),
            ("is-near", near),
        )
        if wanted
    )
    mark = {"done": "check", "taken": "minus"}.get(state)
    word = STEP_WORDS.get(state)
    return format_html(
        '<li class="{}"{}><span class="c-mark" aria-hidden="true">{}</span><b>{}{}</b>{}</li>',
        css,
        mark_safe(' aria-current="step"') if state == "now" else "",
        icon(mark) if mark else "",
        part(one, "name"),
        format_html('<span class="visually-hidden"> ({})</span>', word) if word else "",
        part(one, "note"),
    )


def stepper(steps):
    """Return the life cycle of one partnership; phones show the stage before, the current and the next."""
    steps = list(steps)
    states = [part(one, "state", "todo") for one in steps]
    now = (
        states.index("now") if "now" in states else sum(s in ("done", "taken") for s in states) - 1
    )
    items = format_html_join(
        "", "{}", ((step(one, near=abs(number - now) <= 1),) for number, one in enumerate(steps))
    )
    return format_html('<ol class="c-stepper">{}</ol>', items)


def strip(items):
    """Return counts side by side, each a link to its list: name, count, note, tone (amber, red), url."""
    cells = format_html_join(
        "",
        '<li><a href="{}"><span class="c-strip__name">{}</span><span class="c-figure">{}</span>'
        '<span class="c-tiny {}">{}</span></a></li>',
        (
            (
                part(item, "url", "#"),
                part(item, "name"),
                part(item, "count", 0),
                f"c-ink-{part(item, 'tone')}" if part(item, "tone") else "c-muted",
                part(item, "note"),
            )
            for item in items
        ),
    )
    return format_html('<ol class="c-strip">{}</ol>', cells)
