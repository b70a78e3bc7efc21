"""The kinds of benefit that ship, and which of them are offered where."""

import hashlib
from functools import cache
from pathlib import Path

import yaml
from django.db.models import Q

from benefits.models import BenefitType, Gainer

CONTENT = Path(__file__).resolve().parent.parent / "content"
GAINERS = {"public": (Gainer.PUBLIC, Gainer.BOTH), "partner": (Gainer.PARTNER, Gainer.BOTH)}


@cache
def shipped_types():
    """This function will return the shipped kinds as plain data (see `content/types.yaml`)."""
    return yaml.safe_load((CONTENT / "types.yaml").read_text(encoding="utf-8"))["types"]


def types_visible_to(viewer):
    """This function will return the kinds that `viewer` keeps in the admin, and the shipped ones beside them."""
    own = Q(body__organisation__in=viewer.bodies_as("administrator"))
    return BenefitType.objects.filter(Q(body__isnull=True) | own)


def types_offered(*, body, side, on):
    """This function will return the kinds of benefit that a side of a partnership of `body` chooses from, in order.

    A kind of the body's own stands in for the shipped one with the same key. With `body` None, the shipped ones.
    """
    rows = BenefitType.objects.filter(Q(body=body) | Q(body=None), gainer__in=GAINERS[side])
    rows = rows.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on))
    found = {row.key: row for row in sorted(rows, key=lambda row: row.body_id is not None)}
    return sorted(found.values(), key=lambda row: (row.order, row.label))


def type_state(kind):
    """This function will return a short word that stands for exactly what a kind says now."""
    told = [
        str(getattr(kind, field.name))
        for field in kind._meta.concrete_fields
        if field.name != "body"
    ]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()


def kind_of(benefit):
    """This function will return the kind from which a benefit was made, offered still or not; what is left of it at least."""
    rows = BenefitType.objects.filter(
        Q(body=benefit.body_id) | Q(body=None), key=benefit.type_key
    ).order_by("body")
    return rows.first() or BenefitType(
        key=benefit.type_key,
        label=benefit.type_label,
        measure=benefit.measure,
        unit=benefit.unit,
        direction=benefit.direction,
    )
