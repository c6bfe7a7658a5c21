"""The papers of a round of gifts: slips to cut out, each with its code, and the settlement."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import segno

from chungtay.workbooks.writing.number_format import whole
from chungtay.workbooks.writing.pdf import write_pdf

PREFIX = "CTQ:"  # before the token in a slip's code, so that a telephone knows what it read


@dataclass(frozen=True, slots=True)
class Slip:
    """`token` is what the code holds, and nothing else; `code` is its short form for typing."""

    route: str
    name: str
    address: str
    gift: str
    token: str
    code: str


@dataclass(frozen=True, slots=True)
class SettledLine:
    """A source of a kind (or a sum, `bold`): figures in the order of `FIGURES`."""

    label: str
    figures: tuple[int, ...]
    bold: bool = False


FIGURES = ("Dự kiến", "Nhận", "Đã trao", "Trao thêm", "Trả nguồn", "Chuyển đợt", "Mất, hỏng", "Còn lại")


def write_slips(path: Path, *, title: str, ward: str, slips: Sequence[Slip], on: datetime.date) -> None:
    """In the order of the routes, eight on a page."""
    data = {
        "title": f"Phiếu quà, {title}",
        "origin": f"{title} · {ward} · {len(slips)} phiếu, in ngày {on:%d/%m/%Y}",
        "heading": title,
        "ward": ward,
        "slips": [
            {
                "route": each.route,
                "name": each.name,
                "address": each.address,
                "gift": each.gift,
                "code": f"{each.code[:4]} {each.code[4:]}",
                "qr": _qr(PREFIX + each.token),
            }
            for each in slips
        ],
    }
    write_pdf(path, "gift_slips", data, on=on)


def write_settlement(
    path: Path,
    *,
    title: str,
    under: str,
    ward: str,
    lines: Sequence[SettledLine],
    notes: Sequence[str],
    origin: str,
    on: datetime.date,
) -> None:
    data = {
        "title": f"Quyết toán {title}",
        "heading": f"QUYẾT TOÁN {title.upper()}",
        "issuer": [f"UBND {ward[:1].lower()}{ward[1:]}"],
        "under": under,
        "origin": origin,
        "head": ["Nguồn quà", *FIGURES],
        "lines": [
            {"bold": each.bold, "cells": [each.label, *(whole(figure) for figure in each.figures)]} for each in lines
        ],
        "notes": list(notes),
    }
    write_pdf(path, "gift_settlement", data, on=on)


def _qr(text: str) -> str:
    held = io.BytesIO()
    segno.make(text, error="m", micro=False).save(held, kind="svg", border=2, xmldecl=False)
    return held.getvalue().decode("ascii")
