"""Two records that may be one person, waiting for somebody to look."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class Verdict(models.TextChoices):
    OPEN = "open", _("To be looked at")
    MERGED = "merged", _("The same person, merged")
    DIFFERENT = "different", _("Two persons")


class FoundBy(models.TextChoices):
    ENTRY = "entry", _("At entry")
    IMPORT = "import", _("While reading a file")
    REQUEST = "request", _("From an approved proposal")
    BATCH = "batch", _("Yearly comparison")


class DuplicatePair(models.Model):
    """A pair of persons, the smaller number first. `evidence` says what agrees and what contradicts, by field and
    weight, without the values."""

    first = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    second = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(help_text="0 to 1000")
    evidence = models.JSONField(default=list)
    found_by = models.CharField(max_length=8, choices=FoundBy)
    found_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    why = LineField(_("why"), max_length=300, blank=True)
    operation = models.ForeignKey("registry.Operation", models.PROTECT, null=True, related_name="+")

    PRIVACY = classes(
        official="first second score found_by found_at verdict decided_by decided_at operation", personal="evidence why"
    )

    class Meta:
        ordering = ["-score", "pk"]
        indexes = [models.Index(fields=["verdict", "score"], name="registry_pair_verdict")]
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="registry_pair_in_order"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="registry_pair_verdict_known"),
            models.UniqueConstraint(fields=["first", "second"], name="registry_pair_once"),
        ]
