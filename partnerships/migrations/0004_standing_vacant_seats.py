from collections import defaultdict

import django.contrib.postgres.fields
from django.db import migrations, models

# As the operations push it from here on; written out, because a migration does not follow what changes later.
GATE_AHEAD = {
    "need": 1,
    "scope": 2,
    "vetting": 3,
    "design": 4,
    "mobilise": 5,
    "live": 6,
    "renewal": 6,
    "closing": 7,
}
CONDITION_SEATS = {"sponsor_named": ("sponsor", "public"), "panel_seated": ("chair", "public")}
ORDER = [
    (kind, side)
    for side in ("public", "partner")
    for kind in ("sponsor", "signatory", "chair", "secretary")
]


def fill(apps, schema_editor):
    """Note the needed seats that nobody holds, for every partnership that is not closed."""
    standings = apps.get_model("partnerships", "Standing").objects.exclude(partnership__stage="closed")
    asked_by = _asked_by(apps)
    changed = []
    for standing in standings.select_related("partnership").iterator(chunk_size=500):
        vacant = _vacant(apps, standing.partnership, asked_by)
        if vacant:
            standing.vacant_seats = vacant
            changed.append(standing)
    apps.get_model("partnerships", "Standing").objects.bulk_update(
        changed, ["vacant_seats"], batch_size=500
    )


def _asked_by(apps):
    gates = defaultdict(lambda: defaultdict(set))
    deciders = apps.get_model("partnerships", "ProfileDecider").objects.filter(kind="seat")
    for row in deciders:
        gates[row.version_id][row.seat, row.side].add(row.gate)
    conditions = apps.get_model("partnerships", "ProfileCondition").objects
    for row in conditions.filter(key__in=list(CONDITION_SEATS)).exclude(mode="not_asked"):
        gates[row.version_id][CONDITION_SEATS[row.key]].add(row.gate)
    return gates


def _vacant(apps, partnership, asked_by):
    ahead = GATE_AHEAD[partnership.stage]
    gates = asked_by[partnership.profile_version_id]
    asked = {seat for seat, at in gates.items() if min(at) <= ahead <= max(at)}
    partners = (
        apps.get_model("partnerships", "Party")
        .objects.filter(partnership=partnership, side="partner")
        .exclude(role="candidate")
    )
    if any(side == "partner" for _kind, side in asked) and not partners.exists():
        asked = {seat for seat in asked if seat[1] == "public"}
    held = apps.get_model("partnerships", "Seat").objects.filter(
        partnership=partnership, member__isnull=False, member__revoked_at__isnull=True
    )
    vacant = asked - set(held.values_list("kind", "side"))
    return [f"{kind} {side}" for kind, side in ORDER if (kind, side) in vacant]


class Migration(migrations.Migration):
    """Keeps the vacant seats of a partnership where lists read."""

    dependencies = [("partnerships", "0003_invitation")]

    operations = [
        migrations.AddField(
            model_name="standing",
            name="vacant_seats",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=24),
                blank=True,
                default=list,
                size=None,
                verbose_name="vacant seats",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("vacant_seats", []), _negated=True),
                fields=["partnership"],
                name="standing_with_vacancies",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
