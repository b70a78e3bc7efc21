"""What the layer linter is told matches what stands in the folder."""

import tomllib

from deploy.state import ROOT

CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]


def packages():
    """Every package but the wiring, which has an app of its own for the administration and no rooms."""
    return {path.parent.name for path in ROOT.glob("*/apps.py")} - {"config"}


def contract(name):
    return next(entry for entry in CONFIG["contracts"] if entry["id"] == name)


def test_every_package_is_watched():
    assert set(CONFIG["root_packages"]) == packages() | {"config"}


def test_every_package_has_a_floor_of_the_house():
    named = {
        name.strip(" ()") for layer in contract("house")["layers"] for name in layer.split("|")
    }

    assert packages() <= named


def test_every_package_keeps_the_order_of_rooms():
    assert set(contract("rooms")["containers"]) == packages()
