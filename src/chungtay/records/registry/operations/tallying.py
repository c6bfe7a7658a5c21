"""Keeping what lists count: whoever wrote records of households has the residential groups counted again, in the same
transaction and after the audit event, whose lock lets one writer at a time come so far.

A group is always counted whole, from the entries and stretches of its households and their classes: nothing is added up
over time, so nothing can drift. A handful of statements, however many households were written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection, models

from chungtay.records.registry.models import (
    HouseholdEntry,
    HouseholdStatus,
    HouseholdStretch,
    ListTally,
    PastTally,
    StatusClass,
)
from chungtay.records.registry.operations.rows import insert_rows
from chungtay.records.registry.queries.kinds import ALL, DUE, NO_NUMBER
from chungtay.records.registry.queries.parts import in_parts

_PART = 100  # groups that are counted in one statement
_TODAY = ("group_id", "year", "kind", "homes", "persons")
_PAST = ("group_id", "now_id", "first_year", "last_year", "kind", "homes", "persons")
Row = tuple[Any, ...]  # in the order of one of these

_ENTRY, _STATUS, _STRETCH = (each._meta.db_table for each in (HouseholdEntry, HouseholdStatus, HouseholdStretch))
_LISTED = (StatusClass.POOR.value, StatusClass.NEAR_POOR.value)
# Households of today by group, and those of the ends of years; of both, one by one: where, how many, which years.
_NOW = f"""SELECT entry.id, entry.group_id, entry.group_id AS now, entry.members, entry.without_number,
    0 AS first_year, 9999 AS last_year FROM {_ENTRY} AS entry WHERE entry.group_id IN (%s) AND entry.living"""  # noqa: S608
_THEN = f"""SELECT entry.id, stood.group_id, entry.group_id AS now, stood.members, entry.without_number,
    stood.first_year, stood.last_year FROM {_STRETCH} AS stood JOIN {_ENTRY} AS entry ON entry.id = stood.household_id
    WHERE stood.group_id IN (%s)"""  # noqa: S608 - our own names of tables
_ALL = """SELECT group_id, now, first_year, last_year, COUNT(*), SUM(members),
    SUM(CASE WHEN without_number > 0 THEN 1 ELSE 0 END), SUM(CASE WHEN without_number > 0 THEN members ELSE 0 END)
FROM (%s) AS home GROUP BY group_id, now, first_year, last_year"""
# The last class that was decided for a year; and one of those that put a household on a list.
_CLASSED = f"""SELECT home.group_id, now, status.year, status.class_id, COUNT(*), SUM(members)
FROM (%s) AS home JOIN {_STATUS} AS status ON status.household_id = home.id
WHERE status.year BETWEEN first_year AND last_year AND NOT status.withdrawn AND NOT EXISTS (
    SELECT 1 FROM {_STATUS} AS later WHERE later.household_id = home.id AND later.year = status.year
    AND NOT later.withdrawn AND (later.valid_from, later.id) > (status.valid_from, status.id))
GROUP BY home.group_id, now, status.year, status.class_id"""  # noqa: S608 - our own names of tables
_WAITING = f"""SELECT home.group_id, now, status.year + 1, COUNT(*), SUM(members)
FROM (%s) AS home JOIN {_STATUS} AS status ON status.household_id = home.id
WHERE status.year + 1 BETWEEN first_year AND last_year AND NOT status.withdrawn AND status.class_id IN (%s)
AND NOT EXISTS (
    SELECT 1 FROM {_STATUS} AS other WHERE other.household_id = home.id AND other.year = status.year
    AND NOT other.withdrawn AND other.class_id IN (%s) AND other.id > status.id)
AND NOT EXISTS (
    SELECT 1 FROM {_STATUS} AS other WHERE other.household_id = home.id AND other.year = status.year + 1
    AND NOT other.withdrawn)
GROUP BY home.group_id, now, status.year"""  # noqa: S608 - our own names of tables


def recount(groups: Iterable[int]) -> int:
    """Count these groups anew and write what differs; how many rows were wrong or missing."""
    differing = 0
    for part in in_parts(sorted(set(groups)), _PART):
        today = {(group, year, *size) for group, _now, year, _last, *size in _counted(_NOW, part)}
        differing += _put(ListTally, _TODAY, part, today)
        differing += _put(PastTally, _PAST, part, _counted(_THEN, part))
    return differing


def recount_all() -> int:
    """Count every group that has or had households; how many rows were wrong or missing."""
    groups: set[int] = set()
    for model in (HouseholdEntry, HouseholdStretch, ListTally, PastTally):
        groups.update(model._default_manager.order_by().values_list("group", flat=True).distinct())
    return recount(groups)


def _put(model: type[models.Model], names: Sequence[str], groups: Sequence[int], counted: set[Row]) -> int:
    """Have the table say what was counted; how many rows differed."""
    rows = model._default_manager.filter(group__in=groups).values_list(*names, "pk")
    stored = {row[:-1]: row[-1] for row in rows}
    gone, new = [number for row, number in stored.items() if row not in counted], counted - stored.keys()
    if gone:
        model._default_manager.filter(pk__in=gone).delete()
    insert_rows(model, [model(**dict(zip(names, row, strict=True))) for row in sorted(new)])
    return len(gone) + len(new)


def _counted(homes: str, groups: Sequence[int]) -> set[Row]:
    """In the order of _PAST. A class and who waits for one belong to one year, whatever the stretch."""
    rows: list[Row] = []
    for *where, every, people, missing, their_people in _asked(_ALL, homes, groups):
        rows += [(*where, ALL, every, people), (*where, NO_NUMBER, missing, their_people)]
    rows += [(group, now, year, year, *rest) for group, now, year, *rest in _asked(_CLASSED, homes, groups)]
    waiting = _asked(_WAITING, homes, groups, _LISTED, _LISTED)
    rows += [(group, now, year, year, DUE, *size) for group, now, year, *size in waiting]
    return {(*row[:-1], int(row[-1])) for row in rows if row[-2]}


def _asked(statement: str, homes: str, *lists: Collection[Any]) -> list[tuple[Any, ...]]:
    marks = [", ".join(["%s"] * len(each)) for each in lists]
    with connection.cursor() as cursor:
        cursor.execute(
            statement % (homes % marks[0], *marks[1:]),
            [value for each in lists for value in each],
        )
        return list(cursor.fetchall())
