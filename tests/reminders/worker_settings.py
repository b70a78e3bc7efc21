"""Settings of a worker that a test starts: those of the product, with the words of the tests' notices."""

from pathlib import Path

from config.settings import *  # noqa: F403
from config.settings import TEMPLATES as OURS

TEMPLATES = [{**OURS[0], "DIRS": [Path(__file__).parent / "templates", *OURS[0]["DIRS"]]}]
