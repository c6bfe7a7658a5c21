"""Each account belongs to an office; one that is there already, to the area of its first duty."""

import django.db.models.deletion
from django.db import migrations, models


def first_duty_is_the_office(apps, schema_editor):
    user, assignment = apps.get_model("accounts", "User"), apps.get_model("accounts", "Assignment")
    first = assignment.objects.filter(user=models.OuterRef("pk")).order_by("starts_on", "pk").values("area")[:1]
    user.objects.filter(office=None).update(office=models.Subquery(first))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_twelve_roles"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="office",
            field=models.ForeignKey(
                help_text="The unit whose administrator keeps the account; the first duty's area where nobody said otherwise",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="places.unit",
                verbose_name="office",
            ),
        ),
        migrations.RunPython(first_duty_is_the_office, migrations.RunPython.noop, elidable=True),
    ]
