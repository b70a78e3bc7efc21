"""What a file is, told by its content; what its sender calls it is only a hint."""

import re
import unicodedata
import zipfile
from dataclasses import dataclass

import puremagic
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 150
HEAD = 8192
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class Kind:
    """A type of file that the house keeps."""

    media_type: str
    endings: tuple[str, ...]


PDF = Kind("application/pdf", (".pdf",))
PNG = Kind("image/png", (".png",))
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"))
GIF = Kind("image/gif", (".gif",))
WEBP = Kind("image/webp", (".webp",))
CSV = Kind("text/csv", (".csv",))
TEXT = Kind("text/plain", (".txt", ".md"))
JSON = Kind("application/json", (".json",))
DOCX = Kind(f"{OFFICE}wordprocessingml.document", (".docx",))
XLSX = Kind(f"{OFFICE}spreadsheetml.sheet", (".xlsx",))
PPTX = Kind(f"{OFFICE}presentationml.presentation", (".pptx",))
ODT = Kind(f"{OPEN_DOCUMENT}text", (".odt",))
ODS = Kind(f"{OPEN_DOCUMENT}spreadsheet", (".ods",))
ODP = Kind(f"{OPEN_DOCUMENT}presentation", (".odp",))

BINARY = {kind.media_type: kind for kind in (PDF, PNG, JPEG, GIF, WEBP)}
PACKED = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
OPEN = {kind.media_type: kind for kind in (ODT, ODS, ODP)}
PLAIN = (CSV, JSON, TEXT)

# A document of real words shrinks to a tenth at most; a bomb to a thousandth.
LARGEST_UNPACKED = 500 * 1024 * 1024
LARGEST_RATIO = 200
MOST_MEMBERS = 5000
MOST_PIXELS = 100_000_000
# Hidden turns of direction make `exe.pdf` read as `fdp.exe`.
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


class TypeRefused(ValidationError):
    """The content is not of a type that the house keeps."""


def kind_of(content, name: str) -> Kind:
    """Return what a seekable file is; raise TypeRefused when it is not one of ours.

    Types are told from the content. The name decides only between kinds of plain text.
    """
    content.seek(0)
    head = content.read(HEAD)
    content.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return _packed_kind(content)
    kind = _binary_kind(head) or _text_kind(content, name)
    if kind is None:
        raise TypeRefused(
            _(
                "This kind of file is not accepted. Send a PDF, an office document, a picture or text."
            ),
            code="type",
        )
    if kind is PNG and _png_pixels(head) > MOST_PIXELS:
        raise TypeRefused(
            _("The picture is too large to be shown. Make it smaller."), code="pixels"
        )
    return kind


def safe_name(name: str, kind: Kind) -> str:
    """Return a name that shows as what it is on every system, with the ending of its kind."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    name = "".join(
        character for character in name if unicodedata.category(character) not in INVISIBLE
    )
    name = re.sub(r'[<>:"|?*]', "_", name).strip(" .")
    if not name or RESERVED.fullmatch(name):
        name = f"file-{name}".rstrip("-")
    stem, ending = _split(name, kind)
    return f"{stem[: LONGEST_NAME - len(ending)].rstrip(' .')}{ending}"


def _split(name: str, kind: Kind) -> tuple[str, str]:
    for ending in kind.endings:
        if name.lower().endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)], name[-len(ending) :]
    return name, kind.endings[0]


def _binary_kind(head: bytes) -> Kind | None:
    try:
        return BINARY.get(puremagic.from_string(head, mime=True))
    except (puremagic.PureError, ValueError):
        return None


def _text_kind(content, name: str) -> Kind | None:
    """Return the kind of plain text, if all of it is text and none of it would run in a browser."""
    content.seek(0)
    beginning = b""
    for chunk in iter(lambda: content.read(1024 * 1024), b""):
        beginning = beginning or chunk[:HEAD]
        if b"\0" in chunk:
            return None
    content.seek(0)
    if re.match(rb"(\xef\xbb\xbf)?\s*<", beginning) or b"\x1b" in beginning:
        return None
    ending = next((e for kind in PLAIN for e in kind.endings if name.lower().endswith(e)), None)
    return next((kind for kind in PLAIN if ending in kind.endings), None)


def _packed_kind(content) -> Kind:
    """Return the kind of office document in a packed file, opened but never unpacked."""
    try:
        with zipfile.ZipFile(content) as packed:
            members = packed.infolist()
            names = {member.filename for member in members}
            _refuse_dangerous(members, names)
            kind = next((kind for name, kind in PACKED.items() if name in names), None)
            if kind is None and "mimetype" in names and packed.getinfo("mimetype").file_size < 100:
                kind = OPEN.get(packed.read("mimetype").decode("ascii", "replace").strip())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as broken:
        raise TypeRefused(
            _("The file is broken or locked. Save it again, then send it."), code="broken"
        ) from broken
    finally:
        content.seek(0)
    if kind is None:
        raise TypeRefused(_("Packed files are not accepted. Send what is in it."), code="packed")
    return kind


def _refuse_dangerous(members, names) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if (
        len(members) > MOST_MEMBERS
        or unpacked > LARGEST_UNPACKED
        or unpacked / packed > LARGEST_RATIO
    ):
        raise TypeRefused(_("The file would grow too large when opened."), code="bomb")
    if any(member.flag_bits & 0x1 for member in members):
        raise TypeRefused(
            _("The file is locked by a password. Save it without one."), code="locked"
        )
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise TypeRefused(
            _("Documents with macros are not accepted. Save it without."), code="macro"
        )


def _png_pixels(head: bytes) -> int:
    return int.from_bytes(head[16:20]) * int.from_bytes(head[20:24])
