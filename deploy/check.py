"""Linters, contracts and the suite, on a PostgreSQL and a Redis of their own under var/test.

    python -m deploy.check lint
    python -m deploy.check test [-- PYTEST ARGUMENTS]
    python -m deploy.check test-full [-- PYTEST ARGUMENTS]

A failed linter does not keep the tests from running, so that one run tells everything; it fails the run all the same.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from deploy import browser, postgres, stack, state
from deploy.supervise import Child, StepFailed, Stopped, Supervisor, say

BIN = state.ROOT / ".venv" / "bin"
PYTHON = BIN / "python"
FOLDER = state.VAR / "test"
LEAST_COVERAGE = 95
MOST_WORKERS = 4
INTERRUPTED = 130

# What a server is started with, so that `check --deploy` judges what will run there.
PRODUCTION = {
    "DEMO": "false",
    "DEBUG": "false",
    "BASE_URL": "https://concordat.example",
    "ALLOWED_HOSTS": "concordat.example",
    "EMAIL_HOST": "mail.example",
}


def linters() -> dict[str, list[str | Path]]:
    """Return the checks that read the code, by name."""
    return {
        "ruff": [BIN / "ruff", "check", "--output-format", "concise", "."],
        "format": [BIN / "ruff", "format", "--check", "--output-format", "concise", "."],
        "imports": [BIN / "lint-imports"],
        "mypy": [PYTHON, "-m", "mypy", *typed_modules()],
        "templates": [BIN / "djlint", "templates", "--lint", "--quiet"],
    }


def typed_modules() -> list[Path]:
    """Return the modules whose signatures are held by mypy: operations and queries of every package."""
    root = state.ROOT
    packages = sorted(path.parent for path in root.glob("*/apps.py"))
    found = [
        path
        for package in packages
        for name in ("operations", "queries")
        for path in (package / f"{name}.py", *sorted((package / name).glob("*.py")))
        if path.exists()
    ]
    return [path.relative_to(root) for path in found]


def check(wanted: str, arguments: list[str]) -> int:
    """Run what is wanted and return 0 when all of it passed."""
    with state.hold(FOLDER), Supervisor(FOLDER / "log") as supervisor:
        env = environment(stack.start(supervisor, FOLDER, for_tests=True))
        state.write(FOLDER, {name: env[name] for name in ("DATABASE_URL", "REDIS_URL")})
        failed = run_checks(supervisor, env)
        if wanted == "lint":
            return len(failed)
        env["CHROMIUM"] = str(browser.chromium(supervisor, state.VAR))
        command = pytest_command(arguments, full=wanted == "test-full")
        code = supervisor.call("pytest", command, env=env)
        return code or len(failed)


def environment(services: dict[str, str]) -> dict[str, str]:
    """Return the variables that checks and tests run with."""
    own = {
        "SECRET_KEY": state.secret(FOLDER),
        "VAR_DIR": str(FOLDER),
        "BASE_URL": "http://localhost:8000",
    }
    return {**os.environ, **own, **services}


def run_checks(supervisor: Supervisor, env: dict[str, str]) -> list[str]:
    """Run all checks side by side, print what each complains about, and return the names of those that do."""
    manage = [PYTHON, state.ROOT / "manage.py"]
    deploy = [*manage, "check", "--deploy", "--fail-level", "WARNING"]
    for log in FOLDER.glob("log/check-*.log"):
        log.unlink()
    running = [
        supervisor.start(f"check-{name}", command, env=env) for name, command in linters().items()
    ]
    running += [
        supervisor.start(
            "check-migrations", [*manage, "makemigrations", "--check", "--dry-run"], env=env
        ),
        supervisor.start("check-deploy", deploy, env={**env, **PRODUCTION}),
    ]
    failed = [child.name for child in running if not passed(supervisor, child)]
    say(f"Checks: {len(running) - len(failed)} passed, {len(failed)} failed {' '.join(failed)}")
    return failed


def passed(supervisor: Supervisor, child: Child) -> bool:
    """Wait for one check, show its complaint, and tell whether it had none."""
    code = supervisor.finish(child)
    if code:
        say(f"── {child.name} ──\n{child.log.read_text(errors='replace').rstrip()}\n")
    return code == 0


def pytest_command(arguments: list[str], *, full: bool) -> list[str | Path]:
    """Return how the suite is run; with arguments of the caller's the figure for coverage says nothing."""
    workers = max(2, min(MOST_WORKERS, len(os.sched_getaffinity(0))))
    command = [PYTHON, "-m", "pytest", "-n", str(workers), "--dist", "worksteal"]
    if full:
        command += ["-m", ""]
    if not arguments:
        command += ["--cov", "--cov-report=term", f"--cov-fail-under={LEAST_COVERAGE}"]
    return [*command, *arguments]


def main(arguments: list[str]) -> int:
    """Read the command line and run."""
    wanted, *rest = arguments
    os.chdir(state.ROOT)
    try:
        return check(wanted, [part for part in rest if part != "--"])
    except Stopped:
        return INTERRUPTED
    except (StepFailed, state.InUse, postgres.CannotRun) as refusal:
        say(str(refusal))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
