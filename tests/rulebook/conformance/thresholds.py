"""Households put together to stand just below, at and just above the B1 line, with 0 to 4 deprivations.

Every printed number is a multiple of five, so the steps around a line are 5 points.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from tests.rulebook.conformance.cases import Case, Row, people
from tests.rulebook.conformance.people import RETIRED

LINES = {"urban": 175, "nt1": 140, "nt2": 140, "nt3": 140, "nt4": 140, "nt5": 140, "nt6": 140}

Step = tuple[dict[str, Any], dict[str, Row]]

# ways to lose a deprivation each, with the row that is then no longer ticked
LACKS: list[tuple[str, dict[str, Any], dict[str, Row]]] = [
    ("5.2", {"toilet": 3}, {"b1_11": None}),
    ("5.1", {"water": 4}, {"b1_10": None}),
    ("6.2", {"phones": 0, "radio": 2}, {}),
    ("4.2", {"floor_area_m2": "15.99"}, {}),
]
# ways to gain points
GAINS: list[list[Step]] = [
    [({"motorbikes": count}, {"b1_12_motorbikes": row}) for count, row in enumerate([None, "12b", "12c", "12d"])],
    [({"electricity_kwh": kwh}, {"b1_09": row}) for kwh, row in [(0, None), (25, "9a"), (50, "9b"), (100, "9c")]],
    [({"refrigerators": count}, {"b1_12_refrigerators": row}) for count, row in enumerate([None, "12k"])],
    [({"music_systems": count}, {"b1_12_music_systems": row}) for count, row in enumerate([None, "12i"])],
    [({"water_heaters": count}, {"b1_12_water_heaters": row}) for count, row in enumerate([None, "12o"])],
    [({"land_garden_m2": area}, {"b1_13_garden": row}) for area, row in [(0, None), (500, "13b")]],
    [({"cattle": count}, {"b1_14_cattle": row}) for count, row in enumerate([None, "14a", "14b", "14c"])],
]


def at_the_lines(points: dict[str, dict[str, int]]) -> Iterator[Case]:
    """`points` maps a printed row to its points by column. Two retired people, then things until the sum fits."""
    for column, line in LINES.items():
        for count in range(len(LACKS) + 1):
            for target in (line - 5, line, line + 5):
                yield reaching(points, column, target, LACKS[:count])


def reaching(
    points: dict[str, dict[str, int]],
    column: str,
    target: int,
    lacks: list[tuple[str, dict[str, Any], dict[str, Row]]],
) -> Case:
    start: dict[str, Row] = {"b1_01": "1b", "b1_03": "3a", "b1_07_wall": "7a", "b1_07_column": "7b"}
    start |= {"b1_10": "10a", "b1_11": "11a", "b1_15": "15g" if column == "urban" else None}
    answers: dict[str, Any] = {"floor_area_m2": 38}
    for _, change, rows in lacks:
        answers |= change
        start |= rows
    for steps in itertools.product(*GAINS):
        ticks = start.copy()
        for _, rows in steps:
            ticks |= rows
        if sum(points[row][column] for row in ticks.values() if row) == target:
            for change, _ in steps:
                answers |= change
            name = f"B1 {target} with {len(lacks)} deprivations"
            deprived = tuple(indicator for indicator, _, _ in lacks)
            return people(name, RETIRED, RETIRED, household=answers, ticks=ticks, deprived=deprived, columns=(column,))
    raise AssertionError(f"{target} cannot be reached in {column}")
