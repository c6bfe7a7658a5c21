"""Files that bring households in: the file, and each household of it as it waits to be taken over."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.sealed import SealedTextField


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Columns to be confirmed")
    UNREADABLE = "unreadable", _("Not readable")
    STAGING = "staging", _("Being compared with the register")
    STAGED = "staged", _("Compared; nothing taken over yet")
    APPLYING = "applying", _("Being taken over")
    APPLIED = "applied", _("Taken over")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Put away")


class ImportFile(models.Model):
    """One uploaded file. `token` is of the form: sent twice, kept once. `mark` is the last position that the present
    work has finished, written in the same transaction as the work: whoever takes it up goes on from there."""

    area = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", verbose_name=_("area"))
    rule_set = models.CharField(_("rule set"), max_length=40)
    on = models.DateField(_("the file shows how things stood on"))
    name = models.CharField(_("file name"), max_length=200)
    stored = models.CharField(max_length=200, unique=True, help_text="Path below MEDIA_ROOT")
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    token = models.UUIDField(unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.UPLOADED)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict, help_text="found_groups, only_gaps: what the officer ticked")
    founded = models.JSONField(default=list, help_text="Numbers of the residential groups that it founded")
    mark = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    problem = models.JSONField(default=dict, help_text="Why the whole file was not taken: vi, en")
    marked = models.CharField(max_length=200, blank=True, help_text="The same workbook with its errors, as a path")

    PRIVACY = classes(
        official="area rule_set on name stored size sha256 token by uploaded_at state mapping options founded mark "
        "total finished_at counts problem marked",
        personal="columns notes",
    )

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="registry_import_state_known"),
            models.UniqueConstraint(
                fields=["area", "sha256", "on"],
                condition=~Q(state__in=[ImportState.UNDONE, ImportState.DISCARDED, ImportState.UNREADABLE]),
                name="registry_same_file_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Outcome(models.TextChoices):
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    DUPLICATE = "duplicate", _("Possibly here already")
    REFUSED = "refused", _("Not taken in")


class StagedHousehold(models.Model):
    """One household of a file: what was read (sealed), what it would do, and what came of it."""

    file = models.ForeignKey(ImportFile, models.CASCADE, related_name="households")
    position = models.PositiveIntegerField(help_text="Order in the file, from 1")
    sheet = models.CharField(max_length=100, blank=True)
    row = models.PositiveIntegerField()
    code = models.CharField(max_length=60, blank=True)
    head_name = models.CharField(max_length=120, blank=True)
    members = models.PositiveIntegerField(default=0)
    payload = SealedTextField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    differences = SealedTextField(blank=True)
    messages = models.JSONField(default=list, help_text="sheet, row, column, vi, en, blocks; no number of a paper")
    told = models.PositiveSmallIntegerField(default=0, help_text="How many messages")
    missing = models.PositiveSmallIntegerField(default=0, help_text="Members on record who are not in the file")
    choice = models.JSONField(default=dict, help_text="What the officer decided: enter, gone")
    household = models.ForeignKey("registry.Household", models.PROTECT, null=True, related_name="+")
    applied = models.BooleanField(default=False)

    PRIVACY = classes(
        official="file position sheet row code members told missing outcome choice household applied",
        personal="head_name messages",
        sensitive="payload differences",
    )

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["file", "outcome", "position"], name="registry_staged_outcome")]
        constraints = [models.UniqueConstraint(fields=["file", "position"], name="registry_staged_position_once")]
