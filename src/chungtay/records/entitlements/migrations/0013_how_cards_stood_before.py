"""How a card stood before it was changed is kept from now on. Of what was changed already nobody knows when, nor what
it was: that is said too."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone


def changed_already(apps, schema_editor):
    card, before = (apps.get_model("entitlements", name) for name in ("HealthCard", "CardBefore"))
    changed = card.objects.filter(~Q(ended_why="") | Q(withdrawn=True)).values_list("pk", flat=True)
    now = timezone.now()
    before.objects.bulk_create((before(card_id=number, until=now) for number in changed.iterator()), batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("entitlements", "0012_proofs_elsewhere"),
    ]

    operations = [
        migrations.AddField(
            model_name="nocard",
            name="withdrawn_at",
            field=models.DateTimeField(help_text="Empty of what was taken back before it was kept", null=True),
        ),
        migrations.CreateModel(
            name="CardBefore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateTimeField()),
                ("payer", models.CharField(blank=True, max_length=9)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                ("ended_why", models.CharField(blank=True, max_length=10)),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="before",
                        to="entitlements.healthcard",
                    ),
                ),
            ],
            options={
                "ordering": ["card", "pk"],
                "indexes": [models.Index(fields=["card", "until"], name="entitlements_card_before")],
            },
        ),
        migrations.RunPython(changed_already, migrations.RunPython.noop, elidable=True),
    ]
