"""Counts from 0 to `upto`, ten in a batch; each number is an event of the trail, so a number counted twice shows."""

from __future__ import annotations

import time
from pathlib import Path

from django.utils import timezone

from chungtay.foundation.core.models import Job
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.operations.jobs import job_kind
from chungtay.foundation.core.operations.progress import Progress

BATCH = 10


@job_kind("counting.count", title="Đếm", address=lambda job: f"/dem/{job.options['upto']}/")
def count(job: Job, progress: Progress) -> dict:
    upto = job.options["upto"]
    for first in range(progress.resume.get("next", 0), upto, BATCH):
        with progress.batch() as batch:
            for n in range(first, min(first + BATCH, upto)):
                record_event("counting.counted", job, by=None, at=timezone.now(), detail={"n": n})
                if n == job.options.get("hang_at"):
                    _hang_once(Path(job.options["sign"]))
            batch.resume, batch.done, batch.total = {"next": first + BATCH}, min(first + BATCH, upto), upto
    return {"vi": f"Đã đếm đến {upto}.", "en": f"Counted to {upto}.", "upto": upto}


def _hang_once(sign: Path) -> None:
    if not sign.exists():
        sign.touch()
        time.sleep(600)
