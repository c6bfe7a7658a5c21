"""The list of commitments taken out, as an event of the trail."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, check_may
from chungtay.foundation.core.operations import record_export
from chungtay.foundation.places.models import Unit
from chungtay.work.sponsorship.models import Sponsorship
from chungtay.workbooks.coverage import write_people

_NAMED = ("household", "household__memberships__person__full_name", "sponsor__name", "monthly", "words", "begins_on",
          "until", "state")  # fmt: skip


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
    """Write a list with names of heads of households and sponsors into a workbook. Raises PermissionDenied."""
    check_may(by, Permission.REGISTRY_EXPORT, area, timezone.localdate(at))
    told: dict[str, Any] = {"subject": area, "rows": len(rows), "sensitive_allowed": False, "area": area}
    record_export(Sponsorship, _NAMED, **told, by=by, at=at)
    write_people(path, title, about, headings, rows)
