"""Background work on long lists of cards."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.models import Job
from chungtay.foundation.core.operations.jobs import job_kind
from chungtay.foundation.core.operations.progress import Progress
from chungtay.work.insurance.models import CardList
from chungtay.work.insurance.operations import lists


def _address(job: Job) -> str:
    made = CardList.objects.select_related("ward").filter(pk=int(job.subject_id)).first()
    return reverse("insurance:list", args=[made.ward.code, made.on.year, made.pk]) if made else ""


@job_kind(lists.COMPARE, title=_("Comparing a list of cards with the register"), address=_address)
def compare(job: Job, progress: Progress) -> dict[str, Any] | None:
    lists.compare_list(int(job.subject_id), progress)
    return None


@job_kind(lists.APPLY, title=_("Taking a list of cards over"), address=_address)
def take_over(job: Job, progress: Progress) -> dict[str, Any] | None:
    lists.apply_list(int(job.subject_id), progress, by=job.by, at=timezone.now())
    return None
