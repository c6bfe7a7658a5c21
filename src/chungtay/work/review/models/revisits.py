"""A decided household that is to be visited again, so that the decision can be corrected."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LinesField


class RevisitState(models.TextChoices):
    ORDERED = "ordered", _("To be visited")
    DONE = "done", _("Form in")
    DROPPED = "dropped", _("Put aside")


class Revisit(models.Model):
    """Ordered by whoever prepares the corrections of a signed decision, for one household of it; the visit is made by
    somebody who did not fill in the first form. `survey` is the form that came of it, `correction` the last draft that
    rests on it. One at a time for a household."""

    decision = models.ForeignKey("review.Decision", models.PROTECT, related_name="revisits")
    case = models.ForeignKey("review.Case", models.PROTECT, related_name="revisits")
    why = LinesField(_("why the household is visited again"))
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ordered_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=RevisitState, default=RevisitState.ORDERED)
    survey = models.ForeignKey("review.Survey", models.PROTECT, null=True, blank=True, related_name="+")
    correction = models.ForeignKey("review.Decision", models.PROTECT, null=True, blank=True, related_name="+")
    words = LinesField(_("why it was put aside"), blank=True)

    PRIVACY = classes(
        official="decision assigned_to ordered_by ordered_at state survey correction",
        personal="case",
        sensitive="why words",
    )

    class Meta:
        ordering = ["ordered_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RevisitState.values), name="review_revisit_state_known"),
            models.CheckConstraint(
                condition=~Q(state=RevisitState.DONE) | Q(survey__isnull=False), name="review_revisit_done_by_a_form"
            ),
            models.CheckConstraint(
                condition=~Q(state=RevisitState.DROPPED) | ~Q(words=""), name="review_revisit_dropped_for_a_reason"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=RevisitState.ORDERED), name="review_revisit_one_at_a_time"
            ),
        ]
