"""One world for all tests that stand in it one after the other; what each of them writes is taken back."""

import logging

import pytest

from tests.access.calls import Caller
from tests.access.stage import STAGE, stands_in_world


@pytest.fixture
def world(django_db_setup, django_db_blocker):
    return STAGE.enter(django_db_blocker)


@pytest.fixture
def caller(world, db):
    return Caller(world)


@pytest.fixture(autouse=True)
def _quiet():
    """Let thousands of refusals not fill the log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item, nextitem):
    """Take the world back before a test that does not know it."""
    if not stands_in_world(nextitem):
        STAGE.leave()
