"""The content that ships: profiles with their conditions, and sectors."""

from functools import cache
from pathlib import Path

import yaml
from django.db.models import F, Q
from django.utils.translation import gettext

from partnerships.models import ProfileVersion

CONTENT = Path(__file__).resolve().parent.parent / "content"


def load_profiles():
    """This function will return the shipped profiles file as plain data (see `content/profiles.yaml`)."""
    return yaml.safe_load((CONTENT / "profiles.yaml").read_text(encoding="utf-8"))


@cache
def sectors():
    """This function will return {COFOG code: label} of divisions and groups, in their order."""
    return yaml.safe_load((CONTENT / "cofog.yaml").read_text(encoding="utf-8"))


def sector_label(code):
    """This function will return the translated label of a COFOG code, or the code where it is unknown."""
    label = sectors().get(code)
    return gettext(label) if label else code


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
