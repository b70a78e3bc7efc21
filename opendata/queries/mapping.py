"""A contracting process as a partnership: dates, value, sector, route and stage.

Which place of the standard each fact comes from is written at the function that reads it; docs/ocds.md says the same
to those who publish. What has no place in a partnership stays, whole, in its import record.
"""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from opendata.queries.facts import ProcessFacts, TermFact
from opendata.queries.packages import Process, Release, day_of
from opendata.queries.parties import parties_of
from opendata.queries.refusals import refused
from opendata.queries.values import (
    Step,
    first,
    read,
    read_day,
    read_money,
    read_name,
    read_text,
    shorten,
)
from partnerships import queries as partnerships
from partnerships.models import LegalRoute, Stage

PROJECT: tuple[Step, ...] = ("planning", "project")
# Of several contracts the one that says most about where the partnership stands.
CONTRACT_ORDER = ("active", "pending", "terminated", "cancelled")
ROUTES = {
    "open": LegalRoute.TENDER,
    "selective": LegalRoute.TENDER,
    "limited": LegalRoute.DIRECT,
    "direct": LegalRoute.DIRECT,
}
ENDED = {"cancelled", "unsuccessful", "withdrawn"}
STAGE_OF_TENDER = {
    "planning": Stage.NEED,
    "planned": Stage.NEED,
    "active": Stage.SCOPE,
    "complete": Stage.VETTING,
}


def facts_of(process: Process, *, on: datetime.date) -> ProcessFacts:
    """Return what a process is in our words on the day `on`. Raise PackageRefused with the place of what is wrong."""
    contract = main_contract(process)
    term = _term(process, contract)
    stage, since = _stage(process, contract, term, on=on)
    started = min(_first_day(process), term.starts_on if term else since, since)
    return ProcessFacts(
        core=_core(process, contract),
        stage=stage,
        stage_since=min(since, on),
        started_on=min(started, on),
        term=term,
        parties=parties_of(process),
        notes=(*process.notes, *_notes(process, term)),
    )


def main_contract(process: Process) -> dict[str, Any]:
    """Return the contract that the partnership runs under, or {} before there is one."""
    contracts = process.merged.get("contracts") or []
    by_status = {status: rank for rank, status in enumerate(CONTRACT_ORDER)}
    return min(
        contracts,
        key=lambda contract: by_status.get(contract.get("status"), len(by_status)),
        default={},
    )


def _core(process: Process, contract: dict[str, Any]) -> dict[str, str | Decimal | None]:
    merged = process.merged
    value = _value(process, contract)
    return {
        "title": _title(process, contract),
        "need": read_text(merged, "planning", "rationale"),
        "summary": first(
            read_text(node, "description")
            for node in (read(merged, "planning", "project"), contract, merged.get("tender"))
        ),
        "sector": _sector(merged),
        "legal_route": ROUTES.get(read_text(merged, "tender", "procurementMethod"), ""),
        "legal_basis": _legal_basis(merged),
        "value": value[0] if value else None,
        "currency": value[1] if value else "",
    }


def _title(process: Process, contract: dict[str, Any]) -> str:
    """The project's title, else the contract's, the tender's or, at last, the ocid."""
    places: list[tuple[Any, tuple[Step, ...]]] = [
        (read(process.merged, "planning", "project"), PROJECT),
        (contract, _of_contract(contract)),
        (process.merged.get("tender"), ("tender",)),
    ]
    names = (read_name(process, node, base, "title", limit=200) for node, base in places)
    return first(names) or shorten(process.ocid, 200)


def _value(process: Process, contract: dict[str, Any]) -> tuple[Decimal, str] | None:
    """What the whole project is worth; else the contract; else its award; else the tender."""
    merged, base = process.merged, _of_contract(contract)
    award: dict[str, Any] = next(
        (row for row in merged.get("awards") or [] if row.get("id") == contract.get("awardID")), {}
    )
    return first(
        read_money(process, node, place, *steps)
        for node, place, steps in (
            (merged.get("planning"), ("planning",), ("project", "totalValue")),
            (contract, base, ("value",)),
            (award, ("awards", ("id", award.get("id"))), ("value",)),
            (merged.get("tender"), ("tender",), ("value",)),
        )
    )


def _sector(merged: dict[str, Any]) -> str:
    """The project's sector by COFOG, shortened from a class (04.6.0) to the group (04.6) or division that we know."""
    project = read(merged, "planning", "project") or {}
    rows = [project.get("sector"), *(project.get("additionalClassifications") or [])]
    for row in rows:
        if read_text(row, "scheme").upper() != "COFOG":
            continue
        parts = str(read(row, "id") or "").strip().removeprefix("GF").split(".")
        for length in range(len(parts), 0, -1):
            if (code := ".".join(parts[:length])) in partnerships.sectors():
                return code
    return ""


def _legal_basis(merged: dict[str, Any]) -> str:
    basis = read(merged, "tender", "legalBasis")
    return shorten(first([read_text(basis, "description"), str(read(basis, "id") or "")]), 400)


def _of_contract(contract: dict[str, Any]) -> tuple[Step, ...]:
    return ("contracts", ("id", contract.get("id")))


def _term(process: Process, contract: dict[str, Any]) -> TermFact | None:
    """The contract's period; where it says nothing, the project's; else the one that the tender foresees.

    An amendment brings its new `endDate` in a release of its own, and merging lets the newest say it: that is how the
    example ends in 2046 and not, as first signed, in 2036. `maxExtentDate` is no end: it is how far the parties may
    extend, and becomes the days of extension.
    """
    periods: list[tuple[Any, tuple[Step, ...]]] = [
        (contract.get("period"), (*_of_contract(contract), "period")),
        (read(process.merged, "planning", "project", "period"), (*PROJECT, "period")),
        (read(process.merged, "tender", "contractPeriod"), ("tender", "contractPeriod")),
    ]
    for period, base in periods:
        starts = read_day(process, period, base, "startDate")
        ends = read_day(process, period, base, "endDate")
        limit = read_day(process, period, base, "maxExtentDate")
        days = read(period, "durationInDays")
        if starts and not ends and days:
            ends = starts + datetime.timedelta(days=min(max(days, 1), 40_000) - 1)
        ends = ends or limit
        if starts and ends:
            if ends < starts:
                words = _("the end, %(end)s, lies before the start, %(start)s (see %(other)s)")
                raise refused(
                    process.where(*base, "endDate"),
                    words
                    % {"end": ends, "start": starts, "other": process.where(*base, "startDate")},
                )
            return TermFact(starts, ends, max(0, (limit - ends).days if limit else 0))
    return None


def _stage(
    process: Process, contract: dict[str, Any], term: TermFact | None, *, on: datetime.date
) -> tuple[Stage, datetime.date]:
    """Where the partnership stands, and since when: the contract says it before the award, the award before the tender."""
    status = contract.get("status")
    signed = read_day(process, contract, _of_contract(contract), "dateSigned")
    begins = term.starts_on if term else signed
    if (
        status in {"terminated", "cancelled"}
        or "contractTermination" in process.releases[-1].data["tag"]
    ):
        return Stage.CLOSED, _closed_on(process, term)
    if status == "active" and term and term.ends_on < on:
        return Stage.CLOSING, term.ends_on
    if status == "active" and (not begins or begins <= on):
        return Stage.LIVE, begins or _day_of_tag(process, "contract")
    if status == "active" or (contract and signed):
        return Stage.MOBILISE, signed or _day_of_tag(process, "contract")
    if contract:
        return Stage.DESIGN, _day_of_tag(process, "award", "contract")
    return _stage_before_contract(process)


def _stage_before_contract(process: Process) -> tuple[Stage, datetime.date]:
    awards = {award.get("status") for award in process.merged.get("awards") or []}
    tender = process.merged.get("tender") or {}
    if "active" in awards:
        return Stage.DESIGN, _day_of_tag(process, "award", "awardUpdate")
    if tender.get("status") in ENDED or (awards and awards <= ENDED):
        return Stage.CLOSED, _last_day(process)
    if awards or process.merged.get("bids"):
        return Stage.VETTING, _day_of_tag(process, "award", "tender")
    if tender:
        stage = STAGE_OF_TENDER.get(tender.get("status") or "", Stage.SCOPE)
        return stage, _day_of_tag(process, "tender")
    return Stage.NEED, _first_day(process)


def _closed_on(process: Process, term: TermFact | None) -> datetime.date:
    ended = [
        release for release in process.releases if "contractTermination" in release.data["tag"]
    ]
    if ended:
        return _day(ended[0])
    return min(term.ends_on, _last_day(process)) if term else _last_day(process)


def _day_of_tag(process: Process, *tags: str) -> datetime.date:
    """The day of the first release with one of the tags, in the order of the tags."""
    for tag in tags:
        for release in process.releases:
            if tag in release.data["tag"]:
                return _day(release)
    return _last_day(process)


def _day(release: Release) -> datetime.date:
    return day_of(release.data["date"])


def _first_day(process: Process) -> datetime.date:
    return _day(process.releases[0])


def _last_day(process: Process) -> datetime.date:
    return _day(process.releases[-1])


def _notes(process: Process, term: TermFact | None) -> Iterator[str]:
    sector = read(process.merged, "planning", "project", "sector")
    if sector and not _sector(process.merged):
        yield _("%(pointer)s: the sector is not one of COFOG and is left blank") % {
            "pointer": process.where(*PROJECT, "sector")
        }
    if term is None:
        yield _("%(ocid)s: neither contract nor tender says from when to when") % {
            "ocid": process.ocid
        }
    if not process.merged.get("parties"):
        yield _("%(ocid)s: the file names no parties") % {"ocid": process.ocid}
