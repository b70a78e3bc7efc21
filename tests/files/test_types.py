import io
import struct

import pytest

from files import types
from files.types import TypeRefused
from tests.files import samples


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (samples.PDF, "plan.pdf", types.PDF),
        (samples.PDF, "plan", types.PDF),
        (samples.png(), "plan.pdf", types.PNG),
        (samples.JPEG, "plan.jpeg", types.JPEG),
        (samples.GIF, "plan.gif", types.GIF),
        (samples.WEBP, "plan.webp", types.WEBP),
        (samples.office(), "plan.docx", types.DOCX),
        (samples.office("xl/workbook.xml"), "plan.xlsx", types.XLSX),
        (samples.office("ppt/presentation.xml"), "plan.pptx", types.PPTX),
        (samples.open_document("text"), "plan.odt", types.ODT),
        (samples.open_document("spreadsheet"), "plan.ods", types.ODS),
        (samples.open_document("presentation"), "plan.odp", types.ODP),
        (b"a,b\n1,2\n", "figures.CSV", types.CSV),
        ("Größe;Straße\n".encode("cp1252"), "figures.csv", types.CSV),
        (b"\xef\xbb\xbfwords", "note.txt", types.TEXT),
        (b"# words", "note.md", types.TEXT),
        (b'{"a": 1}', "release.json", types.JSON),
    ],
)
def test_kind_is_told_by_the_content(content, name, kind):
    assert types.kind_of(io.BytesIO(content), name) == kind


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (samples.EXE, "plan.pdf"),
        (samples.EXE, "plan.txt"),
        (samples.HTML, "plan.png"),
        (samples.HTML, "plan.txt"),
        (b"\xef\xbb\xbf \n" + samples.HTML, "plan.csv"),
        (samples.SVG, "plan.svg"),
        (samples.SVG, "plan.txt"),
        (b"words", "plan"),
        (b"words", "plan.html"),
        (b"words", ".htaccess"),
        (b"wo\0rds", "plan.txt"),
        (b"\x1b[2Jwords", "plan.txt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "plan.doc"),
        (b"Rar!\x1a\x07\x00" + bytes(60), "plan.rar"),
        (samples.packed({"plan.pdf": "x"}), "plan.zip"),
        (samples.packed({"../../etc/passwd": "x"}), "plan.docx"),
        (samples.open_document("graphics"), "plan.odg"),
        (samples.packed({"mimetype": "x" * 200}), "plan.odt"),
        (samples.office(**{"word/vbaProject.bin": "x"}), "plan.docx"),
        (samples.office(**{"word/media/bomb": "0" * 3_000_000}), "plan.docx"),
        (samples.office()[:60], "plan.docx"),
        (b"PK\x03\x04" + bytes(60), "plan.docx"),
        (samples.png(50_000, 50_000), "plan.png"),
    ],
)
def test_everything_else_is_refused(content, name):
    with pytest.raises(TypeRefused):
        types.kind_of(io.BytesIO(content), name)


def test_document_locked_by_a_password_is_refused():
    content = bytearray(samples.office())
    central = content.index(b"PK\x01\x02")
    struct.pack_into("<H", content, central + 8, 1)

    with pytest.raises(TypeRefused) as refusal:
        types.kind_of(io.BytesIO(bytes(content)), "plan.docx")

    assert refusal.value.code == "locked"


def test_content_can_be_read_from_its_beginning_afterwards():
    content = io.BytesIO(samples.office())

    types.kind_of(content, "plan.docx")

    assert content.tell() == 0


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plan.pdf", "plan.pdf"),
        ("Plan B (final).PDF", "Plan B (final).PDF"),
        ("Größe 计划.pdf", "Größe 计划.pdf"),
        ("plan", "plan.pdf"),
        ("plan.exe", "plan.exe.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\ada\\plan.pdf", "plan.pdf"),
        ("CON.pdf", "file-CON.pdf"),
        ("nul", "file-nul.pdf"),
        (".htaccess", "htaccess.pdf"),
        (".pdf", "pdf.pdf"),
        ("a.pdf\0.exe", "a.pdf.exe.pdf"),
        ("plan.pdf. . ", "plan.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"),
        ("a\r\nb.pdf", "ab.pdf"),
        ('<b>"x"|?*.pdf', "_b__x____.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
    ],
)
def test_name_shows_as_what_it_is_with_the_ending_of_its_kind(name, shown):
    assert types.safe_name(name, types.PDF) == shown
