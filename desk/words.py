"""Audit entries as sentences: one verb, one sentence, one icon; nothing is glued together."""

import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from benefits import words as benefits
from desk.sentences import SENTENCES
from partnerships.models import (
    Answer,
    ApprovalKind,
    ConditionState,
    GateNumber,
    MemberRole,
    PartnerRole,
    Partnership,
    Profile,
    SeatKind,
    Side,
    SideState,
    Stage,
)
from ui import formats

# Which verbs a filter of the history shows together.
GROUPS = {
    "stages": gettext_lazy("Stages and states"),
    "gates": gettext_lazy("Gates and conditions"),
    "approvals": gettext_lazy("Approvals"),
    "people": gettext_lazy("Parties and people"),
    "facts": gettext_lazy("Facts and terms"),
    benefits.GROUP[0]: benefits.GROUP[1],
}

UNKNOWN = ("facts", "info", gettext_lazy("%(who)s changed something"))

# What decides between several sentences of one verb.
VARIANTS = {
    "partnerships.set_side_state": lambda after: (
        after.get("side_state", "") + (".until" if after.get("until") else "")
    ),
    "partnerships.settle_condition": lambda after: after.get("state", ""),
    "partnerships.answer_approval": lambda after: (
        after.get("answer", "") + (".for" if after.get("for") else "")
    ),
    "partnerships.name_seat": lambda after: None if after.get("member") else "vacant",
}

CHOICES = {
    "stage": Stage,
    "role": MemberRole,
    "look": PartnerRole,
    "seat": SeatKind,
    "side": Side,
    "side_state": SideState,
    "profile": Profile,
    "state": ConditionState,
    "answer": Answer,
    "about": ApprovalKind,
}
# Keys of other rows, which nobody reads.
SILENT = {"approval", "type_key"}
# What a company does not read in an entry that both sides see.
INSIDE_ONLY = {"reviewer"}
FIELD_WORDS = {
    "member": gettext_lazy("member"),
    "user": gettext_lazy("person"),
    "submitter": gettext_lazy("asked by"),
    "for": gettext_lazy("in the place of"),
    "organisation": gettext_lazy("organisation"),
    "as": gettext_lazy("as"),
    "role": gettext_lazy("role"),
    "look": gettext_lazy("in the role of"),
    "by_itself": gettext_lazy("by itself, after half an hour"),
    "seat": gettext_lazy("seat"),
    "side": gettext_lazy("side"),
    "stage": gettext_lazy("stage"),
    "side_state": gettext_lazy("state"),
    "until": gettext_lazy("until"),
    "reviewer": gettext_lazy("who looks at it again"),
    "state": gettext_lazy("state"),
    "since": gettext_lazy("since"),
    "condition": gettext_lazy("condition"),
    "evidence": gettext_lazy("evidence"),
    "valid_until": gettext_lazy("valid until"),
    "reason": gettext_lazy("reason"),
    "gate": gettext_lazy("gate"),
    "passed_on": gettext_lazy("passed"),
    "target_on": gettext_lazy("target day"),
    "starts_on": gettext_lazy("starts"),
    "ends_on": gettext_lazy("ends"),
    "notice_days": gettext_lazy("days of notice"),
    "extension_days": gettext_lazy("days by which it may be extended"),
    "opened_on": gettext_lazy("first opened"),
    "profile": gettext_lazy("profile"),
    "answer": gettext_lazy("answer"),
    "about": gettext_lazy("about"),
    "approval": gettext_lazy("approval"),
    "asked": gettext_lazy("who was asked"),
    "standard": gettext_lazy("standard"),
    "key": gettext_lazy("id there"),
    "new": gettext_lazy("for the first time"),
    "rows": gettext_lazy("entries"),
    **benefits.FIELD_WORDS,
}
MOST_FIELDS = 3
ROW_FIELDS = {
    field.name: field for field in Partnership._meta.get_fields() if hasattr(field, "flatchoices")
}


def kind_of(entry):
    """This function will return group, icon and sentence of an entry; an unknown verb has a plain one."""
    after = entry.after or {}
    variant = VARIANTS.get(entry.verb, lambda _after: None)(after)
    keys = [entry.verb] if variant is None else [f"{entry.verb}.{variant}", entry.verb]
    return next((SENTENCES[key] for key in keys if key in SENTENCES), UNKNOWN)


def verbs_of(group):
    """This function will return the verbs that a filter of the history stands for."""
    return sorted(
        {".".join(key.split(".")[:2]) for key, kind in SENTENCES.items() if kind[0] == group}
    )


def sentence(entry, *, names, labels):
    """This function will return what happened as one sentence; `labels` are the words for conditions and objects."""
    after, before = entry.after or {}, entry.before or {}
    words = {
        "who": names.user(entry.actor_id),
        "person": names.user(after.get("user")),
        "whom": names.user(after.get("for")),
        "object": labels.get(entry.object_id) or _("something"),
        "member": names.member(after.get("member") or before.get("member")),
        "organisation": names.organisation(after.get("organisation")),
        "as": names.organisation(after.get("as")),
        "party": names.party(entry.party_key),
        "condition": labels.get(after.get("condition"), after.get("condition", "")),
        "role": _chosen("role", after.get("role")).lower(),
        "look": _chosen("look", after.get("look")).lower(),
        "seat": _chosen("seat", after.get("seat")).lower(),
        "side": _chosen("side", after.get("side")).lower(),
        "stage": _chosen("stage", after.get("stage")),
        "gate": gate_word(after.get("gate")),
        "starts": _day(after.get("starts_on")),
        "ends": _day(after.get("ends_on")),
        "until": _day(after.get("until")),
        "target": _day(after.get("target_on")),
        "fields": _fields(after),
        "contribution": after.get("contribution") or _("a draft"),
        "benefit": after.get("benefit") or before.get("benefit") or _("a draft"),
        "goal": after.get("goal") or before.get("goal", ""),
    }
    return str(kind_of(entry)[2]) % words


def changes(entry, *, names, labels):
    """This function will return (field, before, after) of an entry in words, for the table behind it."""
    before, after = entry.before or {}, entry.after or {}
    silent = SILENT if names.is_inside else SILENT | INSIDE_ONLY
    keys = [key for key in dict.fromkeys([*after, *before]) if key not in silent]
    told = [
        (
            field_word(key),
            shown(key, before.get(key), names=names, labels=labels),
            shown(key, after.get(key), names=names, labels=labels),
        )
        for key in keys
    ]
    return [row for row in told if row[1:] != (_("nothing"), _("nothing"))]


def field_word(key):
    """This function will return what to call a field of an entry or of a row."""
    if key in FIELD_WORDS:
        return str(FIELD_WORDS[key])
    field = ROW_FIELDS.get(key)
    return str(field.verbose_name) if field else key.replace("_", " ")


def shown(key, value, *, names, labels):
    """This function will return one value of an entry as people read it."""
    if value in (None, "", []):
        return _("nothing") if key != "side_state" else str(SideState.NONE.label)
    if key in {"user", "submitter", "for"}:
        return names.user(value)
    if key in {"member", "reviewer", "owner"}:
        return names.member(value)
    if key in {"organisation", "as"}:
        return names.organisation(value)
    if key == "condition":
        return labels.get(value, value)
    if key == "gate":
        return gate_word(value)
    if key == "evidence":
        return _("a file")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return _day(value) or _chosen(key, value)


def plain_value(value):
    """This function will return one value of a row as people read it."""
    if value is None or value == "":
        return _("nothing")
    if isinstance(value, datetime.date):
        return formats.day_text(value)
    return formats.number_text(value) if isinstance(value, Decimal) else str(value)


def gate_word(number):
    """This function will return what to call a gate in a sentence."""
    if number not in GateNumber.values:
        return ""
    return _("%(number)s (%(name)s)") % {"number": number, "name": GateNumber(number).label}


def _chosen(key, value):
    choices = CHOICES.get(key)
    if choices is not None and value in choices.values:
        return str(choices(value).label)
    if key in benefits.LABELS or choices is not None:
        return str(benefits.LABELS.get(key, {}).get(value, value or ""))
    field = ROW_FIELDS.get(key)
    known = dict(field.flatchoices) if field is not None else {}
    return str(known.get(value, value or ""))


def _day(value):
    """Return a day that an entry keeps as text in words, or nothing where it is no day."""
    try:
        return formats.day_text(datetime.date.fromisoformat(value))
    except (TypeError, ValueError):
        return ""


def _fields(after):
    words = [field_word(key) for key in after]
    more = len(words) - MOST_FIELDS
    if more > 0:
        rest = ngettext("%(count)s more", "%(count)s more", more) % {"count": more}
        words = [*words[:MOST_FIELDS], rest]
    return ", ".join(words) or _("nothing")
