"""The one list component: search, filters, order, pages, export; every list is a class of its own (docs/ui.md)."""

from functools import cached_property
from math import ceil
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.template import Context
from django.template.loader import get_template
from django.utils.translation import gettext as _

from ui import exports
from ui.columns import Cell, Column, shown
from ui.filters import Choice, Day, Saved

__all__ = ["Choice", "Column", "Day", "List", "Saved"]

SIZES = (25, 50, 100)
COUNT_LIMIT = 10_000
SEARCH_LIMIT = 200
WORD_LIMIT = 8
RESERVED = ("q", "page", "size", "sort", "format")


class List:
    """A page of rows. Subclass, declare, and hand it the request and a visible queryset.

    Raises BadRequest for what the list does not know and Http404 for a page that is not there.
    """

    key = "list"
    label = ""  # says what the table holds
    columns = ()
    filters = ()
    search_fields = ()
    search_label = ""
    default_sort = ""
    default_size = SIZES[0]
    saved_views = ()
    symbols = ""  # icons that repeat in the rows
    is_duo = False  # two columns on cards
    is_exported = True
    empty_icon, empty_title, empty_text = "search", "", ""

    def __init__(self, request, queryset, **context):
        self.request, self.context = request, context
        self.queryset = queryset
        self.params = self._read(request.GET)
        self.filtered = self._filter(queryset)

    # What was asked --------------------------------------------------------------------------------

    def _read(self, given):
        known = {*RESERVED, *(one.name for one in self.filters)}
        for name, values in given.lists():
            if name not in known or len(values) > 1:
                raise BadRequest(f"unknown or repeated parameter {name[:40]}")
        params = {name: value for name, value in given.items() if value.strip()}
        self.q = self._read_search(params.pop("q", ""))
        self.format = self._read_format(params.pop("format", ""))
        self.size = self._read_size(params.pop("size", ""))
        self.page_asked = params.pop("page", "1")
        self.sort = self._read_sort(params.pop("sort", ""))
        return {one.name: one.clean(params[one.name]) for one in self.filters if one.name in params}

    @staticmethod
    def _read_search(text):
        text = text.strip()
        if len(text) > SEARCH_LIMIT or "\x00" in text:
            raise BadRequest("search is too long or holds characters that cannot be seen")
        return text

    def _read_format(self, text):
        if text and (not self.is_exported or text not in exports.WRITERS):
            raise BadRequest("unknown format")
        return text

    def _read_size(self, text):
        if not text:
            return self.default_size
        if not (text.isascii() and text.isdigit()):
            raise BadRequest("size is not a number")
        # A larger one is cut, so that nobody can ask for everything at once.
        size = SIZES[-1] if len(text) > 3 else min(int(text), SIZES[-1])
        if size not in SIZES:
            raise BadRequest("unknown size")
        return size

    def _read_sort(self, text):
        if text and text.removeprefix("-") not in {one.key for one in self.columns if one.order}:
            raise BadRequest("unknown order")
        return text or self.default_sort

    # What is shown ---------------------------------------------------------------------------------

    def search(self, queryset, text):
        """Return the rows in which every word stands in one of the search fields; override for a better search."""
        for word in text.split()[:WORD_LIMIT]:
            match = Q()
            for name in self.search_fields:
                match |= Q(**{f"{name}__icontains": word})
            queryset = queryset.filter(match)
        return queryset

    def _filter(self, queryset):
        for one in self.filters:
            if one.name in self.params:
                queryset = one.apply(queryset, self.params[one.name])
        return self.search(queryset, self.q) if self.q else queryset

    @cached_property
    def ordered(self):
        """Return all rows of this view in their order; the key at the end keeps pages stable."""
        column = next((one for one in self.columns if one.key == self.sort.removeprefix("-")), None)
        ordering = column.ordering(down=self.sort.startswith("-")) if column else []
        return self.filtered.order_by(*ordering, "pk")

    @cached_property
    def counted(self):
        # One more than the limit tells "exactly" from "more than", without counting millions.
        return self.filtered.order_by().values("pk")[: COUNT_LIMIT + 1].count()

    @property
    def count(self):
        return min(self.counted, COUNT_LIMIT)

    @property
    def is_cut(self):
        return self.counted > COUNT_LIMIT

    @property
    def page_count(self):
        return max(1, ceil(self.count / self.size))

    @cached_property
    def page(self):
        text = self.page_asked
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
        if not 1 <= number <= self.page_count:
            raise Http404("no such page")
        return number

    @cached_property
    def objects(self):
        start = (self.page - 1) * self.size
        return self.prepare(list(self.ordered[start : start + self.size])) if self.count else []

    def prepare(self, rows):
        """Return the rows of the page; override to add to them what one more query can bring."""
        return rows

    @property
    def first(self):
        return (self.page - 1) * self.size + 1 if self.count else 0

    @property
    def last(self):
        return self.first + len(self.objects) - 1 if self.count else 0

    @cached_property
    def rows(self):
        """Return the cells of this page, drawn."""
        templates = {
            one.key: get_template(one.template).template for one in self.columns if one.template
        }
        context = Context({"list": self, "request": self.request, **self.context})
        with context.bind_template(
            next(iter(templates.values()), get_template("components/list.html").template)
        ):
            return [
                [self._cell(one, row, templates, context) for one in self.columns]
                for row in self.objects
            ]

    @staticmethod
    def _cell(column, row, templates, context):
        if column.key not in templates:
            return Cell(column, shown(column.read(row)))
        with context.push(row=row):
            return Cell(column, templates[column.key].nodelist.render(context))

    # Addresses -------------------------------------------------------------------------------------

    def address(self, **changes):
        """Return the address of this list with some parameters changed; None takes one away, a new view starts at page 1."""
        now = {
            "q": self.q,
            **self.params,
            "sort": self.sort if self.sort != self.default_sort else "",
            "size": self.size if self.size != self.default_size else "",
            **changes,
        }
        query = urlencode({name: value for name, value in now.items() if value not in (None, "")})
        return f"{self.request.path}?{query}" if query else self.request.path

    def heads(self):
        """Return each column with its order and the address that changes it."""
        current, down = self.sort.removeprefix("-"), self.sort.startswith("-")
        for one in self.columns:
            is_current = one.key == current
            yield {
                "column": one,
                "sorted": ("descending" if down else "ascending")
                if is_current and one.order
                else "",
                "url": self.address(sort=f"-{one.key}" if is_current and not down else one.key)
                if one.order
                else "",
            }

    def sort_options(self):
        """Return every order with its name, for the select on phones."""
        for one in self.columns:
            if one.order:
                up, down = one.words or (_("rising"), _("falling"))
                yield one.key, f"{one.label}, {up}", self.sort == one.key
                yield f"-{one.key}", f"{one.label}, {down}", self.sort == f"-{one.key}"

    def chips(self):
        """Return the active filters, each with the address that takes it away."""
        if self.q:
            yield _("Search: %(words)s") % {"words": self.q}, self.address(q=None)
        for one in self.filters:
            if one.name in self.params:
                label = f"{one.label}: {one.words(self.params[one.name])}"
                yield label, self.address(**{one.name: None})

    @property
    def is_narrowed(self):
        return bool(self.q or self.params)

    @property
    def clear_url(self):
        return self.request.path

    def filter_fields(self):
        """Return the filters with their current answers, for the panel."""
        for one in self.filters:
            pairs = one.pairs() if one.kind == "choice" else ()
            yield {"filter": one, "value": self.params.get(one.name, ""), "pairs": pairs}

    def kept(self):
        """Return what the search form carries along: the order and the size."""
        return [
            (name, value)
            for name, value, usual in (
                ("sort", self.sort, self.default_sort),
                ("size", self.size, self.default_size),
            )
            if value != usual
        ]

    def views(self):
        """Return the saved views as links; the current one has exactly our filters."""
        for one in self.get_saved_views():
            query = urlencode(one.params)
            url = f"{self.request.path}?{query}" if query else self.request.path
            yield {"view": one, "url": url, "is_current": one.params == self.params and not self.q}

    def get_saved_views(self):
        return self.saved_views

    def pages(self):
        """Return page numbers near the current one with their addresses; None stands for a gap."""
        shown_pages = sorted(
            {
                1,
                self.page_count,
                *range(max(1, self.page - 1), min(self.page_count, self.page + 1) + 1),
            }
        )
        before = 0
        for number in shown_pages:
            if number - before > 1:
                yield None
            yield {
                "number": number,
                "url": self.page_address(number),
                "is_current": number == self.page,
            }
            before = number

    def page_address(self, number):
        return self.address(page=number if number > 1 else None)

    @property
    def previous_url(self):
        return self.page_address(self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self):
        return self.page_address(self.page + 1) if self.page < self.page_count else ""

    def sizes(self):
        return [(size, self.address(size=size), size == self.size) for size in SIZES]

    def export_urls(self):
        return (
            [(name.upper(), self.address(format=name, size=None)) for name in exports.WRITERS]
            if self.is_exported
            else []
        )

    # Answers ---------------------------------------------------------------------------------------

    def respond(self, template, context=None):
        """Return the page, or the file when one was asked for."""
        if self.format:
            return exports.respond(self)
        self.page  # noqa: B018 - a page that is not there is refused before anything is drawn
        return render(self.request, template, {**self.context, **(context or {}), "list": self})
