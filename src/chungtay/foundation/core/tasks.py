"""The door to background work: one task for all jobs; what a job does is declared by its kind. What core does daily."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from chungtay.foundation.core.files.keeping import sweep_arrivals
from chungtay.foundation.core.files.scratch import sweep
from chungtay.foundation.core.models import Job
from chungtay.foundation.core.operations import jobs, results
from chungtay.foundation.core.operations.jobs import daily, job_kind
from chungtay.foundation.core.operations.progress import Progress


@task()
def work(number: int) -> None:
    jobs.run_job(number, clock=timezone.now)


@daily("core.remove_old_files")
@job_kind("core.remove_old_files", title=_("Taking away files whose time is over"))
def remove_old_files(job: Job, progress: Progress) -> dict[str, Any] | None:
    removed = results.remove_old(at=timezone.now()) + sweep() + sweep_arrivals()
    return {"vi": f"Đã xóa {removed} tệp hết hạn.", "en": f"{removed} files taken away."}
