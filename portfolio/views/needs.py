"""What needs the reader, in words: each thing with its day, why it is the reader's, and the button that does it."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benefits import matters
from partnerships.models import ApprovalKind, GateNumber, SideState
from portfolio import queries

NEEDS_SHOWN = 12


@dataclass(frozen=True)
class Row:
    """One row of the queue."""

    group: str  # due (by its day), today, later
    day: datetime.date
    note: str  # said below a day that is no deadline
    what: str
    about: str
    why: str
    url: str
    verb: str


def need_row(need, *, on):
    """Return one thing that waits, worded: what, why it is the reader's, where it is done."""
    if need.what in ApprovalKind.values:
        return _approval_row(need, on=on)
    if need.what == "gate":
        return _gate_row(need, on=on)
    if need.what == "catch_up":
        return _catch_up_row(need)
    if need.what == "review":
        return _review_row(need)
    return _draft_row(need)


def _approval_row(need, *, on):
    if need.what == ApprovalKind.CONDITION_OVERRIDE:
        what = _("Answer: go on without “%(condition)s”?") % {"condition": need.words}
    else:
        what = _("Decide gate %(gate)s") % {"gate": _gate_name(need)}
    if need.figure == queries.IN_ANOTHER_PLACE:
        why = _("You stand in for somebody, for %(body)s; %(name)s asks")
    elif need.figure == queries.AS_SECOND:
        why = _("Second person for %(body)s; %(name)s asks")
    else:
        why = _("Your seat decides, for %(body)s; %(name)s asks")
    return Row(
        group="today",
        day=need.day,
        note=_waits(need.day, on=on),
        what=what,
        about=need.title,
        why=why % {"body": need.body_name, "name": need.who},
        url=reverse("desk:approval", kwargs={"public_id": need.handle}),
        verb=_("Review"),
    )


def _waits(day, *, on):
    days = (on - day).days
    waits = ngettext("waits %(days)s day", "waits %(days)s days", days) % {"days": days}
    return waits if days > 0 else _("asked today")


def ask_row(ask, *, on):
    """Return one thing of the other side that waits for a word of the reader's, worded like what needs the reader."""
    return Row(
        group="today",
        day=ask.day,
        note=_waits(ask.day, on=on),
        what=matters.what_of(ask),
        about=ask.title,
        why=matters.why_of(ask),
        url=matters.address_of(ask),
        verb=_("Answer"),
    )


def _gate_name(need):
    label = GateNumber(need.gate_number).label if need.gate_number else ""
    return f"{need.gate_number}, {label.lower()}"


def _gate_row(need, *, on):
    if need.figure:
        what = ngettext(
            "Gate %(gate)s: %(count)s condition is missing",
            "Gate %(gate)s: %(count)s conditions are missing",
            need.figure,
        )
    else:
        what = _("Gate %(gate)s: nothing is missing, ask for the decision")
    gate = {"reference": need.reference, "number": need.gate_number}
    return Row(
        group="due",
        day=need.day,
        note="",
        what=what % {"gate": _gate_name(need), "count": need.figure},
        about=need.title,
        why=_why_led(need.day, on=on),
        url=reverse("partnerships:gate", kwargs=gate),
        verb=_("Open gate") if need.figure else _("Ask"),
    )


def _why_led(day, *, on):
    if day == on:
        return _("You lead; its day is today")
    return _("You lead; its day is past") if day < on else _("You lead; its day comes near")


def _catch_up_row(need):
    what = ngettext(
        "Catch up: %(condition)s", "Catch up: %(count)s conditions of gates behind", need.figure
    )
    return Row(
        group="due",
        day=need.day,
        note="",
        what=what % {"condition": need.words, "count": need.figure},
        about=need.title,
        why=_("Taken over while it ran; you see to it"),
        url=reverse("partnerships:gates", kwargs={"reference": need.reference}),
        verb=_("Catch up"),
    )


def _review_row(need):
    front = reverse("desk:partnership", kwargs={"reference": need.reference})
    return Row(
        group="due",
        day=need.day,
        note="",
        what=_("Look again: it is %(state)s") % {"state": SideState(need.words).label.lower()},
        about=need.title,
        why=_("You were named to look at it again by this day")
        if need.figure
        else _("You lead; %(name)s was to look at it again") % {"name": need.who},
        url=front,
        verb=_("Look"),
    )


def _draft_row(need):
    return Row(
        group="later",
        day=need.day,
        note=_("saved"),
        what=_("Go on with your draft"),
        about=need.title or _("Untitled"),
        why=_("Only you see it, for %(body)s") % {"body": need.body_name},
        url=reverse("partnerships:draft", kwargs={"public_id": need.handle, "step": "need"}),
        verb=_("Continue"),
    )


def _group_of(row, *, on):
    if row.group != "due":
        return row.group
    if row.day <= on:
        return "overdue" if row.day < on else "today"
    sunday = on + datetime.timedelta(days=6 - on.weekday())
    return "week" if row.day <= sunday else "later"


def grouped(rows, *, on):
    """Return {group: its rows}, in the order in which they are done."""
    groups = {"overdue": [], "today": [], "week": [], "later": []}
    for row in rows:
        groups[_group_of(row, on=on)].append(row)
    return groups


def shown(groups, *, most=NEEDS_SHOWN):
    """Return the groups as the page lists them, the most urgent rows first, and how many rows are left out."""
    names = {
        "overdue": _("Overdue"),
        "today": _("Today"),
        "week": _("Rest of this week"),
        "later": _("Later"),
    }
    found, left = [], most
    for key, rows in groups.items():
        if rows[:left]:
            found.append({"key": key, "name": names[key], "count": len(rows), "rows": rows[:left]})
        left = max(0, left - len(rows))
    return found, max(0, sum(map(len, groups.values())) - most)


def summary(groups):
    """Return in one sentence how much waits."""
    count = sum(map(len, groups.values()))
    if not count:
        return _("Nothing waits for you.")
    if count == len(groups["today"]):
        words = ngettext(
            "%(count)s thing waits for you today.", "%(count)s things wait for you today.", count
        )
        return words % {"count": count}
    total = ngettext("%(count)s thing waits for you", "%(count)s things wait for you", count)
    late, today, week, later = map(len, groups.values())
    parts = [
        words % {"count": number}
        for words, number in (
            (ngettext("%(count)s is overdue", "%(count)s are overdue", late), late),
            (ngettext("%(count)s is for today", "%(count)s are for today", today), today),
            (ngettext("%(count)s is due this week", "%(count)s are due this week", week), week),
            (ngettext("%(count)s comes later", "%(count)s come later", later), later),
        )
        if number
    ]
    said = {"total": total % {"count": count}, "parts": ", ".join(parts)}
    return _("%(total)s: %(parts)s.") % said
