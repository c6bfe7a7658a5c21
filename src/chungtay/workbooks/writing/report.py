"""The figures of report 7.1: poor and near-poor households by area and residential group."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from chungtay.rulebook import rule_sets
from chungtay.rulebook.area import fold, parse_area
from chungtay.rulebook.errors import AnswersError
from chungtay.rulebook.model import RuleSet
from chungtay.workbooks.outcome import Outcome, Row
from chungtay.workbooks.writing.lists import NEAR_POOR, POOR, by_place, class_of
from chungtay.workbooks.writing.number_format import percent, whole

AREAS = ((1, "I", "Khu vực thành thị"), (2, "II", "Khu vực nông thôn"))
RESIDENTS_NOTE = (
    "Cột 1, 2 lấy từ đăng ký cư trú, không có trong tệp rà soát: cán bộ ghi thêm; "
    "tỷ lệ cột 4 = cột 3 : cột 1, cột 6 = cột 5 : cột 1."
)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line of 7.1. `households` and `persons` are all residents, None when nobody has stated them."""

    number: str
    label: str
    households: int | None
    persons: int | None
    poor: int
    near_poor: int
    total: bool = False

    def figures(self) -> list[str]:
        """Columns 1 to 6 as text; shares only where the number of households is known."""
        return [
            _known(self.households),
            _known(self.persons),
            whole(self.poor),
            self._share(self.poor),
            whole(self.near_poor),
            self._share(self.near_poor),
        ]

    def _share(self, part: int) -> str:
        return percent(part, self.households) if self.households else ""


def report_lines(outcome: Outcome, residents: Mapping[str, tuple[int, int]]) -> list[ReportLine]:
    """Area I with its groups, area II with its groups, and the total, as printed.

    Raises AnswersError where neither a household nor the file says whether it lives in town or country.
    """
    usual = _usual_area(outcome)
    lines: list[ReportLine] = []
    everything: list[ReportLine] = []
    for area, numeral, label in AREAS:
        found = [
            _line(str(number), place.label, rows, residents.get(place.label))
            for number, (place, rows) in enumerate(
                by_place([row for row in outcome.rows if _area_type(row, usual) == area]).items(), 1
            )
        ]
        lines += [_sum(numeral, label, found), *found]
        everything += found
    return [*lines, _sum("", "Tổng cộng (I + II)", everything)]


def province_name(rule_set: RuleSet, area: str) -> str:
    """The province that the place in words names, "" when none is found."""
    parts = {re.sub(r"^(tinh|thanh pho|tp\.?) +", "", fold(part)) for part in re.split(r"[,;:/|]", area)}
    return next((province.name for province in rule_set.provinces if fold(province.name) in parts), "")


def _known(number: int | None) -> str:
    return "" if number is None else whole(number)


def _line(number: str, label: str, rows: list[Row], residents: tuple[int, int] | None) -> ReportLine:
    households, persons = residents if residents else (None, None)
    poor = sum(class_of(row) == POOR for row in rows)
    near_poor = sum(class_of(row) == NEAR_POOR for row in rows)
    return ReportLine(number, label, households, persons, poor, near_poor)


def _sum(number: str, label: str, lines: list[ReportLine]) -> ReportLine:
    """A total of residents only where every line states them."""
    households = [line.households for line in lines if line.households is not None]
    persons = [line.persons for line in lines if line.persons is not None]
    complete = bool(lines) and len(households) == len(persons) == len(lines)
    return ReportLine(
        number,
        label,
        sum(households) if complete else None,
        sum(persons) if complete else None,
        sum(line.poor for line in lines),
        sum(line.near_poor for line in lines),
        total=True,
    )


def _usual_area(outcome: Outcome) -> int | None:
    """1 urban or 2 rural, as the place of the whole file says; None when it does not."""
    try:
        return parse_area(rule_sets.load("vn-2022"), outcome.meta.area)["area_type"]
    except AnswersError:
        return None


def _area_type(row: Row, usual: int | None) -> int:
    stated = str(row.household.answers.get("area_type") or "")
    if stated in ("1", "2"):
        return int(stated)
    if usual is None:
        raise AnswersError(
            f"Trang “{row.household.sheet}”, dòng {row.household.row}: không rõ thành thị hay nông thôn.",
            f'Sheet "{row.household.sheet}", row {row.household.row}: urban or rural is not stated.',
        )
    return usual
