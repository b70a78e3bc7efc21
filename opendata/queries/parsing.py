"""From bytes to plain data: JSON of strangers, read strictly.

Everything that JSON readers usually let pass in silence is refused here with its place: names that stand twice in one
object, NaN, figures that no computer holds exactly, and nesting without end.
"""

import json
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import isinf
from typing import Any

from django.utils.translation import gettext as _

from opendata.queries.refusals import PackageRefused, escaped, refused

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 32
MAX_DIGITS = 40

# A text, even one that never ends, or one bracket.
TOKENS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*\\?(?:"|\Z)|[\[\]{}]', re.DOTALL)


@dataclass(frozen=True)
class Broken:
    """What stands in the place of a value that was read and cannot be used."""

    words: str


class _Doubled(dict):
    """An object in which a name stood twice."""

    name = ""


def parse(content: bytes) -> Any:
    """Return the JSON document in `content` as plain data, in which every figure is exact.

    Raise PackageRefused with line and column, or with the JSON pointer of what is wrong.
    """
    if len(content) > MAX_BYTES:
        raise PackageRefused(too_large())
    text = _decoded(content)
    _refuse_deep(text)
    try:
        document = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=lambda word: Broken(_("%(word)s is not a JSON number") % {"word": word}),
            parse_float=_figure,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        raise PackageRefused(_place(error.lineno, error.colno, error.msg), code="json") from error
    _refuse_broken(document, "")
    return document


def too_large() -> str:
    """Return the words for a file over the limit."""
    return _("The file is larger than %(limit)s MB.") % {"limit": MAX_BYTES // 1024**2}


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        words = _place(line, column, _("the file is not written in UTF-8"))
        raise PackageRefused(words, code="encoding") from error


def _place(line: int, column: int, words: str) -> str:
    return _("line %(line)s, column %(column)s: %(words)s") % {
        "line": line,
        "column": column,
        "words": words,
    }


def _refuse_deep(text: str) -> None:
    """Count brackets before the reader, which calls itself for each, meets them."""
    depth = 0
    for token in TOKENS.finditer(text):
        if token.group() in "[{":
            depth += 1
        elif token.group() in "]}":
            depth -= 1
        if depth > MAX_DEPTH:
            line = text.count("\n", 0, token.start()) + 1
            column = token.start() - text.rfind("\n", 0, token.start())
            words = _("more than %(limit)s levels inside each other") % {"limit": MAX_DEPTH}
            raise PackageRefused(_place(line, column, words), code="deep")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled, seen = _Doubled(found), set()
    for name, _value in pairs:
        if name in seen:
            doubled.name = name
        seen.add(name)
    return doubled


def _figure(text: str) -> float | Broken:
    value = float(text)
    try:
        is_exact = not isinf(value) and Decimal(text) == Decimal(repr(value))
    except InvalidOperation:
        is_exact = False
    if is_exact:
        return value
    return Broken(_("the figure %(text)s cannot be kept exactly") % {"text": text[:MAX_DIGITS]})


def _integer(text: str) -> int | Broken:
    if len(text) > MAX_DIGITS:
        return Broken(_("the figure has more than %(limit)s digits") % {"limit": MAX_DIGITS})
    return int(text)


def _refuse_broken(value: Any, pointer: str) -> None:
    match value:
        case Broken():
            raise refused(pointer, value.words)
        case _Doubled():
            words = _("the name “%(name)s” stands twice in this object")
            raise refused(pointer, words % {"name": value.name[:100]})
        case str():
            _refuse_text(value, pointer)
        case dict():
            for name, item in value.items():
                _refuse_text(name, pointer)
                _refuse_broken(item, pointer + escaped(name))
        case list():
            for index, item in enumerate(value):
                _refuse_broken(item, pointer + escaped(index))


def _refuse_text(text: str, pointer: str) -> None:
    if "\0" in text:
        raise refused(pointer, _("the text holds a NUL character"))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise refused(pointer, _("the text holds half of a character")) from error
