"""What happened in a partnership, by whom and when; and how it stood on a past day."""

from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, StreamingHttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from desk import operations, past, queries, timeline, words
from desk.names import Names
from partnerships.doors import InPartnership
from partnerships.queries import sector_label

PAGE = 25


class History(InPartnership, TemplateView):
    """The timeline: filtered, in pages, as a file, and the state on a day for the public side."""

    tab = "history"
    template_name = "desk/history.html"

    @cached_property
    def entries(self):
        return queries.entries_visible_to(self.viewer, self.partnership, parties=self.parties)

    @cached_property
    def people(self):
        return timeline.people_in(self.entries, self.viewer, self.partnership, parties=self.parties)

    @cached_property
    def filters(self):
        return timeline.Filters.read(self.request.GET, people=self.people)

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") == "csv":
            if not self.may("desk.export_history"):
                raise PermissionDenied
            return self.as_file()
        return super().get(request, *args, **kwargs)

    def as_file(self):
        """This function will return what is filtered as a CSV file, and write down that it was taken away."""
        found = self.filters.apply(self.entries)
        # What is written down is what is in the file: the export's own entry comes after it.
        last = found.values_list("id", flat=True).first() or 0
        found = found.filter(id__lte=last)
        operations.note_export(
            self.partnership, rows=found.count(), by=self.viewer.user, on=timezone.localdate()
        )
        lines = timeline.file_lines(found, self.viewer, self.partnership, parties=self.parties)
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        name = f"{self.partnership.reference}-history-{timezone.localdate().isoformat()}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def get_context_data(self, **kwargs):
        found = self.filters.apply(self.entries)
        page = self._page(found)
        entries = list(page.object_list)
        names = Names(self.viewer, self.partnership, parties=self.parties, entries=entries)
        labels = timeline.labels_of(self.partnership, entries) if names.is_inside else {}
        context = {
            "lines": timeline.lines_of(entries, names, labels=labels),
            "page": page,
            "filters": self.filters,
            "chips": self.filters.chips(self.people),
            "groups": words.GROUPS.items(),
            "people": self.people,
            "may_read_rows": self.may("desk.read_rows"),
            "may_export": self.may("desk.export_history"),
            "past": self._past(),
            "today": timezone.localdate(),
        }
        return super().get_context_data(**{**context, **kwargs})

    def _page(self, found):
        number = self.request.GET.get("page", "1")
        pages = Paginator(found, PAGE)
        # A number of thousands of digits is more than Python reads.
        is_number = number.isascii() and number.isdigit() and len(number) < 7
        if not is_number or not 1 <= int(number) <= pages.num_pages:
            raise Http404
        return pages.page(int(number))

    def _past(self):
        day = timeline.day_asked(self.request.GET, "on")
        if day is None or not self.may("desk.read_rows"):
            return None
        then = past.past_of(self.partnership, day)
        return {"then": then, "sector": sector_label(then.row.sector) if then.row else ""}


class HistoryEntry(InPartnership, TemplateView):
    """One entry in full, with what it changed in the rows."""

    tab = "history"
    permission = "desk.read_rows"
    template_name = "desk/history_entry.html"

    def load(self):
        super().load()
        entries = queries.entries_visible_to(self.viewer, self.partnership, parties=self.parties)
        self.entry = entries.filter(public_id=self.kwargs["public_id"]).first()
        if self.entry is None:
            raise Http404

    def get_context_data(self, **kwargs):
        names = Names(self.viewer, self.partnership, parties=self.parties, entries=[self.entry])
        labels = timeline.labels_of(self.partnership, [self.entry])
        line = timeline.lines_of([self.entry], names, labels=labels)[0]
        context = {
            "line": line,
            "crumb": line.text,
            "rows": past.row_changes(self.partnership, self.entry),
        }
        return super().get_context_data(**{**context, **kwargs})
