"""Mistakes that officers make in cells, planted one to a household and written down where they were planted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

Cells = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Planted:
    """Where something was planted: sheet, row from 1, column letter, question or fact, and the kind of it."""

    sheet: str
    row: int
    column: str
    input: str
    kind: str
    household_code: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that comes to an error."""

    text: str
    value: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of mistake, the cell it is made in, whom it fits ("household", or a test on a member) and what is put."""

    kind: str
    input: str
    fits: str | Callable[[dict[str, Any]], bool]
    value: Any


def _small_child(member: dict[str, Any]) -> bool:
    return "weight_kg" in member and "attending" in member


def _grown_up(member: dict[str, Any]) -> bool:
    return "employment" in member and "attending" not in member


FAULTS = (
    Fault("missing", "electricity_kwh", "household", None),
    Fault("missing", "floor_area_m2", "household", None),
    Fault("missing", "water", "household", None),
    Fault("missing", "training", _grown_up, None),
    Fault("missing", "health_insurance", _grown_up, None),
    Fault("not_a_code", "toilet", "household", 7),
    Fault("not_a_code", "employment", _grown_up, 9),
    Fault("not_a_number", "floor_area_m2", "household", "chưa đo"),
    Fault("out_of_range", "televisions", "household", -1),
    Fault("formula_error", "electricity_kwh", "household", Formula("=1/0", "#DIV/0!")),
    Fault("two_readings", "electricity_kwh", "household", "1.250"),
    Fault("date_for_number", "motorbikes", "household", date(2024, 2, 1)),
    Fault("impossible_date", "birth_date", _grown_up, "31/02/1980"),
    Fault("date_in_future", "birth_date", _small_child, "15/08/2062"),
    Fault("two_digit_year", "birth_date", _grown_up, "12/05/15"),
    Fault("child_year_only", "birth_date", _small_child, "only the year"),
)


def choose(households: list[dict[str, Any]], count: int, random: Random) -> dict[str, tuple[Fault, int]]:
    """For `count` households (as far as they fit): household_code -> the fault and the place of the member, from 0.

    Every kind comes before any comes again. A household fault stands in the row of the head.
    """
    order = list(households)
    random.shuffle(order)
    chosen: dict[str, tuple[Fault, int]] = {}
    for number in range(count):
        fault = FAULTS[number % len(FAULTS)]
        for household in order:
            code = household["household"]["household_code"]
            place = 0 if fault.fits == "household" else _first(household["members"], fault.fits)
            if code not in chosen and place is not None:
                chosen[code] = (fault, place)
                break
    return chosen


def spoil(cells: Cells, fault: Fault) -> None:
    """Put the mistake into the cells of one row."""
    if fault.kind == "child_year_only":
        cells[fault.input] = int(str(cells[fault.input])[-4:])
    else:
        cells[fault.input] = fault.value


def _first(members: list[dict[str, Any]], fits: Any) -> int | None:
    return next((place for place, member in enumerate(members) if fits(member)), None)
