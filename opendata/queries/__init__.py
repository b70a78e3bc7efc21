"""Reading an OCDS package: bytes, releases, processes, facts. Nothing here writes, and nothing is ever fetched."""

from opendata.queries.bodies import find_body
from opendata.queries.facts import ContactFact, IdentifierFact, PartyFact, ProcessFacts, TermFact
from opendata.queries.mapping import facts_of
from opendata.queries.packages import Package, Process, Release, merge, read_package
from opendata.queries.parsing import MAX_BYTES, parse, too_large
from opendata.queries.refusals import PackageRefused, refused

__all__ = [
    "MAX_BYTES",
    "ContactFact",
    "IdentifierFact",
    "Package",
    "PackageRefused",
    "PartyFact",
    "Process",
    "ProcessFacts",
    "Release",
    "TermFact",
    "facts_of",
    "find_body",
    "merge",
    "parse",
    "read_package",
    "refused",
    "too_large",
]
