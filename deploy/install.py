"""Install what the locks name into .venv and node_modules; run again, it does nothing until a lock changes.

    python3 -m deploy.install runtime     what `make demo` and `make run` need
    python3 -m deploy.install dev         that, and what checks and tests need

Runs on a bare Python: standard library only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path

from deploy.supervise import StepFailed, Stopped, Supervisor, say

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "deploy" / "locks"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
PYTHON_STAMP = VENV / ".installed"
NODE_STAMP = ROOT / "node_modules" / ".installed"

PYTHON_SETS = {"runtime": ("runtime.lock", "stack.lock"), "dev": ("dev.lock",)}
NODE_SETS = {"runtime": ("--omit=dev",), "dev": ()}
OLDEST_PYTHON = (3, 11)
INTERRUPTED = 130


def install(supervisor: Supervisor, wanted: str) -> None:
    """Bring .venv and node_modules to what the set named `wanted` locks."""
    for stamp, key_of, fill in (
        (PYTHON_STAMP, _python_key, _install_python),
        (NODE_STAMP, _node_key, _install_node),
    ):
        # Whoever develops here keeps what development needs when the demo is started.
        name = "dev" if _was_installed(stamp) == "dev" else wanted
        if not _is_installed(stamp, name, key_of):
            say(f"Installing {'Python' if stamp is PYTHON_STAMP else 'npm'} packages ({name}) ...")
            fill(supervisor, name)
            stamp.parent.mkdir(exist_ok=True)
            stamp.write_text(f"{name} {key_of(name)}")


def _was_installed(stamp: Path) -> str:
    return stamp.read_text().partition(" ")[0] if stamp.exists() else ""


def _is_installed(stamp: Path, wanted: str, key_of: object) -> bool:
    """Tell whether the stamp says `wanted`, or `dev`, which holds everything."""
    if not stamp.exists() or (stamp is PYTHON_STAMP and not PYTHON.exists()):
        return False
    return stamp.read_text() in {f"{name} {key_of(name)}" for name in (wanted, "dev")}


def _python_key(name: str) -> str:
    # The place is part of the key: a virtual environment does not survive being moved or copied.
    facts = [
        name,
        str(VENV),
        sys.version,
        *(path.read_text() for path in sorted(LOCKS.glob("*.lock"))),
    ]
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()


def _node_key(name: str) -> str:
    facts = [name, (ROOT / "package.json").read_text(), (ROOT / "package-lock.json").read_text()]
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()


def _install_python(supervisor: Supervisor, wanted: str) -> None:
    if not _works(supervisor):
        supervisor.run("install-venv", [sys.executable, "-m", "venv", "--clear", VENV])
    pip = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
    ]
    locks = [LOCKS / name for name in PYTHON_SETS[wanted]]
    got_uv = supervisor.call("install-uv", [*pip, "-r", LOCKS / "bootstrap.lock"], quiet=True) == 0
    if got_uv:
        env = {
            **os.environ,
            "VIRTUAL_ENV": str(VENV),
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_NO_PROGRESS": "1",
        }
        if "PIP_INDEX_URL" in os.environ:  # uv does not read pip's settings
            env.setdefault("UV_DEFAULT_INDEX", os.environ["PIP_INDEX_URL"])
        if (
            supervisor.call(
                "install-sync", [UV, "pip", "sync", "--require-hashes", *locks], env=env, quiet=True
            )
            == 0
        ):
            return
    say("uv cannot be used here: pip installs the same locks, which takes about a minute ...")
    for lock in locks:
        supervisor.run("install-pip", [*pip, "-r", lock])


def _works(supervisor: Supervisor) -> bool:
    """Tell whether .venv belongs to this place and this Python."""
    if not PYTHON.exists():
        return False
    program = f"import sys; sys.exit(sys.prefix != {str(VENV)!r} or sys.version != {sys.version!r})"
    probe = [PYTHON, "-c", program]
    return supervisor.call("install-probe", probe, quiet=True) == 0


def _install_node(supervisor: Supervisor, wanted: str) -> None:
    npm = shutil.which("npm")
    if not npm:
        message = "npm was not found: install Node 20 or newer."
        raise StepFailed(message)
    supervisor.run(
        "install-npm", [npm, "ci", *NODE_SETS[wanted], "--ignore-scripts", "--loglevel=error"]
    )


def main(arguments: list[str]) -> int:
    """Install the named set; say in one sentence what stood in the way."""
    if sys.version_info < OLDEST_PYTHON:
        say(
            f"Python {'.'.join(map(str, OLDEST_PYTHON))} or newer is needed; this is {sys.version.split()[0]}."
        )
        return 1
    os.chdir(ROOT)
    try:
        with Supervisor(ROOT / "var" / "install-log") as supervisor:
            install(supervisor, *arguments)
    except Stopped:
        return INTERRUPTED
    except StepFailed as refusal:
        say(str(refusal))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
