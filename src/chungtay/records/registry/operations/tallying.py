"""Keeping what lists count: whoever wrote records of households has the residential groups counted again, in the same
transaction and after the audit event, whose lock lets one writer at a time come so far.

A group is always counted whole, from the entries of its households and their classes: nothing is added up over time, so
nothing can drift. A handful of statements, however many households were written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Count, Q, Sum

from chungtay.records.registry.models import HouseholdEntry, HouseholdStatus, ListTally, StatusClass
from chungtay.records.registry.queries.kinds import ALL, DUE, NO_NUMBER
from chungtay.records.registry.queries.parts import in_parts

_PART = 100  # groups that are counted in one statement
Row = tuple[int, int, str, int, int]  # group, year, kind, households, persons

_ENTRY, _STATUS = HouseholdEntry._meta.db_table, HouseholdStatus._meta.db_table
_LISTED = (StatusClass.POOR.value, StatusClass.NEAR_POOR.value)
# The last class that was decided for a year; and one of those that put a household on a list.
_CLASSED = f"""
SELECT entry.group_id, status.year, status.class_id, COUNT(*), SUM(entry.members)
FROM {_ENTRY} AS entry JOIN {_STATUS} AS status ON status.household_id = entry.id
WHERE entry.group_id IN (%s) AND entry.living AND NOT status.withdrawn AND NOT EXISTS (
    SELECT 1 FROM {_STATUS} AS later WHERE later.household_id = entry.id AND later.year = status.year
    AND NOT later.withdrawn AND (later.valid_from, later.id) > (status.valid_from, status.id))
GROUP BY entry.group_id, status.year, status.class_id
"""  # noqa: S608 - our own names of tables
_WAITING = f"""
SELECT entry.group_id, status.year + 1, COUNT(*), SUM(entry.members)
FROM {_ENTRY} AS entry JOIN {_STATUS} AS status ON status.household_id = entry.id
WHERE entry.group_id IN (%s) AND entry.living AND NOT status.withdrawn AND status.class_id IN (%s)
AND NOT EXISTS (
    SELECT 1 FROM {_STATUS} AS other WHERE other.household_id = entry.id AND other.year = status.year
    AND NOT other.withdrawn AND other.class_id IN (%s) AND other.id > status.id)
AND NOT EXISTS (
    SELECT 1 FROM {_STATUS} AS other WHERE other.household_id = entry.id AND other.year = status.year + 1
    AND NOT other.withdrawn)
GROUP BY entry.group_id, status.year
"""  # noqa: S608 - our own names of tables


def recount(groups: Iterable[int]) -> int:
    """Count these groups anew and write what differs; how many rows were wrong or missing."""
    differing = 0
    for part in in_parts(sorted(set(groups)), _PART):
        counted, stored = _counted(part), _stored(part)
        gone = [number for row, number in stored.items() if row not in counted]
        new = counted - stored.keys()
        if gone:
            ListTally.objects.filter(pk__in=gone).delete()
        if new:
            names = ("group_id", "year", "kind", "homes", "persons")
            ListTally.objects.bulk_create([ListTally(**dict(zip(names, row, strict=True))) for row in sorted(new)])
        differing += len(gone) + len(new)
    return differing


def recount_all() -> int:
    """Count every group that has or had households; how many rows were wrong or missing."""
    entries = HouseholdEntry.objects.order_by().values_list("group", flat=True).distinct()
    return recount({*entries, *ListTally.objects.order_by().values_list("group", flat=True).distinct()})


def _stored(groups: Sequence[int]) -> dict[Row, int]:
    rows = ListTally.objects.filter(group__in=groups).values_list("group", "year", "kind", "homes", "persons", "pk")
    return {(group, year, kind, homes, persons): number for group, year, kind, homes, persons, number in rows}


def _counted(groups: Sequence[int]) -> set[Row]:
    missing = Q(without_number__gt=0)
    found = HouseholdEntry.objects.filter(group__in=groups, living=True).order_by().values_list("group").annotate(
        homes=Count("*"), persons=Sum("members"),
        missing_homes=Count("members", filter=missing), missing_persons=Sum("members", filter=missing, default=0),
    )  # fmt: skip
    rows: set[Row] = set()
    for group, homes, persons, missing_homes, missing_persons in found:
        rows |= {(group, 0, ALL, homes, persons), (group, 0, NO_NUMBER, missing_homes, missing_persons)}
    rows |= {(group, year, kind, *size) for group, year, kind, *size in _asked(_CLASSED, groups)}
    rows |= {(group, year, DUE, *size) for group, year, *size in _asked(_WAITING, groups, _LISTED, _LISTED)}
    return {(group, year, kind, homes, int(persons)) for group, year, kind, homes, persons in rows if homes}


def _asked(statement: str, *lists: Collection[Any]) -> list[tuple[Any, ...]]:
    marks = tuple(", ".join(["%s"] * len(each)) for each in lists)
    with connection.cursor() as cursor:
        cursor.execute(statement % marks, [value for each in lists for value in each])
        return list(cursor.fetchall())
