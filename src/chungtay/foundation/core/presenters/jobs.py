"""Background jobs in words."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from chungtay.foundation.core.models import Job, JobFile, JobState
from chungtay.foundation.core.operations import jobs
from chungtay.foundation.core.queries.jobs import unattended


@dataclass(frozen=True, slots=True)
class ShownJob:
    """A job as its page shows it. `address` leads to what the job is about, where its kind knows."""

    job: Job
    title: str
    address: str
    unattended: bool
    now: datetime.datetime
    file: JobFile | None = None

    @property
    def file_there(self) -> bool:
        return self.file is not None and self.file.gone_at is None and self.file.until > self.now

    @property
    def stopped_early(self) -> bool:
        return self.job.state in (JobState.FAILED, JobState.STOPPED)


def shown(job: Job, now: datetime.datetime) -> ShownJob:
    try:
        kind = jobs.kind_of(job.kind)
    except LookupError:  # of a version of the program that knew more kinds
        return ShownJob(job, job.kind, "", unattended(job, now), now)
    address = kind.address(job) if kind.address else ""
    return ShownJob(job, str(kind.title), address, unattended(job, now), now, getattr(job, "file", None))
