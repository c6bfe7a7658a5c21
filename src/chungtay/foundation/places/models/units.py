"""Administrative units as they stood between two days. Codes are official and text: "001" is not 1."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class Level(models.TextChoices):
    PROVINCE = "province", _("Province or city")
    DISTRICT = "district", _("District")
    WARD = "ward", _("Ward or commune")
    GROUP = "group", _("Residential group")


class Confidence(models.TextChoices):
    """How well a fact about a unit is known. What stands on memory alone is not entered at all."""

    SEEN = "seen", _("Seen in the instrument or the official list")
    SECONDARY = "secondary", _("From a secondary source")
    OWN = "", _("Entered by the office")


class UnitQuerySet(models.QuerySet["Unit"]):
    def on(self, day: datetime.date) -> UnitQuerySet:
        """Units that exist on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def during(self, first: datetime.date, last: datetime.date) -> UnitQuerySet:
        """Units that exist on some day between two, both included."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=first), valid_from__lte=last)

    def within(self, paths: list[str]) -> UnitQuerySet:
        """These units and everything below them; no paths, no units."""
        inside = Q(pk__in=[])
        for path in paths:
            inside |= Q(path__startswith=path)
        return self.filter(inside)


class UnitManager(models.Manager.from_queryset(UnitQuerySet)):  # type: ignore[misc]
    """Units that stand in the books. Those of a reorganisation that was undone are reached through links alone."""

    def get_queryset(self) -> UnitQuerySet:
        return super().get_queryset().filter(withdrawn=False)


class Unit(models.Model):
    """A province, district, ward or residential group. A new name, parent or border is a new row from that day on."""

    level = models.CharField(_("level"), max_length=10, choices=Level)
    code = models.CharField(_("official code"), max_length=10)
    name = LineField(_("name"), max_length=100)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name=_("belongs to"))
    path = models.CharField(
        max_length=100, editable=False, db_index=True, help_text="Row numbers from the top: /1/2/17/"
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    confidence = models.CharField(_("how well known"), max_length=10, choices=Confidence, blank=True)
    withdrawn = models.BooleanField(
        _("taken back"), default=False, help_text="Founded by a reorganisation that was undone"
    )

    PRIVACY = classes(public="level code name parent valid_from valid_to source confidence", official="path withdrawn")

    objects = UnitManager()

    class Meta:
        ordering = ["level", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="unit_level_known"),
            models.CheckConstraint(condition=Q(confidence__in=Confidence.values), name="unit_confidence_known"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="unit_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(level=Level.PROVINCE, parent=None) | ~Q(level=Level.PROVINCE) & Q(parent__isnull=False),
                name="unit_only_provinces_stand_alone",
            ),
            models.UniqueConstraint(
                fields=["level", "code"],
                condition=Q(valid_to=None, withdrawn=False) & ~Q(level=Level.GROUP),
                name="unit_one_current_per_code",
            ),
            models.UniqueConstraint(
                fields=["parent", "code"],
                condition=Q(valid_to=None, withdrawn=False, level=Level.GROUP),
                name="unit_one_current_group_per_ward_and_code",
            ),
            models.UniqueConstraint(
                fields=["level", "code", "parent", "valid_from"],
                condition=Q(withdrawn=False),
                name="unit_begins_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def nearest_year(self, year: int) -> int:
        """This year, or the nearest in which the unit existed."""
        if self.valid_to is not None and year > self.valid_to.year:
            return self.valid_to.year
        return max(year, self.valid_from.year)

    def exists_on(self, day: datetime.date) -> bool:
        return not self.withdrawn and self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
