"""The world of tests/access, for pages that are weighed in it."""

from tests.access.conftest import _quiet, caller, world

__all__ = ["_quiet", "caller", "world"]
