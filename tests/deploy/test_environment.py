""".env.example and docker-compose.yml say what the code says."""

import ast
import re

import pytest
import yaml

from deploy.state import ROOT

SETTINGS = ROOT / "config" / "settings.py"
# Set by the product's own doors, never by a person.
INTERNAL = {"DJANGO_SETTINGS_MODULE"}
COMPOSE_ONLY = {"POSTGRES_PASSWORD", "SITE_HOST"}
# Folders below VAR_DIR that a server keeps something in.
OURS = ("prepare", "web", "worker", "beat")


def read_by_settings():
    """Return the variables that are asked for as env.str("NAME"), env.bool("NAME") and so on."""
    calls = [
        node for node in ast.walk(ast.parse(SETTINGS.read_text())) if isinstance(node, ast.Call)
    ]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and call.func.attr != "read_env"
    }


def named_in_example():
    text = (ROOT / ".env.example").read_text()
    return re.findall(r"^#?([A-Z][A-Z0-9_]*)=", text, re.MULTILINE)


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_example_names_every_variable_once():
    assert sorted(named_in_example()) == sorted(read_by_settings() | COMPOSE_ONLY)


def test_other_modules_read_no_variable_of_their_own():
    pattern = re.compile(
        r"environ(?:\.get\(|\[|\.setdefault\()\s*\"([A-Z_]+)\"|getenv\(\s*\"([A-Z_]+)\""
    )
    packages = {path.parent for path in ROOT.glob("*/apps.py")} | {ROOT / "config"}
    found = {
        match[1] or match[2]
        for package in packages
        for module in package.rglob("*.py")
        for match in pattern.finditer(module.read_text())
    }

    assert found == INTERNAL


def test_compose_has_the_processes_of_a_server(compose):
    assert list(compose["services"]) == [*OURS, "postgres", "redis", "proxy"]


@pytest.mark.parametrize("service", OURS)
def test_compose_commands_exist(compose, service):
    command = compose["services"][service]["command"]

    programs = {
        "gunicorn": ROOT / ".venv/bin/gunicorn",
        "celery": ROOT / ".venv/bin/celery",
        "python": ROOT / "deploy" / f"{command[2].removeprefix('deploy.')}.py",
    }
    assert programs[command[0]].is_file()


def test_compose_starts_what_the_demo_starts(compose):
    web = compose["services"]["web"]["command"]
    worker = compose["services"]["worker"]["command"]
    beat = compose["services"]["beat"]["command"]

    assert web[1:4] == ["config.wsgi", "--config", "python:deploy.gunicorn_conf"]
    assert worker[1:4] == ["-A", "config", "worker"]
    assert beat[1:4] == ["-A", "config", "beat"]


def test_compose_sets_only_variables_that_are_known(compose):
    for name in OURS:
        assert set(compose["services"][name]["environment"]) <= read_by_settings()
    text = (ROOT / "docker-compose.yml").read_text()
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) == COMPOSE_ONLY


def test_compose_volumes_hold_all_data(compose):
    services = compose["services"]
    folders = {
        name: [volume.split(":")[1] for volume in services[name]["volumes"]] for name in services
    }

    for name in OURS:
        assert folders[name] == [services[name]["environment"]["VAR_DIR"]]
    assert folders["postgres"] == ["/var/lib/postgresql/data"]
    assert folders["redis"] == ["/data"]
    assert "/data" in folders["proxy"]
    named = {volume.split(":")[0] for name in services for volume in services[name]["volumes"]}
    assert {name for name in named if "/" not in name} == set(compose["volumes"])


def test_everything_that_settings_keep_lies_below_var_dir():
    text = SETTINGS.read_text()

    folders = re.findall(r"^(\w+(?:_ROOT|_FILE_PATH)) = (\w+)", text, re.MULTILINE)

    assert {base for _, base in folders} == {"VAR_DIR"}


def test_compose_publishes_nothing_but_the_proxy(compose):
    assert [name for name, service in compose["services"].items() if "ports" in service] == [
        "proxy"
    ]


def test_proxy_passes_to_the_web_service():
    assert "reverse_proxy web:8000" in (ROOT / "deploy" / "Caddyfile").read_text()


def test_image_copies_what_exists():
    text = (ROOT / "deploy" / "Dockerfile").read_text()
    sources = [
        source
        for line in re.findall(r"^COPY (?!--from)(.*)$", text, re.MULTILINE)
        for source in line.split()[:-1]
    ]

    assert sources
    assert [source for source in sources if not (ROOT / source).exists()] == []
