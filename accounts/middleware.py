"""What every request gets: an id, a line in the log, its user's language and time, and the wall of the second factor."""

import re
import time
import uuid
import zoneinfo

import structlog
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from accounts import operations, stepup
from accounts.rules import needs_second_factor
from accounts.viewer import Viewer
from audit import context

logger = structlog.get_logger("concordat.requests")
SEEN_EVERY = 5 * 60
ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class QueryCount:
    """Counts what the database was asked."""

    def __init__(self):
        self.number = 0

    def __call__(self, execute, sql, params, many, context):
        self.number += 1
        return execute(sql, params, many, context)


class RequestMiddleware:
    """Gives the request an id, answers with it, and writes one line when it is done."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.request_id = self._id(request)
        started = time.monotonic()
        queries = QueryCount()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request.request_id)
        with connection.execute_wrapper(queries):
            response = self.get_response(request)
        response["X-Request-ID"] = request.request_id
        logger.info(
            "answered",
            method=request.method,
            route=getattr(request.resolver_match, "route", None),
            status=response.status_code,
            ms=round((time.monotonic() - started) * 1000),
            queries=queries.number,
        )
        return response

    @staticmethod
    def _id(request) -> str:
        # Only our own proxy may name a request; anybody else could write into our log.
        given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXIES else ""
        return given if ID.fullmatch(given) else uuid.uuid4().hex


class DoorMiddleware:
    """Opens the audit's door for the signed-in user, in the user's language and time zone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user if request.user.is_authenticated else None
        with context.door(request_id=request.request_id, user=user):
            if user is None:
                return self.get_response(request)
            structlog.contextvars.bind_contextvars(user=str(user.public_id))
            _note_seen(request)
            with translation.override(user.language), timezone.override(_zone(user)):
                response = self.get_response(request)
        # A page of somebody signed in must not be shown to the next one at this desk.
        add_never_cache_headers(response)
        response["Cache-Control"] = "private, no-store"
        if not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response


def _note_seen(request):
    """Move on when this session was last used, every few minutes at the most."""
    public_id = request.session.get(stepup.SIGN_IN)
    if public_id and cache.add(f"seen:{public_id}", 1, timeout=SEEN_EVERY):
        operations.note_seen(public_id, at=timezone.now())


def _zone(user) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(user.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


class SecondFactorMiddleware:
    """Keeps everything shut for whoever must prove more than a password and has not, in this very session."""

    # The set-up page and what belongs to it, the way out, and what strangers may read as well.
    OPEN = frozenset(
        {
            "accounts:second-factor",
            "account_reauthenticate",
            "account_logout",
            "desk:help",
            "desk:accessibility",
            "desk:privacy",
        }
    )

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Lead to the page where the proof is given, and refuse everything that is more than a look."""
        if not request.user.is_authenticated or stepup.has_proved(request):
            return None
        if not needs_second_factor(request.viewer):
            return None
        if request.resolver_match.view_name in self.OPEN:
            # Nobody's frame around it: no names of bodies, no figures.
            request.viewer = Viewer(on=request.viewer.on)
            request.is_half_signed_in = True
            return None
        if request.method not in {"GET", "HEAD"} or request.headers.get("HX-Request"):
            raise PermissionDenied
        asks = stepup.asks_for_code(request)
        page = reverse("account_reauthenticate" if asks else "accounts:second-factor")
        return HttpResponseRedirect(f"{page}?{urlencode({'next': request.get_full_path()})}")
