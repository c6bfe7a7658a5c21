"""Verifying the whole trail, as background work."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.models import Job
from chungtay.foundation.core.operations import check_trail
from chungtay.foundation.core.operations.jobs import job_kind
from chungtay.foundation.core.operations.progress import Progress
from chungtay.foundation.core.presenters import what_is_broken
from chungtay.rulebook.errors import ChungTayError

KIND = "trail.verify"


@job_kind(KIND, title=_("Verifying the trail"), address=lambda job: reverse("trail:events"))
def verify(job: Job, progress: Progress) -> dict[str, Any]:
    check = check_trail(by=job.by, at=timezone.now(), tell=progress.beat)
    if check.broken_number is not None:
        raise ChungTayError(*what_is_broken(check))
    return {"vi": f"Nhật ký nguyên vẹn: {check.events} việc.", "en": f"The trail holds: {check.events} events."}
