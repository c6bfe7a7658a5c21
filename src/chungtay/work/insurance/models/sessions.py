"""Sessions that explain health insurance to people, with whom they reached."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class AwarenessSession(models.Model):
    """One session or round of visits. Counted, not estimated: who came, how many households were visited at home."""

    ward = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    group = models.ForeignKey(
        "places.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("residential group")
    )
    on = models.DateField(_("on"))
    place = LineField(_("place"), max_length=150)
    topic = LineField(_("topic"), max_length=200)
    materials = LineField(_("materials handed out"), max_length=200, blank=True)
    attended = models.PositiveIntegerField(_("people who came"))
    visited = models.PositiveIntegerField(_("households visited at home"), default=0)
    withdrawn = models.BooleanField(_("taken back"), default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    PRIVACY = classes(official="ward group on place topic materials attended visited withdrawn recorded_by recorded_at")

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["ward", "on"], name="insurance_session_ward")]
        constraints = [
            models.CheckConstraint(
                condition=Q(attended__gt=0) | Q(visited__gt=0), name="insurance_session_reached_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.topic
