"""A private Redis answers only with its password, forgets nothing, and is new enough."""

import contextlib
import sys

import pytest
import redis

from deploy import redis_server
from deploy.postgres import CannotRun
from deploy.supervise import Supervisor

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


def fake_server(folder, version):
    program = folder / "redis-server"
    program.write_text(f"#!/bin/sh\necho 'Redis server v={version} sha=0'\n")
    program.chmod(0o755)
    return program


def test_server_in_a_folder_with_spaces_and_quotes_keeps_its_data(tmp_path):
    folder = tmp_path / 'a "b" c'

    for _ in range(2):
        with Supervisor(folder / "log") as supervisor:
            url = redis_server.start(supervisor, folder)
            with contextlib.closing(redis.Redis.from_url(url)) as client:
                client.incr("starts")
                starts = client.get("starts")
                policy = client.config_get("maxmemory-policy")

    assert starts == b"2"
    assert policy == {"maxmemory-policy": "noeviction"}


def test_server_asks_for_its_password(tmp_path):
    with Supervisor(tmp_path / "log") as supervisor:
        url = redis_server.start(supervisor, tmp_path)
        without = f"redis://{url.rpartition('@')[2]}"

        with (
            contextlib.closing(redis.Redis.from_url(without)) as client,
            pytest.raises(redis.AuthenticationError),
        ):
            client.ping()


def test_password_is_in_no_list_of_processes(tmp_path):
    with Supervisor(tmp_path / "log") as supervisor:
        url = redis_server.start(supervisor, tmp_path)
        child = supervisor.children[-1]

    assert url.split(":")[2].partition("@")[0] not in " ".join(map(str, child.process.args))


def test_older_server_is_passed_over(tmp_path, monkeypatch):
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    candidates = [fake_server(old, "5.0.14"), fake_server(new, "6.2.0")]
    monkeypatch.setattr(redis_server, "_candidates", lambda: iter(candidates))

    assert redis_server.find_binary() == candidates[1]


def test_no_server_is_said_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(redis_server, "_candidates", lambda: iter([tmp_path / "none"]))

    with pytest.raises(CannotRun, match="set REDIS_URL"):
        redis_server.find_binary()


def test_given_server_is_asked_for_its_version(tmp_path, monkeypatch):
    with Supervisor(tmp_path / "log") as supervisor:
        url = redis_server.start(supervisor, tmp_path)
        redis_server.refuse_too_old(url)
        monkeypatch.setattr(redis_server, "OLDEST_VERSION", (sys.maxsize,))

        with pytest.raises(CannotRun, match="REDIS_URL points at Redis"):
            redis_server.refuse_too_old(url)
