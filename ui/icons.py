"""The icons that the product may use, and their drawings (Lucide, ISC License)."""

import json
from functools import cache
from pathlib import Path

NAMES_FILE = Path(__file__).with_name("icons.txt")
SHAPES_FILE = Path(__file__).with_name("icons.json")


class UnknownIcon(KeyError):
    """The icon is not in ui/icons.txt, or icons.json was not written again after it was added."""


@cache
def shapes():
    """Return the drawing of every icon by name."""
    return json.loads(SHAPES_FILE.read_text())["icons"]


def allowed_names():
    """Return the names that templates may use."""
    return NAMES_FILE.read_text().split()


def shape(name):
    """Return the inner markup of one icon; raises UnknownIcon."""
    try:
        return shapes()[name]
    except KeyError:
        raise UnknownIcon(
            f"{name}: add it to ui/icons.txt and run manage.py collect_icons"
        ) from None
