"""A step back that one officer alone does not take: one person proposes it with a reason, another one decides."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LinesField
from chungtay.work.review.models.cases import ClosedWhy


class StepBackKind(models.TextChoices):
    MEETING = "meeting", _("Cancel a meeting whose votes were entered")
    COMPLAINT = "complaint", _("Note that a complaint is taken back after its re-check")
    HOUSEHOLD = "household", _("Close a household that has a form or a class")
    REVIEW = "review", _("Cancel a review that has forms or votes")


class StepBackState(models.TextChoices):
    WAITING = "waiting", _("Waits for another person")
    AGREED = "agreed", _("Agreed, done")
    RETURNED = "returned", _("Not agreed")


class StepBack(models.Model):
    """A proposal about exactly one meeting, complaint, household or review. `seen` is a hash of what was seen: votes,
    re-checks or form; when it is another by then, nothing is done. `paper` is what the complainant wrote."""

    kind = models.CharField(max_length=9, choices=StepBackKind)
    meeting = models.ForeignKey("review.Meeting", models.PROTECT, null=True, related_name="steps_back")
    complaint = models.ForeignKey("review.Complaint", models.PROTECT, null=True, related_name="steps_back")
    case = models.ForeignKey("review.Case", models.PROTECT, null=True, related_name="steps_back")
    campaign = models.ForeignKey("review.Campaign", models.PROTECT, null=True, related_name="steps_back")
    closed_why = models.CharField(_("why closed"), max_length=15, choices=ClosedWhy, blank=True)
    why = LinesField(_("why"))
    paper = models.CharField(max_length=200, blank=True, help_text="What the complainant wrote, path below MEDIA_ROOT")
    paper_type = models.CharField(max_length=80, blank=True)
    seen = models.CharField(max_length=64, help_text="SHA-256 of what the proposer saw")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=StepBackState, default=StepBackState.WAITING)
    answer = LinesField(_("answer"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    PRIVACY = classes(
        official="kind meeting complaint case campaign paper_type seen proposed_by proposed_at state decided_by"
        " decided_at",
        personal="closed_why",
        sensitive="why paper answer",
    )

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=StepBackState.values), name="review_stepback_state_known"),
            models.CheckConstraint(
                condition=Q(kind="meeting", meeting__isnull=False, complaint=None, case=None, campaign=None)
                | (Q(kind="complaint", complaint__isnull=False, meeting=None, case=None, campaign=None) & ~Q(paper=""))
                | (
                    Q(kind="household", case__isnull=False, meeting=None, complaint=None, campaign=None)
                    & ~Q(closed_why="")
                )
                | Q(kind="review", campaign__isnull=False, meeting=None, complaint=None, case=None),
                name="review_stepback_of_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(state=StepBackState.AGREED)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="review_stepback_agreed_by_another",
            ),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(state=StepBackState.WAITING), name="review_stepback_meeting_once"
            ),
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(state=StepBackState.WAITING), name="review_stepback_complaint_once"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=StepBackState.WAITING), name="review_stepback_case_once"
            ),
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(state=StepBackState.WAITING), name="review_stepback_review_once"
            ),
        ]
