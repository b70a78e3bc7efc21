"""What changed lately, over many partnerships."""

import datetime
from dataclasses import dataclass
from itertools import islice

from django.db.models import CharField, F, IntegerField, Value
from django.urls import reverse

from partnerships.models import (
    GATES,
    SHORT_STAGES,
    Gate,
    GateNumber,
    GateState,
    Side,
    SideState,
    Stage,
    StageChange,
)
from partnerships.queries.visibility import PARTNER_CLASSES, PUBLIC_CLASSES


@dataclass(frozen=True)
class Change:
    """One move, side state or passed gate of a partnership, as lists of news tell it."""

    what: str  # move, gate
    day: datetime.date
    title: str
    reference: str
    body_name: str
    who: str
    gate: int
    from_stage: str
    to_stage: str
    from_state: str
    to_state: str

    @property
    def kind(self):
        """What happened, in one word: gate, a side state, resumed, begun, taken_over, closed or moved."""
        if self.what == "gate":
            return "gate"
        if self.from_state != self.to_state:
            return self.to_state or "resumed"
        if self.from_stage == self.to_stage:
            return "begun" if self.to_stage == Stage.NEED else "taken_over"
        return "closed" if self.to_stage == Stage.CLOSED else "moved"

    @property
    def stage_before(self):
        return _short(self.from_stage)

    @property
    def stage_after(self):
        return _short(self.to_stage)

    @property
    def gate_before(self):
        """The gate that stands before this move, or None."""
        return GATES.get((Stage(self.from_stage), Stage(self.to_stage)))

    @property
    def gate_name(self):
        return str(GateNumber(self.gate).label).lower()

    @property
    def url(self):
        return reverse("desk:partnership", kwargs={"reference": self.reference})


def _short(stage):
    return str(SHORT_STAGES.get(stage) or Stage(stage).label)


def recent_changes(partnerships, *, on, most, side=Side.PUBLIC, days=90):
    """This function will return the latest `most` Changes of visible `partnerships` in `days`, in one query.

    The partner side gets the moves that are shared and of gates the outcome only.
    """
    since = on - datetime.timedelta(days=days)
    classes = PUBLIC_CLASSES if side == Side.PUBLIC else PARTNER_CLASSES
    moves = StageChange.objects.filter(
        partnership__in=partnerships, on__range=(since, on), visibility__in=classes
    )
    passed = Gate.objects.filter(
        partnership__in=partnerships, state=GateState.PASSED, passed_on__range=(since, on)
    )
    both = _told(
        moves,
        what=_word("move"),
        day=F("on"),
        who=F("by__name"),
        gate_number=_none(),
        before=F("from_stage"),
        after=F("to_stage"),
        state_before=F("from_state"),
        state_after=F("to_state"),
    ).union(
        _told(
            passed,
            what=_word("gate"),
            day=F("passed_on"),
            who=_word(""),
            gate_number=F("number"),
            before=_word(""),
            after=_word(""),
            state_before=_word(SideState.NONE),
            state_after=_word(SideState.NONE),
        ),
        all=True,
    )
    # On one day a gate is passed before the move that it allows; the move then tells of both.
    latest = [Change(*row[:-1]) for row in both.order_by("-day", "-what", "-key")[: 2 * most]]
    moves_told = {(one.reference, one.day, one.gate_before) for one in latest if one.what == "move"}
    news = (
        one
        for one in latest
        if one.what == "move" or (one.reference, one.day, one.gate) not in moves_told
    )
    return list(islice(news, most))


COLUMNS = (
    "what",
    "day",
    "title",
    "reference",
    "body_name",
    "who",
    "gate_number",
    "before",
    "after",
    "state_before",
    "state_after",
    "key",
)


def _told(rows, **facts):
    return (
        rows.order_by()
        .annotate(
            title=F("partnership__title"),
            reference=F("partnership__reference"),
            body_name=F("body__organisation__name"),
            key=F("id"),
            **facts,
        )
        .values_list(*COLUMNS)
    )


def _word(text):
    return Value(text, output_field=CharField())


def _none():
    return Value(0, output_field=IntegerField())
