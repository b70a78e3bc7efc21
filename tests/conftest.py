"""What every test stands on: its own corner of Redis, and a database that can be flushed."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection

from partnerships.queries import viewer_for
from tests.factories import DAY

TRUNCATE = 32  # the bit of pg_trigger.tgtype


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let transactional tests flush the sealed tables; the test of the seal turns its trigger on again."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgtype & %s <> 0",
            [TRUNCATE],
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{trigger}"')


@pytest.fixture(autouse=True)
def _fresh_cache():
    """Start each test with no rate limit used up and nothing remembered."""
    cache.clear()


@pytest.fixture
def viewer_of():
    """Return the function from a user (None: nobody) to the Viewer on the day of the factories."""
    return lambda user, **facts: viewer_for(user or AnonymousUser(), **{"on": DAY, **facts})


def pytest_make_parametrize_id(val, argname):
    """Name bytes by their argument: archives made at collection carry the second, and workers must agree on names."""
    return argname if isinstance(val, bytes) else None
