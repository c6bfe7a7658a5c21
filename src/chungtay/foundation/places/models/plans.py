"""A reorganisation as a plan: which residential group goes to which new ward from which day."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField

if TYPE_CHECKING:
    from chungtay.foundation.places.models.units import Unit


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    APPLIED = "applied", _("Applied")
    UNDONE = "undone", _("Undone")


class Reorganisation(models.Model):
    """Residential groups of an area that go over into new ones from `day` on: a reform of wards, a merger, a new name.

    Nothing moves before it is applied; applied, it can be undone as long as nothing was built on it.
    """

    area = models.ForeignKey("places.Unit", models.PROTECT, related_name="reorganisations", verbose_name=_("area"))
    title = LineField(_("title"), max_length=200)
    instrument = LineField(_("by which decision"), max_length=200, blank=True)
    day = models.DateField(_("from"))
    state = models.CharField(_("state"), max_length=8, choices=PlanState, default=PlanState.DRAFT)
    counts = models.JSONField(default=dict, help_text="Groups, households and persons when it was applied")
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("applied by")
    )
    applied_at = models.DateTimeField(_("applied"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)

    PRIVACY = classes(public="area title instrument day", official="state counts applied_by applied_at undone_at")

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="reorganisation_state_known"),
            models.UniqueConstraint(
                fields=["area", "day"], condition=Q(state=PlanState.DRAFT), name="reorganisation_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlannedGroup(models.Model):
    """Where one residential group goes. Without a ward it is undecided; an empty code or name is given by counting."""

    plan = models.ForeignKey(Reorganisation, models.PROTECT, related_name="groups")
    old = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", verbose_name=_("residential group"))
    ward = models.ForeignKey(
        "places.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("goes to the ward")
    )
    code = models.CharField(_("new code"), max_length=10, blank=True)
    name = LineField(_("new name"), max_length=100, blank=True)
    ended_here = models.BooleanField(default=False, help_text="This plan gave the old group its last day")

    PRIVACY = classes(public="plan old ward code name", official="ended_here")

    class Meta:
        ordering = ["old__path"]
        constraints = [models.UniqueConstraint(fields=["plan", "old"], name="planned_group_once")]

    @property
    def old_ward(self) -> Unit:
        """Every residential group stands below a ward."""
        return cast("Unit", self.old.parent)
