"""The index of cards by their last day says who has them, so that those that run out are counted from it alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("entitlements", "0013_how_cards_stood_before"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="healthcard",
            index=models.Index(
                fields=["valid_to", "person", "valid_from", "withdrawn", "ended_why"], name="entitlements_card_ends"
            ),
        ),
        migrations.RemoveIndex(model_name="healthcard", name="entitlements_card_until"),
    ]
