"""What leaves the program as a workbook: the coverage of a place, people by name, a list. Each copy with names is an
event of the trail; amounts and reasons go out only for whoever has a duty that needs them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, check_may
from chungtay.foundation.core.operations import record_export
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import SupportLine
from chungtay.records.entitlements.permissions import can_see_amounts
from chungtay.workbooks.coverage import write_people

OPEN_FIELDS = ("household", "person", "state")
SENSITIVE = ("amount", "reason", "note")


@transaction.atomic
def take_names(
    path: Path,
    area: Unit,
    subject: models.Model,
    *,
    title: str,
    about: Sequence[str],
    headings: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[Any]],
    by: Any,
    at: datetime.datetime,
) -> None:
    """Write people by name into a workbook. The caller leaves amounts and reasons out of the rows for whoever may not
    have them (`can_see_amounts`). Raises PermissionDenied for whoever may take nothing out."""
    today = timezone.localdate(at)
    check_may(by, Permission.REGISTRY_EXPORT, area, today)
    whole = can_see_amounts(by, area, today)
    fields = [*OPEN_FIELDS, *(SENSITIVE if whole else ())]
    record_export(
        SupportLine, fields, subject=subject, rows=len(rows), sensitive_allowed=whole, by=by, at=at, area=area
    )
    write_people(path, title, about, headings, rows)
