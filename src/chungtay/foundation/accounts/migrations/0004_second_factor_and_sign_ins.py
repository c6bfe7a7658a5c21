import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import chungtay.foundation.core.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_office_of_an_account"),
    ]

    operations = [
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    chungtay.foundation.core.sealed.SealedTextField(
                        help_text="Base32, as authenticator programs take it", verbose_name="key"
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("last_step", models.BigIntegerField(default=-1, help_text="A code is taken once: later steps only")),
                ("failures", models.IntegerField(default=0)),
                ("wait_until", models.DateTimeField(help_text="After five wrong codes", null=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_factor",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "factor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recovery_codes",
                        to="accounts.secondfactor",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agent", models.CharField(blank=True, help_text="What the browser says it is", max_length=300)),
                ("began_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "with_factor",
                    models.BooleanField(default=False, help_text="The second factor was asked for and given"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-last_used_at", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="secondfactor",
            constraint=models.CheckConstraint(
                condition=models.Q(("failures__gte", 0)), name="factor_failures_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="recoverycode",
            constraint=models.UniqueConstraint(fields=("factor", "digest"), name="recovery_code_once"),
        ),
        migrations.AddIndex(
            model_name="signin",
            index=models.Index(fields=["user", "ended_at"], name="sign_in_open"),
        ),
    ]
