"""What classifying one file came to: every household of the file, classified or refused with the reason, none lost."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field

from chungtay.rulebook.result import Result
from chungtay.workbooks.contents import CellProblem, ReadHousehold, SetAside


@dataclass(frozen=True, slots=True)
class Meta:
    """What was done, for the head of every document: rules, place, review date, source file and its SHA-256."""

    rule_set: str
    version: str
    area: str
    on: datetime.date
    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Row:
    """One household as read, its result (None when the file itself could not be understood) and what is wrong where."""

    household: ReadHousehold
    result: Result | None
    problems: tuple[CellProblem, ...] = ()

    @property
    def classified(self) -> bool:
        return self.result is not None and self.result.status == "classified" and bool(self.result.class_id)


@dataclass(slots=True)
class Outcome:
    """`rows` in the order of the file. Every household read is in `rows`, once."""

    meta: Meta
    rows: list[Row] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    file_problems: list[CellProblem] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)

    @property
    def classified(self) -> list[Row]:
        return [row for row in self.rows if row.classified]

    @property
    def refused(self) -> list[Row]:
        return [row for row in self.rows if not row.classified]

    def count(self) -> dict[str, int]:
        """in = classified + refused, and the classes."""
        classes = Counter(row.result.class_id for row in self.classified if row.result is not None)
        return {"in": len(self.rows), "classified": len(self.classified), "refused": len(self.refused), **classes}

    def problems(self) -> list[CellProblem]:
        """Everything that is wrong, in the order of the file."""
        return [*self.file_problems, *(problem for row in self.rows for problem in row.problems)]
