"""The refusals of reading a file. Each says at which place of the file it is broken."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError


class PackageRefused(ValidationError):
    """The file cannot be taken over as it is; every message begins with its place in the file."""


def refused(pointer: str, words: str) -> PackageRefused:
    """Return the refusal of what stands at a JSON pointer."""
    return PackageRefused(f"{pointer or '/'}: {words}", code="broken")


def all_refused(refusals: Iterable[PackageRefused]) -> PackageRefused:
    """Return several refusals as one."""
    return PackageRefused([message for refusal in refusals for message in refusal.messages])


def escaped(step: str | int) -> str:
    """Return one step of a JSON pointer (RFC 6901) with its slash in front."""
    return "/" + str(step).replace("~", "~0").replace("/", "~1")
