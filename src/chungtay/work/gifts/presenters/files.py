"""A round as files: its list in Excel, its slips, its settlement as paper and in Excel. Papers are in Vietnamese."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone

from chungtay.work.gifts.models import GiftState, Round
from chungtay.work.gifts.presenters.rounds import Line
from chungtay.work.gifts.queries.balance import Row
from chungtay.workbooks.coverage import write_people
from chungtay.workbooks.writing.gifts import FIGURES, SettledLine, Slip, write_settlement, write_slips

_NAMES = ("planned", "received", "handed", "extra", "back", "carried", "lost", "left")


def under(made: Round) -> str:
    """The dates and the decision, below a title."""
    days = f"Trao từ {made.first_day:%d/%m/%Y} đến {made.last_day:%d/%m/%Y}"
    return f"{days}, Quyết định số {made.decision_number}" if made.decision_number else f"{days}, chưa duyệt"


def workbook(path: Path, made: Round, lines: Sequence[Line]) -> None:
    """Everybody on the list with what became of the gift."""
    headings = [("Họ và tên", 28), ("Chủ hộ", 28), ("Mã hộ", 16), ("Tổ", 18), ("Địa chỉ", 28), ("Quà", 24)]
    headings += [("Trị giá (đồng)", 14), ("Tình trạng", 20), ("Lúc trao", 18), ("Người nhận", 26), ("Người trao", 24)]
    rows = [
        [
            each.name, each.head, each.home, each.gift.group.name, each.address, each.gift.kind.name,
            each.gift.kind.worth, str(GiftState(each.gift.state).label), _moment(each.gift.handed_at),
            each.gift.received_by, each.gift.handed_by.full_name if each.gift.handed_by else "",
        ]
        for each in lines
    ]  # fmt: skip
    write_people(path, made.title, [made.ward.name, under(made)], headings, rows)


def slips(path: Path, made: Round, lines: Sequence[Line], *, on: datetime.date) -> None:
    """A slip for each gift that is to be handed over, in the order of the routes."""
    made_slips = [
        Slip(
            each.gift.group.name + (f" · {_carrier(each)}" if _carrier(each) else ""),
            each.name,
            each.address,
            each.gift.kind.name,
            each.gift.token,
            each.gift.code,
        )
        for each in lines
    ]
    write_slips(path, title=made.title, ward=made.ward.name, slips=made_slips, on=on)


def settlement(path: Path, made: Round, rows: Sequence[Row], *, on: datetime.date) -> None:
    state = (
        f"Đã quyết toán ngày {_day(made.settled_at)}." if made.settled_at else "Chưa quyết toán: số liệu đến lúc in."
    )
    write_settlement(
        path, title=made.title, under=under(made), ward=made.ward.name, lines=settled_lines(rows),
        notes=[state, *_counted(rows), *otherwise(rows)],
        origin=f"Đợt tặng quà số {made.pk}, in ngày {on:%d/%m/%Y}", on=on,
    )  # fmt: skip


def settlement_workbook(path: Path, made: Round, rows: Sequence[Row]) -> None:
    headings = [("Nguồn quà", 44), *((name, 14) for name in FIGURES)]
    cells = [[line.label, *line.figures] for line in settled_lines(rows)]
    about = [made.ward.name, under(made), *_counted(rows), *otherwise(rows)]
    write_people(path, f"Quyết toán {made.title}", about, headings, cells)


def settled_lines(rows: Sequence[Row]) -> list[SettledLine]:
    """For each kind its sources and their sum in gifts and in đồng; at the end the money of all."""
    found: list[SettledLine] = []
    for row in rows:
        for line in row.lines:
            label = f"{row.kind.name}: {line.supply.giver}"
            found.append(SettledLine(label, tuple(getattr(line, name) for name in _NAMES)))
        found.append(SettledLine(f"Cộng {row.kind.name} (suất)", tuple(row.sum(name) for name in _NAMES), bold=True))
        found.append(SettledLine(f"Cộng {row.kind.name} (đồng)", tuple(row.worth(name) for name in _NAMES), bold=True))
    total = tuple(sum(row.worth(name) for row in rows) for name in _NAMES)
    return [*found, SettledLine("Tổng cộng (đồng)", total, bold=True)]


def _counted(rows: Sequence[Row]) -> list[str]:
    return [f"{row.kind.name}: đếm trong kho {row.counted} suất." for row in rows if row.counted is not None]


def otherwise(rows: Sequence[Row]) -> list[str]:
    """Every source of which more or fewer came than it promised, with the reason that was given."""
    return [
        f"{line.supply.giver}, {row.kind.name}: hứa {line.planned} suất, nhận {line.received} suất;"
        f" {line.supply.why_other or 'chưa nêu lý do'}."
        for row in rows
        for line in row.lines
        if line.received != line.planned
    ]


def _carrier(each: Line) -> str:
    route = each.gift.route
    return route.carrier.full_name if route is not None and route.carrier is not None else ""


def _moment(at: datetime.datetime | None) -> str:
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}" if at else ""


def _day(at: datetime.datetime) -> str:
    return f"{timezone.localdate(at):%d/%m/%Y}"
