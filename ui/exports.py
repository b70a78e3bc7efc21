"""Lists as files. What looks like a formula stays text, so that opening a file runs nothing."""

import csv
import datetime

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.html import strip_tags

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
CHUNK = 500


def harmless(value):
    """Return a cell's value for a table program: days and moments as text, words that start like a formula quoted."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float) or hasattr(value, "as_tuple"):
        return str(value)
    text = strip_tags(str(value)).replace("\x00", "")
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


class Line:
    """A file that hands each line straight on."""

    def write(self, text):
        return text


def rows_of(listing):
    """Return the head and all rows of a list, without its pages."""
    columns = [one for one in listing.columns if not one.is_action]
    yield [harmless(one.label) for one in columns]
    for row in listing.ordered.iterator(chunk_size=CHUNK):
        yield [harmless(one.read(row)) for one in columns]


def csv_lines(rows):
    """Return rows as the lines of a CSV file that table programs read as UTF-8."""
    writer = csv.writer(Line())
    yield "\N{ZERO WIDTH NO-BREAK SPACE}"
    for row in rows:
        yield writer.writerow(row)


WRITERS = {"csv": (csv_lines, "text/csv; charset=utf-8")}


def respond(listing):
    """Return a list as a file to download."""
    writer, media_type = WRITERS[listing.format]
    response = StreamingHttpResponse(writer(rows_of(listing)), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{listing.key}.{listing.format}"'
    return response
