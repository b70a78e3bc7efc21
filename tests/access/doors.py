"""What can be entered at all: every address, task and command of the house, found by walking."""

from django.core.management import get_commands
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from config.celery import app

HOUSE = (
    "config",
    "portfolio",
    "portal",
    "opendata",
    "desk",
    "reminders",
    "benefits",
    "partnerships",
    "organisations",
    "accounts",
    "notices",
    "files",
    "ui",
    "audit",
)
NAMELESS = "(nameless)"


def routes():
    """Return {route: pattern} of every address; patterns of one name are told apart by their fixed values."""
    found = {}
    for namespaces, pattern in _patterns(get_resolver().url_patterns, ()):
        if namespaces == ("admin",) and not pattern.name:
            # Whatever else lies below the administration: named here, so that it has a row too.
            found["admin:elsewhere"] = pattern
            continue
        name = ":".join((*namespaces, pattern.name or f"{NAMELESS} {pattern.pattern}"))
        fixed = "#".join(str(value) for value in pattern.default_args.values())
        found[f"{name}#{fixed}" if fixed else name] = pattern
    return found


def _patterns(patterns, namespaces):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield namespaces, pattern
            continue
        inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
        yield from _patterns(pattern.url_patterns, inner)


def tasks():
    """Return the names of our Celery tasks."""
    app.loader.import_default_modules()
    return {name for name in app.tasks if name.partition(".")[0] in HOUSE}


def commands():
    """Return the names of our management commands."""
    return {name for name, where in get_commands().items() if where in HOUSE}
