"""Bring the database and the published files to the state that the code expects, in one process.

    python -m deploy.prepare [--demo] [--static]

Each step is a command of manage.py and does nothing when its work is done; one process spares four starts.
"""

from __future__ import annotations

import os
import sys

import django
from django.core.management import call_command, get_commands


def prepare(wishes: list[str]) -> None:
    """Migrate, load the content that ships with the product, and what else is wished for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=1)
    call_command("load_content")
    call_command("load_benefit_types")
    if "--static" in wishes:
        call_command("collectstatic", interactive=False, verbosity=1)
    if "--demo" in wishes and "demo" in get_commands():
        call_command("demo")


if __name__ == "__main__":
    prepare(sys.argv[1:])
