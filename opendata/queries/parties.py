"""The organisations of a process: who they are, on which side they stand, and which of them are one."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from opendata.queries.facts import ContactFact, IdentifierFact, PartyFact
from opendata.queries.packages import Process
from opendata.queries.refusals import refused
from opendata.queries.values import Step, read, read_email, read_name, read_text, shorten
from organisations.models import Kind
from organisations.registers import checked_number
from partnerships.models import PartyRole, Side

PUBLIC, PARTNER = Side.PUBLIC, Side.PARTNER

# Roles of the standard and of its profile (domain.md D.2), the one that says most first. Whoever provides an asset,
# buys or procures acts for the public side.
ROLES: dict[str, tuple[PartyRole, Side]] = {
    "privateParty": (PartyRole.PARTNER, PARTNER),
    "supplier": (PartyRole.PARTNER, PARTNER),
    "publicAuthority": (PartyRole.AUTHORITY, PUBLIC),
    "procuringEntity": (PartyRole.AUTHORITY, PUBLIC),
    "buyer": (PartyRole.BUYER, PUBLIC),
    "reviewBody": (PartyRole.REVIEW_BODY, PUBLIC),
    "grantor": (PartyRole.AUTHORITY, PUBLIC),
    "assetProvider": (PartyRole.ASSET_PROVIDER, PUBLIC),
    "equityInvestor": (PartyRole.INVESTOR, PARTNER),
    "lender": (PartyRole.LENDER, PARTNER),
    "leadBank": (PartyRole.LENDER, PARTNER),
    "funder": (PartyRole.FUNDER, PARTNER),
    "subcontractor": (PartyRole.SUBCONTRACTOR, PARTNER),
    "adviser": (PartyRole.ADVISER, PARTNER),
    "advisor": (PartyRole.ADVISER, PARTNER),
    "consultant": (PartyRole.ADVISER, PARTNER),
    "tenderer": (PartyRole.CANDIDATE, PARTNER),
    "preferredBidder": (PartyRole.CANDIDATE, PARTNER),
    "qualifiedBidder": (PartyRole.CANDIDATE, PARTNER),
    "candidate": (PartyRole.CANDIDATE, PARTNER),
}
OTHER = (PartyRole.OTHER, PARTNER)
# Public money and a public office do not make a company: only these kinds are sure.
KINDS = {PartyRole.FUNDER: Kind.OTHER, PartyRole.OTHER: Kind.OTHER}

ADDRESS = {
    "street": ("streetAddress", 250),
    "locality": ("locality", 120),
    "region": ("region", 120),
    "postcode": ("postalCode", 20),
    "country_name": ("countryName", 120),
}
MAX_NAME, MAX_SCHEME, MAX_NUMBER, MAX_URI = 250, 40, 100, 500


def parties_of(process: Process) -> tuple[PartyFact, ...]:
    """Return the organisations of a process, each once.

    Two entries are one organisation when they share an id (merging sees to that), an identifier, or, without any
    identifier, the name.
    """
    groups: list[list[tuple[dict[str, Any], tuple[IdentifierFact, ...]]]] = []
    seen: dict[tuple[str, str], int] = {}
    for row in process.merged.get("parties") or []:
        identifiers = tuple(_identifiers(process, row))
        marks = [(fact.scheme, fact.value) for fact in identifiers]
        marks = marks or [("", str(row.get("name") or row.get("id")).casefold())]
        index = next((seen[mark] for mark in marks if mark in seen), len(groups))
        if index == len(groups):
            groups.append([])
        groups[index].append((row, identifiers))
        seen |= dict.fromkeys(marks, index)
    return tuple(_party(process, group) for group in groups)


def _party(
    process: Process, group: list[tuple[dict[str, Any], tuple[IdentifierFact, ...]]]
) -> PartyFact:
    row = group[0][0]
    base: tuple[Step, ...] = ("parties", ("id", row.get("id")))
    role, side = _role({role for other, _facts in group for role in other.get("roles") or []})
    kind = Kind.PUBLIC_BODY if side == PUBLIC else KINDS.get(role, Kind.COMPANY)
    identifiers = {(fact.scheme, fact.value): fact for _row, facts in group for fact in facts}
    name = read_name(process, row, base, "name", limit=MAX_NAME)
    return PartyFact(
        keys=tuple(str(other.get("id") or "") for other, _facts in group),
        name=name or shorten(str(row.get("id")), MAX_NAME),
        legal_name=read_name(process, row, base, "identifier", "legalName", limit=MAX_NAME),
        kind=kind,
        side=side,
        role=role,
        identifiers=tuple(identifiers.values()),
        address=_address(row),
        contact=_contact(process, row, base),
        pointer=process.where(*base),
    )


def _role(roles: set[str]) -> tuple[PartyRole, Side]:
    return next((ROLES[role] for role in ROLES if role in roles), OTHER)


def _identifiers(process: Process, row: dict[str, Any]) -> Iterator[IdentifierFact]:
    base: tuple[Step, ...] = ("parties", ("id", row.get("id")))
    places = [("identifier", row.get("identifier"))]
    places += [("additionalIdentifiers", other) for other in row.get("additionalIdentifiers") or []]
    for place, identifier in places:
        scheme, value = read_text(identifier, "scheme"), str(read(identifier, "id") or "").strip()
        if not scheme or not value:
            continue
        pointer = process.where(*base, place)
        try:
            number = checked_number(scheme, value)
        except ValidationError as error:
            raise refused(pointer, " ".join(error.messages)) from error
        if len(scheme) > MAX_SCHEME or len(number) > MAX_NUMBER:
            raise refused(pointer, _("the scheme or the number is too long"))
        yield IdentifierFact(scheme, number, _web_address(identifier), pointer)


def _web_address(identifier: Any) -> str:
    uri = read_text(identifier, "uri")
    return uri if uri.startswith(("http://", "https://")) and len(uri) <= MAX_URI else ""


def _address(row: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    fields = {
        field: shorten(read_text(row, "address", name), limit)
        for field, (name, limit) in ADDRESS.items()
    }
    return tuple(fields.items()) if any(fields.values()) else ()


def _contact(process: Process, row: dict[str, Any], base: tuple[Step, ...]) -> ContactFact | None:
    point = read(row, "contactPoint")
    base = (*base, "contactPoint")
    email = read_email(process, point, base, "email")
    name = read_name(process, point, base, "name", limit=150) or email
    if not name:
        return None
    phone = shorten(read_text(point, "telephone"), 40)
    return ContactFact(name, email, phone, process.where(*base))
