"""The whole house on one machine, with its state under var/.

python -m deploy.demo demo --port 8000      with the demo's data, in var/demo
python -m deploy.demo run --port 8000       without, in var/run
python -m deploy.demo manage COMMAND...     manage.py on whichever of the two runs, else on the last used
"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from deploy import postgres, stack, state
from deploy.supervise import StepFailed, Stopped, Supervisor, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = state.ROOT
PYTHON = ROOT / ".venv" / "bin" / "python"
KINDS = ("demo", "run")
USUAL_PORT = 8000
OK = 200

PASSWORD = "partners-in-demo"  # noqa: S105 - the demo's sign-ins are meant to be known
SIGN_INS = {
    "City of Aldermoor": (
        "city.example",
        "owner lead evaluator contributor approver auditor admin",
    ),
    "Harbour authority": ("harbour.example", "lead approver"),
    "Meridian": ("meridian.example", "admin contributor viewer"),
    "A rival of theirs": ("rival.example", "admin"),
    "Installation": ("concordat.example", "operator"),
}


def serve(kind: str, port: int) -> None:
    """Run web, worker and clock until somebody asks to stop."""
    folder = state.VAR / kind
    running = state.read(folder)
    if running:
        message = f"It runs already: {running['BASE_URL']}"
        raise state.InUse(message)
    with state.hold(folder), Supervisor(folder / "log") as supervisor:
        _refuse_taken(port)
        say(f"Starting PostgreSQL and Redis in var/{kind} ...")
        env = environment(kind, port, stack.start(supervisor, folder))
        say("Preparing the database ...")
        wishes = ["--static", "--demo"] if kind == "demo" else ["--static"]
        supervisor.run(
            "prepare", [PYTHON, "-m", "deploy.prepare", *wishes], env={**os.environ, **env}
        )
        for name, command, ready in _processes(port):
            supervisor.start(name, command, ready=ready, env={**os.environ, **env})
        state.write(folder, {**env, "PORT": str(port)})
        say(welcome(kind, port))
        try:
            supervisor.wait()
        except Stopped:
            say("Stopping ...")
            raise


def environment(kind: str, port: int, services: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of one kind of house; the rest comes from the caller's environment."""
    folder = state.VAR / kind
    return {
        **services,
        "DEMO": "true" if kind == "demo" else "false",
        # A demo is entered with one known password; everywhere else the second step stays.
        "SECOND_FACTOR": os.environ.get("SECOND_FACTOR", "false") if kind == "demo" else "true",
        "SECRET_KEY": state.secret(folder),
        "VAR_DIR": str(folder),
        "BASE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        # A house on this machine sends its mail into files, whatever a .env for servers says.
        "EMAIL_HOST": "",
        "STATIC_COMPRESSED": "false",
    }


def welcome(kind: str, port: int) -> str:
    """Return what the person in front of the terminal needs to know."""
    lines = ["", f"Concordat is ready: http://localhost:{port}", ""]
    if kind == "demo":
        lines[1:1] = [f"Step in as anybody, or take a tour: http://localhost:{port}/demo/"]
        lines += [f"Sign in with the password {PASSWORD} as:"]
        for label, (domain, names) in SIGN_INS.items():
            addresses = "  ".join(f"{name}@{domain}" for name in names.split())
            lines += [f"  {label:<20}{addresses}"]
    else:
        lines += ['The first body and its administrator: make manage ARGS="setup_body --help"']
    lines += [
        "",
        f"Mail is written to var/{kind}/mail, logs to var/{kind}/log. Ctrl-C stops everything.",
    ]
    return "\n".join(lines)


def manage(command: Sequence[str]) -> int:
    """Run a command of manage.py beside the running house, or start its services for this call.

    Raise StepFailed when both the demo and the other house run and KIND does not say which is meant.
    """
    wanted = [os.environ["KIND"]] if os.environ.get("KIND") in KINDS else KINDS
    running = {kind: env for kind in wanted if (env := state.read(state.VAR / kind))}
    if len(running) > 1:
        message = "Two houses run: say which one is meant with KIND=demo or KIND=run."
        raise StepFailed(message)
    for kind, env in running.items():
        _name_house(kind, env["BASE_URL"])
        with Supervisor(state.VAR / kind / "log") as supervisor:
            return _manage(supervisor, env, command)
    kind = max(wanted, key=_last_used)
    _name_house(kind, "not running")
    folder = state.VAR / kind
    with state.hold(folder), Supervisor(folder / "log") as supervisor:
        env = environment(kind, USUAL_PORT, stack.start(supervisor, folder))
        supervisor.run("prepare", [PYTHON, "-m", "deploy.prepare"], env={**os.environ, **env})
        return _manage(supervisor, env, command)


def _name_house(kind: str, where: str) -> None:
    """Say on standard error whose data the command works on; its own output stays its own."""
    sys.stderr.write(f"On var/{kind} ({where}).\n")
    sys.stderr.flush()


def _processes(port: int) -> list[tuple[str, list[str | Path], object]]:
    celery = [PYTHON, "-m", "celery", "-A", "config"]
    return [
        (
            "web",
            [
                *(
                    PYTHON,
                    "-m",
                    "gunicorn",
                    "config.wsgi",
                    "--config",
                    "python:deploy.gunicorn_conf",
                ),
                *("--bind", f"127.0.0.1:{port}"),
            ],
            lambda: _answers(port),
        ),
        (
            "worker",
            [*celery, "worker", "--concurrency", "1", "--without-gossip", "--without-mingle"],
            None,
        ),
        ("beat", [*celery, "beat", "--scheduler", "celery.beat:Scheduler"], None),
    ]


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/ready", headers={"Host": "localhost"})
        return connection.getresponse().status == OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            message = f"Port {port} cannot be used: choose another one with PORT=8001."
            raise StepFailed(message) from None


def _manage(supervisor: Supervisor, env: Mapping[str, str], command: Sequence[str]) -> int:
    return supervisor.call(
        "manage", [PYTHON, ROOT / "manage.py", *command], env={**os.environ, **env}
    )


def _last_used(kind: str) -> float:
    key = state.VAR / kind / "lock"
    return key.stat().st_mtime if key.exists() else 0


def main(arguments: Sequence[str]) -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(
        prog="python -m deploy.demo", description=__doc__.splitlines()[0]
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    for kind in KINDS:
        verbs.add_parser(kind).add_argument("--port", type=int, default=USUAL_PORT)
    verbs.add_parser("manage").add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args(arguments)
    os.chdir(ROOT)
    try:
        if given.verb == "manage":
            return manage(given.command or ["help"])
        serve(given.verb, given.port)
    except Stopped:
        return 0
    except (StepFailed, state.InUse, postgres.CannotRun) as refusal:
        say(str(refusal))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
