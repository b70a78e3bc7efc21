"""Throw the data of the demo, of `make run` and of the tests away: python3 -m deploy.reset."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from deploy import state
from deploy.supervise import say

if TYPE_CHECKING:
    from pathlib import Path


def reset(var: Path) -> None:
    """Remove every folder of state, or none of them when one is in use."""
    folders = sorted(lock.parent for lock in var.glob("*/lock"))
    for folder in folders:
        if state.read(folder):
            message = f"{folder.name} is running: stop it first."
            raise state.InUse(message)
    for folder in folders:
        shutil.rmtree(folder)
        say(f"Removed var/{folder.name}")


def main() -> int:
    """Reset, or say what stands in the way."""
    try:
        reset(state.VAR)
    except state.InUse as refusal:
        say(str(refusal))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
