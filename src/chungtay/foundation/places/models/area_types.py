"""Urban or rural: what decides which column of points a household is scored by."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class AreaKind(models.TextChoices):
    URBAN = "urban", _("Urban")
    RURAL = "rural", _("Rural")


class AreaTypeQuerySet(models.QuerySet["AreaType"]):
    def standing(self) -> AreaTypeQuerySet:
        """Entries that nobody corrected."""
        return self.filter(withdrawn=False)

    def on(self, day: datetime.date) -> AreaTypeQuerySet:
        """Standing entries that hold on a day, of groups that exist then."""
        return self.filter(
            Q(valid_to=None) | Q(valid_to__gte=day),
            Q(unit__valid_to=None) | Q(unit__valid_to__gte=day),
            withdrawn=False,
            valid_from__lte=day,
            unit__withdrawn=False,
        )


class AreaType(models.Model):
    """Whether a residential group counts as urban or rural, and since when.

    An entry that was wrong is withdrawn and stays readable; `corrects` of the new entry points to it.
    """

    unit = models.ForeignKey(
        "places.Unit", models.PROTECT, related_name="area_types", verbose_name=_("residential group")
    )
    kind = models.CharField(_("area type"), max_length=5, choices=AreaKind)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True)
    reason = LineField(_("by which decision, or why"), max_length=300, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    withdrawn = models.BooleanField(_("taken back"), default=False)
    why_withdrawn = LineField(_("why it was taken back"), max_length=300, blank=True)

    PRIVACY = classes(public="unit kind valid_from valid_to", official="reason corrects withdrawn why_withdrawn")

    objects = AreaTypeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AreaKind.values), name="area_type_known"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="area_type_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(valid_to=None, withdrawn=False), name="area_type_one_current"
            ),
            models.UniqueConstraint(
                fields=["unit", "valid_from"], condition=Q(withdrawn=False), name="area_type_begins_once"
            ),
        ]
