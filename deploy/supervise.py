"""Start processes in order of readiness, stop them in reverse, and leave none behind.

Every child leads a session of its own, so that Ctrl-C in the terminal reaches only this process, which then
stops the others one by one. The kernel is asked to stop a child when this process dies without having had the
chance (kill -9), and this process stops by itself when the one that started it (make) is gone.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.05
STOP_SECONDS = 12
LOG_TAIL_LINES = 25
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

LIBC = ctypes.CDLL(None)


class Stopped(Exception):
    """Somebody asked this process to stop: a signal, or the end of the process that started it."""


class StepFailed(Exception):
    """A process ended when it should run, did not become ready, or ended with an error."""


@dataclass(frozen=True)
class Child:
    """One started process, and how it wants to be stopped."""

    name: str
    process: subprocess.Popen
    stop_signal: signal.Signals
    log: Path | None
    own_session: bool = True


class Supervisor:
    """Owns processes from `start` to the end of the `with` block."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.children: list[Child] = []
        self.parent = os.getppid()
        self.stop_asked = False
        self.old_handlers: dict[int, object] = {}

    def __enter__(self) -> Self:
        self.logs.mkdir(parents=True, exist_ok=True)
        for number in STOP_SIGNALS:
            if number == signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                continue  # started under nohup: the closed terminal is meant to be survived
            self.old_handlers[number] = signal.signal(number, self._ask_to_stop)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_all()
        for number, handler in self.old_handlers.items():
            signal.signal(number, handler)

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        ready: Callable[[], bool] | None = None,
        within: float = 60,
        env: Mapping[str, str] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        text: str | None = None,
        uid: int | None = None,
        gid: int | None = None,
    ) -> Child:
        """Start a process that stays, and wait until it is `ready`; `text` is what it reads on standard input."""
        self.check()
        log = self.logs / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL if text is None else subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=env,
                start_new_session=True,
                preexec_fn=_die_with_parent(stop_signal),
                user=uid,
                group=gid,
                extra_groups=None if uid is None else [],
            )
        child = Child(name, process, stop_signal, log)
        self.children.append(child)
        if text is not None:
            process.stdin.write(text.encode())
            process.stdin.close()
        if ready:
            self._wait_until(child, ready, within)
        return child

    def run(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        quiet: bool = True,
    ) -> None:
        """Run a process to its end; a quiet one writes to its log and shows it only when it fails."""
        code = self.call(name, command, env=env, quiet=quiet)
        if code:
            message = (
                f"{name} ended with {code}.{_tail(self.logs / f'{name}.log') if quiet else ''}"
            )
            raise StepFailed(message)

    def call(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        quiet: bool = False,
    ) -> int:
        """Run a process to its end and return its code; a loud one keeps this terminal."""
        self.check()
        log = self.logs / f"{name}.log" if quiet else None
        with contextlib.ExitStack() as stack:
            output = stack.enter_context(log.open("wb")) if log else None
            process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL if quiet else None,
                stdout=output,
                stderr=output,
                env=env,
                # A loud one stays in our session: it may ask its questions in this terminal.
                start_new_session=quiet,
                preexec_fn=_die_with_parent(signal.SIGTERM),
            )
        child = Child(name, process, signal.SIGTERM, log, own_session=quiet)
        self.children.append(child)
        return self.finish(child)

    def finish(self, child: Child) -> int:
        """Wait for a process that ends by itself and return its code."""
        while child.process.poll() is None:
            self.check()
            time.sleep(POLL_SECONDS)
        self.children.remove(child)
        stop(child)  # it may have left others in its session
        return child.process.returncode

    def wait(self) -> None:
        """Return only by an exception: a process ended, or somebody asked to stop."""
        while True:
            self.check()
            for child in self.children:
                if child.process.poll() is not None:
                    raise StepFailed(_ended(child))
            time.sleep(POLL_SECONDS)

    def check(self) -> None:
        """Raise `Stopped` when somebody asked to stop or the starting process is gone."""
        if self.stop_asked or os.getppid() != self.parent:
            raise Stopped

    def stop_all(self) -> None:
        """Stop every process, last started first, each to its end before the next."""
        while self.children:
            stop(self.children.pop())

    def _ask_to_stop(self, *_: object) -> None:
        self.stop_asked = True

    def _wait_until(self, child: Child, ready: Callable[[], bool], within: float) -> None:
        deadline = time.monotonic() + within
        while not ready():
            self.check()
            if child.process.poll() is not None:
                raise StepFailed(_ended(child))
            if time.monotonic() > deadline:
                message = f"{child.name} was not ready within {within:g} s.{_tail(child.log)}"
                raise StepFailed(message)
            time.sleep(POLL_SECONDS)


def stop(child: Child) -> None:
    """Ask a process to end, insist after a while, and end what it left in its session."""
    process = child.process
    if process.poll() is None:
        process.send_signal(child.stop_signal)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
    if child.own_session:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        process.kill()
    process.wait()


def say(message: str) -> None:
    """Print one line for the person in front of the terminal."""
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()


def _die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """Return what a child does before its program starts: ask the kernel for `number` when we die."""
    if not hasattr(LIBC, "prctl"):
        return None
    parent = os.getpid()

    def ask() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:
            os._exit(1)

    return ask


def _ended(child: Child) -> str:
    return f"{child.name} ended with {child.process.returncode}.{_tail(child.log)}"


def _tail(log: Path | None) -> str:
    if not log or not log.exists():
        return ""
    lines = log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:]
    return "\n".join(["", f"The end of {log}:", *(f"    {line}" for line in lines)])
