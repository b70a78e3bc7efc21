"""A partnership's history as lines that people read: filters, sentences, and the file of them."""

import csv
import datetime
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import BadRequest
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from desk import matters, words
from desk.names import Names
from partnerships.models import GateCondition
from ui import exports, formats

CLOCK = "clock"
CHUNK = 500
# What a company may see behind a sentence; other entries say enough by themselves.
OPEN_DETAILS = {"partnerships.set_term", "partnerships.move", "partnerships.set_side_state"}


@dataclass(frozen=True)
class Line:
    """One entry as it is read."""

    entry: object
    icon: str
    text: str
    who: str
    changes: list
    reason: str
    visibility: str

    @property
    def was_recorded_later(self):
        return timezone.localdate(self.entry.at) != self.entry.on


@dataclass(frozen=True)
class Filters:
    """What the reader asked to see of a history."""

    group: str = ""
    who: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    kept: dict = field(default_factory=dict)

    @classmethod
    def read(cls, params, *, people):
        """This function will take the filters from an address. Raises BadRequest on what no form here sends."""
        group, who = params.get("group", ""), params.get("who", "")
        if group and group not in words.GROUPS:
            raise BadRequest("unknown group")
        if who and who not in dict(people):
            raise BadRequest("unknown person")
        kept = {name: params[name] for name in ("group", "who", "from", "to") if params.get(name)}
        return cls(group, who, day_asked(params, "from"), day_asked(params, "to"), kept)

    def apply(self, entries):
        """This function will narrow entries to what was asked for."""
        if self.group:
            entries = entries.filter(verb__in=words.verbs_of(self.group))
        if self.who:
            entries = entries.filter(actor_id=None if self.who == CLOCK else UUID(self.who))
        if self.since:
            entries = entries.filter(on__gte=self.since)
        if self.until:
            entries = entries.filter(on__lte=self.until)
        return entries

    @property
    def query(self):
        return urlencode(self.kept)

    def chips(self, people):
        """This function will return the filters in use in words, each with the address that takes it away."""
        told = {
            "group": str(words.GROUPS.get(self.group, "")),
            "who": dict(people).get(self.who, ""),
            "from": _("from %(day)s") % {"day": formats.day_text(self.since)} if self.since else "",
            "to": _("to %(day)s") % {"day": formats.day_text(self.until)} if self.until else "",
        }
        for name in self.kept:
            rest = {key: value for key, value in self.kept.items() if key != name}
            yield told[name], f"?{urlencode(rest)}"


def day_asked(params, name):
    """This function will return a day from an address, or None. Raises BadRequest on what is no day."""
    value = params.get(name, "")
    try:
        return datetime.date.fromisoformat(value) if value else None
    except ValueError:
        raise BadRequest(f"{name} is not a day") from None


def lines_of(entries, names, *, labels):
    """This function will return entries as lines, told as far as the reader may know."""
    return [_line(entry, names, labels) for entry in entries]


def _line(entry, names, labels):
    _group, icon, _text = words.kind_of(entry)
    told = names.is_inside or entry.verb in OPEN_DETAILS
    return Line(
        entry=entry,
        icon=icon,
        text=words.sentence(entry, names=names, labels=labels),
        who=names.user(entry.actor_id),
        changes=words.changes(entry, names=names, labels=labels) if told else [],
        # A reason is written for the own side, whoever may see that it happened.
        reason=entry.reason if names.is_inside else "",
        visibility=entry.visibility if names.is_inside else "",
    )


def labels_of(partnership, entries):
    """This function will return the words for what entries speak of: conditions by key, other objects by public id."""
    labels = {}
    keys = {(entry.after or {}).get("condition") for entry in entries} - {None}
    asked = _objects(entries, "partnerships.gatecondition")
    if keys or asked:
        rows = GateCondition.objects.filter(partnership=partnership)
        labels |= words_of_conditions(rows.filter(Q(key__in=keys) | Q(public_id__in=asked)))
    if gates := _objects(entries, "partnerships.gate"):
        labels |= words_of_gates(partnership.gate_set.filter(public_id__in=gates))
    if approvals := _objects(entries, "partnerships.approval"):
        labels |= words_of_approvals(partnership.approvals.filter(public_id__in=approvals))
    return labels


def approvals_in(entries):
    """This function will return the public ids of the approvals that entries are about."""
    return _objects(entries, "partnerships.approval")


def words_of_conditions(rows):
    """This function will return the words of conditions by key and by public id."""
    return {key: row.label for row in rows for key in (row.key, str(row.public_id))}


def words_of_gates(rows):
    """This function will return the words of gates by public id."""
    return {str(row.public_id): words.gate_word(row.number) for row in rows}


def words_of_approvals(rows):
    """This function will return the words of approvals by public id."""
    return {str(row.public_id): matters.line_of(row) for row in rows}


def _objects(entries, kind):
    return {entry.object_id for entry in entries if entry.object_kind == kind}


def people_in(entries, viewer, partnership, *, parties):
    """This function will return (value, name) of everybody by whom the reader may filter.

    Who is not shown to a company by name cannot be picked by it either.
    """
    keys = set(entries.order_by().values_list("actor_id", flat=True).distinct())
    names = Names(viewer, partnership, parties=parties, users=keys - {None})
    bodies = {str(party) for party in parties}
    people = {key: names.user(key) for key in keys - {None}}
    shown = [
        (str(key), name)
        for key, name in people.items()
        if names.is_inside or name not in {*bodies, _("a former user")}
    ]
    clock = [(CLOCK, _("Concordat, by itself"))] if None in keys else []
    return sorted(shown, key=lambda pair: pair[1].casefold()) + clock


def file_lines(entries, viewer, partnership, *, parties):
    """This function will return the history as lines of a CSV file, read in portions."""
    writer = csv.writer(exports.Line())
    # A response is streamed after the request is over, so the reader's language and time zone go along.
    language, zone = translation.get_language(), timezone.get_current_timezone()
    inside = Names(viewer, partnership, parties=parties).is_inside
    yield "\N{ZERO WIDTH NO-BREAK SPACE}"
    with translation.override(language):
        head = [_("Day"), _("Recorded"), _("What happened"), _("Who"), _("Verb")]
        head += [_("Reason"), _("Who may see it")] if inside else []
    yield writer.writerow(head)
    for portion in _portions(entries):
        with translation.override(language), timezone.override(zone):
            names = Names(viewer, partnership, parties=parties, entries=portion)
            labels = labels_of(partnership, portion)
            rows = [_row(line, inside) for line in lines_of(portion, names, labels=labels)]
        for row in rows:
            yield writer.writerow(row)


def _row(line, inside):
    row = [line.entry.on, line.entry.at, line.text, line.who, line.entry.verb]
    row += [line.reason, line.visibility] if inside else []
    return [exports.harmless(value) for value in row]


def _portions(entries):
    portion = []
    for entry in entries.iterator(chunk_size=CHUNK):
        portion.append(entry)
        if len(portion) == CHUNK:
            yield portion
            portion = []
    if portion:
        yield portion
