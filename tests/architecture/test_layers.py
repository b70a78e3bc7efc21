"""The house stands: tables point downwards only, and every door asks who comes in.

What imports what is import-linter's; that it is told of every package stands in tests/deploy/test_contracts.py.
"""

import re
import tomllib

from django.apps import apps
from django.conf import settings
from django.contrib import admin

from deploy.state import ROOT
from organisations.doors import BodyAdmin
from partnerships.doors import InPartnership, SignedIn
from tests.access import doors

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]


def floors():
    """Return {package: its height}, the lowest 0; siblings stand on one height."""
    layers = next(one for one in CONTRACTS["contracts"] if one["id"] == "house")["layers"]
    return {
        name: height
        for height, layer in enumerate(reversed(layers))
        for name in re.findall(r"\w+", layer)
    }


def keys_between_packages():
    """Return (model, field, target) of every foreign key from one of our packages to another of ours."""
    ours = set(floors())
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete and field.related_model):
                continue
            here, there = model._meta.app_label, field.related_model._meta.app_label
            if here in ours and there in ours and here != there:
                yield model, field, field.related_model


def test_no_foreign_key_points_upwards():
    height = floors()
    wrong = [
        f"{model._meta.label}.{field.name} -> {target._meta.label}"
        for model, field, target in keys_between_packages()
        if target._meta.label != settings.AUTH_USER_MODEL
        and height[target._meta.app_label] >= height[model._meta.app_label]
    ]

    assert wrong == []


def test_keys_are_looked_at():
    assert len(list(keys_between_packages())) > 20


# ── Every door asks ─────────────────────────────────────────────────────────────────────────────

# Pages without a permission of their own, each with what stands in its place.
OPEN_DOORS = {
    "live": "a probe: touches nothing",
    "ready": "a probe: says only what is degraded",
    "accounts:settings": "one's own account, found by the session",
    "accounts:sign-in": "one's own account, found by the session",
    "accounts:second-factor": "one's own account; asks for the proof",
    "accounts:second-factor-off": "one's own account; asks for the proof and accounts.turn_off_second_factor",
    "accounts:recovery-codes": "one's own account; asks for the proof",
    "accounts:recovery-codes-file": "one's own account; asks for the proof",
    "accounts:recovery-codes-new": "one's own account; asks for the proof",
    "accounts:sessions": "one's own sessions",
    "accounts:sessions-end-others": "one's own sessions",
    "accounts:session-end": "one's own session, else 404",
    "notices:list": "one's own notices",
    "notices:open": "one's own notice, else 404",
    "notices:read-all": "one's own notices",
    "desk:invitation": "the link is the right; only its own address can use it",
    "desk:demo": "only in the demo; the demo's people, their password is known",
    "desk:demo-sign-in": "only in the demo; signs in as one of the demo's people",
    "desk:demo-step": "only in the demo; a step of a tour, its page asks for itself",
    "desk:demo-leave": "only in the demo; ends a tour of one's own session",
    "desk:help": "text for everybody",
    "desk:accessibility": "text for everybody",
    "desk:privacy": "text for everybody",
    "desk:approvals": "lists from approvals_waiting_for and approvals_visible_to",
    "desk:absence": "absences_visible_to and delegations_visible_to, and one's own places",
    "desk:approval-evidence": "approvals_visible_to, and of it what was shown to the reader",
    "desk:search": "finds from the visibility querysets",
    "desk:partnership": "partnerships_visible_to; its parts ask one by one",
    "desk:history": "partnerships_visible_to and entries_visible_to; its file asks for desk.export_history",
    "partnerships:people": "partnerships_visible_to, parties_visible_to and members_visible_to",
    "partnerships:gates": "partnerships_visible_to; outcomes only for a company",
    "partnerships:gate": "partnerships_visible_to; the outcome only for a company",
    "partnerships:view-as-stop": "ends what only its own session began",
    "portfolio:dashboard": "queries of one's own",
    "portfolio:partnerships": "public_partnerships; its files ask for portfolio.export",
    "portal:organisation": "one's own companies, else 404",
}
# allauth's pages, some of them for whoever is not signed in yet
BEFORE_SIGN_IN = ("account_", "mfa_")
ADMINISTRATION = "admin:"  # behind Site.has_permission, each part a BodyAdmin


def asks(view):
    """Tell whether a view class names a permission or answers `allowed` itself."""
    if not issubclass(view, SignedIn):
        return False
    return bool(view.permission) or view.allowed not in {SignedIn.allowed, InPartnership.allowed}


def routes_without_permission():
    for route, pattern in doors.routes().items():
        name = route.partition("#")[0]
        view = getattr(pattern.callback, "view_class", None)
        if name.startswith((*BEFORE_SIGN_IN, ADMINISTRATION)):
            continue
        if view is None or not asks(view):
            yield name


def test_every_door_asks_or_says_why_not():
    assert set(routes_without_permission()) == set(OPEN_DOORS)


def test_administration_knows_only_what_is_scoped():
    unscoped = [one for one in admin.site._registry.values() if not isinstance(one, BodyAdmin)]

    assert unscoped == []
