import datetime
import re
import uuid
from types import SimpleNamespace

import pytest

from audit.models import Entry
from desk import words
from ui import icons

DAY = datetime.date(2025, 3, 3)
WORDS = [
    "who",
    "person",
    "whom",
    "object",
    "member",
    "organisation",
    "as",
    "party",
    "condition",
    "role",
    "look",
    "seat",
    "side",
    "stage",
    "gate",
    "starts",
    "ends",
    "until",
    "target",
    "fields",
    "contribution",
    "benefit",
    "goal",
]
NAMES = SimpleNamespace(
    user=lambda key: "Ines Okafor" if key else "Concordat",
    member=lambda key: "Jo Mbeki" if key else "somebody",
    organisation=lambda _key: "Meridian Mobility",
    party=lambda _key: "Meridian Mobility",
    is_inside=True,
)


def entry(verb, *, before=None, after=None, **values):
    return Entry(
        verb=verb,
        on=DAY,
        before=before,
        after=after,
        actor_id=uuid.uuid4(),
        object_id="7",
        **values,
    )


def say(*args, labels=None, **values):
    return words.sentence(entry(*args, **values), names=NAMES, labels=labels or {})


@pytest.mark.parametrize("key", words.SENTENCES)
def test_every_sentence_can_be_said_and_has_an_icon(key):
    verb = ".".join(key.split(".")[:2])
    group, icon, text = words.SENTENCES[key]

    assert group in words.GROUPS
    assert icons.shape(icon)
    for word in re.findall(r"%\((\w+)\)s", str(text)):
        assert word in WORDS
    assert verb in words.verbs_of(group)


@pytest.mark.parametrize(
    ("verb", "after", "told"),
    [
        ("partnerships.move", {"stage": "live"}, "moved the partnership to “Deliver and govern”"),
        ("partnerships.set_side_state", {"side_state": "paused"}, "paused the partnership"),
        (
            "partnerships.set_side_state",
            {"side_state": "paused", "until": "2026-05-01"},
            "paused the partnership until 1 May 2026",
        ),
        ("partnerships.set_side_state", {"side_state": ""}, "resumed the partnership"),
        (
            "partnerships.settle_condition",
            {"state": "left_out", "condition": "need_stated"},
            "left a condition out: The need is stated",
        ),
        (
            "partnerships.name_seat",
            {"seat": "chair", "side": "public", "member": None},
            "left a seat vacant: chair, public side",
        ),
        (
            "partnerships.name_seat",
            {"seat": "chair", "side": "public", "member": str(uuid.uuid4())},
            "named Jo Mbeki as chair, public side",
        ),
        (
            "partnerships.set_term",
            {"starts_on": "2025-03-03", "ends_on": "2027-03-02"},
            "set the term: 3 Mar 2025 to 2 Mar 2027",
        ),
        ("partnerships.ask_gate_decision", {}, "asked for the decision on gate 4 (Signature)"),
        (
            "partnerships.edit",
            {"title": "a", "need": "b", "value": "1", "sector": "04"},
            "changed title, need, value, 1 more",
        ),
        ("partnerships.edit", {}, "changed nothing"),
        ("partnerships.of_a_later_issue", {"odd": [1, 2]}, "changed something"),
    ],
)
def test_sentence_says_what_happened(verb, after, told):
    labels = {"need_stated": "The need is stated", "7": "4 (Signature)"}

    assert say(verb, after=after, labels=labels) == f"Ines Okafor {told}"


def test_sentence_of_the_clock_names_the_house():
    silent = entry("partnerships.reopen_condition", after={"condition": "tier_scored"})
    silent.actor_id = None

    told = words.sentence(silent, names=NAMES, labels={})

    assert told == "Concordat opened a condition again: tier_scored"


def test_changes_stand_beside_each_other_in_words():
    row = entry(
        "partnerships.edit",
        before={"legal_route": "tender", "notice_days": 30, "value": None},
        after={"legal_route": "grant", "notice_days": 60, "value": "100.00", "new": True},
    )

    assert words.changes(row, names=NAMES, labels={}) == [
        ("legal route", "Tender", "Grant"),
        ("days of notice", "30", "60"),
        ("value", "nothing", "100.00"),
        ("for the first time", "nothing", "yes"),
    ]


def test_changes_name_people_and_organisations():
    key = str(uuid.uuid4())
    row = entry(
        "partnerships.add_member",
        after={"user": key, "member": key, "organisation": key, "gate": 4, "asked": ["a", "b"]},
    )

    assert [after for _field, _before, after in words.changes(row, names=NAMES, labels={})] == [
        "Ines Okafor",
        "Jo Mbeki",
        "Meridian Mobility",
        "4 (Signature)",
        "a, b",
    ]


def test_a_field_of_later_has_its_own_name():
    assert words.field_word("later_field") == "later field"
