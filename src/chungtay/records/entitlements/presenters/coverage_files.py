"""The coverage and its people as the rows of a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from chungtay.foundation.core.templatetags.words import words
from chungtay.records.entitlements.presenters.coverage import Board, Figures, Part
from chungtay.records.entitlements.presenters.coverage_people import Named
from chungtay.records.entitlements.queries import coverage as stages
from chungtay.workbooks.coverage import Block, Line


def blocks(board: Board) -> list[Block]:
    """One block for each policy, its parts below it."""
    return [Block(words(row.label), [_line(part, cell) for part, cell in row.cells]) for row in board.rows]


def _line(part: Part, cell: Figures) -> Line:
    at = cell.at
    listed = (at[stages.UNLISTED], at[stages.DRAFTED], at[stages.APPROVED], at[stages.DELIVERED])
    ended = (at[stages.REFUSED], at[stages.LAPSED], at[stages.RETURNED], at[stages.ASK])
    return Line(part.name, (*listed, *ended), (at[stages.UNKNOWN], at[stages.CARRIED]))


def kind_words(board: Board) -> str:
    return _("Residential group") if board.kind == "group" else _("Ward")


def headings(*, whole: bool) -> list[tuple[str, int]]:
    """Columns of the people with their widths; amounts and reasons where they may go out."""
    found = [(_("Name"), 28), (_("Household"), 28), (_("Code"), 18), (_("Residential group"), 22)]
    found += [(_("Where it stands"), 22), (_("What comes next"), 30), (_("Who acts"), 34)]
    return found + ([(_("Amount"), 14), (_("Reason"), 60)] if whole else [])


def rows(people: Sequence[Named], *, whole: bool) -> list[list[Any]]:
    return [_cells(one, whole=whole) for one in people]


def _cells(one: Named, *, whole: bool) -> list[Any]:
    cells: list[Any] = [one.name, one.head, one.code, one.group, str(one.stage), one.next, one.who]
    return [*cells, one.amount, "; ".join(one.why)] if whole else cells
