"""The filters of lists, and views that were saved with them. An unknown answer is refused, never ignored."""

import datetime
from dataclasses import dataclass, field

from django.core.exceptions import BadRequest

from ui import formats


@dataclass(frozen=True)
class Choice:
    """A filter with a fixed set of answers: pairs of value and words, or a function that returns them."""

    name: str
    label: str
    choices: object
    lookup: str = ""
    apply_with: object = None  # a function (queryset, value), instead of a lookup
    kind: str = "choice"

    def pairs(self):
        return [
            (str(value), words)
            for value, words in (self.choices() if callable(self.choices) else self.choices)
        ]

    def clean(self, value):
        if value not in dict(self.pairs()):
            raise BadRequest(f"unknown answer for {self.name}")
        return value

    def apply(self, queryset, value):
        if self.apply_with:
            return self.apply_with(queryset, value)
        return queryset.filter(**{self.lookup or self.name: value})

    def words(self, value):
        return dict(self.pairs())[value]


@dataclass(frozen=True)
class Day:
    """A filter by one day, as `ends_before`."""

    name: str
    label: str
    lookup: str
    kind: str = "day"

    def clean(self, value):
        try:
            return datetime.date.fromisoformat(value).isoformat()
        except ValueError:
            raise BadRequest(f"{self.name} is not a day") from None

    def apply(self, queryset, value):
        return queryset.filter(**{self.lookup: value})

    def words(self, value):
        return formats.day_text(datetime.date.fromisoformat(value))


@dataclass(frozen=True)
class Saved:
    """A saved view: a name and the filters behind it."""

    label: str
    params: dict = field(default_factory=dict)
    count: int | None = None
