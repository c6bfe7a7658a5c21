"""Lines that were listed before get who drew their list up and who approved it."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor) -> None:
    lines, lists = apps.get_model("entitlements", "SupportLine"), apps.get_model("entitlements", "SupportList")
    own = lists.objects.filter(pk=OuterRef("list"))
    lines.objects.update(
        entered_by=Subquery(own.values("drawn_by")[:1]), approved_by=Subquery(own.values("approved_by")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0007_three_hands_and_flags")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
