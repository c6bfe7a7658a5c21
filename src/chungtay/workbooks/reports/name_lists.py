"""Form 6.1 and 6.2 from the register, in the same layout as those of a file that was read in."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from chungtay.workbooks.papers.lists import write_lists
from chungtay.workbooks.writing.lists import GroupList
from chungtay.workbooks.writing.official import lists_data
from chungtay.workbooks.writing.pdf import write_pdf

TITLES = {
    "6.1": ["DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO SAU KHI RÀ SOÁT"],
    "6.2": ["DANH SÁCH HỘ THOÁT NGHÈO, HỘ THOÁT CẬN NGHÈO", "SAU KHI RÀ SOÁT"],
}


def write_name_lists(path: Path, form: str, lists: Sequence[GroupList], on: datetime.date) -> None:
    """One sheet for each residential group."""
    write_lists(path, f"Mẫu số {form}", TITLES[form], list(lists))


def write_name_lists_paper(path: Path, form: str, lists: Sequence[GroupList], on: datetime.date) -> None:
    """One page and more for each residential group, dated by hand."""
    origin = f"Mẫu số {form} · danh sách ngày {on:%d/%m/%Y}"
    write_pdf(path, "household_list", lists_data(f"Mẫu số {form}", TITLES[form], list(lists), origin, on), on=on)
