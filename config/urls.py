"""Every address of the house: one line per package, each with its own `urls.py`."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from accounts.urls import sign_in
from config import health

urlpatterns = [
    path("live", health.live, name="live"),
    path("ready", health.ready, name="ready"),
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
    path("account/", include("accounts.urls")),
    path("accounts/", include(sign_in)),
    path("notifications/", include("notices.urls")),
    path("partnerships/", include("partnerships.urls")),
    path("", include("benefits.urls")),
    path("", include("desk.urls")),
    path("portal/", include("portal.urls")),
    path("", include("portfolio.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler429 = "config.errors.too_many_requests"
handler500 = "config.errors.server_error"
