"""Read a ward's own file into households: `read_file(path, rule_set)`.

Layouts: one sheet of households with a sheet of members joined by the household code (our answer workbook, exports of
KoboToolbox and ODK); a sheet of people in blocks, a head row before its members; a list of households (forms 6.1, 6.2).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from pathlib import Path

from chungtay.rulebook.model import RuleSet
from chungtay.workbooks.contents import ReadFile, SetAside
from chungtay.workbooks.reading import blocks, households, mappings
from chungtay.workbooks.reading.grid import Grid
from chungtay.workbooks.reading.grids import grids_of
from chungtay.workbooks.reading.headers import Header, find_header
from chungtay.workbooks.reading.limits import FileRefused
from chungtay.workbooks.reading.questions import Questions, questions_of
from chungtay.workbooks.reading.tables import BLANK, Table, make_table
from chungtay.workbooks.reading.text import letters_of

Progress = Callable[[int, int], None]
_SHOWN_ROWS = 10


def read_file(
    path: Path,
    rule_set: RuleSet,
    *,
    members: Path | None = None,
    mapping: Mapping[str, str] | None = None,
    memory: Path | None = None,
    on_progress: Progress | None = None,
) -> ReadFile:
    """Every household of the file with its members; raises FileRefused when the file cannot be read at all.

    `members` is the member table of a CSV pair. `mapping` sends headings to question ids ("" leaves a column out); with
    the folder `memory` it is kept, and without it the one kept for the same headings is used. `on_progress(done, all)`
    is called as rows are read.
    """
    questions = questions_of(rule_set)
    read = ReadFile()
    grids, notes = grids_of(Path(path), None if members is None else Path(members))
    read.notes.extend(notes)
    corrections = mappings.checked(mapping or {}, questions)
    tables = []
    for grid in grids:
        read.rows[grid.name] = grid.height
        table = table_of(grid, questions, corrections, memory, read)
        if table is None:
            _set_sheet_aside(grid, read)
        else:
            tables.append(table)
    if not tables:
        raise FileRefused(
            f"Không tìm thấy bảng hộ gia đình trong “{Path(path).name}”: không trang nào có dòng tiêu đề cột như “Họ "
            "và tên”, “Mã hộ” và các câu hỏi của phiếu. Dùng sổ mẫu do ./run template viết ra.",
            f'No table of households was found in "{Path(path).name}": no sheet has headings such as name, household '
            "code and the questions of the form. Use the workbook written by ./run template.",
        )
    if members is not None:
        _check_keys(tables, questions)
    _read_tables(tables, questions, read, on_progress)
    _note_no_members(tables, questions, read)
    for table in tables:
        _note_table(table, read)
    read.set_aside.sort(key=lambda entry: (list(read.rows).index(entry.sheet), entry.row))
    return read


def read_kobo(
    household_csv: Path, member_csv: Path, rule_set: RuleSet, *, mapping: Mapping[str, str] | None = None
) -> ReadFile:
    """The two CSV files of a KoboToolbox or ODK export: households, and the repeat group of members."""
    return read_file(household_csv, rule_set, members=member_csv, mapping=mapping)


def table_of(
    grid: Grid, questions: Questions, corrections: Mapping[str, str], memory: Path | None, read: ReadFile
) -> Table | None:
    """The table of a sheet, its columns corrected by the mapping or by what is remembered; None when it has none."""
    header = find_header(grid, questions, corrections)
    if header is None:
        return None
    if not grid.visible:
        read.notes.append(
            (
                f"Trang ẩn “{grid.name}” có bảng nhưng không đọc. Bỏ ẩn trang nếu cần tính.",
                f'The hidden sheet "{grid.name}" holds a table and was not read. Unhide it if it counts.',
            )
        )
        return None
    headings = [column.heading for column in header.columns]
    if memory is not None and corrections:
        mappings.remember(memory, headings, corrections)
    elif memory is not None:
        kept = mappings.recall(memory, headings)
        known = {heading: target for heading, target in kept.items() if not target or target in questions.by_id}
        if known:
            header = find_header(grid, questions, known) or header
    table = make_table(grid, header, questions)
    read.where[grid.name] = table.where()
    read.titles[grid.name] = _titles(grid, header)
    used = {entry.index for entry in table.bound}
    read.unmapped[grid.name] = [column.heading for column in header.columns if column.index not in used]
    return table


def _titles(grid: Grid, header: Header) -> list[str]:
    """What stands above the headings, one text for each row that has any."""
    rows = itertools.islice(grid.rows(), header.first - 1)
    lines = (" ".join(value for value in row if isinstance(value, str)) for _number, row in rows)
    return [line for line in lines if line]


def _set_sheet_aside(grid: Grid, read: ReadFile) -> None:
    for number, row in grid.rows():
        filled = any(value is not None for value in row)
        reason = ("trang không có bảng hộ", "sheet without a table of households") if filled else BLANK
        read.set_aside.append(SetAside(grid.name, number, *reason))


def _read_tables(tables: list[Table], questions: Questions, read: ReadFile, on_progress: Progress | None) -> None:
    total = sum(table.grid.height for table in tables)
    done = 0
    tally = households.Tally()

    def tick(row: int) -> None:
        if on_progress is not None and row % 500 == 0:
            on_progress(done + row, total)

    people = [table for table in tables if table.shape == "people"]
    joined = [table for table in people if joins(table, questions)]
    keyed = [
        table for table in tables if table.shape == "households" and (table.has("household_code") or table.has("index"))
    ]
    if not (joined and keyed):
        joined, keyed = [], []
    owners = []
    for table in tables:
        if table.shape == "households":
            found = households.read_household_table(table, read, tally, tick)
            owners += [(table, household) for household in found if table in keyed]
        elif table not in joined:
            blocks.read_blocks(table, read, tally, tick)
        else:
            continue
        done += table.grid.height
    if joined:
        households.join_members(joined, owners, read, tally, tick)
    if on_progress is not None:
        on_progress(total, total)
    _note_tally(tally, read)


def joins(table: Table, questions: Questions) -> bool:
    """A sheet of people only: it has the code of the household and no answers of its own about it."""
    has_key = table.has("household_code") or table.has("parent_index")
    return has_key and not any(questions.answers_of_household(entry.question.id) for entry in table.bound)


def _note_no_members(tables: list[Table], questions: Questions, read: ReadFile) -> None:
    """Answers of households and nobody's: half of a survey."""
    asked = any(questions.answers_of_household(entry.question.id) for table in tables for entry in table.bound)
    if asked and not any(table.shape == "people" for table in tables):
        read.notes.append(
            (
                "Tệp chỉ có bảng hộ, không có thành viên nào nên chưa hộ nào tính điểm được. Với KoboToolbox, ODK, "
                "Parquet: nạp cùng lúc bảng hộ và bảng thành viên.",
                "The file holds households and no members, so no points can be counted. From KoboToolbox, ODK or "
                "Parquet, give the household table and the member table at once.",
            )
        )


def _check_keys(tables: list[Table], questions: Questions) -> None:
    """The two tables of a pair must have a column in common that says whose a member is."""
    homes = [table for table in tables if table.shape == "households"]
    people = [table for table in tables if table.shape == "people"]
    for own, parent in (("index", "parent_index"), ("household_code", "household_code")):
        if any(table.has(own) for table in homes) and any(table.has(parent) for table in people):
            return
    raise FileRefused(
        "Không ghép được thành viên vào hộ: hai bảng không có cột chung. Cần cột “Mã hộ” (household_code) ở cả hai "
        "bảng, hoặc cột _index ở bảng hộ và _parent_index ở bảng thành viên như KoboToolbox, ODK xuất ra. Nạp lại và ở "
        "bước xác nhận cột chọn cột mã hộ.",
        "Members cannot be joined to households: the two tables have no column in common. Both need the household code "
        "(household_code), or the households _index and the members _parent_index, as KoboToolbox and ODK export them. "
        "Send the files again and choose the column of the code when you confirm the columns.",
    )


def _note_tally(tally: households.Tally, read: ReadFile) -> None:
    if tally.padded:
        read.notes.append(
            (
                f"{tally.padded} số CCCD/CMND mất số 0 ở đầu do Excel lưu như số; đã thêm lại cho đủ.",
                f"{tally.padded} identity numbers had lost their leading zeros to Excel; the zeros were put back.",
            )
        )
    if tally.short_years:
        read.notes.append(
            (
                f"{tally.short_years} ngày sinh của trẻ em ghi năm hai chữ số, hiểu là từ năm 2000 trở đi; "
                "xin kiểm tra.",
                f"{tally.short_years} dates of birth of children have a two-digit year, read as 2000 or later; "
                "please check.",
            )
        )


def _note_table(table: Table, read: ReadFile) -> None:
    grid = table.grid
    hidden = sorted(row for row in grid.hidden_rows if table.header.last < row <= grid.height)
    if hidden:
        rows = ", ".join(map(str, hidden[:_SHOWN_ROWS])) + ("…" if len(hidden) > _SHOWN_ROWS else "")
        read.notes.append(
            (
                f"Trang “{grid.name}” có {len(hidden)} dòng ẩn (dòng {rows}); vẫn được đọc.",
                f'Sheet "{grid.name}" has {len(hidden)} hidden rows (row {rows}); they were read too.',
            )
        )
    columns = [letters_of(entry.index) for entry in table.bound if entry.index in grid.hidden_columns]
    if columns:
        read.notes.append(
            (
                f"Trang “{grid.name}” có cột ẩn {', '.join(columns)}; vẫn được đọc.",
                f'Sheet "{grid.name}" has hidden columns {", ".join(columns)}; they were read too.',
            )
        )
    for encoding in sorted(grid.old_text):
        name = "TCVN3 (.VnTime)" if encoding == "tcvn3" else "VNI"
        read.notes.append(
            (
                f"Trang “{grid.name}” có chữ gõ bằng phông {name}; đã đổi sang Unicode.",
                f'Sheet "{grid.name}" has text in the old font encoding {name}; it was turned into Unicode.',
            )
        )
    _note_unsure(table, table.header, read)


def _note_unsure(table: Table, header: Header, read: ReadFile) -> None:
    for column in header.columns:
        if column.match is None or column.match.sure:
            continue
        read.unsure.setdefault(table.name, {})[column.match.target] = column.heading
        letter = letters_of(column.index)
        read.notes.append(
            (
                f"Trang “{table.name}”, cột {letter} “{column.heading}”: hiểu là “{column.match.target}”, chưa chắc; "
                "xin kiểm tra và sửa bằng bảng ghép cột nếu sai.",
                f'Sheet "{table.name}", column {letter} "{column.heading}": taken for "{column.match.target}", not '
                "certain; please check, and correct it by a mapping if it is wrong.",
            )
        )
