"""Lists as files. What looks like a formula stays text, so that opening a file runs nothing."""

import csv
import datetime
import re
import tempfile
from decimal import Decimal

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

# A formula begins with one of these, full-width ones too, at the start of a cell: also where a table program that
# splits lines at semicolons or tabs sees one begin.
FORMULA = re.compile(
    r"""^(?=[\t\r\n])|(?:^[ \xa0'"\u200b\ufeff]*|(?<!^)[;\t\r\n][\s'"]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])"""
)
CHUNK = 500
# Table programs count in binary: figures with more digits are written as text, so that none is lost.
EXACT_DIGITS = 15
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def text_of(value):
    """Return words without markup and without what no file may hold."""
    return "".join(one for one in strip_tags(str(value)) if one >= " " or one in "\t\r\n")


def harmless(value):
    """Return a cell's value for a text file: days and moments as text, words that start like a formula quoted."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | Decimal):
        return str(value)
    return FORMULA.sub(r"\g<0>'", text_of(value))


class Line:
    """A file that hands each line straight on."""

    def write(self, text):
        return text


def columns_of(listing):
    """Return the columns that have something to say in a file."""
    return [one for one in listing.columns if not one.is_action]


def rows_of(listing):
    """Return the values of all rows of a list, without its pages."""
    for row in listing.ordered.iterator(chunk_size=CHUNK):
        yield [one.read(row) for one in columns_of(listing)]


def csv_lines(listing):
    """Return a list as the lines of a CSV file that table programs read as UTF-8."""
    writer = csv.writer(Line())
    yield "\N{ZERO WIDTH NO-BREAK SPACE}"
    yield writer.writerow([harmless(one.label) for one in columns_of(listing)])
    for row in rows_of(listing):
        yield writer.writerow([harmless(value) for value in row])


def write_cell(sheet, place, value, styles):
    """Write one value as what it is: a day as a day, a figure as a figure, words as words."""
    row, column = place
    if isinstance(value, datetime.datetime):
        local = timezone.localtime(value).replace(tzinfo=None)
        sheet.write_datetime(row, column, local, styles["moment"])
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, column, value, styles["day"])
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        if len(Decimal(str(value)).as_tuple().digits) > EXACT_DIGITS:
            sheet.write_string(row, column, str(value))
        else:
            sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_string(row, column, text_of(value)[:32_767])


def write_read_me(book, listing, styles):
    """Write the sheet that says what the file holds: which list, which filters, as of when."""
    sheet = book.add_worksheet(_("Read me"))
    sheet.set_column(0, 1, 40)
    now = timezone.localtime().replace(tzinfo=None)
    sheet.write_string(0, 0, str(listing.label or listing.key), styles["head"])
    sheet.write_string(1, 0, _("As of"))
    sheet.write_datetime(1, 1, now, styles["moment"])
    for number, (label, _url) in enumerate(listing.chips(), start=2):
        sheet.write_string(number, 0, _("Filter"))
        sheet.write_string(number, 1, text_of(label))


def xlsx_file(listing):
    """Return a list as a table program's file: one table, its head frozen, and a sheet that explains it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    # Nothing is guessed from words: no formulas, no links, no numbers.
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    styles = {
        "head": book.add_format({"bold": True}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    sheet = book.add_worksheet(_("List"))
    columns = columns_of(listing)
    sheet.set_column(0, max(0, len(columns) - 1), 24)
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(columns):
        sheet.write_string(0, number, text_of(column.label), styles["head"])
    for row_number, row in enumerate(rows_of(listing), start=1):
        for number, value in enumerate(row):
            write_cell(sheet, (row_number, number), value, styles)
    write_read_me(book, listing, styles)
    book.close()
    file.seek(0)
    return file


def as_csv(listing):
    return StreamingHttpResponse(csv_lines(listing), content_type="text/csv; charset=utf-8")


def as_xlsx(listing):
    return FileResponse(xlsx_file(listing), content_type=XLSX)


WRITERS = {"csv": as_csv, "xlsx": as_xlsx}


def respond(listing):
    """Return a list as a file to download."""
    response = WRITERS[listing.format](listing)
    response["Content-Disposition"] = f'attachment; filename="{listing.key}.{listing.format}"'
    return response
