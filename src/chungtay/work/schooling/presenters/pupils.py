"""Pupils with the names that the register has, and the lines of lists with those whom they may mean."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from chungtay.records.registry.queries.pupils import Someone, names_of_people, people
from chungtay.work.schooling.models import AwayTask, Enrolment, PupilRow, RowOutcome, School
from chungtay.work.schooling.queries.pupils import Tally

_BIRTH = {"day": "%d/%m/%Y", "month": "%m/%Y", "year": "%Y"}
ORDER = (
    RowOutcome.CHOOSE, RowOutcome.UNKNOWN, RowOutcome.WRONG, RowOutcome.ELSEWHERE, RowOutcome.NEW, RowOutcome.CHANGED,
    RowOutcome.SAME, RowOutcome.LEFT_OUT,
)  # fmt: skip


def birth_words(born: datetime.date | None, known: str) -> str:
    return born.strftime(_BIRTH[known]) if born else ""


@dataclass(frozen=True, slots=True)
class SchoolRow:
    school: School
    counts: Tally


def school_rows(schools: Iterable[School], counts: dict[int, Tally]) -> list[SchoolRow]:
    return [SchoolRow(school, counts.get(school.pk, Tally())) for school in schools]


@dataclass(frozen=True, slots=True)
class Pupil:
    """`home` is the household of today, None for somebody who died or moved away."""

    row: Enrolment
    name: str
    born: str
    home: Someone | None


def pupils(rows: Sequence[Enrolment], paths: Sequence[str]) -> list[Pupil]:
    """Two statements for a page."""
    numbers = [row.person_id for row in rows]
    names, here = names_of_people(numbers), people(numbers, paths)
    found = []
    for row in rows:
        name, born, known = names[row.person_id]
        found.append(Pupil(row, name, birth_words(born, known), here.get(row.person_id)))
    return found


@dataclass(frozen=True, slots=True)
class Line:
    row: PupilRow
    person: Someone | None
    possible: list[Someone]


def lines(rows: Sequence[PupilRow], paths: Sequence[str]) -> list[Line]:
    """Two statements for a page."""
    numbers = {number for row in rows for number in row.possible} | {row.person_id for row in rows if row.person_id}
    here = people(numbers, paths)
    return [
        Line(row, here.get(row.person_id or 0), [here[number] for number in row.possible if number in here])
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Chip:
    id: str
    label: str
    count: int
    chosen: bool


def outcome_chips(counts: dict[str, int], chosen: str) -> list[Chip]:
    """What needs somebody comes first."""
    everybody = Chip("", _("All"), sum(counts.values()), chosen == "")
    return [everybody] + [
        Chip(name, str(name.label), counts[name], name == chosen) for name in ORDER if counts.get(name)
    ]


@dataclass(frozen=True, slots=True)
class AwayRow:
    """`home` is the household of today, None for somebody who died or moved away."""

    task: AwayTask
    name: str
    born: str
    home: Someone | None


def away_rows(tasks: Sequence[AwayTask], paths: Sequence[str]) -> list[AwayRow]:
    """Two statements for a page."""
    numbers = [task.person_id for task in tasks]
    names, here = names_of_people(numbers), people(numbers, paths)
    found = []
    for task in tasks:
        name, born, known = names[task.person_id]
        found.append(AwayRow(task, name, birth_words(born, known), here.get(task.person_id)))
    return found
