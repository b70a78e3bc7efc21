"""Gates and what is missing before them."""

from django.db.models import Prefetch

from partnerships.models import GATE_AHEAD, ConditionState, Gate, GateCondition, Mode


def gates_of(partnership):
    """This function will return the seven gates of a visible `partnership` with their conditions, in two queries."""
    conditions = GateCondition.objects.select_related(
        "owner__user", "settled_by", "evidence"
    ).order_by("order")
    return (
        Gate.objects.filter(partnership=partnership)
        .order_by("number")
        .prefetch_related(Prefetch("conditions", queryset=conditions, to_attr="listed_conditions"))
    )


def gate_ahead(partnership):
    """This function will return the gate that `partnership` works towards, or None once it is closed."""
    number = GATE_AHEAD.get(partnership.stage)
    return (
        None
        if number is None
        else Gate.objects.filter(partnership=partnership, number=number).first()
    )


def conditions_of(gate):
    """This function will return the conditions of `gate` in their order."""
    return gate.conditions.select_related("owner__user", "settled_by", "evidence").order_by("order")


def missing_conditions(gate):
    """This function will return the conditions that must be dealt with before `gate` can be decided."""
    return (
        gate.conditions.filter(state=ConditionState.OPEN)
        .exclude(mode=Mode.NOT_ASKED)
        .order_by("order")
    )


def catch_up_of(partnership):
    """This function will return what a taken-over `partnership` still owes for gates behind it, by day."""
    rows = GateCondition.objects.filter(partnership=partnership, state=ConditionState.TAKEN_OVER)
    return rows.filter(due_on__isnull=False).select_related("gate").order_by("due_on", "order")
