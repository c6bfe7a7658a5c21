"""The minutes of a residents' meeting in the words and the order of Phụ lục V (1315/VBHN-BLĐTBXH, page 70).

The form says "above" and "below" 50 %, Điều 4 QĐ 24/2021 "at least 50 %": votes are counted by the decision, and the
paper says by which number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chungtay.rulebook.model import Report
from chungtay.work.review.models import Attending, Discussed, Meeting

DOTS = "........"
_LISTED = ("poor", "near_poor")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a meeting agreed on, by what the household becomes; `again` are those to be surveyed again."""

    poor: int
    near_poor: int
    escaped_poor: int
    escaped_near_poor: int
    again: int


def counted(rows: Sequence[tuple[Discussed, bool]]) -> Counted:
    """(household on the agenda, whether enough agreed). A poor household that becomes near-poor counts as both."""
    held = [(row.case.was, row.class_id) for row, agreed in rows if agreed]
    return Counted(
        poor=sum(now == "poor" for _was, now in held),
        near_poor=sum(now == "near_poor" for _was, now in held),
        escaped_poor=sum(was == "poor" and now != "poor" for was, now in held),
        escaped_near_poor=sum(was == "near_poor" and now not in _LISTED for was, now in held),
        again=sum(not agreed for _row, agreed in rows),
    )


def opening(meeting: Meeting, to_review: int) -> list[str]:
    """The lines above the results. `to_review`: households of the group on the list to review."""
    on, hour = meeting.held_on, f"{meeting.held_at:%H giờ %M}, " if meeting.held_at else ""
    reviewed = _number(meeting, Attending.REVIEWED)
    return [
        f"Hôm nay, {hour}ngày {on:%d} tháng {on:%m} năm {on:%Y}, tại {meeting.place}, {meeting.group.group.name} đã tổ"
        " chức cuộc họp thống nhất kết quả rà soát hộ nghèo, hộ cận nghèo trên địa bàn.",
        f"- Chủ trì cuộc họp: {meeting.chair}.",
        f"- Thư ký cuộc họp: {meeting.secretary or DOTS * 2}.",
        "- Thành phần tham gia:",
        f"+ Đại diện BCĐ cấp xã {_number(meeting, Attending.COMMITTEE)} người, đại diện tổ chức Đảng, đoàn thể"
        f" {_number(meeting, Attending.ORGANISATIONS)} người, đại diện Mặt trận Tổ quốc Việt Nam cấp xã:"
        f" {_number(meeting, Attending.FRONT)} người.",
        f"+ Đại diện {reviewed} hộ gia đình trên tổng số {to_review} hộ gia đình có tên trong Danh sách hộ gia đình cần"
        f" rà soát, chiếm tỷ lệ {_share(meeting, to_review)}%.",
        f"+ Rà soát viên: {_number(meeting, Attending.ENUMERATORS)} người.",
        f"+ Hộ gia đình khác: {_number(meeting, Attending.OTHERS)} hộ.",
        f"Tổng số người tham gia: {DOTS if meeting.present is None else meeting.present} người"
        " (có danh sách kèm theo).",
    ]


def principle(form: Report) -> list[str]:
    return [
        "1. Nội dung cuộc họp",
        "Lấy ý kiến thành viên dự họp về kết quả rà soát hộ nghèo, hộ cận nghèo theo nguyên tắc:",
        *(f"- {sentence}" for sentence in form.rows[:2]),
    ]


def results(form: Report, found: Counted | None, unsettled: Sequence[str]) -> list[str]:
    """The lines of part 2. `found` None: nothing is entered yet, the numbers are written by hand."""

    def said(number: int | None) -> str:
        return DOTS if number is None else str(number)

    numbers = [None] * 5 if found is None else [
        found.poor, found.near_poor, found.escaped_poor, found.escaped_near_poor, found.again
    ]  # fmt: skip
    words = [*(f"{words};" for words in form.rows[2:6]), f"{form.rows[6]}."]
    lines = "; ".join(unsettled) if unsettled else ("không có." if found else DOTS * 10)
    return [
        "2. Kết quả cuộc họp",
        "- Kết thúc cuộc họp, các thành viên dự họp thống nhất như sau:",
        *(f"+ Có {said(number)} {each}" for number, each in zip(numbers, words, strict=True)),
        f"- Những ý kiến chưa thống nhất, đề nghị tiếp tục xem xét: {lines}",
    ]


def closing(copies: int) -> str:
    return (
        f"Cuộc họp kết thúc vào lúc ..... giờ ..... phút cùng ngày. Đại diện các thành viên tham dự đã thống nhất nội"
        f" dung biên bản; biên bản được lập thành {copies:02} bản có giá trị như nhau, 01 bản lưu tại thôn, tổ dân phố,"
        " 01 bản gửi Ban Chỉ đạo cấp xã./."
    )


def _number(meeting: Meeting, kind: str) -> str:
    return str(meeting.attended.get(kind, 0)) if meeting.attended else DOTS


def _share(meeting: Meeting, to_review: int) -> str:
    came = meeting.attended.get(Attending.REVIEWED) if meeting.attended else None
    if came is None or not to_review or came > to_review:
        return DOTS  # more people than households: how many households they stand for is written by hand
    tenths = (came * 2000 + to_review) // (2 * to_review)  # half up
    return f"{tenths // 10},{tenths % 10}"
