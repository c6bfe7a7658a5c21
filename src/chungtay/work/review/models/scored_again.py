"""All forms of a review computed again, and the households for which the stored result says something else."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from chungtay.foundation.core.privacy import classes


class ScoringRun(models.Model):
    """One computation of the forms of a ward under one standard. Nothing of the stored results is changed by it."""

    ward = models.ForeignKey("review.CampaignWard", models.PROTECT, related_name="scoring_runs")
    rule_set = models.CharField(max_length=40)
    rule_set_version = models.CharField(max_length=80, help_text="Of today's rules")
    forms = models.PositiveIntegerField(help_text="How many were computed")
    refused = models.PositiveIntegerField(help_text="Of them without a class")
    by_reference = models.PositiveIntegerField(help_text="Of them one by one, by the reference evaluator")
    differing = models.PositiveIntegerField()
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField()

    PRIVACY = classes(official="ward rule_set rule_set_version forms refused by_reference differing done_by done_at")

    class Meta:
        ordering = ["-done_at", "-pk"]
        indexes = [models.Index(fields=["ward", "rule_set", "-done_at"], name="review_scoring_run_latest")]


class ScoringDifference(models.Model):
    """A form whose stored result (`was`) is not what the rules make of it today (`now`); each is {"class": "" when
    refused, "b1", "b2", "income", "deprived"}, `was` is {} when nothing was stored."""

    run = models.ForeignKey(ScoringRun, models.CASCADE, related_name="differences")
    survey = models.ForeignKey("review.Survey", models.PROTECT, related_name="+")
    stored_version = models.CharField(max_length=80, blank=True)
    was = models.JSONField(default=dict)
    now = models.JSONField(default=dict)

    PRIVACY = classes(official="run stored_version", personal="survey was now")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["run", "survey"], name="review_scoring_difference_once")]
