"""A question to the word index, and how each database hears it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chungtay.records.registry.queries.tokens import UNIT


@dataclass(frozen=True, slots=True)
class Has:
    """An entry with this token, or with one that begins so."""

    token: str
    begins: bool = False


@dataclass(frozen=True, slots=True)
class All:
    of: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    of: tuple[Question, ...]


Question = Has | All | OneOf


def everything(of: Iterable[Question]) -> Question:
    found = tuple(dict.fromkeys(of))
    return found[0] if len(found) == 1 else All(found)


def anything(of: Iterable[Question]) -> Question:
    found = tuple(dict.fromkeys(of))
    return found[0] if len(found) == 1 else OneOf(found)


def within(paths: Iterable[str]) -> Question:
    """Entries in one of these areas."""
    return anything(Has(UNIT + path.strip("/").rsplit("/", 1)[-1]) for path in paths)


def as_fts5(question: Question) -> str:
    """The question in the words of SQLite's FTS5."""
    if isinstance(question, Has):
        return f'"{question.token}"{"*" if question.begins else ""}'
    return "(" + (" AND " if isinstance(question, All) else " OR ").join(map(as_fts5, question.of)) + ")"


def as_tsquery(question: Question) -> str:
    """The question in the words of PostgreSQL's tsquery."""
    if isinstance(question, Has):
        return f"'{question.token}'{':*' if question.begins else ''}"
    return "(" + (" & " if isinstance(question, All) else " | ").join(map(as_tsquery, question.of)) + ")"


def as_like(question: Question) -> tuple[str, list[str]]:
    """The question as a condition over `words` with its values, for a few rows that are looked at anyway."""
    if isinstance(question, Has):
        return "words LIKE %s", [f"% {question.token}{'' if question.begins else ' '}%"]
    parts = [as_like(each) for each in question.of]
    between = " AND " if isinstance(question, All) else " OR "
    return f"({between.join(sql for sql, _values in parts)})", [value for _sql, values in parts for value in values]
