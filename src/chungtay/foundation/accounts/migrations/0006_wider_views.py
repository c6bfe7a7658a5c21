import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_names_at_the_sign_in_service"),
    ]

    operations = [
        migrations.CreateModel(
            name="WiderView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(max_length=500, verbose_name="reason")),
                ("began_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "with_factor",
                    models.BooleanField(default=False, help_text="A code of the second factor was given for it"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wider_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-began_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("began_at"))), name="wider_view_has_a_length"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="wider_view_has_a_reason"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("user",), name="wider_view_one_at_a_time"
                    ),
                ],
            },
        ),
    ]
