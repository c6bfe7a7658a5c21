"""Background jobs of the reports."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.models import Job
from chungtay.foundation.core.operations.jobs import job_kind
from chungtay.foundation.core.operations.progress import Progress
from chungtay.results.reports.models import ReportSet
from chungtay.results.reports.operations import taking_out, uploading


def _address(job: Job) -> str:
    made = ReportSet.objects.select_related("area").get(pk=job.subject_id)
    return reverse("reports:set", args=[made.area.code, made.year, made.pk])


@job_kind(taking_out.PREPARE, title=_("Making every report of a place"), address=_address)
def prepare(job: Job, progress: Progress) -> dict[str, Any]:
    made = taking_out.make_all(int(job.subject_id), clock=timezone.now, progress=progress)
    return {
        "vi": f"Đã làm xong các biểu; {made.broken} chỗ chưa khớp.",
        "en": f"Every form is made; {made.broken} checks do not hold.",
    }


@job_kind(
    uploading.UPLOAD, title=_("The lists of a report for the ministry's program"), may_take=uploading.check_may_take
)
def upload(job: Job, progress: Progress) -> dict[str, Any]:
    return uploading.run_upload(job, progress, at=progress.now())
