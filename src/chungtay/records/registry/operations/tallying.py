"""Keeping what lists count: whoever wrote records of households has the residential groups counted again, in the same
transaction and after the audit event, whose lock lets one writer at a time come so far.

A group is always counted whole, from the entries and stretches of its households and their classes: nothing is added up
over time, so nothing can drift. A few statements, however many households were written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection

from chungtay.records.registry.models import (
    HouseholdEntry,
    HouseholdStatus,
    HouseholdStretch,
    ListTally,
    PastTally,
    StatusClass,
)
from chungtay.records.registry.operations.rows import put_rows
from chungtay.records.registry.queries.kinds import ALL, DUE, NO_NUMBER
from chungtay.records.registry.queries.parts import in_parts

_PART = 100  # groups that are counted in one statement
_TODAY = ("group", "year", "kind", "homes", "persons")
_PAST = ("group", "now", "first_year", "last_year", "kind", "homes", "persons")
Row = tuple[Any, ...]  # whether of past years, then in the order of _PAST

_ENTRY, _STATUS, _STRETCH = (each._meta.db_table for each in (HouseholdEntry, HouseholdStatus, HouseholdStretch))
_NOW_TABLE, _THEN_TABLE = (each._meta.db_table for each in (ListTally, PastTally))
_LISTED = (StatusClass.POOR.value, StatusClass.NEAR_POOR.value)
# Both tables at once. `home`: households of today by group, and those of the ends of years, one by one: where, how
# many, which years. `decided`: with each year the class that was decided last for it, whether any class of the year
# put it on a list, and the next year that has one. A class, and who waits for one, belong to one year.
_COUNTED = f"""WITH home AS MATERIALIZED (
    SELECT 0 AS past, entry.id, entry.group_id, entry.group_id AS now, entry.members, entry.without_number,
        0 AS first_year, 9999 AS last_year
    FROM {_ENTRY} AS entry WHERE entry.group_id IN (%(groups)s) AND entry.living
    UNION ALL
    SELECT 1, entry.id, stood.group_id, entry.group_id, stood.members, entry.without_number,
        stood.first_year, stood.last_year
    FROM {_STRETCH} AS stood JOIN {_ENTRY} AS entry ON entry.id = stood.household_id
    WHERE stood.group_id IN (%(groups)s)),
each_class AS (
    SELECT home.*, year, class_id,
        ROW_NUMBER() OVER (PARTITION BY past, home.id, first_year, year
            ORDER BY valid_from DESC, status.id DESC) AS place,
        MAX(CASE WHEN class_id IN (%(listed)s) THEN 1 ELSE 0 END) OVER (
            PARTITION BY past, home.id, first_year, year) AS listed
    FROM home JOIN {_STATUS} AS status ON household_id = home.id WHERE NOT withdrawn),
decided AS MATERIALIZED (
    SELECT each_class.*, LEAD(year) OVER (PARTITION BY past, id, first_year ORDER BY year) AS next_year
    FROM each_class WHERE place = 1)
SELECT past, group_id, now, first_year, last_year, '{ALL}', COUNT(*), SUM(members)
    FROM home GROUP BY past, group_id, now, first_year, last_year
UNION ALL SELECT past, group_id, now, first_year, last_year, '{NO_NUMBER}', COUNT(*), SUM(members)
    FROM home WHERE without_number > 0 GROUP BY past, group_id, now, first_year, last_year
UNION ALL SELECT past, group_id, now, year, year, class_id, COUNT(*), SUM(members)
    FROM decided WHERE year BETWEEN first_year AND last_year GROUP BY past, group_id, now, year, class_id
UNION ALL SELECT past, group_id, now, year + 1, year + 1, '{DUE}', COUNT(*), SUM(members)
    FROM decided WHERE listed = 1 AND COALESCE(next_year, 0) <> year + 1 AND year + 1 BETWEEN first_year AND last_year
    GROUP BY past, group_id, now, year"""  # noqa: S608 - our own names of tables
# What the tables say in the same shape, then the numbers of the rows.
_STORED = f"""SELECT 0, group_id, group_id, year, CASE year WHEN 0 THEN 9999 ELSE year END, kind, homes, persons, id
    FROM {_NOW_TABLE} WHERE group_id IN (%(groups)s)
UNION ALL SELECT 1, group_id, now_id, first_year, last_year, kind, homes, persons, id
    FROM {_THEN_TABLE} WHERE group_id IN (%(groups)s)"""  # noqa: S608 - our own names of tables


def recount(groups: Iterable[int]) -> int:
    """Count these groups anew and write what differs; how many rows were wrong, missing or too many."""
    differing = 0
    for part in in_parts(sorted(set(groups)), _PART):
        counted = {row[:6]: row[6:] for row in _asked(_COUNTED, part, part, _LISTED)}
        stored = {row[:6]: row[6:] for row in _asked(_STORED, part, part)}
        new = sorted((*key, *size) for key, size in counted.items() if stored.get(key, ())[:2] != size)
        gone = {(key[0], kept[2]) for key, kept in stored.items() if key not in counted}
        _put(new)
        for past, model in enumerate((ListTally, PastTally)):
            if numbers := [number for of, number in gone if of == past]:
                model._default_manager.filter(pk__in=numbers).delete()
        differing += len(new) + len(gone)
    return differing


def recount_all() -> int:
    """Count every group that has or had households; how many rows were wrong or missing."""
    groups: set[int] = set()
    for model in (HouseholdEntry, HouseholdStretch, ListTally, PastTally):
        groups.update(model._default_manager.order_by().values_list("group", flat=True).distinct())
    return recount(groups)


def _put(rows: Sequence[Row]) -> None:
    """Rows that are there already get their new sizes."""
    today = [(group, year, *rest) for past, group, _now, year, _last, *rest in rows if not past]
    put_rows(ListTally, _TODAY, today, key=3)
    put_rows(PastTally, _PAST, [tuple(row) for past, *row in rows if past], key=5)


def _asked(statement: str, *lists: Collection[Any]) -> list[Row]:
    marks = [", ".join(["%s"] * len(each)) for each in lists]
    with connection.cursor() as cursor:
        cursor.execute(
            statement % {"groups": marks[0], "listed": marks[-1]},
            [value for each in lists for value in each],
        )
        return list(cursor.fetchall())
