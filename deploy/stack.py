"""The services the house stands on: PostgreSQL and Redis, private to one folder.

    python -m deploy.stack run --name NAME -- COMMAND...

starts a PostgreSQL and a Redis under var/NAME (or joins the ones that run there already), sets DATABASE_URL and
REDIS_URL, and SECRET_KEY and VAR_DIR where unset, runs COMMAND, stops what it started, and ends with COMMAND's
code. A DATABASE_URL or REDIS_URL that is set is used as it is. Servers under var/test* are tuned for tests, and so
are all others unless --durable is given.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import json
import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from deploy import postgres, redis_server
from deploy.supervise import StepFailed, Stopped, Supervisor, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
INTERRUPTED = 130


class InUse(Exception):  # noqa: N818 - reads as what it says
    """Another process holds this folder."""


@contextlib.contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold a folder of state for this process alone; the kernel lets go of it when the process dies."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"{folder} is in use by another process."
            raise InUse(message) from None
        try:
            yield
        finally:
            (folder / "state.json").unlink(missing_ok=True)


def start(supervisor: Supervisor, folder: Path, *, for_tests: bool = False) -> dict[str, str]:
    """Start what the caller's environment does not already name, and return the variables that name it."""
    database_url = os.environ.get("DATABASE_URL")
    redis_url = os.environ.get("REDIS_URL")
    if not database_url:
        database_url = postgres.start(supervisor, folder, for_tests=for_tests).url
    if redis_url:
        redis_server.refuse_too_old(redis_url)
    else:
        redis_url = redis_server.start(supervisor, folder)
    return {"DATABASE_URL": database_url, "REDIS_URL": redis_url}


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
        output.write(text)
    draft.replace(path)


def write_state(folder: Path, state: Mapping[str, str]) -> None:
    """Write down, for processes beside this one, where the services of `folder` are."""
    write_private(folder / "state.json", json.dumps({**state, "PID": str(os.getpid())}, indent=1))


def read_state(folder: Path) -> dict[str, str] | None:
    """Return where the running services of `folder` are, or None when nothing runs there."""
    try:
        with hold(folder):
            return None
    except InUse:
        with contextlib.suppress(FileNotFoundError):
            return json.loads((folder / "state.json").read_text())
        message = f"{folder} is being started or stopped: try again in a moment."
        raise InUse(message) from None


def secret(folder: Path, name: str = "secret_key") -> str:
    """Return the secret of this folder, drawn once and readable by its owner alone."""
    path = folder / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, secrets.token_urlsafe(64))
    return path.read_text()


def run(name: str, command: Sequence[str], *, for_tests: bool) -> int:
    """Run a command beside the services of var/NAME and return its code."""
    folder = VAR / name
    with Supervisor(folder / "log") as supervisor:
        running = read_state(folder)
        if running:
            return supervisor.call("command", command, env=_environment(folder, running))
        with hold(folder):
            services = start(supervisor, folder, for_tests=for_tests)
            write_state(folder, services)
            code = supervisor.call("command", command, env=_environment(folder, services))
            supervisor.stop_all()
            return code


def _environment(folder: Path, services: Mapping[str, str]) -> dict[str, str]:
    usual = {"SECRET_KEY": secret(folder), "VAR_DIR": str(folder)}
    named = {name: value for name, value in services.items() if name.endswith("_URL")}
    return {**usual, **os.environ, **named}


def main(arguments: Sequence[str]) -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m deploy.stack", description=__doc__.splitlines()[0])
    parser.add_argument("verb", choices=["run"])
    parser.add_argument("--name", default="test")
    parser.add_argument("--durable", action="store_true", help="keep what is written, at the price of speed")
    parser.add_argument("command", nargs="+")
    given = parser.parse_args(arguments)
    try:
        return run(given.name, given.command, for_tests=not given.durable)
    except Stopped:
        return INTERRUPTED
    except (StepFailed, InUse, postgres.CannotRun) as refusal:
        say(str(refusal))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
