"""What a background job made as a file: kept sealed for its person, handed out after asking again, removed in time.

    with results.keeping(job, path, media_type=..., at=now) as kept:
        with progress.batch():
            record_export(...)
            kept.save()

The kind of the job says who may take it (`job_kind(..., may_take=...)`); without that nobody may.
"""

from __future__ import annotations

import contextlib
import datetime
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from chungtay.foundation.core.files import forget, seal_file
from chungtay.foundation.core.models import Job, JobFile
from chungtay.foundation.core.operations import jobs
from chungtay.foundation.core.operations.trail import record_event
from chungtay.rulebook.errors import ChungTayError

FOLDER = "results"
KEPT = datetime.timedelta(days=3)
_ORPHAN = 24 * 3600  # seconds; a file whose row is not written by then never will be


class FileGone(ChungTayError):
    """The file of a job was taken away in time, or there never was one."""

    def __init__(self) -> None:
        super().__init__(
            "Tệp này đã hết hạn tải về và đã được xóa. Hãy yêu cầu lại để có số liệu mới.",
            "This file could be downloaded for some days and is gone now. Ask for it again, with new figures.",
        )


def of(job: Job) -> JobFile | None:
    """The file of a job that is there already: a job that is taken up again has nothing left to do."""
    return JobFile.objects.filter(job=job).first()


@contextlib.contextmanager
def keeping(job: Job, path: Path, *, media_type: str, at: datetime.datetime) -> Iterator[JobFile]:
    """Seal a file and give its row, to be saved with whatever else belongs to it; when that fails the file goes too."""
    stored = f"{FOLDER}/{secrets.token_hex(16)}{path.suffix}"
    size = seal_file(path, stored)
    row = JobFile(job=job, stored=stored, name=path.name, media_type=media_type, size=size, made_at=at, until=at + KEPT)
    try:
        yield row
    except BaseException:
        forget(stored)
        raise


@transaction.atomic
def take(job: Job, *, by: Any, at: datetime.datetime) -> JobFile:
    """Who may have it now? The person who asked, as long as the kind of job says so. Each taking is an event. Raises
    PermissionDenied, FileGone."""
    may_take = jobs.kind_of(job.kind).may_take
    if by is None or job.by_id != by.pk or may_take is None:
        raise PermissionDenied(_("This file was made for somebody else."))
    may_take(job, by, at)
    row = of(job)
    if row is None or row.gone_at is not None or row.until <= at:
        raise FileGone
    record_event("core.file_taken", job, by=by, at=at, area=job.area_path, detail={"size": row.size})
    return row


def remove_old(*, at: datetime.datetime) -> int:
    """Take away the files whose time is over, and what a worker that was killed left behind; how many."""
    old = list(JobFile.objects.filter(gone_at=None, until__lte=at))
    for row in old:
        forget(row.stored)
        JobFile.objects.filter(pk=row.pk).update(gone_at=at)
    return len(old) + _remove_orphans()


def _remove_orphans() -> int:
    root = Path(settings.MEDIA_ROOT)
    before = time.time() - _ORPHAN
    lying = {path.relative_to(root).as_posix() for path in (root / FOLDER).glob("*") if path.stat().st_mtime < before}
    lying -= set(JobFile.objects.filter(gone_at=None).values_list("stored", flat=True))
    for stored in lying:
        forget(stored)
    return len(lying)
