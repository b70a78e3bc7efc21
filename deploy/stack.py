"""The services the house stands on: PostgreSQL and Redis, private to one folder.

    python -m deploy.stack run --name NAME -- COMMAND...

starts a PostgreSQL and a Redis under var/NAME (or joins the ones that run there already), sets DATABASE_URL and
REDIS_URL, and SECRET_KEY, VAR_DIR and BASE_URL where unset, runs COMMAND, stops what it started, and ends with COMMAND's
code. A DATABASE_URL or REDIS_URL that is set is used as it is. The servers are tuned for tests: fast, and nothing is
safe from a crash of the machine; --durable starts them as the demo does.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from deploy import postgres, redis_server, state
from deploy.supervise import StepFailed, Stopped, Supervisor, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

INTERRUPTED = 130


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


def run(name: str, command: Sequence[str], *, for_tests: bool) -> int:
    """Run a command beside the services of var/NAME and return its code."""
    folder = state.VAR / name
    running = state.read(folder)
    if running:
        with Supervisor(folder / "log") as supervisor:
            return supervisor.call("command", command, env=_environment(folder, running))
    with state.hold(folder), Supervisor(folder / "log") as supervisor:
        services = start(supervisor, folder, for_tests=for_tests)
        state.write(folder, services)
        return supervisor.call("command", command, env=_environment(folder, services))


def _environment(folder: Path, services: Mapping[str, str]) -> dict[str, str]:
    usual = {
        "SECRET_KEY": state.secret(folder),
        "VAR_DIR": str(folder),
        "BASE_URL": "http://localhost:8000",
    }
    named = {name: value for name, value in services.items() if name.endswith("_URL")}
    return {**usual, **os.environ, **named}


def main(arguments: Sequence[str]) -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(
        prog="python -m deploy.stack", description=__doc__.splitlines()[0]
    )
    parser.add_argument("verb", choices=["run"])
    parser.add_argument("--name", default="test")
    parser.add_argument(
        "--durable", action="store_true", help="keep what is written, at the price of speed"
    )
    parser.add_argument("command", nargs="+")
    given = parser.parse_args(arguments)
    try:
        return run(given.name, given.command, for_tests=not given.durable)
    except Stopped:
        return INTERRUPTED
    except (StepFailed, state.InUse, postgres.CannotRun) as refusal:
        say(str(refusal))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
