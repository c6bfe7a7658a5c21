from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0008_hands_of_earlier_lines")]

    operations = [
        migrations.AddConstraint(
            model_name="supportline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("handed_by", None),
                    models.Q(
                        ("approved_by__isnull", False),
                        ("entered_by__isnull", False),
                        models.Q(("handed_by", models.F("entered_by")), _negated=True),
                        models.Q(("handed_by", models.F("approved_by")), _negated=True),
                        models.Q(("approved_by", models.F("entered_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="entitlements_line_three_hands",
            ),
        ),
    ]
