"""Passwords that somebody else has seen end. Those that wait when this arrives get the whole time from now on."""

import datetime

from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def give_those_that_wait_an_end(apps, schema_editor):
    until = timezone.now() + datetime.timedelta(hours=settings.ONE_TIME_PASSWORD_HOURS)
    apps.get_model("accounts", "User").objects.filter(must_change_password=True).update(one_time_until=until)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_school_officers_and_volunteers")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="one_time_until",
            field=models.DateTimeField(
                help_text="The password that somebody else has seen opens nothing from then on", null=True
            ),
        ),
        migrations.RunPython(give_those_that_wait_an_end, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("one_time_until", None), ("must_change_password", True), _connector="OR"),
                name="user_own_password_has_no_end",
            ),
        ),
    ]
