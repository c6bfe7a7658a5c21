"""The official papers as PDF: form 6.1 and 6.2 for each residential group, report 7.1 for the whole file."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chungtay.rulebook.model import RuleSet
from chungtay.workbooks.outcome import Meta, Outcome
from chungtay.workbooks.writing.lists import GroupList, escaped_lists, poor_lists
from chungtay.workbooks.writing.pdf import write_pdf
from chungtay.workbooks.writing.report import RESIDENTS_NOTE, ReportLine, province_name, report_lines

_FOR_HAND = "................"


def write_poor_list_pdf(path: Path, outcome: Outcome, *, ward: str = "") -> None:
    """Mẫu số 6.1 (gazette page 73). `ward` as it is written after "UBND", e.g. "phường Trúc Bạch"."""
    heading = ["DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO SAU KHI RÀ SOÁT"]
    _write_lists(path, outcome.meta, "Mẫu số 6.1", heading, poor_lists(outcome), ward)


def write_escaped_list_pdf(path: Path, outcome: Outcome, *, ward: str = "") -> None:
    """Mẫu số 6.2 (gazette page 74). Households whose last result the file does not state are counted below the list."""
    heading = ["DANH SÁCH HỘ THOÁT NGHÈO, HỘ THOÁT CẬN NGHÈO", "SAU KHI RÀ SOÁT"]
    _write_lists(path, outcome.meta, "Mẫu số 6.2", heading, escaped_lists(outcome), ward)


def write_report_pdf(
    path: Path, outcome: Outcome, rule_set: RuleSet, *, residents: Mapping[str, tuple[int, int]] | None = None
) -> None:
    """Mẫu số 7.1 (gazette page 77). `residents` maps `Place.label` -> (households, persons), all residents."""
    heading = "Mẫu số 7.1. TỔNG HỢP KẾT QUẢ RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO"
    lines = report_lines(outcome, residents or {})
    waiting = len(outcome.refused)
    notes = [RESIDENTS_NOTE] if any(line.households is None for line in lines) else []
    if waiting:
        notes.append(f"Chưa gồm {waiting} hộ chưa xếp loại được.")
    data = {
        "title": heading,
        "heading": heading,
        "origin": origin("Mẫu số 7.1", outcome.meta),
        "province": province_name(rule_set, outcome.meta.area) or _FOR_HAND,
        "year": f"{outcome.meta.on:%Y}",
        "rows": [_report_row(line) for line in lines],
        "notes": notes,
    }
    write_pdf(path, "report_7_1", data, on=outcome.meta.on)


def origin(form: str, meta: Meta) -> str:
    """What was classified by which rules, so that the paper can be checked against its file."""
    return (
        f"{form} · rà soát {meta.on:%d/%m/%Y} · bộ quy tắc {meta.version} · tệp {meta.file_name}"
        f" (SHA-256 {meta.sha256[:12]})"
    )


def _write_lists(path: Path, meta: Meta, form: str, heading: list[str], lists: list[GroupList], ward: str) -> None:
    data = lists_data(form, heading, lists, origin(form, meta), meta.on, ward)
    write_pdf(path, "household_list", data, on=meta.on)


def lists_data(
    form: str, heading: list[str], lists: list[GroupList], told: str, on: datetime.date, ward: str = ""
) -> dict[str, Any]:
    """What the template of lists takes; `told` says at the foot of each page where the figures come from."""
    return {
        "title": f"{form}. {' '.join(heading)}",
        "heading": heading,
        "origin": told,
        # the day of signing is not known when the list is made
        "dated": f"......, ngày ..... tháng ..... năm {on:%Y}",
        "lists": [_list(entry, ward) for entry in lists],
    }


def _list(one: GroupList, ward: str) -> dict[str, Any]:
    return {
        "issuer": [
            f"UBND {ward or _ward(one.place.ward)}",
            one.place.group or f"Thôn/bản/ấp {_FOR_HAND}",
        ],
        "parts": [
            {
                "numeral": part.numeral,
                "label": f"{part.label} ({len(part.entries)}\u00a0hộ)",
                "rows": [
                    [str(number), entry.name, entry.sex, entry.born, entry.address]
                    for number, entry in enumerate(part.entries, 1)
                ],
            }
            for part in one.parts
        ],
        "total": f"Tổng cộng (I + II): {one.total}\u00a0hộ",
        "notes": list(one.notes),
    }


def _ward(name: str) -> str:
    if re.match(r"(xã|phường|thị trấn)\b", name, re.IGNORECASE):
        return name[0].lower() + name[1:]
    # a code is not a name
    return f"xã/phường/thị trấn {_FOR_HAND if not name or name.isdecimal() else name}"


def _report_row(line: ReportLine) -> dict[str, Any]:
    return {"cells": [line.number, line.label, *line.figures()], "bold": line.total}
