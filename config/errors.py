"""Pages for what went wrong: readable, with the request's id, without details."""

from django.http import HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

FRAGMENT = "errors/part.html"


def bad_request(request, exception=None):
    return _page(request, 400)


def permission_denied(request, exception=None):
    return _page(request, 403)


def page_not_found(request, exception=None):
    return _page(request, 404)


def csrf_failure(request, reason=""):
    return _page(request, 403, "403_csrf.html")


def too_many_requests(request, exception=None):
    return _page(request, 429)


def server_error(request):
    # Rendered without the request: whatever failed may fail again in a context processor.
    words = {"request_id": getattr(request, "request_id", "")}
    template = FRAGMENT if _is_for_a_part(request) else "500.html"
    return HttpResponseServerError(render_to_string(template, {**words, "status": 500}))


def _page(request, status: int, template: str = "") -> HttpResponse:
    words = {"request_id": getattr(request, "request_id", ""), "status": status}
    template = FRAGMENT if _is_for_a_part(request) else template or f"{status}.html"
    return render(request, template, words, status=status)


def _is_for_a_part(request) -> bool:
    # htmx swaps errors as it swaps answers: a whole page has no place inside a panel.
    return request.headers.get("HX-Request-Type") == "partial"
