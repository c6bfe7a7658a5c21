"""What a background job tells while it works, and how it keeps what it did: once, whoever else believes it died."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from chungtay.foundation.core.models import Job, JobState

TELL_EVERY = datetime.timedelta(seconds=1)


class JobTaken(Exception):
    """The job is not ours any more: another worker took it up, or somebody stopped it. Nothing of this batch counts."""


@dataclass(slots=True)
class Batch:
    """What a batch leaves behind: the mark for the next one, and how far the whole is now."""

    resume: dict[str, Any]
    done: int
    total: int


class Progress:
    """Given to whoever does the work of a job.

    for part in parts_after(progress.resume.get("row", 0)):
        with progress.batch() as batch:
            ... write ...
            batch.resume, batch.done = {"row": part.last}, part.last
    """

    def __init__(self, job: Job, claim: str, clock: Callable[[], datetime.datetime]) -> None:
        self.resume: dict[str, Any] = dict(job.mark)
        self.done, self.total, self.stage = job.done, job.total, job.stage
        self._number, self._claim, self._clock = job.pk, claim, clock
        self._told: datetime.datetime | None = None

    def now(self) -> datetime.datetime:
        """The time of the worker's clock."""
        return self._clock()

    def beat(self, done: int | None = None, total: int | None = None, *, stage: str | None = None) -> None:
        """A sign of life, and how far it is; written at most once a second. Raises JobTaken."""
        news = stage is not None and stage != self.stage
        self.done = self.done if done is None else done
        self.total = self.total if total is None else total
        self.stage = self.stage if stage is None else stage[:120]
        now = self._clock()
        if not news and self._told is not None and now - self._told < TELL_EVERY:
            return
        self._told = now
        self._write(done=self.done, total=self.total, stage=self.stage)

    @contextmanager
    def batch(self) -> Iterator[Batch]:
        """One transaction: what is written inside and the mark are kept together or not at all. The job's row is held,
        so that nobody else can take the job up meanwhile. Raises JobTaken."""
        with transaction.atomic():
            mine = Job.objects.select_for_update(no_key=True).filter(
                pk=self._number, claim=self._claim, state=JobState.RUNNING
            )
            if not mine.exists():
                raise JobTaken
            batch = Batch(dict(self.resume), self.done, self.total)
            yield batch
            self._write(done=batch.done, total=batch.total, mark=batch.resume, attempts=1)
        self.resume, self.done, self.total = batch.resume, batch.done, batch.total

    def _write(self, **values: Any) -> None:
        mine = Job.objects.filter(pk=self._number, claim=self._claim, state=JobState.RUNNING)
        if not mine.update(beat_at=self._clock(), **values):
            raise JobTaken
