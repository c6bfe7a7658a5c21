"""What looks wrong in the survey: each flag is a task with an outcome."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LinesField


class FlagKind(models.TextChoices):
    SPOT = "spot", _("Second visit disagrees")
    SHORT = "short", _("Filled in too fast")
    FAR = "far", _("Filled in far from the household")
    ALIKE = "alike", _("Answers too much alike")
    BUNCHED = "bunched", _("Scores gather just under a threshold")
    LAST_YEAR = "last_year", _("Contradicts last year")
    REGISTER = "register", _("Contradicts the register")


class FlagState(models.TextChoices):
    OPEN = "open", _("To be looked at")
    FINE = "fine", _("Looked at, nothing wrong")
    MENDED = "mended", _("Wrong, form sent back")
    TAKEN = "taken", _("Taken over from the list")
    LEFT = "left", _("Left open when the review was closed")


class Flag(models.Model):
    """`detail` holds the figures that raised it, without names; `subject` tells it from others of its kind."""

    campaign = models.ForeignKey("review.Campaign", models.PROTECT, related_name="flags")
    ward = models.ForeignKey("review.CampaignWard", models.PROTECT, null=True, related_name="flags")
    kind = models.CharField(max_length=10, choices=FlagKind)
    subject = models.CharField(max_length=60)
    survey = models.ForeignKey("review.Survey", models.PROTECT, null=True, blank=True, related_name="flags")
    enumerator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    detail = models.JSONField(default=dict)
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=FlagState, default=FlagState.OPEN)
    words = LinesField(_("what was found"), blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    PRIVACY = classes(
        official="campaign ward kind subject survey enumerator raised_at state closed_by closed_at",
        sensitive="detail words",
    )

    class Meta:
        ordering = ["state", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "kind", "subject"], name="review_flag_once"),
            models.CheckConstraint(condition=Q(kind__in=FlagKind.values), name="review_flag_kind_known"),
            models.CheckConstraint(condition=Q(state__in=FlagState.values), name="review_flag_state_known"),
        ]


class SpotVisit(models.Model):
    """A household drawn at random to be visited a second time by somebody else. `draw` is the number that put it in.
    One that is not made is put aside with a reason; a form that comes all the same counts."""

    case = models.OneToOneField("review.Case", models.PROTECT, related_name="spot_visit")
    seed = models.CharField(max_length=64)
    draw = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    survey = models.ForeignKey("review.Survey", models.PROTECT, null=True, blank=True, related_name="+")
    differing = models.JSONField(default=list, help_text="Questions answered differently")
    aside_why = LinesField(_("why the visit is not made"), blank=True)
    aside_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    aside_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = classes(
        official="case seed draw drawn_at drawn_by assigned_to survey aside_by aside_at",
        sensitive="differing aside_why",
    )

    class Meta:
        ordering = ["draw", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(aside_at=None) | ~Q(aside_why=""), name="review_spot_aside_for_a_reason")
        ]
