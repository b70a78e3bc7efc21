"""What was recorded of a partnership at the end of a past day, and which fields an entry changed."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from desk import words
from partnerships.models import Gate, GateCondition, Partnership, Seat, Stage

LONGEST = 50
# Keys of rows, and what every change raises: they say nothing to a reader.
SILENT = {"id", "public_id", "version", "lead_body", "body", "partnership", "owning_party", "gate"}


@dataclass(frozen=True)
class Past:
    """How a partnership stood on a day: as it was recorded by then, or as it was told later."""

    day: datetime.date
    row: object
    gates: list
    stage: str
    stage_since: datetime.date | None
    recorded_from: datetime.datetime

    @property
    def stage_word(self):
        return Stage(self.stage).label if self.stage else ""

    @property
    def was_told_later(self):
        """Tell whether what is now known of that day had not been recorded by its end."""
        return self.row is None or bool(self.stage and self.row.stage != self.stage)


def past_of(partnership, day):
    """This function will return how `partnership` stood at the end of `day`, in the reader's time zone."""
    until = datetime.datetime.combine(
        day + datetime.timedelta(days=1), datetime.time.min, timezone.get_current_timezone()
    )
    rows = Partnership.pgh_event_model.objects.filter(pgh_obj_id=partnership.pk)
    row = (
        rows.filter(pgh_created_at__lt=until)
        .select_related("profile_version")
        .order_by("-pgh_id")
        .first()
    )
    change = partnership.stagechange_set.filter(on__lte=day).order_by("-number").first()
    return Past(
        day=day,
        row=row,
        gates=_gates_by(partnership, until, day, recorded=row is not None),
        stage=change.to_stage if change else "",
        stage_since=change.on if change else None,
        recorded_from=partnership.recorded_at,
    )


def _gates_by(partnership, until, day, *, recorded):
    if not recorded:
        return list(partnership.gate_set.filter(passed_on__lte=day).order_by("number"))
    rows = Gate.pgh_event_model.objects.filter(
        partnership_id=partnership.pk, pgh_created_at__lt=until
    )
    return list(rows.order_by("number", "-pgh_id").distinct("number"))


@dataclass(frozen=True)
class RowChange:
    """What one change did to one row."""

    name: str
    fields: list


def row_changes(partnership, entry):
    """This function will return what the change behind an audit entry did to rows of the partnership, field by field."""
    if entry.context_key is None:
        return []
    found = []
    for model, mine in (
        (Partnership, {"pgh_obj_id": partnership.pk}),
        (Gate, {"partnership_id": partnership.pk}),
        (GateCondition, {"partnership_id": partnership.pk}),
        (Seat, {"partnership_id": partnership.pk}),
    ):
        events = model.pgh_event_model.objects.filter(pgh_context_id=entry.context_key, **mine)
        found += _compared(model, list(events.order_by("pgh_id")[:LONGEST]))
    return found


def _compared(model, events):
    """Pair each event with the one before it; inserts have none."""
    history = model.pgh_event_model.objects.filter(
        pgh_obj_id__in={event.pgh_obj_id for event in events}
    )
    before, last = {}, {}
    for event in history.order_by("pgh_id") if events else ():
        before[event.pgh_id] = last.get(event.pgh_obj_id)
        last[event.pgh_obj_id] = event
    changes = []
    for event in events:
        fields = _differences(model, before[event.pgh_id], event)
        if fields:
            changes.append(RowChange(_name_of(model, event), fields))
    return changes


def _differences(model, older, newer):
    if older is None:
        return []
    fields = []
    for column in model._meta.concrete_fields:
        old, new = getattr(older, column.attname, None), getattr(newer, column.attname, None)
        if column.name in SILENT or old == new:
            continue
        told = [words.plain_value(_told(column, value)) for value in (old, new)]
        fields.append((str(column.verbose_name), *told))
    return fields


def _told(column, value):
    """Rows keep who and what by key, which nobody reads; that it is there has to do."""
    if column.is_relation:
        return None if value is None else _("there")
    return dict(column.flatchoices).get(value, value)


def _name_of(model, event):
    if model is Gate:
        return words.gate_word(event.number)
    if model is GateCondition:
        return event.label
    if model is Seat:
        return f"{event.get_kind_display()}, {event.get_side_display()}"
    return str(model._meta.verbose_name).capitalize()
