"""Resolve what stands in deploy/locks/*.in and package.json anew: python -m deploy.lock [--upgrade]

Hashes instead of places: no lock says where its packages come from, so that any index can be used. One lock holds
for every Python from 3.11 on and every processor.
"""

from __future__ import annotations

import os
import sys

from deploy.install import LOCKS, ROOT, UV
from deploy.supervise import StepFailed, Stopped, Supervisor, say

# The later ones keep to what the earlier ones chose.
ORDER = {"bootstrap": (), "runtime": (), "stack": ("runtime",), "dev": ("runtime", "stack")}
PLAIN = ("--generate-hashes", "--no-header", "--no-annotate", "--quiet")


def lock(supervisor: Supervisor, *wishes: str) -> None:
    """Write all locks; without --upgrade what can stay as it is stays."""
    for name, earlier in ORDER.items():
        constraints = [part for other in earlier for part in ("-c", LOCKS / f"{other}.lock")]
        places = [LOCKS / f"{name}.in", "-o", LOCKS / f"{name}.lock", *constraints]
        command = [UV, "pip", "compile", "--universal", "--python-version", "3.11", *PLAIN, *wishes]
        supervisor.run(f"lock-{name}", [*command, *places])
        say(f"deploy/locks/{name}.lock")
    supervisor.run("lock-npm", ["npm", "install", "--package-lock-only", "--ignore-scripts"])
    say("package-lock.json")


def main(arguments: list[str]) -> int:
    """Lock, or say what stood in the way."""
    os.chdir(ROOT)
    try:
        with Supervisor(ROOT / "var" / "install-log") as supervisor:
            lock(supervisor, *arguments)
    except Stopped:
        return 130
    except StepFailed as refusal:
        say(str(refusal))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
