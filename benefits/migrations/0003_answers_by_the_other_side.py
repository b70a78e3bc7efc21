from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever reported a delivery never answers it; an offer may be declined; an agreement may end a dispute."""

    dependencies = [
        ("benefits", "0002_declined_benefits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(
            migrations.AlterField(
                model_name=name,
                name="state",
                field=models.CharField(
                    choices=[
                        ("draft", "Own side only"),
                        ("proposed", "Offered"),
                        ("promised", "Promised"),
                        ("delivered", "Delivered"),
                        ("declined", "Declined"),
                        ("withdrawn", "Withdrawn"),
                    ],
                    default="draft",
                    max_length=10,
                    verbose_name="state",
                ),
            )
            for name in ("contribution", "contributionevent")
        ),
        migrations.AlterField(
            model_name="handoverword",
            name="kind",
            field=models.CharField(
                choices=[
                    ("dispute", "Dispute"),
                    ("reply", "Reply"),
                    ("settlement", "Settlement"),
                    ("agreement", "Agreement"),
                ],
                max_length=10,
                verbose_name="what",
            ),
        ),
        migrations.AlterField(
            model_name="handoverword",
            name="words",
            field=models.TextField(blank=True, verbose_name="words"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_by__isnull", True),
                    models.Q(("answered_by", models.F("reported_by")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_answers_own_handover",
            ),
        ),
    ]
