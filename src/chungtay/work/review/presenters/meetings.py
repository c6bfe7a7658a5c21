"""The agenda of a residents' meeting as rows, and its papers: the list for the meeting, the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chungtay.rulebook import rule_sets
from chungtay.rulebook.model import Report
from chungtay.work.review.models import Attending, CampaignGroup, Discussed, Meeting, Method, SurveyResult
from chungtay.work.review.presenters import minutes_form
from chungtay.work.review.presenters.cases import class_label
from chungtay.work.review.queries.campaigns import main_standard, number_for, process_of
from chungtay.work.review.queries.meetings import agenda_of, agreed_by, votes_needed
from chungtay.work.review.queries.review_list import MINUTES, listed_in, printed_form
from chungtay.workbooks.writing.paper import Paper, PaperTable

FOR_HAND = "................"
PAGE = 8  # households on one screen of the projection
# On the paper, whatever the language of the reader.
_KINDS = {
    Attending.COMMITTEE: "Ban Chỉ đạo, công chức cấp xã",
    Attending.ORGANISATIONS: "Chi bộ, các đoàn thể của tổ, thôn",
    Attending.ENUMERATORS: "Điều tra viên, rà soát viên",
    Attending.REVIEWED: "Hộ được rà soát",
    Attending.OTHERS: "Các hộ khác",
    Attending.FRONT: "Mặt trận Tổ quốc (giám sát)",
}


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """A household as the neighbours see it: no number, no income, no illness, no child; scores in sum alone."""

    number: int
    row: Discussed
    was: str
    now: str
    scores: str


def rows_of(meeting: Meeting) -> list[AgendaRow]:
    """The agenda as it was frozen, with the sums of each form."""
    standard = main_standard(meeting.group.ward.campaign)
    rows = list(agenda_of(meeting))
    results = {
        result.survey_id: result
        for result in SurveyResult.objects.filter(
            survey__in=[row.survey_id for row in rows], rule_set=standard.rule_set
        ).defer("explanation")
    }
    return [
        AgendaRow(
            number,
            row,
            class_label(standard.rule_set, row.case.was) if row.case.was else "–",
            class_label(standard.rule_set, row.class_id),
            scores_of(results.get(row.survey_id)),
        )
        for number, row in enumerate(rows, 1)
    ]


def scores_of(result: SurveyResult | None) -> str:
    """What the meeting agrees on: the points of both forms; by the income method how many deprivations."""
    if result is None:
        return "–"
    if result.method == Method.INCOME:
        return f"{result.deprivations} thiếu hụt"
    return f"B1: {result.b1} · B2: {result.b2}"


def official(class_id: str, rule_set: str) -> str:
    if not class_id:
        return "–"
    return rule_sets.load(rule_set).classes[class_id].label.vi


def issuer(group: CampaignGroup) -> list[str]:
    return [f"UBND {group.ward.ward.name.upper()}", group.group.name.upper()]


def list_paper(meeting: Meeting) -> Paper:
    """The list as it is shown and handed round, with room for votes."""
    rule_set = main_standard(meeting.group.ward.campaign).rule_set
    rows = [
        [str(row.number), row.row.case.head_name, official(row.row.case.was, rule_set),
         official(row.row.class_id, rule_set), row.scores, "", ""]
        for row in rows_of(meeting)
    ]  # fmt: skip
    table = PaperTable(
        ["STT", "Chủ hộ", "Năm trước", "Kết quả năm nay", "Điểm", "Đồng ý", "Không đồng ý"],
        rows,
        [11, 0, 25, 27, 27, 16, 18],
        [1],
    )
    return Paper(
        title=f"Danh sách đưa ra họp dân, {meeting.group.group.name}",
        issuer=issuer(meeting.group),
        heading=["DANH SÁCH HỘ RÀ SOÁT ĐƯA RA HỌP DÂN"],
        dated=f"Họp ngày {meeting.held_on:%d/%m/%Y}",
        origin=_origin(meeting),
        intro=[f"Địa điểm: {meeting.place}. Chủ trì: {meeting.chair}."],
        tables=[table],
        notes=[_rule(meeting)],
        signatures=["THƯ KÝ", "CHỦ TRÌ"],
    )


def minutes_paper(meeting: Meeting) -> Paper:
    """The minutes, as many copies as the process asks for; what is not entered yet is left to be written by hand.
    Where the rule set has the printed form (Phụ lục V), its words in its order."""
    form = printed_form(meeting.group.ward.campaign, MINUTES)
    return by_the_form(meeting, form) if form else _plain_minutes(meeting)


def by_the_form(meeting: Meeting, form: Report) -> Paper:
    """Phụ lục V, with the detailed list and its votes, as many copies as the form says."""
    campaign = meeting.group.ward.campaign
    copies = process_of(campaign).step("meeting").minutes_copies or 1
    rows = rows_of(meeting)
    list_of_all = replace(_results(meeting, rows, main_standard(campaign).rule_set), caption="Danh sách chi tiết")
    return Paper(
        title=f"Biên bản họp dân, {meeting.group.group.name}",
        issuer=issuer(meeting.group),
        heading=["BIÊN BẢN", "KẾT QUẢ HỌP DÂN ĐỂ THỐNG NHẤT", "KẾT QUẢ RÀ SOÁT"],
        dated=f"{meeting.group.group.name}, ngày {meeting.held_on:%d} tháng {meeting.held_on:%m}"
        f" năm {meeting.held_on:%Y}",
        origin=f"{_origin(meeting)} · Phụ lục V, 1315/VBHN-BLĐTBXH",
        intro=[
            *minutes_form.opening(meeting, listed_in(meeting.group)),
            *minutes_form.principle(form),
            *minutes_form.results(form, _agreed(meeting, rows), _unsettled(rows)),
        ],
        tables=[list_of_all],
        notes=[
            *(["Diễn biến cuộc họp: " + meeting.words] if meeting.words else []),
            _rule(meeting),
            minutes_form.closing(copies),
        ],
        signatures=["ĐẠI DIỆN HỘ DÂN", "THƯ KÝ", "TRƯỞNG THÔN (CHỦ TRÌ)"],
        copies=[_copy(number, copies) for number in range(1, copies + 1)],
    )


def _agreed(meeting: Meeting, rows: Sequence[AgendaRow]) -> minutes_form.Counted | None:
    """None until who came and every vote is entered."""
    present, percent = meeting.present, number_for(meeting.group.ward.campaign, "meeting", "consent_percent")
    votes = [(each.row, each.row.for_it) for each in rows]
    if not present or not percent or not votes or any(count is None for _row, count in votes):
        return None
    return minutes_form.counted([(row, agreed_by(count or 0, present, percent)) for row, count in votes])


def _unsettled(rows: Sequence[AgendaRow]) -> list[str]:
    """What was said where somebody voted against or too few agreed; words of those who agree stand in the table."""
    said = [each.row for each in rows if each.row.objections and (each.row.against or each.row.agreed is False)]
    return [f"{row.case.head_name}: {row.objections}" for row in said]


def _plain_minutes(meeting: Meeting) -> Paper:
    """TT 17/2016 names the minutes; the layout of their form is not in our sources."""
    campaign = meeting.group.ward.campaign
    rule_set = main_standard(campaign).rule_set
    copies = process_of(campaign).step("meeting").minutes_copies or 1
    rows = rows_of(meeting)
    return Paper(
        title=f"Biên bản họp dân, {meeting.group.group.name}",
        issuer=issuer(meeting.group),
        heading=["BIÊN BẢN", "HỌP DÂN THỐNG NHẤT KẾT QUẢ", "RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO"],
        dated=f"{meeting.group.ward.ward.name}, ngày {meeting.held_on:%d} tháng {meeting.held_on:%m}"
        f" năm {meeting.held_on:%Y}",
        origin=_origin(meeting),
        intro=[
            f"Thời gian: {meeting.held_at:%H giờ %M}, ngày {meeting.held_on:%d/%m/%Y}."
            if meeting.held_at
            else f"Thời gian: .... giờ ...., ngày {meeting.held_on:%d/%m/%Y}.",
            f"Địa điểm: {meeting.place}.",
            f"Chủ trì: {meeting.chair}. Thư ký: {meeting.secretary or FOR_HAND}.",
            f"Tổng số người dự họp: {meeting.present or FOR_HAND}.",
        ],
        tables=[_people(meeting), _results(meeting, rows, rule_set)],
        notes=[
            *(["Diễn biến cuộc họp: " + meeting.words] if meeting.words else []),
            _rule(meeting),
            f"Biên bản này lập thành {copies:02} bản, có giá trị như nhau.",
        ],
        signatures=["THƯ KÝ", "ĐẠI DIỆN HỘ DÂN", "CHỦ TRÌ"],
        copies=[_copy(number, copies) for number in range(1, copies + 1)],
    )


def _copy(number: int, copies: int) -> str:
    kept = {1: "lưu tại tổ dân phố, thôn", 2: "gửi Ban Chỉ đạo rà soát"}.get(number, "lưu")
    return f"Bản {number}/{copies}: {kept}" if copies > 1 else ""


def _people(meeting: Meeting) -> PaperTable:
    rows = [[_KINDS[kind], str(meeting.attended.get(kind, "") if meeting.attended else "")] for kind in Attending]
    return PaperTable(["Thành phần dự họp", "Số người"], rows, [0, 30], [0])


def _results(meeting: Meeting, rows: Sequence[AgendaRow], rule_set: str) -> PaperTable:
    def said(number: int | None) -> str:
        return "" if number is None else str(number)

    cells = [
        [str(each.number), each.row.case.head_name, official(each.row.case.was, rule_set),
         official(each.row.class_id, rule_set), said(each.row.for_it), said(each.row.against), each.row.objections]
        for each in rows
    ]  # fmt: skip
    return PaperTable(
        ["STT", "Chủ hộ", "Năm trước", "Kết quả năm nay", "Đồng ý", "Không đồng ý", "Ý kiến"],
        cells,
        [11, 0, 22, 25, 16, 18, 34],
        [1, 6],
    )


def _rule(meeting: Meeting) -> str:
    campaign = meeting.group.ward.campaign
    percent = number_for(campaign, "meeting", "consent_percent")
    step = process_of(campaign).step("meeting")
    source = step.article if step.consent_percent is not None else f"quyết định mở đợt {campaign.decision_number}"
    needed = f" ({votes_needed(meeting.present, percent)} người)" if meeting.present and percent else ""
    return (
        f"Kết quả của hộ được thống nhất khi có ít nhất {percent}% số người dự họp đồng ý{needed} ({source});"
        " hộ chưa đạt thì rà soát lại và họp lại."
    )


def _origin(meeting: Meeting) -> str:
    return (
        f"Cuộc họp {meeting.number} · {meeting.group.group.name}, {meeting.group.ward.ward.name} · danh sách SHA-256"
        f" {meeting.list_digest[:16]}"
    )
