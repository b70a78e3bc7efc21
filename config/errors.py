"""Pages for what went wrong: readable, with the request's id, without details."""

from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.http import HttpResponse, HttpResponseServerError

from audit import context


def _page(request, status, template):
    return render(request, template, {"request_id": context.request_id()}, status=status)


def bad_request(request, exception=None):
    return _page(request, 400, "400.html")


def permission_denied(request, exception=None):
    return _page(request, 403, "403.html")


def page_not_found(request, exception=None):
    return _page(request, 404, "404.html")


def csrf_failure(request, reason=""):
    return _page(request, 403, "403_csrf.html")


def server_error(request):
    return HttpResponseServerError(
        render_to_string("500.html", {"request_id": context.request_id()})
    )
