"""Background jobs of schooling."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.models import Job
from chungtay.foundation.core.operations.jobs import daily, job_kind
from chungtay.foundation.core.operations.progress import Progress
from chungtay.work.schooling.operations.staying_away import look_everywhere

LOOK = "schooling.look_for_children"


@daily(LOOK)
@job_kind(LOOK, title=_("Looking for children who stay away from school"))
def look_for_children(job: Job, progress: Progress) -> dict[str, Any] | None:
    wards, opened, closed = look_everywhere(at=progress.now(), progress=progress.beat)
    return {
        "vi": f"Đã tìm ở {wards} phường: thêm {opened} em cần đến thăm, kết thúc {closed} việc.",
        "en": f"{wards} wards looked through: {opened} children to visit, {closed} tasks ended.",
    }
