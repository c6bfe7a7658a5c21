"""The letters of a whole ward as one paper, written by a background job."""

from __future__ import annotations

import datetime
import secrets
from pathlib import Path
from typing import Any

from django.utils import timezone

from chungtay.foundation.core.files import seal_file
from chungtay.foundation.core.models import Job
from chungtay.foundation.core.operations import jobs, record_export
from chungtay.work.review.models import CampaignWard, SurveyResult
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_prepare

FOLDER = "letters"
KIND = "review.letters"
# What a letter tells of a result.
TOLD_FIELDS = ("class_id", "income", "b1", "b2", "deprivations", "deprived")


@guarded
def start_letters(ward: CampaignWard, *, address: str, households: int, by: Any, at: datetime.datetime) -> Job:
    """Put the writing of a ward's letters in the queue. `address` is where the pages of households begin, for the code
    on each letter."""
    check_may_prepare(by, ward.ward, timezone.localdate(at))
    told: dict[str, Any] = {"subject": ward, "rows": households, "by": by, "at": at, "area": ward.ward}
    record_export(SurveyResult, TOLD_FIELDS, sensitive_allowed=True, **told)
    options = {"address": address}
    return jobs.start(KIND, ward, by=by, at=at, area=ward.ward, options=options, once=f"{KIND}:{ward.pk}")


def keep_letters(path: Path) -> str:
    """Keep the paper that a job wrote, sealed and under a random name; where it lies."""
    stored = f"{FOLDER}/{secrets.token_hex(16)}.pdf"
    seal_file(path, stored)
    return stored
