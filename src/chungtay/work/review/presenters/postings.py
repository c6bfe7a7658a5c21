"""A posted list in words: on the page, on paper with its QR code."""

from __future__ import annotations

from typing import Any

import segno

from chungtay.rulebook import rule_sets
from chungtay.work.review.models import Posting
from chungtay.work.review.presenters.cases import class_label
from chungtay.work.review.presenters.meetings import official
from chungtay.workbooks.writing.paper import Paper, PaperTable


def rows_of(posting: Posting) -> list[dict[str, Any]]:
    """The rows as frozen, with the classes in the reader's language."""
    rule_set = posting.shown["rule_set"]
    return [
        row | {"was_words": class_label(rule_set, row["was"]) if row["was"] else "–",
               "now_words": class_label(rule_set, row["now"])}
        for row in posting.shown["rows"]
    ]  # fmt: skip


def by_group(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["group"], []).append(row)
    return list(found.items())


def qr(address: str) -> str:
    """The address as an SVG drawing."""
    return segno.make(address, error="m", micro=False).svg_inline(scale=4, border=4)


def list_paper(posting: Posting, address: str) -> Paper:
    """The list as it hangs, one table for each group, with the way to its page."""
    shown = posting.shown
    rule_set = shown["rule_set"]
    tables = [
        PaperTable(
            ["STT", "Chủ hộ", "Số nhân khẩu", "Năm trước", "Kết quả rà soát"],
            [
                [str(row["no"]), row["head"], str(row["members"]), official(row["was"], rule_set),
                 official(row["now"], rule_set)]
                for row in rows
            ],
            [13, 0, 24, 36, 40],
            [1],
            caption=group,
        )
        for group, rows in by_group(shown["rows"])
    ]  # fmt: skip
    return Paper(
        title=f"Danh sách niêm yết, {shown['ward']}",
        issuer=[f"UBND {shown['ward'].upper()}"],
        heading=["DANH SÁCH NIÊM YẾT CÔNG KHAI", "KẾT QUẢ RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO"],
        dated=f"Niêm yết ngày {posting.first_day:%d/%m/%Y}",
        origin=f"Danh sách {posting.number} · {rule_sets.load(rule_set).label.vi} · SHA-256 {posting.digest}",
        intro=[
            f"Niêm yết {posting.working_days} ngày làm việc, đến hết ngày {posting.last_day:%d/%m/%Y}.",
            "Nơi niêm yết: " + "; ".join(posting.places.split("\n")) + ".",
        ],
        tables=tables,
        notes=[
            "Ông, bà không đồng ý với kết quả nào thì khiếu nại trong thời gian niêm yết: tại trụ sở, qua điện"
            " thoại, bằng văn bản, hoặc ở trang có mã dưới đây."
        ],
        signatures=["NGƯỜI LẬP", "TM. BAN CHỈ ĐẠO"],
        qr=qr(address),
        qr_words=f"Quét mã để xem danh sách và gửi khiếu nại: {address}",
    )  # fmt: skip
