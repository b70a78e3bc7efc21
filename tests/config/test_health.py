import pytest
from django.core.files.storage import FileSystemStorage
from django.db import OperationalError
from redis.exceptions import ConnectionError as RedisGone

from config import health


def test_live_touches_nothing(client):
    # No mark for the database: a query would fail this test.
    response = client.get("/live", HTTP_HOST="10.0.0.7", HTTP_COOKIE="session-8000=x")

    assert (response.status_code, response.content) == (200, b"live\n")


@pytest.mark.django_db
def test_ready_says_what_is_well(client):
    response = client.get("/ready", HTTP_HOST="10.0.0.7")

    assert response.status_code == 200
    assert response.json() == {"ready": True, "database": "ok", "media": "ok", "redis": "ok"}
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_house_without_redis_is_ready_and_says_that_it_is_degraded(client, monkeypatch):
    def gone(*args, **kwargs):
        raise RedisGone

    monkeypatch.setattr("django.core.cache.backends.redis.RedisCacheClient.get_client", gone)

    response = client.get("/ready")

    assert (response.status_code, response.json()["redis"]) == (200, "degraded")


@pytest.mark.django_db
def test_house_without_redis_configured_says_so(client, settings):
    settings.REDIS_URL = ""

    assert client.get("/ready").json()["redis"] == "not configured"


@pytest.mark.django_db
def test_house_without_a_folder_for_files_is_not_ready(client, monkeypatch):
    def full(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(FileSystemStorage, "_save", full)

    response = client.get("/ready")

    assert (response.status_code, response.json()["media"]) == (503, "not writable")


def test_house_without_a_database_is_not_ready(client, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(health, "MigrationExecutor", away)

    response = client.get("/ready")

    assert (response.status_code, response.json()["database"]) == (503, "not reachable")


@pytest.mark.django_db
def test_house_with_a_migration_to_run_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_args: ["one"])

    response = client.get("/ready")

    assert (response.status_code, response.json()["database"]) == (503, "migrations pending")


def test_probe_is_a_question_only(client):
    assert client.post("/live").status_code == 405
