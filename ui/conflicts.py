"""Two people changed the same thing: a page with both versions, from which nothing typed is lost."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import gettext as _

from ui import columns

MINE, THEIRS, COMBINED = "mine", "theirs", "combined"
RESERVED = ("record_id", "version", "password")


@dataclass(frozen=True)
class Row:
    """One field in both versions: what is shown, and what is posted."""

    name: str
    label: str
    mine: tuple
    theirs: str
    mine_shown: str
    theirs_shown: str

    @property
    def is_different(self):
        return list(self.mine) != [self.theirs]


def chosen(post):
    """Return a post as the form expects it; one from the conflict page holds both versions and which to take."""
    take = post.get("take")
    if take not in (MINE, THEIRS, COMBINED):
        return post
    result = post.copy()
    for name in {key.removeprefix("theirs-") for key in post if key.startswith("theirs-")}:
        use_theirs = take == THEIRS or (take == COMBINED and post.get(f"use-{name}") == THEIRS)
        result.setlist(name, post.getlist(f"theirs-{name}" if use_theirs else f"mine-{name}"))
    return result


def words(field, value):
    """Return a posted value as people read it: the words of a choice, a day in their language, else what was typed."""
    named = {str(key): label for key, label in getattr(field, "choices", None) or ()}
    try:
        return named.get(str(value)) or columns.shown(field.to_python(value))
    except ValidationError:
        return value


def rows_of(form, theirs):
    """Return each changed or unchanged field of a form beside the value that stands now."""
    for bound in form:
        if bound.name in RESERVED or bound.name not in theirs:
            continue
        mine = tuple(form.data.getlist(bound.html_name))
        now = bound.field.prepare_value(theirs[bound.name])
        posted = "" if now is None else str(now)
        yield Row(
            name=bound.html_name,
            label=bound.label,
            mine=mine,
            theirs=posted,
            mine_shown=", ".join(str(words(bound.field, one)) for one in mine) or "–",
            theirs_shown=words(bound.field, posted),
        )


def respond(request, form, *, theirs, version, who="", at=None):
    """Return the page with both versions; `theirs` are the values that stand now, by field name."""
    context = {
        "rows": list(rows_of(form, theirs)),
        "version": version,
        "record_id": form.data.get("record_id", ""),
        "who": who or _("Somebody else"),
        "at": at,
    }
    return render(request, "ui/conflict.html", context, status=409)
