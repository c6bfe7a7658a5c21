"""Something about hand-overs that somebody must look at: a pattern, never an accusation, until it has an outcome."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class FlagKind(models.TextChoices):
    RECEIVER = "receiver", _("One name received for several households that are not its own")
    PICTURE = "picture", _("The very same signature or photograph proves hand-overs of several households")
    SPEED = "speed", _("One person handed over to more households in a day than can be visited")


class FlagState(models.TextChoices):
    OPEN = "open", _("To be looked at")
    EXPLAINED = "explained", _("Looked at: in order")
    CONFIRMED = "confirmed", _("Looked at: irregular")


class HandOverFlag(models.Model):
    """One pattern of a ward and year. `lines` are the numbers of the hand-overs it is seen in."""

    ward = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=FlagKind)
    key = models.CharField(max_length=120, help_text="The name without marks, or who and when")
    receiver = LineField(_("received by"), max_length=100, blank=True)
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    on = models.DateField(null=True)
    households = models.PositiveIntegerField()
    lines = models.JSONField(default=list)
    elsewhere = models.JSONField(default=list, help_text="Hand-overs of other apps that it is seen in, by origin")
    found_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=FlagState, default=FlagState.OPEN)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    outcome = LineField(_("what was found"), max_length=300, blank=True)

    PRIVACY = classes(
        official="ward year kind giver on households lines elsewhere found_at state settled_by settled_at",
        personal="key receiver outcome",
    )

    class Meta:
        ordering = ["-households", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["ward", "year", "kind", "key"], name="entitlements_flag_once"),
            models.CheckConstraint(condition=Q(kind__in=FlagKind.values), name="entitlements_flag_kind_known"),
            models.CheckConstraint(condition=Q(state__in=FlagState.values), name="entitlements_flag_state_known"),
            models.CheckConstraint(
                condition=Q(state="open", settled_by=None, settled_at=None)
                | Q(state__in=("explained", "confirmed"), settled_by__isnull=False, settled_at__isnull=False)
                & ~Q(outcome=""),
                name="entitlements_flag_settled_is_whole",
            ),
        ]
