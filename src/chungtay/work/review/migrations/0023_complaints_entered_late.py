"""A complaint that came in time may be entered a few days after the posting, with a note; a certificate that a later
decision ended beforehand no longer keeps that decision's own from being issued."""

from django.db import migrations, models

import chungtay.foundation.core.text


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0022_a_household_no_longer_here"),
    ]

    operations = [
        migrations.AddField(
            model_name="complaint",
            name="late_note",
            field=chungtay.foundation.core.text.LinesField(
                blank=True, default="", verbose_name="why it was entered after the posting"
            ),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="certificate", name="review_certificate_one_that_holds"),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("printed_to", None), ("revoked_at", None)),
                fields=("case",),
                name="review_certificate_one_that_holds",
            ),
        ),
    ]
