"""From households as read to households as classified, one by one, each mistake carried back to its cell."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any

from chungtay.rulebook.answers import HOUSEHOLD_FACTS, MEMBER_FACTS
from chungtay.rulebook.classes import classify_by_income
from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.evaluate import evaluate
from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.questionnaire import LACKING, declared_name
from chungtay.rulebook.result import AnswerProblem
from chungtay.workbooks.contents import CellProblem, ReadFile, ReadHousehold
from chungtay.workbooks.outcome import Row

Progress = Callable[[int, int], None]


def score_households(
    read: ReadFile,
    rule_set: RuleSet,
    *,
    area: Mapping[str, int],
    on: datetime.date,
    progress: Progress | None = None,
) -> list[Row]:
    """Score every household of the file, in order. `area` answers area_type, region, rural_sheet where a row does not.

    A household with a cell that could not be read is refused even if nothing asks for that cell: the file is wrong.
    """
    rows = []
    total = len(read.households)
    for number, household in enumerate(read.households, 1):
        rows.append(_row(household, rule_set, read.where, area, on))
        if progress is not None and (number % 50 == 0 or number == total):
            progress(number, total)
    return rows


def _row(
    household: ReadHousehold,
    rule_set: RuleSet,
    where: Mapping[str, Mapping[str, str]],
    area: Mapping[str, int],
    on: datetime.date,
) -> Row:
    if rule_set.default_method == "income":
        return _by_income(household, rule_set, where, area)
    result = evaluate(rule_set, as_raw(household, area), on=on)
    # a cell that the reader has named already is not named again (a wrong birth date is also a missing age)
    known = {(problem.sheet, problem.row, problem.input) for problem in household.problems}
    cells = {(problem.sheet, problem.row, problem.column) for problem in household.problems if problem.column}
    found = [
        problem
        for answer in result.problems
        if (problem := _cell(answer, household, where)) is not None
        and (problem.sheet, problem.row, problem.input) not in known
        and (problem.sheet, problem.row, problem.column) not in cells
    ]
    problems = (*household.problems, *found)
    if problems and result.status == "classified":
        return Row(household, None, problems)
    return Row(household, result, problems)


def _by_income(
    household: ReadHousehold, rule_set: RuleSet, where: Mapping[str, Mapping[str, str]], area: Mapping[str, int]
) -> Row:
    """Declared income (đồng per person per month) and counted deprivations, where the period has no points table."""
    area_type = household.answers.get("area_type", area.get("area_type"))
    problems = list(household.problems)
    values = {}
    facts, told = household.facts, _counted(household, rule_set, where)
    if isinstance(told, list):
        problems += told
    elif told is not None:
        facts = facts | {"deprivations": str(told)}
    for name, vi, en in (
        ("income", "Thu nhập bình quân đầu người (đồng/tháng)", "income per person (đồng a month)"),
        ("deprivations", "Số chỉ số thiếu hụt", "number of deprivations"),
    ):
        text = facts.get(name, "")
        whole = whole_number(text)
        if whole is None:
            column = where.get(household.sheet, {}).get(name, "")
            cell = f"ô {column}{household.row}" if column else f"dòng {household.row} (tệp không có cột này)"
            problems.append(
                CellProblem(
                    household.sheet,
                    household.row,
                    column,
                    name,
                    text,
                    f"{vi}: “{text}” không phải số nguyên. Ghi ở {cell}."
                    if text
                    else f"{vi}: còn trống. Ghi ở {cell}.",
                    f'The {en} is "{text}": a whole number is needed in {column}{household.row}.',
                )
            )
        else:
            values[name] = whole
    if problems:
        return Row(household, None, tuple(problems))
    try:
        result = classify_by_income(
            rule_set,
            area="urban" if area_type == 1 else "rural",
            income=values["income"],
            deprivations=values["deprivations"],
        )
    except ChungTayError as error:
        wrong = CellProblem(household.sheet, household.row, "", "deprivations", "", error.vi, error.en)
        return Row(household, None, (wrong,))
    return Row(household, result)


def _counted(
    household: ReadHousehold, rule_set: RuleSet, where: Mapping[str, Mapping[str, str]]
) -> int | list[CellProblem] | None:
    """How many indicators the row declares as lacking, where the file has a column for any of them; what is missing or
    contradicts the number that is written beside them; None where there are no such columns."""
    columns = where.get(household.sheet, {})
    names = {declared_name(entry.id): entry for entry in rule_set.indicators}
    if not names.keys() & columns.keys():
        return None
    found = [
        _said(household, columns, name, "", f"“{entry.short.vi}”: chưa ghi thiếu hụt (1) hay không (2).",
              f'"{entry.short.en}" is not declared: 1 lacking, 2 not.')
        for name, entry in names.items()
        if not household.facts.get(name)
    ]  # fmt: skip
    counted = sum(household.facts.get(name) == str(LACKING) for name in names)
    written = household.facts.get("deprivations", "")
    if not found and written and whole_number(written) != counted:
        found.append(
            _said(household, columns, "deprivations", written,
                  f"Số chỉ số thiếu hụt ghi “{written}”, các cột cộng lại là {counted}.",
                  f'The number of deprivations is "{written}", the columns add up to {counted}.')
        )  # fmt: skip
    return found or counted


def _said(household: ReadHousehold, columns: Mapping[str, str], name: str, text: str, vi: str, en: str) -> CellProblem:
    return CellProblem(household.sheet, household.row, columns.get(name, ""), name, text, vi, en)


def whole_number(text: str) -> int | None:
    """1500000, 1.500.000, 1,500,000 or 1500000.0; None for anything with a fraction or that can be read in two ways."""
    if re.fullmatch(r"\d+(\.0+)?", text):
        return int(text.split(".")[0])
    for separator in ".,":
        if re.fullmatch(rf"\d{{1,3}}(\{separator}\d{{3}}){{2,}}", text):
            return int(text.replace(separator, ""))
    return None


def as_raw(household: ReadHousehold, area: Mapping[str, int]) -> dict[str, Any]:
    """The household as `evaluate` takes it."""
    facts = {key: value for key, value in household.facts.items() if key in HOUSEHOLD_FACTS}
    answers: dict[str, Any] = {**area} | {
        key: value for key, value in household.answers.items() if value not in (None, "")
    }
    members = []
    for member in household.members:
        known = {key: value for key, value in member.facts.items() if key in MEMBER_FACTS}
        members.append({**known, **member.answers})
    return {"household": facts | answers, "members": members}


def _cell(
    problem: AnswerProblem, household: ReadHousehold, where: Mapping[str, Mapping[str, str]]
) -> CellProblem | None:
    """Where in the file the missing or wrong answer belongs; the row of the household when there is no such column."""
    if problem.member is None:
        sheet, row = household.sheet, household.row
    else:
        member = household.members[problem.member - 1]
        sheet, row = member.sheet, member.row
    columns = where.get(sheet, {})
    name = "birth_date" if problem.input == "age_months" and "age_months" not in columns else problem.input
    column = columns.get(name, "")
    place_vi = f" Ghi ở ô {column}{row}." if column else f" Trang “{sheet}”, dòng {row}: tệp không có cột này."
    place_en = f" Enter it in cell {column}{row}." if column else f' Sheet "{sheet}", row {row}: no such column.'
    return CellProblem(
        sheet, row, column, problem.input, "", problem.message.vi + place_vi, problem.message.en + place_en
    )
