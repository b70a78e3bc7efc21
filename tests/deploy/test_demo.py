"""`make demo`, `make run` and `make manage`: a house that starts, answers, and leaves nothing behind."""

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from deploy import demo, state
from deploy.postgres import free_port

# The same programs, with their state in a folder of the test's.
HOUSE = (
    "import sys\n"
    "from pathlib import Path\n"
    "from deploy import demo, state\n"
    "state.VAR = Path(sys.argv[1])\n"
    "sys.exit(demo.main(sys.argv[2:]))\n"
)


def command(var, *arguments):
    return [sys.executable, "-c", HOUSE, str(var), *map(str, arguments)]


def output(words):
    done = subprocess.run(words, cwd=state.ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def processes_below(folder):
    """Return the processes that name this folder on their command line or in their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            facts = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in facts:
            found.append(process.name)
    return found


@pytest.fixture
def plain_environment(monkeypatch):
    """Take away what names the services and settings of the tests themselves."""
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "VAR_DIR", "BASE_URL", "DEMO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)


@pytest.mark.usefixtures("plain_environment")
def test_house_starts_answers_and_stops_without_a_trace(tmp_path):
    var, port = tmp_path / "v a r", free_port()
    with subprocess.Popen(
        command(var, "run", "--port", port), cwd=state.ROOT, stdout=subprocess.PIPE, text=True
    ) as house:
        try:
            said = []
            while not any("is ready" in line for line in said):
                said.append(house.stdout.readline())
                assert said[-1], f"the house ended: {''.join(said)}"
            with urllib.request.urlopen(f"http://localhost:{port}/ready", timeout=10) as answer:
                ready = json.load(answer)
            second = output(command(var, "run", "--port", free_port()))
            question = "from django.conf import settings as s; print(s.BASE_URL)"
            managed = output(command(var, "manage", "shell", "-v", "0", "-c", question))
        finally:
            house.send_signal(signal.SIGTERM)
        ending = house.wait(60)

    assert ready == {"ready": True, "database": "ok", "media": "ok", "redis": "ok"}
    assert second == f"It runs already: http://localhost:{port}"
    assert managed == f"http://localhost:{port}"
    assert ending == 0
    assert processes_below(var) == []


def test_secrets_of_a_house_are_its_owners_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(state, "VAR", tmp_path)

    first = demo.environment("demo", 8000, {})
    second = demo.environment("demo", 8000, {})
    other = demo.environment("run", 8000, {})

    assert first == second
    assert first["SECRET_KEY"] != other["SECRET_KEY"]
    assert (tmp_path / "demo" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_only_the_demo_is_a_demo(tmp_path, monkeypatch):
    monkeypatch.setattr(state, "VAR", tmp_path)

    assert demo.environment("demo", 8000, {})["DEMO"] == "true"
    assert demo.environment("run", 8000, {})["DEMO"] == "false"


def test_house_on_a_machine_of_ones_own_sends_no_mail(tmp_path, monkeypatch):
    monkeypatch.setattr(state, "VAR", tmp_path)

    assert demo.environment("demo", 8000, {})["EMAIL_HOST"] == ""


def test_welcome_names_address_password_and_every_sign_in():
    told = demo.welcome("demo", 8123)

    assert "http://localhost:8123" in told
    assert told.splitlines()[1].endswith("http://localhost:8123/demo/")
    assert "partners-in-demo" in told
    assert sorted(re.findall(r"\S+@\S+", told)) == [
        "admin@city.example",
        "admin@meridian.example",
        "admin@rival.example",
        "approver@city.example",
        "approver@harbour.example",
        "auditor@city.example",
        "contributor@city.example",
        "contributor@meridian.example",
        "evaluator@city.example",
        "lead@city.example",
        "lead@harbour.example",
        "operator@concordat.example",
        "owner@city.example",
        "viewer@meridian.example",
    ]


def test_welcome_of_an_empty_house_tells_how_to_begin():
    assert 'make manage ARGS="setup_body --help"' in demo.welcome("run", 8000)


def test_taken_port_is_refused_before_anything_starts(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(state, "VAR", tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        code = demo.main(["run", "--port", str(port)])

    told = capsys.readouterr().out
    assert code == 1
    assert told == f"Port {port} cannot be used: choose another one with PORT=8001.\n"
    assert not list(tmp_path.glob("run/pg*"))
