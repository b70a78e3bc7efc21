"""Is the process alive, and can it do its work?"""

import uuid

from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

NO_STORE = {"Cache-Control": "no-store"}


@require_safe
def live(request) -> HttpResponse:
    """Answer that the process runs, touching nothing else: a lost database is no reason to restart."""
    return HttpResponse("live\n", content_type="text/plain")


@require_safe
def ready(request) -> JsonResponse:
    """Answer 200 when pages can be served, and say what is degraded; else 503."""
    checks = {"database": _database(), "media": _media(), "redis": _redis()}
    is_ready = checks["database"] == "ok" and checks["media"] == "ok"
    return JsonResponse(
        {"ready": is_ready, **checks}, status=200 if is_ready else 503, headers=NO_STORE
    )


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "not reachable"
    return "migrations pending" if pending else "ok"


def _media() -> str:
    storage = storages["default"]
    try:
        storage.delete(storage.save(f"ready-{uuid.uuid4().hex}", ContentFile(b"ready")))
    except OSError:
        return "not writable"
    return "ok"


def _redis() -> str:
    if not settings.REDIS_URL:
        return "not configured"
    return "ok" if caches["default"].is_reachable() else "degraded"


class HealthMiddleware:
    """Answers the two probes before anything else can stand in their way.

    They come from beside the process: plain HTTP, under a host name that is not ours.
    """

    probes = {"/live": live, "/ready": ready}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        probe = self.probes.get(request.path_info)
        return probe(request) if probe else self.get_response(request)
