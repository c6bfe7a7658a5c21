from django.db import migrations, models

ROLES = [
    ("enumerator", "Enumerator"),
    ("ward_officer", "Ward officer"),
    ("ward_leader", "Ward leader"),
    ("district_officer", "District officer"),
    ("district_leader", "District leader"),
    ("committee_member", "Committee member"),
    ("fund_keeper", "Fund keeper"),
    ("fund_approver", "Fund approver"),
    ("credit_officer", "Credit officer"),
    ("emulation_council", "Emulation council"),
    ("school_officer", "School officer"),
    ("volunteer", "Gift volunteer"),
    ("auditor", "Auditor"),
    ("administrator", "Administrator"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_wider_views")]

    operations = [
        migrations.RemoveConstraint(model_name="assignment", name="assignment_role_known"),
        migrations.AlterField(
            model_name="assignment",
            name="role",
            field=models.CharField(choices=ROLES, max_length=30, verbose_name="role"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", [name for name, _label in ROLES])), name="assignment_role_known"
            ),
        ),
    ]
