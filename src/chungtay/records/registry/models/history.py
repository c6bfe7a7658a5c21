"""Who changed which record, when, why, from what to what. Rows are added and never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class Source(models.TextChoices):
    SCREEN = "screen", _("Entered on the screen")
    REQUEST = "request", _("Proposed by field staff")
    IMPORT = "import", _("Read from a file")
    PROGRAM = "program", _("By the program")


class Operation(models.Model):
    """One act on the register, with all its changes: a birth, a move, one batch of an import, the undoing of one."""

    ROWS_ARE_FINAL = True

    kind = models.CharField(_("what was done"), max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"))
    why = LineField(_("why"), max_length=300, blank=True)
    effective_on = models.DateField(_("holds from"), null=True)
    source = models.CharField(_("how it came"), max_length=10, choices=Source)
    origin = models.CharField(max_length=40, blank=True, help_text="What it belongs to, such as import:17 or request:4")
    area_path = models.CharField(max_length=100)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    digest = models.CharField(max_length=64, help_text="SHA-256 over its changes; sealed into the audit trail")
    changes_count = models.PositiveIntegerField()

    PRIVACY = classes(
        official="kind by at source origin area_path undoes digest changes_count", personal="why effective_on"
    )

    class Meta:
        indexes = [
            models.Index(fields=["origin", "id"], name="registry_operation_origin"),
            models.Index(fields=["at"], name="registry_operation_at"),
        ]
        constraints = [models.CheckConstraint(condition=Q(source__in=Source.values), name="registry_source_known")]


class Change(models.Model):
    """What one operation did to one record. `delta` is JSON text {"field": [before, after]}, of the changed fields;
    of a new record all fields, without a before. Values of sealed fields are never here, only their fingerprints."""

    ROWS_ARE_FINAL = True

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="changes")
    position = models.PositiveIntegerField()
    record_type = models.CharField(max_length=20)
    record_id = models.BigIntegerField()
    household = models.ForeignKey("registry.Household", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    added = models.BooleanField()
    delta = models.TextField()

    PRIVACY = classes(official="operation position record_type record_id household person added", personal="delta")

    class Meta:
        ordering = ["operation_id", "position"]
        indexes = [
            models.Index(fields=["record_type", "record_id", "id"], name="registry_change_record"),
            models.Index(fields=["household", "id"], name="registry_change_household"),
            models.Index(fields=["person", "id"], name="registry_change_person"),
        ]
        constraints = [models.UniqueConstraint(fields=["operation", "position"], name="registry_change_place")]
