"""The three ways of looking through entries, in SQL. Every value is a parameter; table names are our own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from chungtay.records.registry.models import HouseholdEntry, PersonEntry
from chungtay.records.registry.queries.questions import Question, as_fts5, as_like, as_tsquery

PAGE = 50
FIRST = 5_000  # names of the list that are looked through before the index is asked
FURTHER = 15_000  # names that PostgreSQL looks through where the first promise a whole page; SQLite's index is quicker
MOST = 20_000  # hits of the index that are put in order

Entries = type[PersonEntry] | type[HouseholdEntry]
Condition = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of numbers in the order of given names. `after` is where the next page begins, None on the last one;
    `total` is None when there are more than anybody looks through."""

    numbers: list[int]
    after: int | None = None
    total: int | None = 0


def edge_of(model: Entries, after: int) -> tuple[str, int] | None:
    """Where in the order of names the page begins."""
    found = model.objects.filter(pk=after).values_list("name_key", "pk").first() if after else None
    return (found[0], found[1]) if found else None


def page(model: Entries, wanted: Question, edge: tuple[str, int] | None) -> Found:
    like, values = as_like(wanted)
    beyond, from_edge = ("WHERE (name_key, id) > (%s, %s)", list(edge)) if edge else ("", [])
    table, order = model._meta.db_table, "ORDER BY name_key, id LIMIT"
    for many in (FIRST, FURTHER) if connection.vendor == "postgresql" else (FIRST,):
        first = f"SELECT id, name_key, words FROM {table} {beyond} {order} {many}"
        rows = _rows(f"SELECT id FROM ({first}) AS first WHERE {like} {order} {PAGE + 1}", [*from_edge, *values])
        if len(rows) > PAGE:
            return _found(rows, None)
        if len(rows) * FURTHER // FIRST <= PAGE:
            break
    found = from_index(model, wanted, edge, None)
    if found.total is None:
        also = "AND" if edge else "WHERE"
        rows = _rows(f"SELECT id FROM {table} {beyond} {also} {like} {order} {PAGE + 1}", [*from_edge, *values])
        return _found(rows, None)
    return found


def from_index(
    model: Entries,
    wanted: Question,
    edge: tuple[str, int] | None,
    known: Condition | None,
) -> Found:
    """What the word index gives (and the rows of a condition besides), in order; without a total, and unordered, when
    there are too many."""
    table = model._meta.db_table
    hits, values = hits_of(model, wanted, known)
    beyond, from_edge = ("AND (name_key, entry.id) > (%s, %s)", list(edge)) if edge else ("", [])
    rows = _rows(
        f"WITH hits AS MATERIALIZED (SELECT id FROM ({hits}) AS every LIMIT {MOST + 1}) "
        f"SELECT entry.id, (SELECT COUNT(*) FROM hits) FROM hits CROSS JOIN {table} AS entry "
        f"WHERE entry.id = hits.id {beyond} ORDER BY name_key, entry.id LIMIT {PAGE + 1}",
        [*values, *from_edge],
    )
    total = rows[0][1] if rows else 0
    return _found(rows, None if total > MOST else total)


def hits_of(model: Entries, wanted: Question, known: Condition | None = None) -> Condition:
    """The statement that gives every number which the word index has, and the rows of a condition besides."""
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        hits, values = f"SELECT id FROM {table} WHERE found_by @@ %s::tsquery", [as_tsquery(wanted)]
    else:
        hits, values = f"SELECT rowid AS id FROM {table}_words WHERE {table}_words MATCH %s", [as_fts5(wanted)]
    if known:
        return f"{hits} UNION SELECT id FROM {table} WHERE {known[0]}", [*values, *known[1]]
    return hits, list(values)


def _found(rows: list[tuple[Any, ...]], total: int | None) -> Found:
    numbers = [row[0] for row in rows[:PAGE]]
    return Found(numbers, numbers[-1] if len(rows) > PAGE else None, total)


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
