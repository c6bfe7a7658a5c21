"""The two ways in which offices publish who fell back into poverty: apart from those newly arising, or among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chungtay.results.reports.queries.figures import HOUSEHOLDS, PERSONS
from chungtay.results.reports.queries.forms import MOVEMENT_NEAR, MOVEMENT_POOR
from chungtay.workbooks.reports.tables import TOTAL, Table

_FELL_BACK, _NEW = 7, 8  # places of the two columns in the accounts


@dataclass(frozen=True, slots=True)
class Arising:
    """Newly arising and fallen back of one class and split; `together` counts both."""

    class_vi: str
    split: str
    fell_back: int
    newly: int

    @property
    def together(self) -> int:
        return self.fell_back + self.newly


def both_ways(tables: Mapping[str, Table]) -> list[Arising]:
    found = []
    for number, name in ((MOVEMENT_POOR, "Hộ nghèo"), (MOVEMENT_NEAR, "Hộ cận nghèo")):
        for row in tables[number].rows:
            if row.kind == TOTAL and row.split in (HOUSEHOLDS.label, PERSONS.label):
                fell, newly = row.cells[_FELL_BACK].value or 0, row.cells[_NEW].value or 0
                found.append(Arising(name, row.split, fell, newly))
    return found
