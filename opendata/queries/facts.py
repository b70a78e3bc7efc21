"""What a contracting process is in our words: plain facts, read from its merged release."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from partnerships.models import Stage


@dataclass(frozen=True)
class IdentifierFact:
    scheme: str
    value: str
    uri: str
    pointer: str


@dataclass(frozen=True)
class ContactFact:
    name: str
    email: str
    phone: str
    pointer: str = field(compare=False)


@dataclass(frozen=True)
class PartyFact:
    """One organisation of a process, however often and under however many names the file has it."""

    keys: tuple[str, ...]
    name: str
    legal_name: str
    kind: str
    side: str
    role: str
    identifiers: tuple[IdentifierFact, ...]
    address: tuple[tuple[str, str], ...]
    contact: ContactFact | None
    pointer: str = field(compare=False)


@dataclass(frozen=True)
class TermFact:
    starts_on: datetime.date
    ends_on: datetime.date
    extension_days: int


@dataclass(frozen=True)
class ProcessFacts:
    """A partnership as the file tells it. `core` are the core fields of a partnership by name."""

    core: dict[str, str | Decimal | None]
    stage: Stage
    stage_since: datetime.date
    started_on: datetime.date
    term: TermFact | None
    parties: tuple[PartyFact, ...]
    notes: tuple[str, ...]
