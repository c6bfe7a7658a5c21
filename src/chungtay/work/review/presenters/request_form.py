"""The form with which a household asks, to sign or to fill in by hand: title and fields as far as our sources show them
(1a, 1b of TT 14/2018; form 01 of QĐ 24/2021), laid out by the program. Identity numbers are written by hand."""

from __future__ import annotations

from collections.abc import Sequence

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.listed import Home, Member
from chungtay.rulebook.process import InYear
from chungtay.work.review.models import RequestKind
from chungtay.workbooks.writing.paper import Paper, PaperTable

_DOTS = "." * 40
_SHORT = "." * 14
_SEX = {"male": "Nam", "female": "Nữ"}
_RELATIONS = {
    "head": "Chủ hộ", "spouse": "Vợ/chồng", "child": "Con", "parent": "Bố/mẹ", "grandchild": "Cháu",
    "grandparent": "Ông/bà", "sibling": "Anh/chị/em",
}  # fmt: skip
_BLANK_ROWS = 6


def request_form(
    ward: Unit | None,
    kind: str,
    law: InYear,
    *,
    home: Home | None = None,
    group: str = "",
    members: Sequence[Member] = (),
    words: str = "",
    receipt: str = "",
) -> Paper:
    """Without a household every field is left for the hand; `ward` None: its name too."""
    title = law.form_add if kind == RequestKind.ADD else law.form_remove
    place = ward.name if ward else _DOTS
    head = next((each for each in members if each.relation == "head"), None)
    lives = ", ".join(part for part in (home.address if home else "", group, ward.name if ward else "") if part)
    asks = (
        "xem xét, rà soát và bổ sung hộ gia đình vào danh sách hộ nghèo, hộ cận nghèo"
        if kind == RequestKind.ADD
        else "xem xét, rà soát và đưa hộ gia đình ra khỏi danh sách hộ nghèo, hộ cận nghèo"
    )
    return Paper(
        title=title,
        issuer=["", ""],
        heading=[title.upper()],
        dated="............, ngày ..... tháng ..... năm .........",
        origin=f"{law.article} · trình bày của chương trình{f' · biên nhận {receipt}' if receipt else ''}",
        intro=[
            f"Kính gửi: Ủy ban nhân dân {place}",
            f"Họ và tên: {head.name if head else _DOTS}. Giới tính: {_SEX.get(head.sex, _SHORT) if head else _SHORT}.",
            f"Sinh ngày: {head.birth if head and head.birth else _SHORT}."
            f" Dân tộc: {head.ethnicity if head and head.ethnicity else _SHORT}.",
            f"Số định danh cá nhân, CCCD hoặc CMND: {_SHORT}{_SHORT}. Ngày cấp: {_SHORT}. Nơi cấp: {_SHORT}.",
            f"Nơi đăng ký thường trú: {_DOTS}{_SHORT}.",
            f"Nơi ở hiện tại: {lives if home else _DOTS + _SHORT}.",
            "Thông tin các thành viên của hộ:",
        ],
        tables=[
            PaperTable(
                ["Số TT", "Họ và tên", "Năm sinh", "Quan hệ với chủ hộ", "Ghi chú"], _rows(members),
                [14, 0, 24, 36, 34], [1],
            )
        ],
        notes=[
            f"Lý do đề nghị: {words or _DOTS * 5}",
            f"Tôi đề nghị Ủy ban nhân dân {place} {asks}.",
        ],
        signatures=["NGƯỜI TIẾP NHẬN", "NGƯỜI ĐỀ NGHỊ"],
    )  # fmt: skip


def _rows(members: Sequence[Member]) -> list[list[str]]:
    if not members:
        return [[str(number), "", "", "", ""] for number in range(1, _BLANK_ROWS + 1)]
    return [
        [str(number), each.name, each.birth[-4:], _RELATIONS.get(each.relation, "Khác"), ""]
        for number, each in enumerate(members, 1)
    ]
