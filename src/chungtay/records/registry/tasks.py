"""Background jobs of the register: a file compared, taken over, taken back; the register taken out; everybody of a
place compared."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.core.models import Job
from chungtay.foundation.core.operations.jobs import daily, job_kind
from chungtay.foundation.core.operations.progress import Progress
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import ImportFile
from chungtay.records.registry.operations import exporting, once, yearly
from chungtay.records.registry.operations.intake import applying, receiving, staging, taking_back
from chungtay.records.registry.permissions import check
from chungtay.records.registry.queries.intake.sentences import both


def _address(job: Job) -> str:
    file = ImportFile.objects.select_related("area").filter(pk=int(job.subject_id)).first()
    return reverse("registry:intake_file", args=[file.area.code, file.on.year, file.pk]) if file else ""


def _still_may(job: Job, progress: Progress) -> None:
    """Whoever asked may have lost the office since, and a job that failed is started again by its owner."""
    if job.by is not None:
        area = ImportFile.objects.select_related("area").get(pk=int(job.subject_id)).area
        check(job.by, Permission.REGISTRY_IMPORT, area, progress.now())


@job_kind(receiving.COMPARE, title=_("Comparing a file with the register"), address=_address)
def compare(job: Job, progress: Progress) -> dict[str, Any] | None:
    staging.stage_file(int(job.subject_id), progress, at=timezone.now())
    return None


@job_kind(receiving.APPLY, title=_("Taking a file over into the register"), address=_address)
def take_over(job: Job, progress: Progress) -> dict[str, Any] | None:
    _still_may(job, progress)
    applying.apply_staged(int(job.subject_id), progress, by=job.by, at=timezone.now())
    return None


@job_kind(receiving.TAKE_BACK, title=_("Undoing the import of a file"), address=_address)
def take_back(job: Job, progress: Progress) -> dict[str, Any] | None:
    _still_may(job, progress)
    taking_back.undo_applied(int(job.subject_id), progress, by=job.by, at=timezone.now())
    return None


@job_kind(exporting.REGISTER, title=_("Taking the register out"), may_take=exporting.check_may_take)
def take_out(job: Job, progress: Progress) -> dict[str, Any] | None:
    return exporting.run_export(job, progress, at=progress.now())


def _queue(job: Job) -> str:
    area = Unit.objects.filter(pk=int(job.subject_id)).first()
    return reverse("registry:pairs", args=[area.code, job.options["year"]]) if area else ""


@job_kind(yearly.COMPARE, title=_("Looking for persons entered twice"), address=_queue)
def compare_everybody(job: Job, progress: Progress) -> dict[str, Any] | None:
    area = Unit.objects.get(pk=int(job.subject_id))
    tally = yearly.find_duplicates(area, method=job.options["method"], progress=progress, at=timezone.now())
    vi, en = both(yearly.DONE, found=tally.found, added=tally.added, cleared=tally.cleared)
    return {"vi": vi, "en": en}


@daily("registry.forget_sent_forms")
@job_kind("registry.forget_sent_forms", title=_("Forgetting forms that were sent long ago"))
def forget_sent_forms(job: Job, progress: Progress) -> dict[str, Any] | None:
    gone = once.forget_sent(at=progress.now())
    return {"vi": f"Đã quên {gone} mẫu đã gửi từ lâu.", "en": f"{gone} forms sent long ago forgotten."}
