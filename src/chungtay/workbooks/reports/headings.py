"""The heading of a report table as cells that span rows and columns."""

from __future__ import annotations

from dataclasses import dataclass

from chungtay.workbooks.reports.tables import Table


@dataclass(frozen=True, slots=True)
class HeadCell:
    """`level` is the row of the heading, from 0; the last row has the printed numbers."""

    text: str
    rows: int
    columns: int
    level: int


def heading_cells(table: Table) -> list[HeadCell]:
    """Row by row from the left, as tables of paper and screen take them."""
    labels = ["TT", "Khu vực/Địa bàn", *([table.split_head] if table.split_head else [])]
    paths = [column.heading for column in table.columns]
    depth = max(len(path) for path in paths)
    cells = [HeadCell(name, depth, 1, 0) for name in labels]
    for level in range(depth):
        at = 0
        while at < len(paths):
            last = at
            if level < len(paths[at]):
                leaf = level + 1 == len(paths[at])
                while not leaf and last + 1 < len(paths) and paths[last + 1][: level + 1] == paths[at][: level + 1]:
                    last += 1
                cells.append(HeadCell(paths[at][level], depth - level if leaf else 1, last - at + 1, level))
            at = last + 1
    numbers = ["A", "B", "C"][: len(labels)] + [column.id for column in table.columns]
    return cells + [HeadCell(number, 1, 1, depth) for number in numbers]
