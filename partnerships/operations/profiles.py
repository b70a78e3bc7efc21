"""The verbs of profiles: loading what ships, copying, publishing."""

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from audit import operations as audit
from partnerships import queries
from partnerships.models import (
    AskKind,
    ProfileCondition,
    ProfileDecider,
    ProfileGate,
    ProfileVersion,
)
from partnerships.operations.refusals import ProfileRefused


@transaction.atomic
def load_shipped_profiles(*, by, on):
    """This function will publish the profiles of `content/profiles.yaml` unless this number is loaded; returns the new ones."""
    content = queries.load_profiles()
    fresh = []
    for name, profile in content["profiles"].items():
        version, is_new = ProfileVersion.objects.get_or_create(
            profile=name, number=content["number"], body=None, defaults={"note": "shipped"}
        )
        if is_new:
            _fill(version, profile, content["conditions"])
            fresh.append(publish_profile(version, by=by, on=on))
    return fresh


def _fill(version, profile, conditions):
    ProfileGate.objects.bulk_create(
        ProfileGate(version=version, gate=gate, days=days) for gate, days in profile["days"].items()
    )
    ProfileDecider.objects.bulk_create(
        _decider(version, gate, words.split())
        for gate, rows in profile["deciders"].items()
        for words in rows
    )
    ProfileCondition.objects.bulk_create(
        ProfileCondition(
            version=version,
            order=order,
            mode=row["modes"][version.profile],
            **{field: row[field] for field in ("gate", "key", "label", "explanation", "package")},
        )
        for order, row in enumerate(conditions)
    )


def _decider(version, gate, words):
    if words[0] in {AskKind.POOL, AskKind.ITSELF}:
        return ProfileDecider(version=version, gate=gate, kind=words[0])
    return ProfileDecider(
        version=version, gate=gate, kind=AskKind.SEAT, seat=words[0], side=words[1]
    )


@transaction.atomic
def copy_profile(version, *, body, by, on, note=""):
    """This function will make the next, unpublished version of a profile for `body` (None: shipped for every body)."""
    # One name is one thing: a body's own versions go on counting from the shipped ones.
    numbered = ProfileVersion.objects.filter(profile=version.profile)
    numbered = numbered.filter(Q(body=body) | Q(body=None)) if body else numbered
    last = numbered.aggregate(last=Max("number"))["last"]
    copy = ProfileVersion.objects.create(
        profile=version.profile, number=(last or 0) + 1, body=body, note=note
    )
    for related in (version.gates, version.deciders, version.conditions):
        rows = list(related.order_by("id"))
        for row in rows:
            row.pk, row.version = None, copy
        related.model.objects.bulk_create(rows)
    audit.record(
        "partnerships.copy_profile", copy, by=by, on=on, body=body, after={"of": str(version)}
    )
    return copy


@transaction.atomic
def publish_profile(version, *, by, on):
    """This function will publish a profile version; from then on new partnerships start with it and nobody changes it.

    Raises ProfileRefused when it is published already or a gate has nobody who decides.
    """
    version = ProfileVersion.objects.select_for_update().get(pk=version.pk)
    refuse_published(version)
    decided = set(version.deciders.values_list("gate", flat=True))
    if lacking := {row.gate for row in version.gates.all()} - decided:
        raise ProfileRefused(_("Say who decides at gate %(gate)s.") % {"gate": min(lacking)})
    version.published_on, version.published_by = on, by
    version.save(update_fields=["published_on", "published_by"])
    audit.record(
        "partnerships.publish_profile",
        version,
        by=by,
        on=on,
        body=version.body,
        after={"profile": str(version)},
    )
    return version


@transaction.atomic
def edit_profile(version, *, by, on, modes=None, days=None, note=None):
    """This function will change an unpublished version: `modes` by condition key, `days` by gate number.

    Raises ProfileRefused when it is published.
    """
    version = ProfileVersion.objects.select_for_update().get(pk=version.pk)
    refuse_published(version)
    before = {
        "modes": dict(version.conditions.values_list("key", "mode")),
        "days": dict(version.gates.values_list("gate", "days")),
    }
    for key, mode in (modes or {}).items():
        version.conditions.filter(key=key).update(mode=mode)
    for gate, count in (days or {}).items():
        version.gates.filter(gate=gate).update(days=count)
    if note is not None:
        version.note = note
        version.save(update_fields=["note"])
    audit.record(
        "partnerships.edit_profile",
        version,
        by=by,
        on=on,
        body=version.body,
        before={
            "modes": {key: before["modes"].get(key) for key in modes or {}},
            "days": {str(gate): before["days"].get(gate) for gate in days or {}},
        },
        after={
            "modes": modes or {},
            "days": {str(gate): count for gate, count in (days or {}).items()},
        },
    )
    return version


def refuse_published(version):
    """This function will raise ProfileRefused for a version that partnerships may already point at."""
    if version.is_published:
        raise ProfileRefused(_("A published version is never changed. Make a new one from it."))
