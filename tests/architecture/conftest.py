"""The world of tests/access, for pages that are weighed in it."""

from tests.access.conftest import _quiet, caller, pytest_runtest_teardown, world

__all__ = ["_quiet", "caller", "pytest_runtest_teardown", "world"]
