import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """An answer says in whose place it was given; the table refuses one for oneself, for the submitter and a signature."""

    dependencies = [
        ("partnerships", "0004_standing_vacant_seats"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="approvalask",
            name="answered_for",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="for",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_for__isnull", False)),
                fields=("approval", "answered_for"),
                name="one_answer_for_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_for__isnull", True),
                    models.Q(
                        ("answered_by__isnull", False),
                        models.Q(("answered_for", models.F("answered_by")), _negated=True),
                        models.Q(("answered_for", models.F("submitter")), _negated=True),
                        models.Q(("answered_by", models.F("submitter")), _negated=True),
                        models.Q(("seat", "signatory"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="answer_for_somebody_else",
            ),
        ),
    ]
