"""Background jobs: started, worked on by one worker at a time, taken up again when that worker died, done once.

    @job_kind("registry.import", title=_("Reading a file into the register"))
    def read_in(job: Job, progress: Progress) -> dict | None: ...

    jobs.start("registry.import", the_import, by=user, at=now, area=ward, once=f"registry.import:{the_import.pk}")

Kinds stand in each app's `tasks`; the work itself in its operations.
"""

from __future__ import annotations

import datetime
import logging
import secrets
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise

from chungtay.foundation.core.collecting import seldom_collected
from chungtay.foundation.core.faults import DiskFull, disk_is_full, may_pass
from chungtay.foundation.core.models import Job, JobState
from chungtay.foundation.core.operations.progress import JobTaken, Progress
from chungtay.foundation.core.operations.trail import record_event
from chungtay.rulebook.errors import ChungTayError

log = logging.getLogger(__name__)
ATTEMPTS = 5  # a worker that dies so often at the same place dies of the job

Clock = Callable[[], datetime.datetime]
MayTake = Callable[[Job, Any, datetime.datetime], None]
Work = Callable[[Job, Progress], "dict[str, Any] | None"]


@dataclass(frozen=True, slots=True)
class JobKind:
    """What a job is called on the screen, who does its work, where its result is looked at; `may_take` raises
    PermissionDenied for whoever may not have the file that it made."""

    name: str
    title: str | Promise
    work: Work
    address: Callable[[Job], str] | None
    may_take: MayTake | None = None


_kinds: dict[str, JobKind] = {}


def job_kind(
    name: str,
    *,
    title: str | Promise,
    address: Callable[[Job], str] | None = None,
    may_take: MayTake | None = None,
) -> Callable[[Work], Work]:
    """Declare who does the work of a kind of job. What it returns (or None) becomes the job's result; `vi` and `en` in
    it are shown. An error stops the job with its sentence; batches kept before stay."""

    def declare(work: Work) -> Work:
        _kinds[name] = JobKind(name, title, work, address, may_take)
        return work

    return declare


_daily: set[str] = set()


def daily(name: str) -> Callable[[Work], Work]:
    """Declare that a kind of job is started by the program itself, once a day."""

    def declare(work: Work) -> Work:
        _daily.add(name)
        return work

    return declare


def start_daily(*, at: datetime.datetime) -> list[Job]:
    """Start today's jobs that were not started yet. A worker asks now and then; two that ask at once start one."""
    day = timezone.localdate(at)
    begins = timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
    waiting = sorted(
        _daily - set(Job.objects.filter(kind__in=_daily, made_at__gte=begins).values_list("kind", flat=True))
    )
    return [start(kind, by=None, at=at, once=f"{kind}:{day.isoformat()}") for kind in waiting]


def kind_of(name: str) -> JobKind:
    """Raises LookupError for a kind that nobody declared."""
    if name not in _kinds:
        raise LookupError(f"nobody declared the job kind {name}")
    return _kinds[name]


def start(
    kind: str,
    subject: models.Model | None = None,
    *,
    by: Any,
    at: datetime.datetime,
    area: Any = None,
    options: dict[str, Any] | None = None,
    once: str = "",
) -> Job:
    """Put work in the queue when the present transaction is kept. With `once`, an unfinished job of the same `once` is
    given back instead of a second one."""
    kind_of(kind)
    job = Job(
        kind=kind,
        subject_type=subject._meta.label_lower if subject else "",
        subject_id=str(subject.pk) if subject else "",
        area_path=area if isinstance(area, str) else area.path if area is not None else "",
        by=by,
        made_at=at,
        options=options or {},
        once=once,
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        known = Job.objects.filter(once=once, state__in=[JobState.WAITING, JobState.RUNNING]).first() if once else None
        if known is None:
            raise
        return known
    _enqueue(job, at)
    return job


def _enqueue(job: Job, at: datetime.datetime) -> None:
    from chungtay.foundation.core.tasks import work

    def put() -> None:
        task = str(work.enqueue(job.pk).id)
        Job.objects.filter(pk=job.pk).update(task=task)

    Job.objects.filter(pk=job.pk).update(queued_at=at)
    transaction.on_commit(put)


def run_job(number: int, *, clock: Clock) -> None:
    """What a worker does: claim the job, work, say what came of it. Whoever comes second finds nothing to do."""
    claim = secrets.token_hex(16)
    job = _claim(number, claim, clock)
    if job is None:
        return
    with _at_heart(job.pk, claim), seldom_collected():
        try:
            if job.attempts > ATTEMPTS:
                raise _dies_of_it()
            result = kind_of(job.kind).work(job, Progress(job, claim, clock))
        except JobTaken:
            log.warning("Job %s was taken up by another worker or stopped", number)
        except Exception as error:
            if may_pass(error):
                _give_back(number, claim, at=clock())
                return
            _end(number, claim, state=JobState.FAILED, problem=_in_words(number, error), finished_at=clock())
        else:
            _end(number, claim, state=JobState.DONE, result=result or {}, problem={}, finished_at=clock())


def _claim(number: int, claim: str, clock: Clock) -> Job | None:
    free = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, beat_at__lt=lost_before(clock()))
    values = {"state": JobState.RUNNING, "claim": claim, "beat_at": clock(), "attempts": F("attempts") + 1}
    if not Job.objects.filter(free, pk=number).update(**values):
        return None
    return Job.objects.select_related("by").get(pk=number)


def _end(number: int, claim: str, **values: Any) -> None:
    Job.objects.filter(pk=number, claim=claim, state=JobState.RUNNING).update(claim="", **values)


def _give_back(number: int, claim: str, *, at: datetime.datetime) -> None:
    """The database was busy or away: the job waits again, and is queued anew when it has waited long enough."""
    log.warning("Job %s: the database did not answer in time; it is tried again", number)
    values = {"state": JobState.WAITING, "claim": "", "queued_at": at, "beat_at": None}
    Job.objects.filter(pk=number, claim=claim, state=JobState.RUNNING).update(**values)


def _dies_of_it() -> ChungTayError:
    return ChungTayError(
        f"Chương trình đã dừng đột ngột {ATTEMPTS} lần ở cùng một chỗ của việc này, nên không thử nữa. Phần đã làm vẫn "
        "được giữ. Hãy báo quản trị viên.",
        f"The program stopped {ATTEMPTS} times at the same place of this work, so it is not tried again. What was done "
        "is kept. Tell the administrator.",
    )


def _in_words(number: int, error: Exception) -> dict[str, str]:
    """The sentence for the person; for the log only the place: a message may quote what somebody typed."""
    if disk_is_full(error):
        error = DiskFull()
    if isinstance(error, ChungTayError):
        return {"vi": error.vi, "en": error.en}
    if isinstance(error, ValidationError | PermissionDenied):
        said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        return {"vi": said, "en": said}
    place = "".join(traceback.format_tb(error.__traceback__))
    log.error("Job %s failed: %s\n%s", number, type(error).__name__, place)
    return {
        "vi": "Chương trình gặp lỗi ở việc này. Phần đã làm vẫn được giữ; hãy thử lại hoặc báo quản trị viên.",
        "en": "The program made a mistake in this work. What was done is kept; try again or tell the administrator.",
    }


def stop(job: Job, *, by: Any, at: datetime.datetime) -> bool:
    """End a job before its end; the batch it is in does not count, those before stay. False when it had ended."""
    with transaction.atomic():
        unfinished = Job.objects.filter(pk=job.pk, state__in=[JobState.WAITING, JobState.RUNNING])
        if not unfinished.update(state=JobState.STOPPED, claim="", finished_at=at):
            return False
        record_event("core.job_stopped", job, by=by, at=at, area=job.area_path)
    return True


def start_again(job: Job, *, by: Any, at: datetime.datetime) -> bool:
    """Put a job back in the queue that an error or a person stopped; it goes on at its mark. False when it cannot."""
    try:
        with transaction.atomic():
            ended = Job.objects.filter(pk=job.pk, state__in=[JobState.FAILED, JobState.STOPPED])
            if not ended.update(state=JobState.WAITING, attempts=0, problem={}, finished_at=None, beat_at=None):
                return False
            record_event("core.job_started_again", job, by=by, at=at, area=job.area_path)
            _enqueue(job, at)
    except IntegrityError:  # another job of the same `once` is under way
        return False
    return True


def lost_before(now: datetime.datetime) -> datetime.datetime:
    """A worker whose last sign of life is older than this is dead."""
    return now - datetime.timedelta(seconds=settings.JOB_LOST_AFTER)


def take_up_lost(*, at: datetime.datetime) -> list[int]:
    """Queue anew every job whose worker died, and every waiting one that fell out of the queue; their numbers."""
    from django_tasks_db.models import DBTaskResult

    silent = Q(state=JobState.RUNNING, beat_at__lt=lost_before(at))
    forgotten = Q(state=JobState.WAITING, queued_at__lt=lost_before(at))
    found = list(Job.objects.filter(silent | forgotten))
    tasks = DBTaskResult.objects.filter(pk__in=[job.task for job in found if job.task], status="READY")
    queued = {str(number).replace("-", "") for number in tasks.values_list("pk", flat=True)}
    lost = [job for job in found if job.task.replace("-", "") not in queued]
    for job in lost:
        _enqueue(job, at)
    return [job.pk for job in lost]


# --- the heart of a worker ------------------------------------------------------------------------------------------

_beating: dict[int, str] = {}  # the jobs that this process works on: number -> claim


@contextmanager
def _at_heart(number: int, claim: str) -> Iterator[None]:
    _beating[number] = claim
    try:
        yield
    finally:
        _beating.pop(number, None)


def beat_for_all(*, at: datetime.datetime) -> None:
    """A sign of life for every job that this process works on; its heart calls this from a thread of its own."""
    for number, claim in list(_beating.items()):
        Job.objects.filter(pk=number, claim=claim, state=JobState.RUNNING).update(beat_at=at)
