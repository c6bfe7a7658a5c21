"""A list as a workbook and as the paper on which people sign."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from chungtay.records.entitlements.models import LineState, SupportList
from chungtay.records.entitlements.models.lists import HELD
from chungtay.records.entitlements.presenters.lists import Line
from chungtay.records.entitlements.queries.periods import period_words
from chungtay.workbooks.coverage import write_people
from chungtay.workbooks.writing.support_list import Signed, write_support_list


def to_sign(lines: Sequence[Line]) -> list[Line]:
    """Whoever still gets it, or has it; a line that ended otherwise is not signed for."""
    return [each for each in lines if each.line.state in HELD]


def workbook(path: Path, made: SupportList, lines: Sequence[Line], *, whole: bool) -> None:
    """Every line with its state; amounts, reasons and notes where they may go out."""
    headings = [(_("Name"), 28), (_("Household"), 28), (_("Code"), 18), (_("State"), 22)]
    headings += [(_("Handed over on"), 14), (_("Received by"), 28), (_("Handed over by"), 28)]
    headings += [(_("Amount"), 14), (_("Reason"), 50), (_("Note"), 40)] if whole else []
    about = [f"{made.ward.name} · {_('period %(period)s') % {'period': period_words(made.period)}}", _decision(made)]
    write_people(path, made.title, about, headings, [_cells(each, whole=whole) for each in lines])


def _cells(each: Line, *, whole: bool) -> list[Any]:
    line = each.line
    giver = line.handed_by.full_name if line.handed_by is not None else ""
    cells: list[Any] = [each.name or each.head, each.head, each.code, str(LineState(line.state).label)]
    cells += [_day(line.handed_on), line.received_by, giver]
    return [*cells, line.amount, line.reason, line.note] if whole else cells


def paper(path: Path, made: SupportList, lines: Sequence[Line], *, whole: bool, on: datetime.date) -> None:
    """To sign when it is received. Vietnamese, as every official paper."""
    rows = [
        Signed(
            each.name or each.head,
            f"{each.head} ({each.code})",
            each.line.amount if whole else None,
            each.line.reason if whole else "",
            _day(each.line.handed_on),
            each.line.received_by,
        )
        for each in to_sign(lines)
    ]
    under = f"Kỳ {period_words(made.period)}"
    under += f", Quyết định số {made.decision_number}" if made.decision_number else ", chưa duyệt"
    notes = [] if made.approved_by_id else ["Danh sách chưa duyệt: chưa được trao."]
    write_support_list(
        path,
        ward=made.ward.name,
        title=made.title,
        under=under,
        origin=f"Danh sách số {made.pk}, in ngày {_day(on)}",
        rows=rows,
        notes=notes,
        on=on,
    )


def _decision(made: SupportList) -> str:
    if not made.decision_number:
        return _("not approved yet")
    return _("decision %(number)s") % {"number": made.decision_number}


def _day(day: datetime.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
