"""People without a card and purchases leave the program as workbooks: each is an event of the trail, written before its
first row."""

from __future__ import annotations

import datetime
import io
from typing import Any

from django.db import transaction
from django.http import FileResponse
from django.utils import timezone

from chungtay.foundation.core.files import scratch
from chungtay.foundation.core.operations import record_export
from chungtay.foundation.core.privacy import leaving
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.permissions import can_see_amounts
from chungtay.records.entitlements.queries.naming import names_for
from chungtay.records.registry.queries.pupils import group_names, names_of_people
from chungtay.work.insurance.models import BatchLine, PurchaseBatch, StateLine, StateLineState, StateList
from chungtay.work.insurance.permissions import check_may_take_out
from chungtay.work.insurance.queries.needs import BUY, ESCAPED, LISTED, MISSING, SCHOOL, STATE, UNKNOWN, WAITS, needs_of
from chungtay.work.insurance.queries.seen import cost_of
from chungtay.workbooks.papers.book import Book

_NAMES = ("household", "person", "person__full_name", "household__memberships__person__full_name")
# What a copy shows; what of it is sensitive stays here for whoever needs no amounts.
_OF_LINES = (*_NAMES, "months", "valid_from", "valid_to", "state", "place", "monthly", "by_state", "by_city",
             "by_donor", "by_household", "reason", "note")  # fmt: skip
_OF_STATE = (*_NAMES, "person__birth_date", "valid_from", "state", "reason", "note")
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STAGES = {
    MISSING: "Chưa có thẻ", LISTED: "Đang trong danh sách hoặc đợt mua", WAITS: "Thẻ chưa đến ngày",
    UNKNOWN: "Chưa biết có thẻ không",
}  # fmt: skip
_WAYS = {STATE: "Nhà nước đóng 100 %, không mua", BUY: "Mua thẻ", SCHOOL: "Đóng tại trường"}
_STATES = {
    "due": "Mới lập", "approved": "Chờ trao thẻ", "delivered": "Đã trao thẻ", "refused": "Không nhận",
    "lapsed": "Đã rút khỏi đợt", "returned": "Đã trả lại thẻ", "dropped": "Đã bỏ",
}  # fmt: skip


@transaction.atomic
def hand_out_missing(ward: Unit, *, policy: str, day: datetime.date, by: Any, at: datetime.datetime) -> FileResponse:
    """Everybody of a ward who is to have a card and has none on a day, by name. Raises PermissionDenied."""
    today = timezone.localdate(at)
    check_may_take_out(by, ward, today)
    needs = needs_of(by, ward, day, today)
    people = needs.named(policy=policy if policy in (*needs.policies, ESCAPED) else "")
    whole = can_see_amounts(by, ward, today)
    fields = leaving(BatchLine, (*_NAMES, "policy"), whole=whole)
    record_export(BatchLine, fields, subject=ward, rows=len(people), sensitive_allowed=whole, by=by, at=at, area=ward)
    names = names_for([need.person for need in people], {need.household for need in people}, day)
    groups = group_names({need.group for need in people})
    rows: list[list[Any]] = []
    for number, need in enumerate(people, 1):
        home, about = names.homes.get(need.household), needs.policies.get(need.policy)
        why = (about.who_words.vi if about else "Hộ mới thoát nghèo, thoát cận nghèo") if whole else ""
        rows.append(
            [
                number, names.people.get(need.person, ""), home.head_name if home else "", home.code if home else "",
                groups.get(need.group, ""), why, _WAYS.get(need.way, "Phải hỏi trước"), _STAGES[need.stage],
            ]
        )  # fmt: skip
    headings = [
        ("TT", 6), ("Họ và tên", 28), ("Chủ hộ", 26), ("Mã hộ", 16), ("Tổ dân phố", 20), ("Thuộc diện", 44),
        ("Cách có thẻ", 26), ("Tình trạng", 24),
    ]  # fmt: skip
    title = [ward.name, f"Danh sách người chưa có thẻ bảo hiểm y tế, ngày {day:%d/%m/%Y}"]
    return workbook(f"chua-co-the-{ward.code}.xlsx", title, headings, rows)


@transaction.atomic
def hand_out_batch(made: PurchaseBatch, *, by: Any, at: datetime.datetime) -> FileResponse:
    """A purchase with what each card costs and who pays which part. Raises PermissionDenied."""
    today = timezone.localdate(at)
    check_may_take_out(by, made.ward, today)
    lines = list(made.lines.order_by("household", "place", "pk"))
    whole = can_see_amounts(by, made.ward, today)
    fields = leaving(BatchLine, _OF_LINES, whole=whole)
    record_export(
        BatchLine, fields, subject=made, rows=len(lines), sensitive_allowed=whole, by=by, at=at, area=made.ward
    )
    names = names_for([line.person_id for line in lines], {line.household_id for line in lines}, today)
    rows = [_row(number, line, names, whole) for number, line in enumerate(lines, 1)]
    headings = [
        ("TT", 6), ("Họ và tên", 28), ("Chủ hộ", 26), ("Mã hộ", 16), ("Từ ngày", 12), ("Đến ngày", 12), ("Số tháng", 9),
        ("Tình trạng", 18),
    ]  # fmt: skip
    if whole:
        headings += [
            ("Thứ tự trong hộ", 10), ("Mức đóng 1 tháng", 14), ("Cộng", 14), ("Nhà nước", 14), ("Thành phố", 14),
            ("Tài trợ", 14), ("Hộ đóng", 14), ("Lý do", 44), ("Ghi chú", 30),
        ]  # fmt: skip
    title = [made.ward.name, f"Danh sách mua thẻ bảo hiểm y tế từ {made.starts_on:%d/%m/%Y}, {made.months} tháng"]
    if whole:
        title.append(f"Tổng số tiền: {cost_of(made)['total']:,} đồng".replace(",", "."))
    if made.decision_number:
        title.append(f"Theo quyết định {made.decision_number}")
    return workbook(f"mua-the-{made.pk}.xlsx", title, headings, rows)


@transaction.atomic
def hand_out_state(made: StateList, *, by: Any, at: datetime.datetime) -> FileResponse:
    """A list of the state as it goes to the insurer: without those who left it. Raises PermissionDenied."""
    today = timezone.localdate(at)
    check_may_take_out(by, made.ward, today)
    left = (StateLineState.REFUSED, StateLineState.LAPSED, StateLineState.DROPPED)
    lines = list(made.lines.exclude(state__in=left).order_by("household", "pk"))
    whole = can_see_amounts(by, made.ward, today)
    fields = leaving(StateLine, _OF_STATE, whole=whole)
    record_export(
        StateLine, fields, subject=made, rows=len(lines), sensitive_allowed=whole, by=by, at=at, area=made.ward
    )
    names = names_for([line.person_id for line in lines], {line.household_id for line in lines}, today)
    born = names_of_people([line.person_id for line in lines])
    rows: list[list[Any]] = []
    for number, line in enumerate(lines, 1):
        home = names.homes.get(line.household_id)
        row: list[Any] = [
            number, names.people.get(line.person_id, ""), _born(*born[line.person_id][1:]),
            home.head_name if home else "", home.code if home else "", f"{line.valid_from:%d/%m/%Y}",
            str(StateLineState(line.state).label),
        ]  # fmt: skip
        rows.append(row + ([line.reason, line.note] if whole else []))
    headings = [
        ("TT", 6), ("Họ và tên", 28), ("Ngày sinh", 12), ("Chủ hộ", 26), ("Mã hộ", 16), ("Từ ngày", 12),
        ("Tình trạng", 24),
    ]  # fmt: skip
    headings += [("Thuộc diện", 44), ("Ghi chú", 30)] if whole else []
    title = [made.ward.name, f"Danh sách thẻ bảo hiểm y tế Nhà nước đóng, từ {made.starts_on:%d/%m/%Y}"]
    if made.decision_number:
        title.append(f"Theo quyết định {made.decision_number}")
    return workbook(f"the-nha-nuoc-{made.pk}.xlsx", title, headings, rows)


def _born(day: datetime.date | None, known: str) -> str:
    if day is None:
        return ""
    return f"{day:%d/%m/%Y}" if known == "day" else f"{day:%m/%Y}" if known == "month" else f"{day:%Y}"


def _row(number: int, line: BatchLine, names: Any, whole: bool) -> list[Any]:
    home = names.homes.get(line.household_id)
    row: list[Any] = [
        number, names.people.get(line.person_id, ""), home.head_name if home else "", home.code if home else "",
        f"{line.valid_from:%d/%m/%Y}", f"{line.valid_to:%d/%m/%Y}", line.months, _STATES[line.state],
    ]  # fmt: skip
    if whole:
        row += [
            line.place, line.monthly, line.monthly * line.months, line.by_state, line.by_city, line.by_donor,
            line.by_household, line.reason, line.note,
        ]  # fmt: skip
    return row


def workbook(name: str, title: list[str], headings: list[tuple[str, int]], rows: list[list[Any]]) -> FileResponse:
    """A workbook with a title of some lines and one table, made for this answer alone; it prints on A4 across."""
    with scratch() as folder:
        path = folder / name
        book = Book(path)
        sheet = book.sheet("Danh sách")
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&RTrang &P/&N")
        for line, text in enumerate(title):
            sheet.write_string(line, 0, text, book.style(bold=True))
        book.table(sheet, len(title) + 1, headings, rows)
        book.close()
        content = io.BytesIO(path.read_bytes())
    return FileResponse(content, as_attachment=True, filename=name, content_type=_TYPE)
