"""Folders of state under var/: held by one process at a time, with notes for the processes beside it.

Standard library only: `make reset` runs on a bare Python.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"


class InUse(Exception):
    """Another process holds this folder."""


@contextlib.contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold a folder of state for this process alone; the kernel lets go of it when the process dies."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        # Tried for a moment: somebody who only looks takes the lock too, and lets go at once.
        if not any(_take(lock, fcntl.LOCK_EX, wait) for wait in (0, 0.1, 0.3, 0.6)):
            message = f"{folder} is in use by another process."
            raise InUse(message)
        try:
            yield
        finally:
            (folder / "state.json").unlink(missing_ok=True)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
        output.write(text)
    draft.replace(path)


def write(folder: Path, state: Mapping[str, str]) -> None:
    """Write down, for processes beside this one, where the services of `folder` are."""
    write_private(folder / "state.json", json.dumps({**state, "PID": str(os.getpid())}, indent=1))


def read(folder: Path) -> dict[str, str] | None:
    """Return where the running services of `folder` are, or None when nothing runs there."""
    if not folder.is_dir():
        return None
    with (folder / "lock").open("a") as lock:
        if _take(lock, fcntl.LOCK_SH):
            return None
    with contextlib.suppress(FileNotFoundError):
        return json.loads((folder / "state.json").read_text())
    message = f"{folder} is being started or stopped: try again in a moment."
    raise InUse(message)


def _take(lock: TextIO, kind: int, wait: float = 0) -> bool:
    time.sleep(wait)
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
        return True
    return False


def secret(folder: Path, name: str = "secret_key") -> str:
    """Return the secret of this folder, drawn once and readable by its owner alone."""
    path = folder / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, secrets.token_urlsafe(64))
    return path.read_text()
