"""The list of loans taken out, as an event of the trail."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.foundation.core.operations import record_export
from chungtay.foundation.places.models import Unit
from chungtay.work.credit.models import Loan
from chungtay.work.credit.permissions import check_may_export
from chungtay.workbooks.coverage import write_people

_NAMED = ("household", "borrower__full_name", "programme", "purpose", "group", "amount", "disbursed_on", "due_on",
          "outstanding", "told_on", "state")  # fmt: skip


@transaction.atomic
def take_out(
    path: Path,
    area: Unit,
    *,
    title: str,
    about: Sequence[str],
    headings: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[Any]],
    by: Any,
    at: datetime.datetime,
) -> None:
    """Write a list of borrowers and what they owe into a workbook. Raises PermissionDenied."""
    check_may_export(by, area, timezone.localdate(at))
    told: dict[str, Any] = {"subject": area, "rows": len(rows), "sensitive_allowed": True, "area": area}
    record_export(Loan, _NAMED, **told, by=by, at=at)
    write_people(path, title, about, headings, rows)
