"""The figures that the proposer of a policy looked at stay with the proposal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_own_policies")]

    operations = [
        migrations.AddField(
            model_name="ownpolicy",
            name="seen",
            field=models.JSONField(
                help_text="`queries.preview.Preview`, as proposed", null=True, verbose_name="what it would give"
            ),
        ),
    ]
