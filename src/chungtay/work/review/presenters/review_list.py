"""The list of households to review of a residential group: as the campaign begins, filled in as results come.

Where the rule set has the printed list (Phụ lục I TT 07/2021), titles and columns are its; the list 2d of 2018 names
the same households, its columns are not in our sources.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from chungtay.rulebook.model import Report
from chungtay.work.review.models import CampaignGroup
from chungtay.work.review.presenters.meetings import issuer
from chungtay.work.review.queries.review_list import LIST, Listed, left_out, printed_form
from chungtay.workbooks.papers.review_list import write_list_workbook
from chungtay.workbooks.writing.paper import Paper, PaperTable, write_paper_pdf
from chungtay.workbooks.writing.word import write_paper_word

_LETTERS = {"poor": "N", "near_poor": "CN"}  # note 2 of Phụ lục I
_NOT_POOR = "KN"
_WORDS = {"N": "hộ nghèo", "CN": "hộ cận nghèo", _NOT_POOR: "hộ không nghèo"}
_SEX = {"male": "1", "female": "2"}
_TITLE = "DANH SÁCH HỘ GIA ĐÌNH CẦN RÀ SOÁT"
_NOTE = "Hộ nghèo: N; Hộ cận nghèo: CN; Hộ không nghèo: KN."
_SIGN = ("RÀ SOÁT VIÊN", "ĐẠI DIỆN BAN CHỈ ĐẠO RÀ SOÁT CẤP XÃ", "TRƯỞNG THÔN")
_DOTS = "......................."
_HEAD = (
    "STT", "Họ và tên chủ hộ", "Giới tính (1: Nam, 2: Nữ)", "Năm sinh", "Nơi ở hiện tại", "Điểm B1", "Điểm B2",
    "Phân loại",
)  # fmt: skip


def list_paper(group: CampaignGroup, listed: Sequence[Listed], closed: int) -> Paper:
    """The list to print and sign. `closed`: households of the group whose review ended without a survey."""
    left = [f"Không ghi ở đây: {closed} hộ đã kết thúc, không phải rà soát (có lý do trong hồ sơ)."] if closed else []
    form = printed_form(group.ward.campaign, LIST)
    table = PaperTable(headings(form), rows_of(listed), [10, 0, 20, 15, 45, 15, 15, 18], [1, 4])
    return Paper(
        title=f"{_TITLE.capitalize()}, {group.group.name}",
        issuer=issuer(group),
        heading=[form.title if form else _TITLE],
        dated=f"{group.group.name}, ngày ..... tháng ..... năm {group.ward.campaign.year}",
        origin=_origin(group, listed, form),
        tables=[table],
        notes=["Kết quả phân loại sau khi rà soát Phiếu B:", *counts(listed), _NOTE, *left],
        signatures=_SIGN,
    )


def write_list(path: Path, group: CampaignGroup, listed: Sequence[Listed], *, on: datetime.date) -> None:
    """To `path`: .pdf, .docx or .xlsx."""
    if path.suffix == ".xlsx":
        write_workbook(path, group, listed)
    elif path.suffix == ".docx":
        write_paper_word(path, list_paper(group, listed, left_out(group)))
    else:
        write_paper_pdf(path, list_paper(group, listed, left_out(group)), on=on)


def write_workbook(path: Path, group: CampaignGroup, listed: Sequence[Listed]) -> None:
    form = printed_form(group.ward.campaign, LIST)
    write_list_workbook(
        path,
        title=form.title if form else _TITLE,
        place=[f"UBND {group.ward.ward.name}", group.group.name, f"Năm {group.ward.campaign.year}"],
        headings=headings(form),
        rows=[[number, *row[1:]] for number, row in enumerate(rows_of(listed), 1)],
        classes=[(letter, f"Số {words}") for letter, words in _WORDS.items()],
        note=f"{_NOTE} {_origin(group, listed, form)}",
    )


def headings(form: Report | None) -> list[str]:
    return [text.rsplit(" > ", 1)[-1] for _number, text in form.columns] if form else list(_HEAD)


def rows_of(listed: Sequence[Listed]) -> list[list[str]]:
    return [
        [str(number), row.head, _SEX.get(row.sex, ""), row.born, row.place, row.b1, row.b2, _letter(row.class_id)]
        for number, row in enumerate(listed, 1)
    ]  # fmt: skip


def counts(listed: Sequence[Listed]) -> list[str]:
    """How many of each class; dots while a household that is to be surveyed has no result."""
    found = [_letter(row.class_id) for row in listed]
    said = {letter: _DOTS if "" in found else str(found.count(letter)) for letter in _WORDS}
    return [f"- Có {said[letter]} {words}{'.' if letter == _NOT_POOR else ';'}" for letter, words in _WORDS.items()]


def _letter(class_id: str) -> str:
    """A household of average living standard is not poor either; "" while there is no result."""
    return _LETTERS.get(class_id, _NOT_POOR) if class_id else ""


def _origin(group: CampaignGroup, listed: Sequence[Listed], form: Report | None) -> str:
    source = " · Phụ lục I, 1315/VBHN-BLĐTBXH" if form else ""
    return f"{group.group.name}, {group.ward.ward.name} · {len(listed)} hộ{source} · tài liệu nội bộ"
