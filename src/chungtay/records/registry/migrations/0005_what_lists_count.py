import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Entries of households are derived: the table is made anew and filled after the migration."""

    dependencies = [
        ("places", "0003_why_an_entry_was_taken_back"),
        ("registry", "0004_prints_of_persons"),
    ]

    operations = [
        migrations.DeleteModel("HouseholdEntry"),
        migrations.CreateModel(
            name="HouseholdEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name_key", models.CharField(max_length=200)),
                ("words", models.TextField()),
                ("ward", models.BigIntegerField(help_text="The unit above the group")),
                ("living", models.BooleanField(help_text="Has not ended")),
                ("members", models.PositiveIntegerField()),
                ("without_number", models.PositiveIntegerField()),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["name_key", "id"], name="registry_householdentry_name"),
                    models.Index(
                        condition=models.Q(("living", True)),
                        fields=["ward", "name_key", "id"],
                        name="registry_householdentry_listed",
                    ),
                    models.Index(
                        condition=models.Q(("living", True)),
                        fields=["ward", "group", "without_number", "members"],
                        name="registry_householdentry_count",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="residence",
            index=models.Index(
                condition=models.Q(("valid_to__isnull", False)),
                fields=["valid_to", "group"],
                name="registry_residence_ended",
            ),
        ),
    ]
