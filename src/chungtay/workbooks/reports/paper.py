"""Report tables as official paper (PDF)."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import segno

from chungtay.workbooks.reports.headings import heading_cells
from chungtay.workbooks.reports.tables import SECTION, TOTAL, Table, seal_of
from chungtay.workbooks.writing.pdf import write_pdf

SIGNATORIES = ("NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ")


@dataclass(frozen=True, slots=True)
class About:
    """Who issues the paper, what it is about, where its figures come from. `address` is the page of each form, for the
    code that leads back to it; {} prints none."""

    issuer: tuple[str, ...]
    under: str
    origin: str
    on: datetime.date
    address: Mapping[str, str] = field(default_factory=dict)


def write_paper(path: Path, tables: Iterable[Table], about: About) -> None:
    data = {
        "title": "Báo cáo rà soát hộ nghèo, hộ cận nghèo",
        "origin": about.origin,
        "issuer": list(about.issuer),
        # the day of signing is written by hand
        "dated": f"......, ngày ..... tháng ..... năm {about.on:%Y}",
        "signatories": list(SIGNATORIES),
        "tables": [_table(table, about) for table in tables],
    }
    write_pdf(path, "report_table", data, on=about.on)


def with_seal(address: str, seal: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}ma={seal}"


def grouped(seal: str, space: str = " ") -> str:
    """In fours, to be read aloud."""
    return space.join(seal[at : at + 4] for at in range(0, len(seal), 4))


def _qr(text: str) -> str:
    held = io.BytesIO()
    segno.make(text, error="m", micro=False).save(held, kind="svg", border=2, xmldecl=False)
    return held.getvalue().decode("ascii")


def _table(table: Table, about: About) -> dict[str, Any]:
    labels = 3 if table.split_head else 2
    width = len(table.columns)
    size = 11 if width <= 8 else 9 if width <= 14 else 7
    figures = 18 if width <= 8 else 15 if width <= 14 else 9
    seal, address = seal_of(table), about.address.get(table.form, "")
    return {
        "qr": _qr(with_seal(address, seal)) if address else "",
        "qr_words": "Quét để mở biểu này trong hệ thống và so số liệu. Mã số liệu: " + grouped(seal, "\u00a0"),
        "heading": f"{'Mẫu số ' + table.form + '. ' if table.page else ''}{table.title}",
        "under": about.under,
        "labels": labels,
        "widths": [8, 0, *([18] if labels == 3 else []), *[figures] * width],
        "size": size,
        "head": [asdict(cell) for cell in heading_cells(table)],
        "rows": [
            {
                "bold": row.kind in (SECTION, TOTAL),
                "cells": [
                    *({"text": text, "broken": False} for text in (row.number, row.label, row.split)[:labels]),
                    *(
                        {"text": table.shown(row, place), "broken": table.broken(row, place)}
                        for place in range(len(table.columns))
                    ),
                ],
            }
            for row in table.rows
        ],
        "notes": [*table.unknowns(), *table.notes],
    }
