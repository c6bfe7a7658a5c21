"""Administrative units as they stood between two days. Codes are official and text: "001" is not 1."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes


class Level(models.TextChoices):
    PROVINCE = "province", _("Province or city")
    DISTRICT = "district", _("District")
    WARD = "ward", _("Ward or commune")
    GROUP = "group", _("Residential group")


class AreaKind(models.TextChoices):
    URBAN = "urban", _("Urban")
    RURAL = "rural", _("Rural")


class UnitQuerySet(models.QuerySet["Unit"]):
    def on(self, day: datetime.date) -> UnitQuerySet:
        """Units that exist on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def within(self, paths: list[str]) -> UnitQuerySet:
        """These units and everything below them; no paths, no units."""
        inside = Q(pk__in=[])
        for path in paths:
            inside |= Q(path__startswith=path)
        return self.filter(inside)


class Unit(models.Model):
    """A province, district, ward or residential group. A new name, parent or border is a new row from that day on."""

    PRIVACY = classes(public="level code name parent valid_from valid_to", official="path")

    level = models.CharField(_("level"), max_length=10, choices=Level)
    code = models.CharField(_("official code"), max_length=10)
    name = models.CharField(_("name"), max_length=100)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name=_("belongs to"))
    path = models.CharField(
        max_length=100, editable=False, db_index=True, help_text="Row numbers from the top: /1/2/17/"
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["level", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="unit_level_known"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="unit_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(level=Level.PROVINCE, parent=None) | ~Q(level=Level.PROVINCE) & Q(parent__isnull=False),
                name="unit_only_provinces_stand_alone",
            ),
            models.UniqueConstraint(
                fields=["level", "code"],
                condition=Q(valid_to=None) & ~Q(level=Level.GROUP),
                name="unit_one_current_per_code",
            ),
            models.UniqueConstraint(
                fields=["parent", "code"],
                condition=Q(valid_to=None, level=Level.GROUP),
                name="unit_one_current_group_per_ward_and_code",
            ),
            models.UniqueConstraint(fields=["level", "code", "parent", "valid_from"], name="unit_begins_once"),
        ]

    def __str__(self) -> str:
        return self.name


class AreaType(models.Model):
    """Whether a residential group counts as urban or rural, and since when."""

    PRIVACY = classes(public="unit kind valid_from valid_to")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="area_types", verbose_name=_("residential group"))
    kind = models.CharField(_("area type"), max_length=5, choices=AreaKind)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AreaKind.values), name="area_type_known"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="area_type_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["unit"], condition=Q(valid_to=None), name="area_type_one_current"),
        ]
