"""Background jobs of rights."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.models import Job
from chungtay.foundation.core.operations.jobs import daily, job_kind
from chungtay.foundation.core.operations.progress import Progress
from chungtay.records.entitlements.operations import nightly

REFRESH = "entitlements.refresh_rights"


@daily(REFRESH)
@job_kind(REFRESH, title=_("Working out rights that changed"))
def refresh_rights(job: Job, progress: Progress) -> dict[str, Any] | None:
    night = nightly.refresh_wards(timezone.localdate(progress.now()), progress.beat)
    return {
        "vi": f"Đã tính lại {night.homes} hộ ở {night.wards} phường.",
        "en": f"{night.homes} households of {night.wards} wards worked out again.",
    }
