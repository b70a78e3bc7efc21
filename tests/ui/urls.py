"""Addresses for the tests of the look: every name that the base templates link to, and the kit."""

from django.http import HttpResponse
from django.urls import include, path

from tests.ui import kit


def _nothing(request, **kwargs):
    return HttpResponse("")


def _names(namespace, *names, prefix=""):
    routes = [path(f"{prefix}{namespace}/{name}/", _nothing, name=name) for name in names]
    return path("", include((routes, namespace)))


def _names_of_one(namespace, *names):
    routes = [
        path(f"partnerships/<str:reference>/{namespace}-{name}/", _nothing, name=name)
        for name in names
    ]
    return path("", include((routes, namespace)))


urlpatterns = [
    _names("portfolio", "dashboard", "partnerships", "partners"),
    _names("portal", "home", "partnerships", "organisations"),
    _names("notices", "list"),
    _names("accounts", "settings"),
    _names("admin", "index"),
    path(
        "",
        include(
            (
                [
                    *(
                        path(f"{name}/", _nothing, name=name)
                        for name in ("approvals", "search", "help", "accessibility", "privacy")
                    ),
                    *(
                        path(f"partnerships/<str:reference>/{name}/", _nothing, name=name)
                        for name in ("partnership", "history")
                    ),
                ],
                "desk",
            )
        ),
    ),
    _names_of_one("partnerships", "gates", "people"),
    path("accounts/logout/", _nothing, name="account_logout"),
    path("kit/", kit.page, name="kit"),
]
