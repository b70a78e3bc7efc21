"""Two people changed the same thing: what each of them wrote, side by side, and one version made of both.

The conflict page works for every form of `OneCall`: it repeats what was typed in hidden fields, so that nothing is
lost, and its buttons send the same form again with the version that is current now.
"""

from dataclasses import dataclass

from django import forms
from django.db.models import Model
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts.models import User
from audit import queries as audit

PICK, THEIRS = "pick-", "theirs-"
NEVER_REPEATED = (forms.FileInput, forms.PasswordInput)


@dataclass(frozen=True)
class Row:
    """One field in which the two versions differ."""

    bound: forms.BoundField
    theirs: str
    yours: str
    their_value: object

    @property
    def hidden(self):
        """Both values, to be sent back."""
        return mark_safe(  # noqa: S308 - both halves are escaped
            _hidden(self.bound, self.bound.html_name, self.bound.value())
            + _hidden(self.bound, THEIRS + self.bound.html_name, self.their_value)
        )

    @property
    def pick_name(self):
        return PICK + self.bound.html_name


def compare(form, current):
    """This function will return the Rows in which a stale `form` and the `current` record differ."""
    rows = []
    for bound in form.visible_fields():
        if isinstance(bound.field.widget, NEVER_REPEATED) or not hasattr(current, bound.name):
            continue
        theirs = getattr(current, bound.name)
        theirs = bound.field.prepare_value(theirs) if isinstance(theirs, Model) else theirs
        if bound.field.has_changed(theirs, bound.value()):
            rows.append(
                Row(bound, _words(bound, theirs), _words(bound, bound.value()), their_value=theirs)
            )
    return rows


def repeated(form, rows, current):
    """This function will return the rest of a stale form as hidden fields, with the version of the `current` record."""
    differing = {row.bound.name for row in rows}
    hidden = [
        _hidden(
            bound, bound.html_name, current.version if bound.name == "version" else bound.value()
        )
        for bound in form
        if bound.name not in differing and not isinstance(bound.field.widget, NEVER_REPEATED)
    ]
    return mark_safe("".join(hidden))  # noqa: S308 - every part is escaped


def asked_again(form):
    """This function will return the fields that a browser never sends back: a file has to be chosen once more."""
    return [bound for bound in form if isinstance(bound.field.widget, forms.FileInput)]


def merged(post):
    """This function will return posted data in which the fields that were picked so carry the other one's value."""
    picked = [
        key.removeprefix(PICK)
        for key, value in post.items()
        if key.startswith(PICK) and value == "theirs"
    ]
    if not picked or post.get("keep") == "mine":
        return post
    data = post.copy()
    for name in picked:
        data.setlist(name, post.getlist(THEIRS + name))
    return data


def last_change(current):
    """This function will return who changed the `current` record last (words or None) and when."""
    entry = audit.entries_about(current).first()
    if entry is None:
        return None, None
    user = User.objects.filter(public_id=entry.actor_id).first() if entry.actor_id else None
    return (user.get_full_name() if user else None), entry.at


def _hidden(bound, name, value):
    value = bound.field.prepare_value(value)
    values = value if isinstance(value, list | tuple) else [value]
    return "".join(
        format_html('<input type="hidden" name="{}" value="{}">', name, _plain(bound, one))
        for one in values
    )


def _plain(bound, value):
    if value is None:
        return ""
    written = bound.field.widget.format_value(value)
    return written[0] if isinstance(written, list) and written else written or ""


def _words(bound, value):
    """Return a value as people read it: the label of a choice, a day in words."""
    if value in (None, ""):
        return _("nothing")
    if choices := getattr(bound.field, "choices", None):
        known = {str(key): label for key, label in _flat(choices)}
        return str(known.get(str(value), value))
    try:
        return localize(bound.field.to_python(value))
    except forms.ValidationError:
        return str(value)


def _flat(choices):
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
