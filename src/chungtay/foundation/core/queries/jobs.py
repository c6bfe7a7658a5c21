"""A person's background jobs, and the jobs of a record."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import QuerySet

from chungtay.foundation.core.models import Job, JobState


def jobs_of(user: Any) -> QuerySet[Job]:
    """The jobs that this person started, newest first, with the files that they made."""
    return Job.objects.filter(by=user).select_related("file").order_by("-pk")


def open_jobs_of(user: Any) -> int:
    return jobs_of(user).filter(state__in=[JobState.WAITING, JobState.RUNNING]).count()


def jobs_about(subject: models.Model) -> QuerySet[Job]:
    """The jobs of a record, newest first."""
    return Job.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk)).order_by("-pk")


def unattended(job: Job, now: datetime.datetime) -> bool:
    """Has nobody worked on it for so long that the worker must be stopped? It keeps its place."""
    since = job.beat_at or job.queued_at
    patience = datetime.timedelta(seconds=3 * settings.JOB_LOST_AFTER)
    return job.open and since is not None and since < now - patience
