"""Taking over what a package tells: organisations, a partnership with its parties, and the file itself beside it.

Whatever the files of today or tomorrow bring passes through the verbs of partnerships and organisations; this module
decides only which of them, and with what.
"""

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from opendata import queries
from opendata.queries import Package, PartyFact, Process, ProcessFacts, Release, TermFact
from organisations import operations as organisations
from organisations.models import Organisation, Person, PublicBody, Relationship
from partnerships import operations as partnerships
from partnerships.models import ImportRecord, Partnership, Party

STANDARD = "ocds-ppp"
# Names the organisation that a party of a process becomes, so that the next file of the process finds it again.
PARTIES = uuid.UUID("6f7d2f0a-59c5-5b46-9c86-3a5a3b7f8f10")


@dataclass
class Outcome:
    """What one process of the file did to one partnership; no changes is nothing done."""

    ocid: str
    reference: str = ""
    title: str = ""
    is_new: bool = False
    changes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@transaction.atomic
def import_package(
    package: Package, *, body: PublicBody, by: Any, on: date, dry_run: bool = False
) -> list[Outcome]:
    """Take over every process of the package for `body`, or none of them; with `dry_run` only say what would change.

    Raise PackageRefused with the place in the file that cannot be taken over.
    """
    outcomes = [
        _import_process(package, ocid, body=body, by=by, on=on) for ocid in sorted(package.releases)
    ]
    if dry_run:
        transaction.set_rollback(True)
    return outcomes


def _import_process(package: Package, ocid: str, *, body: PublicBody, by: Any, on: date) -> Outcome:
    _wait_for_others(body, ocid)
    record = ImportRecord.objects.filter(body=body, standard=STANDARD, key=ocid).first()
    known = _known_releases(record)
    fresh = [row for row in package.releases[ocid] if not _is_known(row, known)]
    outcome = Outcome(ocid)
    if record is not None and not fresh:
        _name(outcome, record.partnership)
        return outcome
    process = queries.merge(ocid, [*known.values(), *fresh])
    facts = queries.facts_of(process, on=on)
    outcome.notes += facts.notes
    partnership = _carry_out(process, facts, record, outcome, body=body, by=by, on=on)
    partnerships.keep_import(
        partnership,
        standard=STANDARD,
        key=ocid,
        release_ids=[release.id for release in process.releases],
        source=_source(package, process, record),
        merged=process.merged,
        by=by,
        on=on,
    )
    new = ", ".join(release.id for release in fresh)
    outcome.changes.append(_("releases kept: %(ids)s") % {"ids": new})
    _name(outcome, partnership)
    return outcome


def _carry_out(
    process: Process,
    facts: ProcessFacts,
    record: ImportRecord | None,
    outcome: Outcome,
    *,
    body: PublicBody,
    by: Any,
    on: date,
) -> Partnership:
    """Do what the releases say, the first time or on top of what was done; what a verb refuses is the file's fault."""
    try:
        if record is None:
            return _take_over(process, facts, outcome, body=body, by=by, on=on)
        known = queries.merge(process.ocid, _known_releases(record).values())
        before = queries.facts_of(known, on=on)
        _bring_up_to_date(record.partnership, process, before, facts, outcome, by=by, on=on)
        return record.partnership
    except queries.PackageRefused:
        raise
    except ValidationError as error:
        raise queries.refused(process.releases[-1].pointer, " ".join(error.messages)) from error


def _wait_for_others(body: PublicBody, ocid: str) -> None:
    """Two imports of one process: the second waits, and then finds what the first has done."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"opendata.import:{body.pk}:{ocid}"],
        )


def _known_releases(record: ImportRecord | None) -> dict[str, Release]:
    rows = record.source["releases"] if record else []
    words = _("release %(id)s, imported before")
    return {row["id"]: Release(row, words % {"id": row["id"]}) for row in rows}


def _is_known(release: Release, known: dict[str, Release]) -> bool:
    if release.id not in known:
        return False
    if known[release.id].data != release.data:
        words = _(
            "this release was imported before and said something else; a correction has an id of its own"
        )
        raise queries.refused(release.pointer, words)
    return True


def _source(package: Package, process: Process, record: ImportRecord | None) -> dict[str, Any]:
    packages = record.source["packages"] if record else []
    if package.metadata not in packages:
        packages = [*packages, package.metadata]
    return {"packages": packages, "releases": [release.data for release in process.releases]}


def _name(outcome: Outcome, partnership: Partnership) -> None:
    outcome.reference, outcome.title = partnership.reference, partnership.title


def _take_over(
    process: Process,
    facts: ProcessFacts,
    outcome: Outcome,
    *,
    body: PublicBody,
    by: Any,
    on: date,
) -> Partnership:
    term = {}
    if facts.term:
        term = {
            "starts_on": facts.term.starts_on,
            "ends_on": facts.term.ends_on,
            "extension_days": facts.term.extension_days,
        }
    partnership = partnerships.take_over_partnership(
        body=body,
        by=by,
        on=on,
        stage=facts.stage,
        stage_since=facts.stage_since,
        started_on=facts.started_on,
        **facts.core,
        **term,
    )
    outcome.is_new = True
    outcome.changes += [
        f"{name}: {value}" for name, value in _described(facts).items() if value not in {"", None}
    ]
    for party in facts.parties:
        _add_party(partnership, process, party, outcome, by=by, on=on)
    return partnership


def _described(facts: ProcessFacts) -> dict[str, Any]:
    """The facts of a partnership by name, as they are compared and printed."""
    return {
        **facts.core,
        "starts_on": facts.term.starts_on if facts.term else None,
        "ends_on": facts.term.ends_on if facts.term else None,
        "extension_days": facts.term.extension_days if facts.term else None,
        "stage": facts.stage.value,
    }


def _bring_up_to_date(
    partnership: Partnership,
    process: Process,
    before: ProcessFacts,
    facts: ProcessFacts,
    outcome: Outcome,
    *,
    by: Any,
    on: date,
) -> None:
    """Carry out what the newer file changed, and leave alone what people changed here since."""
    old, new = _described(before), _described(facts)
    changed = {name: value for name, value in new.items() if value != old[name]}
    outcome.changes += [f"{name}: {old[name]} → {value}" for name, value in changed.items()]
    core = {name: value for name, value in changed.items() if name in facts.core}
    if core:
        partnership.refresh_from_db()
        partnerships.edit_partnership(
            partnership, version=partnership.version, by=by, on=on, **core
        )
    if facts.term and facts.term != before.term:
        _set_term(partnership, facts.term, by=by, on=on)
    if "stage" in changed:
        outcome.changes.pop()
        words = _(
            "the file now says “%(stage)s”; the partnership stays at “%(here)s” until somebody moves it"
        )
        outcome.notes.append(
            words % {"stage": facts.stage.label, "here": partnership.get_stage_display()}
        )
    for party in facts.parties:
        if party not in before.parties:
            _add_party(partnership, process, party, outcome, by=by, on=on)


def _set_term(partnership: Partnership, fact: TermFact, *, by: Any, on: date) -> None:
    partnership.refresh_from_db()
    term = partnership.terms.order_by("-number").first()
    partnerships.set_term(
        partnership,
        version=partnership.version,
        starts_on=fact.starts_on,
        ends_on=fact.ends_on,
        notice_days=term.notice_days if term else 0,
        extension_days=fact.extension_days,
        by=by,
        on=on,
    )


def _add_party(
    partnership: Partnership,
    process: Process,
    fact: PartyFact,
    outcome: Outcome,
    *,
    by: Any,
    on: date,
) -> None:
    """Add the organisation as a party unless it is one, and its contact to the relationship with it."""
    try:
        organisation = _organisation_of(partnership, process, fact, by=by, on=on)
        is_party = Party.objects.filter(partnership=partnership, organisation=organisation).exists()
        if not is_party:
            partnerships.add_party(
                partnership, organisation, role=fact.role, side=fact.side, by=by, on=on
            )
            outcome.changes.append(
                _("party: %(name)s, %(role)s") % {"name": organisation, "role": fact.role}
            )
        _keep_contact(partnership, organisation, fact, outcome, by=by, on=on)
    except ValidationError as error:
        if isinstance(error, queries.PackageRefused):
            raise
        raise queries.refused(fact.pointer, " ".join(error.messages)) from error


def _organisation_of(
    partnership: Partnership, process: Process, fact: PartyFact, *, by: Any, on: date
) -> Organisation:
    """Return the organisation that a party of the file is, with every number that the file knows of it."""
    names = [_party_id(partnership.lead_body, process, key) for key in fact.keys]
    numbers = [
        {"scheme": row.scheme, "value": row.value, "uri": row.uri} for row in fact.identifiers
    ]
    if (found := _known_organisation(names, fact)) is not None:
        for number in numbers:
            organisations.add_identifier(found, by=by, on=on, **number)
        return found
    return organisations.create_organisation(
        public_id=names[0],
        name=fact.name,
        legal_name=fact.legal_name,
        kind=fact.kind,
        identifiers=numbers,
        addresses=[dict(fact.address)] if fact.address else [],
        body=partnership.lead_body,
        by=by,
        on=on,
    )


def _known_organisation(names: list[uuid.UUID], fact: PartyFact) -> Organisation | None:
    """Find what the party became before, or whoever has one of its numbers; they must not be two."""
    found = Organisation.objects.filter(public_id__in=names).first()
    for number in fact.identifiers:
        registered = Organisation.objects.with_identifier(
            scheme=number.scheme, value=number.value
        ).first()
        if found and registered and found != registered:
            words = _(
                "this number belongs to another organisation than the other facts of the party"
            )
            raise queries.refused(number.pointer, words)
        found = found or registered
    return found


def _party_id(body: PublicBody, process: Process, key: str) -> uuid.UUID:
    return uuid.uuid5(PARTIES, f"{body.public_id}/{process.ocid}/{key}")


def _keep_contact(
    partnership: Partnership,
    organisation: Organisation,
    fact: PartyFact,
    outcome: Outcome,
    *,
    by: Any,
    on: date,
) -> None:
    relationship = Relationship.objects.filter(
        body=partnership.lead_body, organisation=organisation
    ).first()
    contact = fact.contact
    if contact is None or relationship is None:
        return
    person = {"name": contact.name, "email": contact.email, "phone": contact.phone}
    if not Person.objects.filter(relationship=relationship, **person).exists():
        organisations.record_person(organisation, relationship=relationship, by=by, on=on, **person)
        outcome.changes.append(
            _("contact of %(organisation)s: %(name)s")
            % {"organisation": organisation, "name": contact.name}
        )
