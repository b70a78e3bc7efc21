"""From a package to its contracting processes: which releases belong together, checked and merged."""

import json
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft4Validator, FormatChecker
from ocdsmerge.exceptions import DuplicateIdValueWarning, OCDSMergeError
from ocdsmerge.merge import CompiledRelease
from ocdsmerge.rules import get_merge_rules

from opendata.queries.refusals import all_refused, escaped, refused

SCHEMA = Path(__file__).resolve().parent.parent / "content" / "ocds-ppp-release-schema.json"
MAX_ERRORS = 10
MAX_WORDS = 200
DAY = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?", re.ASCII
)

formats = FormatChecker(formats=())


@dataclass(frozen=True)
class Release:
    """One release, and where it stands in its file."""

    data: dict[str, Any]
    pointer: str

    @property
    def id(self) -> str:
        return self.data["id"]

    @property
    def at(self) -> datetime:
        return moment_of(self.data["date"])


@dataclass(frozen=True)
class Process:
    """One contracting process: its releases in the order of their days, and what they come to."""

    ocid: str
    releases: tuple[Release, ...]
    merged: dict[str, Any]
    notes: tuple[str, ...] = ()

    def where(self, *steps: str | tuple[str, Any]) -> str:
        """Return the pointer of the newest place in the file that says this.

        A step is a name, or a pair ("id", value) for the member of a list with that value.
        """
        for release in reversed(self.releases):
            if (pointer := _follow(release, steps)) is not None:
                return pointer
        return self.releases[-1].pointer


@dataclass(frozen=True)
class Package:
    """What a file says about itself, and its processes by ocid."""

    metadata: dict[str, Any]
    releases: dict[str, list[Release]] = field(default_factory=dict)


def read_package(document: Any) -> Package:
    """Return the processes of a release package or a record package, each release checked on its own.

    Raise PackageRefused with the JSON pointer of everything that is wrong.
    """
    if not isinstance(document, dict):
        raise refused("", _("the file is neither a release package nor a record package"))
    present = [name for name in ("releases", "records") if name in document]
    if len(present) != 1:
        raise refused("", _("the package has either “releases” or “records”"))
    rows = document[present[0]]
    if not isinstance(rows, list) or not rows:
        raise refused("/" + present[0], _("this is a list with at least one member"))
    read = _of_releases if present[0] == "releases" else _of_records
    metadata = {name: value for name, value in document.items() if name not in present}
    package = Package(metadata)
    found = list(read(rows))
    if errors := {pointer: words for release in found for pointer, words in _errors(release)}:
        raise all_refused([refused(*error) for error in errors.items()][:MAX_ERRORS])
    for release in found:
        _keep(package.releases.setdefault(release.data["ocid"], []), release)
    return package


def merge(ocid: str, releases: Iterable[Release]) -> Process:
    """Return the process that the releases come to, in whatever order they are given."""
    ordered = sorted(releases, key=lambda release: (release.at, release.id))
    merged, notes = CompiledRelease(merge_rules=_merge_rules()), []
    for release in ordered:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", DuplicateIdValueWarning)
            merged.append(release.data)
        notes += [f"{release.pointer}: {warning.message}" for warning in caught]
    try:
        return Process(ocid, tuple(ordered), merged.asdict(), tuple(notes))
    except OCDSMergeError as error:
        raise refused(_contradiction(ordered), _shortened(str(error))) from error


def _contradiction(ordered: list[Release]) -> str:
    """Return the pointer of the first release that cannot be merged with those before it."""
    merged = CompiledRelease(merge_rules=_merge_rules())
    for release in ordered:
        merged.append(release.data)
        try:
            merged.asdict()
        except OCDSMergeError:
            return release.pointer
    return ordered[-1].pointer


def _of_releases(rows: list[Any]) -> Iterator[Release]:
    for index, row in enumerate(rows):
        yield Release(row, f"/releases/{index}")


def _of_records(rows: list[Any]) -> Iterator[Release]:
    for index, row in enumerate(rows):
        pointer = f"/records/{index}"
        if not isinstance(row, dict) or not isinstance(row.get("releases", []), list):
            raise refused(pointer, _("this is not a record"))
        for release in _of_record(row, pointer):
            data = release.data
            if isinstance(data, dict) and data.get("ocid") not in {None, row.get("ocid")}:
                raise refused(release.pointer + "/ocid", _("the record has another ocid"))
            yield release


def _of_record(row: dict[str, Any], pointer: str) -> list[Release]:
    releases = row.get("releases", [])
    linked = [n for n, data in enumerate(releases) if isinstance(data, dict) and "url" in data]
    if releases and not linked:
        return [Release(data, f"{pointer}/releases/{n}") for n, data in enumerate(releases)]
    if "compiledRelease" in row:
        return [Release(row["compiledRelease"], pointer + "/compiledRelease")]
    if linked:
        words = _("this is only a link, and nothing is fetched: put the release itself here")
        raise refused(f"{pointer}/releases/{linked[0]}/url", words)
    raise refused(pointer, _("the record has no releases"))


def _keep(kept: list[Release], release: Release) -> None:
    """Add a release to those of its process; the same one twice is one."""
    same = next((other for other in kept if other.id == release.id), None)
    if same is None:
        kept.append(release)
    elif same.data != release.data:
        words = _("another release of this process has the same id, see %(other)s")
        raise refused(release.pointer + "/id", words % {"other": same.pointer})


def _errors(release: Release) -> Iterator[tuple[str, str]]:
    for error in _validator().iter_errors(release.data):
        path = [*error.absolute_path]
        if error.validator == "required":
            for name in set(error.validator_value) - set(error.instance):
                yield _pointer(release, [*path, name]), _("this is missing")
        else:
            yield _pointer(release, path), _shortened(error.message)


def _pointer(release: Release, path: Iterable[str | int]) -> str:
    return release.pointer + "".join(escaped(step) for step in path)


def _shortened(words: str) -> str:
    return words if len(words) <= MAX_WORDS else words[: MAX_WORDS - 1] + "…"


@cache
def _schema() -> dict[str, Any]:
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


@cache
def _validator() -> Draft4Validator:
    return Draft4Validator(_schema(), format_checker=formats)


@cache
def _merge_rules() -> dict[tuple[str, ...], str]:
    return get_merge_rules(_schema())


@formats.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    """Say whether a text is a real day, with or without a time; anything but a text is the schema's matter."""
    return not isinstance(value, str) or bool(moment_of(value))


def moment_of(text: str) -> datetime:
    """Return the instant of a date-time; without a zone it is UTC. Raise ValueError for a day that does not exist."""
    day_of(text)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def day_of(text: str) -> date:
    """Return the day as it is written, in whatever zone: a contract ends on the day that stands in it."""
    if not (found := DAY.fullmatch(text)):
        raise ValueError(text)
    return date.fromisoformat(found[1])


def _follow(release: Release, steps: Iterable[str | tuple[str, Any]]) -> str | None:
    node: Any = release.data
    pointer = release.pointer
    for step in steps:
        if isinstance(step, tuple):
            name, value = step
            rows = enumerate(node if isinstance(node, list) else [])
            found = (i for i, row in rows if isinstance(row, dict) and row.get(name) == value)
            if (index := next(found, None)) is None:
                return None
            node, pointer = node[index], pointer + escaped(index)
        elif isinstance(node, dict) and step in node:
            node, pointer = node[step], pointer + escaped(step)
        else:
            return None
    return pointer
