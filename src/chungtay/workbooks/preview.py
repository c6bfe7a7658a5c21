"""What the columns of a file will be taken for, before anything is scored: for an officer to confirm or correct."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chungtay.rulebook.model import RuleSet
from chungtay.workbooks.reading import mappings
from chungtay.workbooks.reading.faults import shown
from chungtay.workbooks.reading.grid import Grid
from chungtay.workbooks.reading.grids import grids_of
from chungtay.workbooks.reading.headers import Header, find_header, is_number_row
from chungtay.workbooks.reading.limits import FileRefused
from chungtay.workbooks.reading.questions import Questions, questions_of
from chungtay.workbooks.reading.text import letters_of, words

EXAMPLES = 3
_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){8,}")  # of identity papers, accounts, telephones


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """`target` is a question or fact id, "" for a column that will be left out; `sure` is False for a guess.

    `fixed` columns stand for one option each (a mark under "Mái tôn"); they follow their heading and are not remapped.
    `remembered` tells that an officer corrected this heading before.
    """

    sheet: str
    letter: str
    heading: str
    target: str
    sure: bool
    fixed: bool
    remembered: bool
    examples: list[str]


def preview_columns(
    path: Path, rule_set: RuleSet, *, members: Path | None = None, memory: Path | None = None
) -> list[PreviewColumn]:
    """The columns of every table in the file, in order, those of the member table of a pair last; remembered
    corrections applied. Raises FileRefused."""
    questions = questions_of(rule_set)
    found: list[PreviewColumn] = []
    for grid in grids_of(path, members)[0]:
        header = find_header(grid, questions) if grid.visible else None
        if header is None:
            continue
        kept: Mapping[str, str] = {}
        if memory is not None:
            kept = mappings.recall(memory, [column.heading for column in header.columns])
        known = {heading: target for heading, target in kept.items() if not target or target in questions.by_id}
        header = find_header(grid, questions, known) or header if known else header
        found += _columns(grid, header, set(known))
    if not found:
        raise FileRefused(
            f"Không tìm thấy bảng hộ gia đình trong “{path.name}”. Bảng cần một dòng tiêu đề cột như “Mã hộ”, “Họ và "
            "tên” và các câu hỏi của phiếu. Tải sổ mẫu về để điền, hoặc sửa dòng tiêu đề.",
            f'No table of households was found in "{path.name}". It needs a row of headings such as household code, '
            "name and the questions of the form. Take the answer workbook, or correct the headings.",
        )
    return found


def targets(rule_set: RuleSet) -> Questions:
    """Everything that a column can be mapped to."""
    return questions_of(rule_set)


def _masked(text: str) -> str:
    """Long numbers but for their first three digits: enough to know what a column holds, and examples are kept with the
    file, unsealed, until its columns are confirmed."""
    return _LONG_NUMBER.sub(lambda found: found[0][:3] + re.sub(r"\d", "•", found[0][3:]), text)


def _columns(grid: Grid, header: Header, remembered: set[str]) -> list[PreviewColumn]:
    examples: dict[int, list[str]] = {column.index: [] for column in header.columns}
    for _number, row in itertools.islice((entry for entry in grid.rows() if entry[0] > header.last), 40):
        if is_number_row([shown(value) for value in row]):
            continue
        for index, texts in examples.items():
            text = _masked(shown(row[index]))[:40] if index < len(row) else ""
            if text and text not in texts and len(texts) < EXAMPLES:
                texts.append(text)
    return [
        PreviewColumn(
            grid.name,
            letters_of(column.index),
            column.heading,
            column.match.target if column.match else "",
            column.match.sure if column.match else True,
            column.match is not None and column.match.option is not None,
            words(column.heading) in remembered,
            examples[column.index],
        )
        for column in header.columns
        if column.heading
    ]
