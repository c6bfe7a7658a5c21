import json

from django.db import migrations, models


def fill(apps, schema_editor):
    """Into which household each went over, as far as the history of the act says one."""
    households, changes = apps.get_model("registry", "Household"), apps.get_model("registry", "Change")
    gone = households.objects.filter(models.Q(withdrawn=True) | models.Q(ended_by="merged"), merged_into=None)
    for home in gone.order_by("pk").iterator():
        rows = changes.objects.filter(record_type="household", record_id=home.pk).order_by("-pk")
        last = next((row for row in rows if {"withdrawn", "ended_by"} & json.loads(row.delta).keys()), None)
        if last is not None and last.operation.undoes_id is None:
            into = _into(apps, last.operation_id, home.pk)
            if into is not None:
                households.objects.filter(pk=home.pk).update(merged_into=into)


def _into(apps, operation, home):
    """The one other household that the act wrote, else the one in which the joined persons live now."""
    changes, memberships = apps.get_model("registry", "Change"), apps.get_model("registry", "Membership")
    written = changes.objects.filter(operation=operation)
    others = set(written.exclude(household=None).exclude(household=home).values_list("household", flat=True))
    if not others:
        told = [json.loads(row.delta) for row in written.filter(record_type="person")]
        people = [each["merged_into_id"][1] for each in told if each.get("merged_into_id")]
        rows = memberships.objects.filter(person__in=people, withdrawn=False, valid_to=None)
        others = set(rows.values_list("household", flat=True))
    return others.pop() if len(others) == 1 else None


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0011_into_which_household"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
