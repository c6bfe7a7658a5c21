"""Where the table of a sheet begins: titles above, headings of one to four rows, ids or column numbers below."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from chungtay.workbooks.reading.columns import Column, Match, alike_heading, match_heading
from chungtay.workbooks.reading.grid import Grid, Value
from chungtay.workbooks.reading.questions import Questions
from chungtay.workbooks.reading.text import words

SEARCHED_ROWS = 60
MOST_HEADING_ROWS = 4
_NUMBER_CELL = re.compile(r"\(?(?:([A-Za-z])|(\d{1,3})[a-d]?)\)?(?:\s*=.*)?")
_PEOPLE = {"name", "head_name", "household_code", "index", "parent_index", "birth_date"}


@dataclass(slots=True)
class Header:
    """Rows count from 1. `rows` are the headings in lower case, so that a repeat inside the data is recognised."""

    first: int
    last: int
    columns: list[Column]
    rows: list[dict[int, str]]


def find_header(grid: Grid, questions: Questions, corrections: Mapping[str, str] | None = None) -> Header | None:
    """The block of rows that names the most questions; None when no block names a person or household and an answer.

    `corrections` maps folded headings (whole, or the lowest level) to a question id or "".
    """
    top = _top_rows(grid)
    if not top:
        return None
    best: tuple[int, int, int] | None = None
    best_block: tuple[int, int] | None = None
    seen: dict[tuple[tuple[str, ...], bool], Match | None] = {}
    for first in range(1, min(SEARCHED_ROWS, max(top)) + 1):
        for height in range(1, MOST_HEADING_ROWS + 1):
            if first + height - 1 > max(top) or not any(top.get(first, ())):
                break
            levels = _levels(grid, top, first, first + height - 1)
            found = set()
            for parts, spans in levels.values():
                key = (tuple(parts), spans)
                if key not in seen:
                    seen[key] = match_heading(parts, questions, spans=spans)
                match = _corrected(parts, corrections) or seen[key]
                if match:
                    found.add((match.target, match.option))
            targets = {target for target, _ in found}
            if len(targets) < 2 or not (targets & _PEOPLE or len(targets) > 3):
                continue
            rank = (len(found), -height, -first)
            if best is None or rank > best:
                best, best_block = rank, (first, first + height - 1)
    if best_block is None:
        return None
    return _header(grid, top, *_with_merged_tails(grid, *best_block), questions, corrections)


def _header(
    grid: Grid,
    top: dict[int, list[str]],
    first: int,
    last: int,
    questions: Questions,
    corrections: Mapping[str, str] | None,
) -> Header:
    levels = _levels(grid, top, first, last)
    columns = []
    for index, (parts, spans) in sorted(levels.items()):
        heading = " | ".join(parts)
        match = _corrected(parts, corrections)
        if match is None:
            match = match_heading(parts, questions, spans=spans)
        elif not match.target:
            match = None
        columns.append(Column(index, heading, match))
    columns = _add_likely(columns, questions, corrections)
    rows = [
        {i: text.lower() for i, text in enumerate(top[row]) if text} for row in range(first, last + 1) if row in top
    ]
    ids = _ids_in(top.get(last + 1, []), questions)
    if ids:
        last += 1
        rows.append({i: text.lower() for i, text in enumerate(top[last]) if text})
        headings = {column.index: column.heading for column in columns}
        named = {column.index: column for column in columns}
        for index, target in ids.items():
            named[index] = Column(index, headings.get(index, target), Match(target))
        columns = [named[index] for index in sorted(named)]
    return Header(first, last, columns, rows)


def _add_likely(columns: list[Column], questions: Questions, corrections: Mapping[str, str] | None) -> list[Column]:
    """Guess columns that nothing names exactly, unless another column already answers that question."""
    taken = {column.match.target for column in columns if column.match}
    done = []
    for column in columns:
        parts = column.heading.split(" | ")
        if column.match is None and column.heading and _corrected(parts, corrections) is None:
            guess = alike_heading(parts[-1], questions) or alike_heading(column.heading, questions)
            if guess and guess.target not in taken:
                taken.add(guess.target)
                column = Column(column.index, column.heading, guess)
        done.append(column)
    return done


def _corrected(parts: list[str], corrections: Mapping[str, str] | None) -> Match | None:
    """What a person decided for this heading; a Match with no target means: leave the column out."""
    if not corrections or not parts:
        return None
    for text in (" ".join(parts), parts[-1]):
        if words(text) in corrections:
            return Match(corrections[words(text)])
    return None


def _top_rows(grid: Grid) -> dict[int, list[str]]:
    """Text of the first rows, by row number; numbers and dates as they are written."""
    rows = itertools.islice(grid.rows(), SEARCHED_ROWS + MOST_HEADING_ROWS + 1)
    return {number: [heading_text(value) for value in row] for number, row in rows}


def heading_text(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e6:
        return str(int(value))
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _levels(grid: Grid, top: dict[int, list[str]], first: int, last: int) -> dict[int, tuple[list[str], bool]]:
    """Column -> (its heading texts from top to bottom without repeats, whether the level above spans columns)."""
    width = max((len(top.get(row, ())) for row in range(first, last + 1)), default=0)
    block = [list(top.get(row, ())) + [""] * (width - len(top.get(row, ()))) for row in range(first, last + 1)]
    wide = [[False] * width for _ in block]
    for top_row, left, bottom, right in grid.merged:
        if first <= top_row <= last and left < width:
            text = block[top_row - first][left]
            for row in range(top_row, min(bottom, last) + 1):
                for column in range(left, min(right, width - 1) + 1):
                    block[row - first][column] = text
                    wide[row - first][column] = right > left
    if not grid.merged:
        # a CSV of a merged heading keeps the text in the leftmost column only
        for level in range(len(block) - 1):
            for column in range(1, width):
                if not block[level][column] and block[-1][column]:
                    block[level][column] = block[level][column - 1]
                    wide[level][column] = wide[level][column - 1] = True
    levels: dict[int, tuple[list[str], bool]] = {}
    for column in range(width):
        parts: list[str] = []
        spans = False
        for level, texts in enumerate(block):
            if texts[column] and (not parts or parts[-1] != texts[column]):
                parts.append(texts[column])
                spans = spans or (wide[level][column] and level < len(block) - 1)
        if parts:
            levels[column] = (parts, spans)
    return levels


def _with_merged_tails(grid: Grid, first: int, last: int) -> tuple[int, int]:
    """A heading merged downwards belongs to the block as a whole."""
    tails = [bottom for top, _, bottom, _ in grid.merged if first <= top <= last and bottom < first + MOST_HEADING_ROWS]
    return first, max([last, *tails])


def _ids_in(row: list[str], questions: Questions) -> dict[int, str]:
    """The row of question ids below the headings of our own answer workbook."""
    filled = [(index, text) for index, text in enumerate(row) if text]
    ids = {index: text for index, text in filled if text in questions.by_id}
    return ids if len(ids) >= 2 and len(ids) * 10 >= len(filled) * 8 else {}


def is_number_row(texts: list[str]) -> bool:
    """A row of column numbers such as "A B 1 2 3" or "(1) (2) (3)"."""
    filled = [text for text in texts if text]
    if len(filled) < 3:
        return False
    numbers: list[int] = []
    for text in filled:
        match = _NUMBER_CELL.fullmatch(text.strip())
        if match is None:
            return False
        if match[2]:
            numbers.append(int(match[2]))
    steps = [after - before for before, after in itertools.pairwise(numbers)]
    letters = len(filled) - len(numbers)
    return (
        len(numbers) >= 2
        and numbers[0] <= 3
        and all(step in (0, 1) for step in steps)
        and sum(steps) > 0
        and letters < 6
    )


def repeats_header(texts: list[str], header: Header) -> bool:
    """Whether a data row says the headings again, as after a page break."""
    folded = {index: text.lower() for index, text in enumerate(texts) if text}
    for row in header.rows:
        same = sum(row.get(index) == text for index, text in folded.items())
        if same >= 2 and same * 10 >= len(folded) * 6:
            return True
    return False
