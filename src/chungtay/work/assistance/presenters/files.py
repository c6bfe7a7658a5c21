"""The lines of a list of allowances with whom they mean or may mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chungtay.records.registry.queries.pupils import Someone, people
from chungtay.work.assistance.models import FileLine

_BIRTH = {"day": "%d/%m/%Y", "month": "%m/%Y", "year": "%Y"}


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody as an officer tells people apart: name, birth as far as it is known, code of the household."""

    number: int
    name: str
    born: str
    code: str


@dataclass(frozen=True, slots=True)
class Line:
    row: FileLine
    person: Whom | None
    possible: list[Whom]


def file_lines(rows: Sequence[FileLine], paths: Sequence[str]) -> list[Line]:
    """A fixed number of statements for a page."""
    numbers = {number for row in rows for number in row.possible} | {row.person_id for row in rows if row.person_id}
    here = {number: _whom(one) for number, one in people(numbers, paths).items()}
    return [
        Line(row, here.get(row.person_id or 0), [here[number] for number in row.possible if number in here])
        for row in rows
    ]


def _whom(one: Someone) -> Whom:
    return Whom(one.number, one.name, one.born.strftime(_BIRTH[one.known]) if one.born else "–", one.code)
