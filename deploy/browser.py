"""The Chromium that the journeys run in: $CHROMIUM, else the system's, else the one inside the npm package."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.supervise import StepFailed

if TYPE_CHECKING:
    from deploy.supervise import Supervisor

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium"
SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# The package brings these libraries for the machines of one cloud; it unpacks them when it believes to be there.
WITH_LIBRARIES = {"AWS_EXECUTION_ENV": "AWS_Lambda_nodejs20.x"}

LAUNCHER = """#!/bin/sh
# Written by deploy/browser.py: this machine lacks libraries that the package brings along.
here=$(dirname "$0")
LD_LIBRARY_PATH="$here/al2023/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here/chromium" "$@"
"""


def chromium(supervisor: Supervisor, var: Path) -> Path:
    """Return the program to run, unpacked on first use into a folder named for its version."""
    if os.environ.get("CHROMIUM"):
        return Path(os.environ["CHROMIUM"])
    for name in SYSTEM_NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    version = json.loads((PACKAGE / "package.json").read_text())["version"]
    folder = var / "browser" / f"chromium-{version}"
    if not folder.exists():
        _unpack(supervisor, folder)
    return folder / "launch" if (folder / "launch").exists() else folder / "chromium"


def _unpack(supervisor: Supervisor, folder: Path) -> None:
    draft = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    node = shutil.which("node")
    if not node:
        message = "node was not found: install Node 20 or newer."
        raise StepFailed(message)
    env = {**os.environ, **WITH_LIBRARIES, "TMPDIR": str(draft)}
    supervisor.run("browser-unpack", [node, ROOT / "deploy" / "unpack_chromium.mjs"], env=env)
    if _lacks_libraries(draft / "chromium"):
        (draft / "launch").write_text(LAUNCHER)
        (draft / "launch").chmod(0o755)
    draft.rename(folder)


def _lacks_libraries(program: Path) -> bool:
    if not shutil.which("ldd"):
        return True
    done = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=False)
    return "not found" in done.stdout
