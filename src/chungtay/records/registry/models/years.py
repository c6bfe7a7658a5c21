"""Households as they stood at the ends of years, for lists of past years: derived by `operations.stretches` and
`operations.tallying` from the dated records, never entered."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from chungtay.foundation.core.privacy import classes

OPEN = 9999  # the last year of what has not changed since


class HouseholdStretch(models.Model):
    """Where a household lived, who headed it and how many belonged to it on the last day of a year, and of every year
    until `last_year`. The years of one household follow one another without touching twice; one in which nobody headed
    it or it lived nowhere is in none."""

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="stretches")
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    group = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", db_index=False)
    ward = models.BigIntegerField(help_text="The unit above the group")
    name_key = models.CharField(max_length=200)
    members = models.PositiveIntegerField()

    PRIVACY = classes(official="household first_year last_year group ward", personal="name_key members")

    class Meta:
        indexes = [
            models.Index(fields=["ward", "name_key", "household"], name="registry_stretch_ward"),
            models.Index(fields=["name_key", "household"], name="registry_stretch_name"),
            models.Index(fields=["group"], name="registry_stretch_group"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="registry_stretch_years"),
        ]


class PastTally(models.Model):
    """Households that lived in a group at the ends of these years and live, or lived last, in the group `now`; of one
    kind, as in `ListTally`: all, and those in which somebody has no citizen number today, by stretch; a class and "due"
    by year."""

    group = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", db_index=False)
    now = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", db_index=False)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    homes = models.PositiveIntegerField()
    persons = models.PositiveIntegerField()

    PRIVACY = classes(official="group now first_year last_year kind homes persons")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "now", "first_year", "last_year", "kind"], name="registry_pasttally_once"
            )
        ]
