"""Processes start in order, stop in reverse, and none is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.state import ROOT
from deploy.supervise import StepFailed, Stopped, Supervisor

# Python 3.12 and newer warn of any fork beside the threads of pytest-xdist.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
# A process that leaves another one in its session, and writes down both numbers.
MOTHER = (
    "import os, subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    "open(sys.argv[1], 'w').write(f'{os.getpid()} {child.pid}')\n"
    "time.sleep(600)\n"
)
# Started as a program of its own, so that it can be killed.
HOUSE = (
    "import sys, time\n"
    "from pathlib import Path\n"
    "from deploy.supervise import Stopped, Supervisor\n"
    "folder = Path(sys.argv[1])\n"
    "ready = lambda: (folder / 'pids').exists() and len((folder / 'pids').read_text().split()) == 2\n"
    "try:\n"
    "    with Supervisor(folder / 'log') as supervisor:\n"
    "        supervisor.start('mother', [sys.executable, '-c', sys.argv[2], folder / 'pids'], ready=ready)\n"
    "        (folder / 'ready').touch()\n"
    "        supervisor.wait()\n"
    "except Stopped:\n"
    "    (folder / 'stopped').touch()\n"
)


def is_alive(pid):
    """Tell whether a process runs; one that only waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(happened, within=10):
    deadline = time.monotonic() + within
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture
def house(tmp_path):
    """A supervisor in a process of its own, with two generations of children."""
    folder = tmp_path / "a folder with spaces"
    folder.mkdir()
    process = subprocess.Popen([sys.executable, "-c", HOUSE, str(folder), MOTHER], cwd=ROOT)
    wait_until((folder / "ready").exists)
    yield process, folder, [int(pid) for pid in (folder / "pids").read_text().split()]
    process.kill()
    process.wait()


def test_start_waits_until_the_process_is_ready(tmp_path):
    flag = tmp_path / "flag"
    program = [
        sys.executable,
        "-c",
        f"import time; time.sleep(0.2); open({str(flag)!r}, 'w'); time.sleep(600)",
    ]

    with Supervisor(tmp_path / "log") as supervisor:
        supervisor.start("flagger", program, ready=flag.exists)

        assert flag.exists()


def test_processes_are_stopped_last_started_first(tmp_path):
    order = tmp_path / "order"
    program = (
        "import pathlib, signal, sys, time\n"
        "def stop(*_):\n"
        "    with open(sys.argv[1], 'a') as order: order.write(sys.argv[2])\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, stop)\n"
        "pathlib.Path(sys.argv[1] + sys.argv[2]).touch()\n"
        "time.sleep(600)\n"
    )

    with Supervisor(tmp_path / "log") as supervisor:
        for name in "abc":
            command = [sys.executable, "-c", program, order, name]
            supervisor.start(name, command, ready=(tmp_path / f"order{name}").exists)

    assert order.read_text() == "cba"


def test_a_process_that_ends_is_reported_with_the_end_of_its_log(tmp_path):
    with (
        pytest.raises(StepFailed, match=r"(?s)web ended with 3.*no room left"),
        Supervisor(tmp_path / "log") as supervisor,
    ):
        supervisor.start(
            "web", [sys.executable, "-c", "print('no room left'); raise SystemExit(3)"]
        )
        supervisor.wait()


def test_a_failing_step_stops_what_runs(tmp_path):
    with (
        pytest.raises(StepFailed, match="migrate ended with 1"),
        Supervisor(tmp_path) as supervisor,
    ):
        child = supervisor.start("sleeper", SLEEPER)
        supervisor.run("migrate", [sys.executable, "-c", "raise SystemExit(1)"])

    assert not is_alive(child.process.pid)


def test_a_process_that_is_not_ready_in_time_is_stopped(tmp_path):
    with (
        pytest.raises(StepFailed, match=r"was not ready within 0\.2 s"),
        Supervisor(tmp_path) as supervisor,
    ):
        supervisor.start("sleeper", SLEEPER, ready=lambda: False, within=0.2)

    assert supervisor.children == []


def test_a_signal_during_a_step_stops_the_step(tmp_path):
    with pytest.raises(Stopped), Supervisor(tmp_path) as supervisor:
        os.kill(os.getpid(), signal.SIGTERM)
        supervisor.run("migrate", SLEEPER)

    assert supervisor.children == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_process(house, number):
    process, folder, pids = house

    process.send_signal(number)

    assert process.wait(20) == 0
    assert (folder / "stopped").exists()
    assert [pid for pid in pids if is_alive(pid)] == []


def test_killing_the_supervisor_stops_its_children(house):
    process, _, (mother, grandchild) = house

    process.kill()

    wait_until(lambda: not is_alive(mother))
    os.kill(
        grandchild, signal.SIGKILL
    )  # only the first generation is tied to us: real servers tie theirs


def test_the_end_of_the_starting_process_stops_the_house(tmp_path):
    starter = (
        "import subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-c', *sys.argv[1:]])\n"
        "time.sleep(600)\n"
    )
    command = [sys.executable, "-c", starter, HOUSE, str(tmp_path), MOTHER]
    process = subprocess.Popen(command, cwd=ROOT)
    wait_until((tmp_path / "ready").exists)
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]

    process.kill()
    process.wait()

    wait_until((tmp_path / "stopped").exists)
    wait_until(lambda: not any(map(is_alive, pids)))
