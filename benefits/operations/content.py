"""The verbs of the kinds of benefit: loading what ships, adding and changing them in the administration."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit import operations as audit
from benefits import queries
from benefits.models import BenefitType
from benefits.operations.holding import BenefitRefused
from partnerships.operations import StaleVersion

FACTS = (
    "label",
    "gainer",
    "measure",
    "unit",
    "is_money",
    "direction",
    "outcome",
    "order",
    "retired_on",
)


@transaction.atomic
def load_shipped_types(*, by, on):
    """This function will add the kinds of `content/types.yaml` that are not there yet, and return the new ones.

    What is there stays as the operator left it.
    """
    known = set(BenefitType.objects.filter(body=None).values_list("key", flat=True))
    fresh = []
    for order, row in enumerate(queries.shipped_types()):
        if row["key"] not in known:
            kind = BenefitType.objects.create(body=None, order=order, **{"unit": "", **row})
            _write("add_type", kind, by=by, on=on, after={"key": kind.key})
            fresh.append(kind)
    return fresh


@transaction.atomic
def add_type(*, body, key, by, on, **facts):
    """This function will add a kind of benefit for `body` (None: for every body). Raises BenefitRefused at the fields."""
    kind = BenefitType(body=body, key=key, **facts)
    _clean(kind)
    if BenefitType.objects.filter(body=body, key=key).exists():
        raise BenefitRefused({"key": _("There is a kind with this key already.")})
    kind.save(force_insert=True)
    _write("add_type", kind, by=by, on=on, after={"key": key, **_facts(kind)})
    return kind


@transaction.atomic
def change_type(kind, *, by, on, seen=None, **changes):
    """This function will change a kind of benefit; benefits that were made from it stay as they are.

    `seen` is the fingerprint of what the user saw (`queries.type_state`). Raises StaleVersion, and BenefitRefused at
    the fields.
    """
    kind = BenefitType.objects.select_for_update(of=("self",)).get(pk=kind.pk)
    before = _facts(kind)
    if seen is not None and seen != queries.type_state(kind):
        raise StaleVersion(_("Somebody changed this in the meantime."), current=kind)
    for name, value in changes.items():
        setattr(kind, name, value)
    _clean(kind)
    after = _facts(kind)
    changed = [name for name in FACTS if before[name] != after[name]]
    if changed:
        kind.save(update_fields=changed)
        _write(
            "change_type",
            kind,
            by=by,
            on=on,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return kind


def _clean(kind):
    if not kind.is_money and not kind.unit.strip():
        raise BenefitRefused({"unit": _("Say in what it is counted, or that it is money.")})
    try:
        kind.full_clean(exclude=["public_id", "body", "unit"], validate_constraints=False)
    except ValidationError as refusal:
        raise BenefitRefused(refusal.error_dict) from refusal


def _write(verb, kind, *, by, on, **values):
    audit.record(f"benefits.{verb}", kind, by=by, on=on, body=kind.body, **values)


def _facts(kind):
    return {name: getattr(kind, name) for name in FACTS}
