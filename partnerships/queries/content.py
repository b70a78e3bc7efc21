"""The content that ships: profiles with their conditions, and sectors."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.db.models import F, Q
from django.utils.translation import gettext

from partnerships.models import ProfileVersion
from partnerships.models.lifecycle import GateNumber

CONTENT = Path(__file__).resolve().parent.parent / "content"


def load_profiles():
    """This function will return the shipped profiles file as plain data (see `content/profiles.yaml`)."""
    return yaml.safe_load((CONTENT / "profiles.yaml").read_text(encoding="utf-8"))


@cache
def sectors():
    """This function will return {COFOG code: label} of divisions and groups, in their order."""
    return yaml.safe_load((CONTENT / "cofog.yaml").read_text(encoding="utf-8"))


@cache
def codes(name):
    """This function will return the set of known `currencies` (ISO 4217) or `countries` (ISO 3166)."""
    lists = yaml.safe_load((CONTENT / "codes.yaml").read_text(encoding="utf-8"))
    return frozenset(lists[name].split())


def sector_label(code):
    """This function will return the translated label of a COFOG code, or the code where it is unknown."""
    label = sectors().get(code)
    return gettext(label) if label else code


def profile_versions_visible_to(viewer):
    """This function will return the versions that `viewer` keeps in the admin, and the shipped ones that it may copy."""
    shipped = Q(body__isnull=True)
    if not viewer.is_operator:
        shipped &= Q(published_on__isnull=False)
    own = Q(body__organisation__in=viewer.bodies_as("administrator"))
    return ProfileVersion.objects.filter(shipped | own)


@dataclass(frozen=True)
class ProfileChange:
    """One thing that a version asks otherwise than another does."""

    gate: str
    what: str
    before: str
    after: str


def profile_changes(version, *, against):
    """This function will return what `version` asks otherwise than the version `against`, gate by gate."""
    old_days, new_days = (dict(one.gates.values_list("gate", "days")) for one in (against, version))
    old_modes = {row.key: row for row in against.conditions.all()}
    changes = [
        (gate, 0, gettext("Days from the start"), _days(old_days.get(gate)), _days(days))
        for gate, days in new_days.items()
        if old_days.get(gate) != days
    ]
    for row in version.conditions.all():
        old = old_modes.get(row.key)
        if old is None or old.mode != row.mode:
            before = old.get_mode_display() if old else gettext("did not exist")
            changes.append((row.gate, row.order + 1, row.label, before, row.get_mode_display()))
    return [
        ProfileChange(f"G{gate} {GateNumber(gate).label}", what, str(before), str(after))
        for gate, _order, what, before, after in sorted(changes)
    ]


def _days(days):
    return gettext("no target day") if days is None else str(days)


def current_profile(profile, *, body):
    """This function will return the newest published version of `profile` for `body`: its own, else the shipped one."""
    return (
        ProfileVersion.objects.filter(
            Q(body=body) | Q(body__isnull=True), profile=profile, published_on__isnull=False
        )
        .order_by(F("body").asc(nulls_last=True), "-number")
        .select_related("body")
        .first()
    )
