"""Background jobs of the review."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.models import Job
from chungtay.foundation.core.operations.jobs import daily, job_kind
from chungtay.foundation.core.operations.progress import Progress
from chungtay.rulebook.errors import ChungTayError
from chungtay.work.review.models import ReviewFile, State
from chungtay.work.review.operations import files as operations
from chungtay.work.review.operations import reminders


def _file(job: Job) -> ReviewFile:
    return ReviewFile.objects.select_related("area").get(pk=job.subject_id)


def _address(job: Job) -> str:
    file = _file(job)
    return reverse("review:file", args=[file.area.code, file.on.year, file.pk])


@job_kind("review.classify", title=_("Classifying a file"), address=_address)
def classify(job: Job, progress: Progress) -> dict[str, Any] | None:
    operations.run_classification(int(job.subject_id), clock=timezone.now, progress=progress)
    file = _file(job)
    if file.state == State.FAILED:
        raise ChungTayError(file.problem["vi"], file.problem["en"])
    done, refused = file.counts.get("classified", 0), file.counts.get("refused", 0)
    return {
        "vi": f"Đã phân loại {done} hộ, {refused} hộ chờ sửa.",
        "en": f"{done} households classified, {refused} wait for a correction.",
    }


@daily("review.remind")
@job_kind("review.remind", title=_("Telling deadlines of reviews"))
def remind(job: Job, progress: Progress) -> dict[str, Any] | None:
    now = timezone.now()
    told = reminders.remind_all(at=now, today=timezone.localdate(now))
    return {"vi": f"Đã nhắc {told} việc.", "en": f"{told} reminders."}
