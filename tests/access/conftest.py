"""One world a module: built in a transaction that is taken back when the module is done."""

import logging

import pytest
from django.db import transaction

from tests.access import world as worlds
from tests.access.calls import Caller


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)


@pytest.fixture
def caller(world, db):
    return Caller(world)


@pytest.fixture(autouse=True)
def _quiet():
    """Let thousands of refusals not fill the log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
