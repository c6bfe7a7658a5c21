"""The box of a list: which of its households the search on top of the page finds, themselves or by somebody of them.

A rare word comes out of the word index as numbers of households. Nobody reads all that have a frequent one (`nguyen`):
they are passed in the order of the list and asked one by one until a page is full, and counted as far as COUNTED.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Count, Sum
from django.db.models.expressions import RawSQL

from chungtay.foundation.places.queries.units import groups_numbered
from chungtay.records.registry.queries.asking import group_named, has_marks
from chungtay.records.registry.queries.households import Choice, Rows, Year, chosen, common, members_of
from chungtay.records.registry.queries.looking import Condition
from chungtay.records.registry.queries.search import households_asked, one_asked

COUNTED = 1_000  # households that are counted; of more the list says that there are more
MANY = 5_000  # hits of the index that are taken as numbers


@dataclass(frozen=True, slots=True)
class Worded:
    """`size`: households and persons, None where they are still to be counted; `more` than that many households, and
    the persons were not counted."""

    rows: Rows
    size: tuple[int, int] | None = None
    more: bool = False


def with_words(year: Year, choice: Choice, text: str, *, by_name: bool = False) -> Worded:
    """Of the households that the choice names those that these words find; typed marks count, unless nobody is spelled
    so. `by_name` as in `chosen`, where a frequent word has the list passed."""
    named = group_named(text) if choice.group is None else None
    groups = groups_numbered([year.place.path], named[1]) if named else []
    if named and len(groups) == 1:
        there = replace(choice, group=int(groups[0].strip("/").rsplit("/", 1)[-1]))
        found = with_words(year, there, named[0], by_name=by_name)
        if _any(found):  # else the words may stand in an address
            return found
    paths = common(year.scope, year.place) if year.present else year.scope
    for spelling in (True, False) if has_marks(text) else (False,):
        found = _found(year, choice, text, paths, spelling=spelling, by_name=by_name)
        if not spelling or _any(found):
            return found
    return found


def _any(found: Worded) -> bool:
    return found.more or bool(found.size[0] if found.size else found.rows.exists())


def _found(year: Year, choice: Choice, text: str, paths: list[str], *, spelling: bool, by_name: bool) -> Worded:
    condition = households_asked(text, paths, spelling=spelling, most=MANY + 1)
    if condition is None:
        rows = chosen(year, choice)
        return Worded(rows.none() if text else rows)
    numbers = _numbers(condition)
    some = chosen(year, choice).filter(pk__in=set(numbers))
    if len(numbers) <= MANY:
        return Worded(some)
    rows = chosen(year, choice, by_name=by_name)
    sql, values = one_asked(text, f'"{rows.model._meta.db_table}"."id"', spelling=spelling)
    rows = rows.filter(RawSQL(sql, values, output_field=BooleanField()))  # noqa: S611 - our own SQL, values apart
    return _counted(year, rows, some)


def _numbers(condition: Condition) -> Sequence[int]:
    with connection.cursor() as cursor:
        cursor.execute(*condition)
        return [row[0] for row in cursor.fetchall()]


def _counted(year: Year, rows: Rows, some: Rows) -> Worded:
    """`some` of the rows are at hand; where they alone are more than are counted, nobody looks for the others."""
    if some.order_by().values("pk")[: COUNTED + 1].count() > COUNTED:
        return Worded(rows, (COUNTED, 0), more=True)
    first: Any = rows.order_by()
    if "people" in rows.query.annotations:
        size = first.values("pk", "people")[: COUNTED + 1].aggregate(homes=Count("pk"), persons=Sum("people"))
    else:
        numbers = list(first.values_list("pk", flat=True)[: COUNTED + 1])
        size = {"homes": len(numbers), "persons": members_of(year, numbers).count()}
    if size["homes"] > COUNTED:
        return Worded(rows, (COUNTED, 0), more=True)
    return Worded(rows, (size["homes"], size["persons"] or 0))
