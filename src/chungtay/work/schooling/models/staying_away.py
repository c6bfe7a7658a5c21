"""Children who may drop out: each is one task for a school year, with every visit and how it ended."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class AwayReason(models.TextChoices):
    NOT_BACK = "not_back", _("At school last year, not enrolled this year")
    LEFT = "left", _("Left within the year")
    NEVER = "never", _("Of school age, not enrolled anywhere")


class AwayOutcome(models.TextChoices):
    """How a visit ended. After VISITED the task stays open."""

    VISITED = "visited", _("Visited, not back yet")
    RETURNED = "returned", _("Back at school")
    MOVED = "moved", _("Moved away")
    REFUSED = "refused", _("Will not go to school")
    GONE = "gone", _("Died or lives here no more")


class AwayTask(models.Model):
    """A child of the ward who stays away from school in a school year, to be visited until `due_on`. `outcome` is ""
    while the task is open."""

    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    ward = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField(_("school year"))
    reason = models.CharField(_("why"), max_length=8, choices=AwayReason)
    last = models.ForeignKey("schooling.Enrolment", models.PROTECT, null=True, related_name="+")
    found_on = models.DateField(_("found on"))
    due_on = models.DateField(_("visit by"))
    outcome = models.CharField(_("how it ended"), max_length=8, choices=AwayOutcome, blank=True)
    closed_on = models.DateField(null=True)

    PRIVACY = classes(
        official="ward school_year found_on due_on closed_on", personal="person last", sensitive="reason outcome"
    )

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["ward", "school_year", "outcome"], name="schooling_away_ward")]
        constraints = [
            models.UniqueConstraint(fields=["person", "school_year"], name="schooling_one_task_a_child_and_year"),
            models.CheckConstraint(condition=Q(reason__in=AwayReason.values), name="schooling_away_reason_known"),
            models.CheckConstraint(
                condition=Q(outcome="", closed_on=None)
                | Q(outcome__in=("returned", "moved", "refused", "gone"), closed_on__isnull=False),
                name="schooling_away_closed_with_a_day",
            ),
        ]


class AwayVisit(models.Model):
    """One visit, or one look of the program (`by` None). Rows are final."""

    ROWS_ARE_FINAL = True

    task = models.ForeignKey(AwayTask, models.PROTECT, related_name="visits")
    on = models.DateField(_("on"))
    outcome = models.CharField(_("how it ended"), max_length=8, choices=AwayOutcome)
    note = LineField(_("what was said"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    PRIVACY = classes(official="task on by at", sensitive="outcome note")

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=AwayOutcome.values), name="schooling_visit_outcome_known"),
            models.CheckConstraint(condition=~Q(note=""), name="schooling_visit_has_words"),
        ]
