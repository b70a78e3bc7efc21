"""The columns of lists: what they are called, how cells look, by what they sort, what they say in files."""

import datetime
from dataclasses import dataclass

from django.db.models import F
from django.db.models.expressions import OrderBy

from ui import formats


def follow(thing, path):
    """Return the value at the end of a dotted path; None when one of its steps is empty."""
    for name in path.split("."):
        thing = getattr(thing, name, None)
        if thing is None:
            return None
    return thing() if callable(thing) else thing


@dataclass(frozen=True)
class Column:
    """One column: what it is called, how its cells look, by what it sorts, and its value in exports."""

    key: str
    label: str
    template: str = ""  # a snippet that is given `row` and the list's context
    value: object = ""  # a dotted path or a function of the row; default: the key
    order: tuple = ()  # field names or expressions, ascending; empty: not sortable
    words: tuple = ()  # how the two orders are called on phones, as ("first to last", "last to first")
    is_heading: bool = False  # the cell that names the row
    is_number: bool = False
    is_action: bool = False  # no visible head, not exported
    hides: bool = False  # left out where a table is narrow, but not on cards

    def read(self, row):
        """Return the plain value of this column for one row."""
        return self.value(row) if callable(self.value) else follow(row, self.value or self.key)

    def ordering(self, *, down):
        """Return the expressions that sort by this column."""
        return [turned(expression, down=down) for expression in self.order]

    @property
    def css(self):
        return " ".join(
            name
            for name, wanted in (
                ("c-num", self.is_number),
                ("c-cell-act", self.is_action),
                ("c-hide-m", self.hides),
            )
            if wanted
        )


def turned(expression, *, down):
    """Return one expression in the asked direction, with what is missing at the end."""
    if isinstance(expression, str):
        expression = F(expression)
    if isinstance(expression, OrderBy):
        expression = expression.expression
    return expression.desc(nulls_last=True) if down else expression.asc(nulls_last=True)


@dataclass(frozen=True)
class Cell:
    """What stands in one cell."""

    column: Column
    html: str


def shown(value):
    """Return a plain value as people read it."""
    if isinstance(value, datetime.datetime):
        return formats.moment(value)
    if isinstance(value, datetime.date):
        return formats.day(value)
    if value is None or value == "":
        return "–"
    return value
