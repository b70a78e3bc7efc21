"""The addresses of benefits, goals and wishes, and of contributions and costs."""

from django.urls import include, path

app_name = "benefits"

# ── Benefits, goals and wishes ──────────────────────────────────────────────────────────────────

gains = []
elsewhere = []

# ── Contributions and costs ─────────────────────────────────────────────────────────────────────

gives = []

# ── All of them ─────────────────────────────────────────────────────────────────────────────────

urlpatterns = [
    path("partnerships/<reference:reference>/", include([*gains, *gives])),
    *elsewhere,
]
