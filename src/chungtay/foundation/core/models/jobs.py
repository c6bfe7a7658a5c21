"""Work that goes on in the background: what it is, how far it is, what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes


class JobState(models.TextChoices):
    WAITING = "waiting", _("Waiting its turn")
    RUNNING = "running", _("Being worked on")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped by an error")
    STOPPED = "stopped", _("Stopped by hand")


class Job(models.Model):
    """One piece of background work. Done in batches, each in a transaction of its own that also moves `mark`; so a
    worker that dies loses one batch at most, and whoever takes the job up goes on at the mark."""

    PRIVACY = classes(
        official="kind subject_type subject_id area_path by made_at options once state stage done total mark result"
        " problem claim beat_at attempts task queued_at finished_at"
    )

    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    area_path = models.CharField(max_length=100, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    made_at = models.DateTimeField()
    options = models.JSONField(default=dict, help_text="Numbers and codes for whoever does the work; nothing personal")
    once = models.CharField(max_length=100, blank=True, help_text="Two unfinished jobs never share this")
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    stage = models.CharField(max_length=120, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    mark = models.JSONField(default=dict, help_text="Where the next batch begins, as the kind of job understands it")
    result = models.JSONField(default=dict, help_text="What came of it; vi and en are shown")
    problem = models.JSONField(default=dict, help_text="Why it stopped: vi, en")
    claim = models.CharField(max_length=32, blank=True, help_text="Of the worker that has it now")
    beat_at = models.DateTimeField(null=True, help_text="Last sign of life of that worker")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Since the last batch that was kept")
    task = models.CharField(max_length=40, blank=True, help_text="Its place in the queue")
    queued_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["by", "-id"], name="job_of_person"),
            models.Index(fields=["subject_type", "subject_id"], name="job_subject"),
            models.Index(fields=["state", "beat_at"], name="job_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
            models.UniqueConstraint(
                fields=["once"],
                condition=Q(state__in=[JobState.WAITING, JobState.RUNNING]) & ~Q(once=""),
                name="job_once_at_a_time",
            ),
        ]

    @property
    def open(self) -> bool:
        return self.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0
