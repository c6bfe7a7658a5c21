"""How lines of lists and allowances stand is kept before an act changes them, in its transaction: so a past day is told
as it was then known (`queries.coverage_known`). Two statements for some hundreds of rows."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F, QuerySet

from chungtay.records.entitlements.models import Allowance, AllowanceBefore, LineBefore, SupportLine
from chungtay.records.registry.queries.parts import in_parts

_PART = 500


def keep_lines(lines: QuerySet[SupportLine], action: str, *, at: datetime.datetime) -> None:
    """Called by whatever changes state, list, ward of the list, household or note of these lines, before it does."""
    stood = lines.order_by("pk").values("list", "household", "state", "note", number=F("pk"), ward=F("list__ward"))
    LineBefore.objects.bulk_create((_line(row, action, at) for row in stood), batch_size=_PART)


def keep_numbered(lines: Collection[int], action: str, *, at: datetime.datetime) -> None:
    """The same of lines by number, however many."""
    for part in in_parts(sorted(lines), _PART):
        keep_lines(SupportLine.objects.filter(pk__in=part), action, at=at)


def keep_allowances(rows: QuerySet[Allowance], action: str, *, at: datetime.datetime) -> None:
    """Called before the days of these allowances change or they are taken back."""
    stood = rows.filter(withdrawn=False).order_by("pk").values_list("pk", "valid_from", "valid_to")
    AllowanceBefore.objects.bulk_create(
        (
            AllowanceBefore(allowance_id=number, until=at, action=action, valid_from=first, valid_to=last)
            for number, first, last in stood
        ),
        batch_size=_PART,
    )


def _line(row: Mapping[str, Any], action: str, at: datetime.datetime) -> LineBefore:
    return LineBefore(
        line_id=row["number"],
        until=at,
        action=action,
        list_id=row["list"],
        ward_id=row["ward"],
        household_id=row["household"],
        state=row["state"],
        note=row["note"],
    )
