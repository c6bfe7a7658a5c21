from django.db import migrations, models


def forget(apps, schema_editor):
    """The prints mean something else from now on; all entries are made anew after the migration."""
    for name in ("PersonEntry", "HouseholdEntry"):
        apps.get_model("registry", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_what_search_looks_in")]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.RenameField("personentry", "name_ward", "ends_ward"),
        migrations.AlterField(
            model_name="personentry", name="ends_ward", field=models.BigIntegerField(db_index=True, null=True)
        ),
        migrations.AlterField(model_name="personentry", name="name_year", field=models.BigIntegerField(db_index=True)),
    ]
