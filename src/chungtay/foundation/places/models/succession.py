"""What became of a unit: which units took it over, whole or in part, from which day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.places.models.units import Confidence


class Extent(models.TextChoices):
    WHOLE = "whole", _("whole")
    PART = "part", _("in part")


class SuccessionManager(models.Manager["Succession"]):
    def get_queryset(self) -> models.QuerySet[Succession]:
        return super().get_queryset().filter(withdrawn=False)


class Succession(models.Model):
    """The old unit went over into the new one on `day`, whole or in part. Of a unit that was split there are several.

    Those between wards come from the official lists; those between residential groups from a reorganisation.
    """

    old = models.ForeignKey("places.Unit", models.PROTECT, related_name="became", verbose_name=_("old unit"))
    new = models.ForeignKey("places.Unit", models.PROTECT, related_name="came_from", verbose_name=_("new unit"))
    day = models.DateField(_("from"))
    extent = models.CharField(_("whole or in part"), max_length=5, choices=Extent)
    source = models.CharField(_("source"), max_length=300, blank=True)
    confidence = models.CharField(_("how well known"), max_length=10, choices=Confidence, blank=True)
    plan = models.ForeignKey("places.Reorganisation", models.PROTECT, null=True, related_name="successions")
    withdrawn = models.BooleanField(_("taken back"), default=False)

    PRIVACY = classes(public="old new day extent source confidence", official="plan withdrawn")

    objects = SuccessionManager()

    class Meta:
        ordering = ["pk"]  # the sources name the unit that took most first
        constraints = [
            models.CheckConstraint(condition=Q(extent__in=Extent.values), name="succession_extent_known"),
            models.CheckConstraint(condition=Q(confidence__in=Confidence.values), name="succession_confidence_known"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="succession_between_two"),
            models.UniqueConstraint(fields=["old", "new"], condition=Q(withdrawn=False), name="succession_said_once"),
        ]
