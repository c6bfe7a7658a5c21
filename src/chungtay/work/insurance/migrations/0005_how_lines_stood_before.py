"""How lines stood before they were changed is kept from now on. Of what was changed already nobody knows how it stood
on which day: that is said too."""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


def changed_already(apps, schema_editor):
    carried, now = apps.get_model("places", "Carried"), timezone.now()
    for name in ("BatchLine", "StateLine"):
        line, before = (apps.get_model("insurance", each) for each in (name, f"{name}Before"))
        went = carried.objects.filter(kind=f"insurance.{name.lower()}").values("number")
        changed = line.objects.filter(~models.Q(state="due") | models.Q(pk__in=went)).order_by("pk")
        rows = (
            before(line_id=number, until=now, action="") for number in changed.values_list("pk", flat=True).iterator()
        )
        before.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("insurance", "0004_purchases_over_borders"),
        ("places", "0004_what_went_along"),
    ]

    operations = [
        migrations.CreateModel(
            name="BatchLineBefore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateTimeField()),
                ("action", models.CharField(max_length=60)),
                ("state", models.CharField(blank=True, max_length=9)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="before", to="insurance.batchline"
                    ),
                ),
                (
                    "ward",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["line", "pk"],
                "indexes": [models.Index(fields=["line", "until"], name="insurance_batch_before")],
            },
        ),
        migrations.CreateModel(
            name="StateLineBefore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateTimeField()),
                ("action", models.CharField(max_length=60)),
                ("state", models.CharField(blank=True, max_length=9)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="before", to="insurance.stateline"
                    ),
                ),
                (
                    "ward",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["line", "pk"],
                "indexes": [models.Index(fields=["line", "until"], name="insurance_state_before")],
            },
        ),
        migrations.RunPython(changed_already, migrations.RunPython.noop, elidable=True),
    ]
