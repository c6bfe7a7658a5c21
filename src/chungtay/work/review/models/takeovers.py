"""What a list knows better than a form: one person proposes to take it over, another one decides."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LinesField


class TakeoverState(models.TextChoices):
    WAITING = "waiting", _("Waits for another person")
    APPROVED = "approved", _("Taken over")
    RETURNED = "returned", _("Not taken over")


class Takeover(models.Model):
    """A proposal to change answers of one form to what other lists say. The form itself is never written over: what is
    approved becomes the household's next form (`made`), the one before stays readable as replaced.

    `changes` is [{"code", "member", "person", "list": {"kind", "since", "source", "why"}, "answers": [{"path", "was",
    "now"}]}] as proposed; `effect` is {"was", "now"}, each {"class", "b1", "b2", "income", "deprived"} by the main
    standard."""

    flag = models.ForeignKey("review.Flag", models.PROTECT, related_name="takeovers")
    case = models.ForeignKey("review.Case", models.PROTECT, related_name="takeovers")
    survey = models.ForeignKey("review.Survey", models.PROTECT, related_name="takeovers")
    changes = models.JSONField()
    effect = models.JSONField()
    why = LinesField(_("why the list is right"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=TakeoverState, default=TakeoverState.WAITING)
    answer = LinesField(_("answer"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    made = models.OneToOneField("review.Survey", models.PROTECT, null=True, related_name="taken_over")

    PRIVACY = classes(
        official="flag case survey proposed_by proposed_at state decided_by decided_at made",
        sensitive="changes effect why answer",
    )

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=TakeoverState.WAITING), name="review_takeover_one_waits"
            ),
            models.CheckConstraint(condition=Q(state__in=TakeoverState.values), name="review_takeover_state_known"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="review_takeover_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state=TakeoverState.APPROVED, made__isnull=False)
                | (~Q(state=TakeoverState.APPROVED) & Q(made=None)),
                name="review_takeover_approved_has_a_form",
            ),
        ]
