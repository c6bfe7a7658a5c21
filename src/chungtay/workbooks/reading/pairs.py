"""Which of two files holds the households and which their members, told by what is in them and never by their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from chungtay.rulebook.model import RuleSet
from chungtay.workbooks.contents import ReadFile
from chungtay.workbooks.reading.grids import grids_of
from chungtay.workbooks.reading.limits import FileRefused
from chungtay.workbooks.reading.questions import Questions, questions_of
from chungtay.workbooks.reading.reader import joins, table_of
from chungtay.workbooks.reading.tables import Table

Role = Literal["households", "members", "both"]
_HEADINGS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Pair:
    """What goes to `read_file`: a file by itself, or a household table with its member table."""

    households: Path
    members: Path | None = None


def sort_files(paths: Sequence[Path], rule_set: RuleSet, *, memory: Path | None = None) -> Pair:
    """One or two files in their roles; raises FileRefused when they make no review."""
    if len(paths) == 1:
        tables = _tables(paths[0], rule_set, memory)[0]
        if tables and all(_only_of_a_pair(table, questions_of(rule_set)) for table in tables):
            raise _members_alone(paths[0])
        return Pair(paths[0])
    first, second = paths
    roles = []
    for path in paths:
        tables, headings = _tables(path, rule_set, memory)
        if not tables:
            raise _no_table(path, headings)
        roles.append(_role(tables, questions_of(rule_set)))
    if "both" in roles:
        raise _complete(paths[roles.index("both")])
    if roles == ["members", "households"]:
        return Pair(second, first)
    if roles == ["households", "members"]:
        return Pair(first, second)
    raise _two_of_a_kind(first, second, roles[0])


def _tables(path: Path, rule_set: RuleSet, memory: Path | None) -> tuple[list[Table], list[str]]:
    """The tables of a file, and what its first row says when it has none."""
    questions = questions_of(rule_set)
    tables: list[Table] = []
    first_row: list[str] = []
    for grid in grids_of(path)[0]:
        table = table_of(grid, questions, {}, memory, ReadFile())
        if table is not None:
            tables.append(table)
        elif not first_row:
            _number, row = next(grid.rows(), (1, []))
            first_row = [value[:40] for value in row if isinstance(value, str)]
    return tables, first_row


def _role(tables: list[Table], questions: Questions) -> Role:
    people = [table for table in tables if table.shape == "people"]
    if not people:
        return "households"
    if len(people) == len(tables) and all(_of_members_only(table, questions) for table in people):
        return "members"
    return "both"


def _of_members_only(table: Table, questions: Questions) -> bool:
    """People, and nothing asked of a household; the column of the household's code may not be recognised yet."""
    asked = any(questions.answers_of_household(entry.question.id) for entry in table.bound)
    return not asked


def _only_of_a_pair(table: Table, questions: Questions) -> bool:
    """A member table that says whose its people are, and nothing at all of the household itself."""
    of_household = any(table.has(name) for name in ("head_name", "b1", "b2", "class", "income", "deprivations"))
    return table.shape == "people" and joins(table, questions) and not of_household


def _members_alone(path: Path) -> FileRefused:
    return FileRefused(
        f"“{path.name}” chỉ là bảng thành viên, chưa có bảng hộ. Chọn cả hai tệp cùng lúc: bảng hộ và bảng thành viên.",
        f'"{path.name}" is a table of members only; the households are missing. Choose both files at once: the '
        "households and the members.",
    )


def _complete(path: Path) -> FileRefused:
    return FileRefused(
        f"“{path.name}” đã có cả hộ và thành viên nên không ghép với tệp khác. Nạp từng tệp một.",
        f'"{path.name}" holds households and members already and is not joined to another file. Send the files one '
        "by one.",
    )


def _two_of_a_kind(first: Path, second: Path, role: Role) -> FileRefused:
    if role == "households":
        return FileRefused(
            f"“{first.name}” và “{second.name}” đều là bảng hộ; thiếu bảng thành viên. Chọn một bảng hộ và bảng thành "
            "viên của nó; hai phường thì nạp hai lần.",
            f'"{first.name}" and "{second.name}" are both household tables; the members are missing. Choose one '
            "household table and its member table; send two wards one after the other.",
        )
    return FileRefused(
        f"“{first.name}” và “{second.name}” đều là bảng thành viên; thiếu bảng hộ. Chọn bảng hộ và bảng thành viên "
        "của nó.",
        f'"{first.name}" and "{second.name}" are both member tables; the households are missing. Choose the household '
        "table and its member table.",
    )


def _no_table(path: Path, headings: list[str]) -> FileRefused:
    found = ", ".join(f"“{heading}”" for heading in headings[:_HEADINGS_SHOWN]) or "–"
    return FileRefused(
        f"Không nhận ra bảng nào trong “{path.name}”; dòng đầu ghi: {found}. Cần tên cột như household_code, water, "
        "relationship, birth_date (có thể kèm tên nhóm của Kobo, ODK), hoặc tiêu đề tiếng Việt của phiếu.",
        f'No table was recognised in "{path.name}"; its first row says: {found}. The columns need names such as '
        "household_code, water, relationship, birth_date (Kobo's and ODK's group names may stay), or the Vietnamese "
        "headings of the form.",
    )
