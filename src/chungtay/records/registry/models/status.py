"""Where a household stands each year, by which decision and under which rule set."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField
from chungtay.records.registry.models.base import DatedRecord, RecordManager, ends_after_it_begins, one_of


class StatusClass(models.TextChoices):
    POOR = "poor", _("Poor household")
    NEAR_POOR = "near_poor", _("Near-poor household")
    AVERAGE = "average", _("Household of average living standard")
    NOT_POOR = "not_poor", _("Household that is not poor")


class StatusSource(models.TextChoices):
    REVIEW = "review", _("Review in this program")
    LEGACY = "legacy", _("List of another program; points not recomputed")


class HouseholdStatus(DatedRecord):
    """The class of a household by a decision. `result` keeps scores and reasons as decided; a typed score is LEGACY."""

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="statuses")
    year = models.PositiveSmallIntegerField(_("year"), help_text="The year the list is for")
    rule_set = models.CharField(_("rule set"), max_length=40)
    class_id = models.CharField(_("class"), max_length=10, choices=StatusClass)
    b1 = models.IntegerField(_("score B1"), null=True, blank=True)
    b2 = models.IntegerField(_("score B2"), null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)
    source = models.CharField(_("from"), max_length=8, choices=StatusSource)
    decision_number = LineField(_("decision number"), max_length=60, blank=True)
    decision_date = models.DateField(_("date of the decision"), null=True, blank=True)
    signed_by = LineField(_("signed by"), max_length=100, blank=True)
    reasons = models.CharField(_("why the household is poor"), max_length=60, blank=True, help_text="Codes, by comma")

    PRIVACY = DatedRecord.PRIVACY | classes(
        official="household year rule_set source decision_number decision_date signed_by",
        personal="class_id b1 b2",
        sensitive="result reasons",
    )
    RECORD_TYPE = "status"
    objects = RecordManager()

    class Meta(DatedRecord.Meta):
        ordering = ["-year", "rule_set", "-valid_from"]
        indexes = [models.Index(fields=["year", "class_id"], name="registry_status_year_class")]
        constraints = [
            ends_after_it_begins("registry_status_dates"),
            one_of("class_id", StatusClass, "registry_status_class_known"),
            one_of("source", StatusSource, "registry_status_source_known"),
            models.UniqueConstraint(
                fields=["household", "year", "rule_set", "valid_from"],
                condition=Q(withdrawn=False),
                name="registry_status_once",
            ),
        ]


class Evidence(DatedRecord):
    """A paper or photograph kept outside the web root, that shows something about a household or person."""

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="evidence")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, blank=True, related_name="evidence")
    hardship = models.ForeignKey(
        "registry.HardshipEvent", models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    title = LineField(_("title"), max_length=120)
    stored = models.CharField(max_length=200, unique=True, help_text="Path below MEDIA_ROOT; the name is random")
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    PRIVACY = DatedRecord.PRIVACY | classes(
        official="household stored media_type size sha256", personal="person", sensitive="hardship title"
    )
    RECORD_TYPE = "evidence"
    objects = RecordManager()

    class Meta(DatedRecord.Meta):
        ordering = ["-valid_from", "-id"]
        constraints = [ends_after_it_begins("registry_evidence_dates")]
