"""Lists of pupils leave the program as workbooks: each is an event of the trail, written before its first row."""

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
from chungtay.records.entitlements.queries.lists import lines_about
from chungtay.records.entitlements.queries.periods import term_period
from chungtay.records.registry.queries.pupils import group_names, names_of_people, people
from chungtay.work.schooling.models import AwayTask, Enrolment, School
from chungtay.work.schooling.permissions import check_may_take_out, may_see_support
from chungtay.work.schooling.queries import years
from chungtay.work.schooling.queries.pupils import pupils
from chungtay.work.schooling.queries.staying_away import chosen, tasks_seen
from chungtay.work.schooling.queries.support import ORIGIN
from chungtay.workbooks.papers.book import Book

_BORN = ("person__birth_date", "person__birth_known")
FIELDS = ("person", "person__full_name", *_BORN, "level", "grade", "class_name", "state", "enrolled_on", "ended_on")
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADINGS = [
    ("TT", 6), ("Họ và tên", 28), ("Ngày sinh", 12), ("Khối", 7), ("Lớp", 10), ("Mã hộ", 16), ("Tổ dân phố", 20),
    ("Tình trạng", 22), ("Từ ngày", 12), ("Đến ngày", 12),
]  # fmt: skip
_SUPPORT = [
    ("TT", 6), ("Họ và tên", 28), ("Khoản hỗ trợ", 40), ("Số tiền (đồng)", 16), ("Số tháng", 9), ("Lý do", 40),
    ("Tình trạng", 22), ("Ngày nhận", 12), ("Người nhận", 24), ("Ký nhận", 16),
]  # fmt: skip
# What a copy of the lines shows; what of it is sensitive stays here for whoever draws up, approves and hands over none.
_OF_LINES = ("person", "person__full_name", "household", "amount", "months", "reason", "state", "handed_on",
             "received_by")  # fmt: skip
_AWAY_HEADINGS = [
    ("TT", 6), ("Họ và tên", 28), ("Ngày sinh", 12), ("Mã hộ", 16), ("Trường năm trước", 30), ("Lý do", 40),
    ("Đến thăm trước", 14),
]  # fmt: skip
_AWAY = {
    "not_back": "Năm trước đi học, năm nay chưa ghi danh", "left": "Thôi học trong năm",
    "never": "Trong tuổi đi học, chưa ghi danh",
}  # fmt: skip
_STATES = {
    "studying": "Đang học", "finished": "Học xong năm học", "moved": "Chuyển trường", "left": "Thôi học",
}  # fmt: skip
_BIRTH = {"day": "%d/%m/%Y", "month": "%m/%Y", "year": "%Y"}


@transaction.atomic
def hand_out_pupils(school: School, year: int, *, by: Any, at: datetime.datetime) -> FileResponse:
    """The pupils of a school and year as a workbook. Raises PermissionDenied."""
    check_may_take_out(by, school.ward, timezone.localdate(at))
    rows = list(pupils(school, year))
    record_export(
        Enrolment, FIELDS, subject=school, rows=len(rows), sensitive_allowed=False, by=by, at=at, area=school.ward
    )
    title = [school.name, f"Danh sách học sinh năm học {years.words(year)}"]
    return workbook(f"hoc-sinh-{school.pk}-{year}.xlsx", title, _HEADINGS, _rows(rows, school))


def _rows(rows: list[Enrolment], school: School) -> list[list[Any]]:
    numbers = [row.person_id for row in rows]
    names, here = names_of_people(numbers), people(numbers, [school.ward.path])
    groups = group_names({each.group for each in here.values()})
    found = []
    for place, row in enumerate(rows, 1):
        name, born, known = names[row.person_id]
        home = here.get(row.person_id)
        found.append(
            [
                place,
                name,
                born.strftime(_BIRTH[known]) if born else "",
                row.grade,
                row.class_name,
                home.code if home else "",
                groups.get(home.group, "") if home else "không còn ở phường",
                _STATES[row.state],
                f"{row.enrolled_on:%d/%m/%Y}",
                f"{row.ended_on:%d/%m/%Y}" if row.ended_on else "",
            ]
        )
    return found


def workbook(name: str, title: list[str], headings: list[tuple[str, int]], rows: list[list[Any]]) -> FileResponse:
    """A workbook with a title of some lines and one table, made for this answer alone."""
    with scratch() as folder:
        path = folder / name
        book = Book(path)
        sheet = book.sheet("Danh sách")
        for line, text in enumerate(title):
            sheet.write_string(line, 0, text, book.style(bold=True))
        book.table(sheet, len(title) + 1, headings, rows)
        book.close()
        content = io.BytesIO(path.read_bytes())
    return FileResponse(content, as_attachment=True, filename=name, content_type=_TYPE)


@transaction.atomic
def hand_out_support(school: School, year: int, term: int, *, by: Any, at: datetime.datetime) -> FileResponse:
    """Everybody on the lists of a school and term with what they got, as a workbook; amounts and reasons only for
    whoever draws up, approves or hands over such lists. Raises PermissionDenied."""
    check_may_take_out(by, school.ward, timezone.localdate(at))
    origin, periods = f"{ORIGIN}{school.pk}", [term_period(year, term), str(year)]
    rows = list(lines_about(origin, periods))
    whole = may_see_support(by, school.ward, timezone.localdate(at))
    model = lines_about(origin, periods).model
    fields = leaving(model, _OF_LINES, whole=whole)
    record_export(
        model, fields, subject=school, rows=len(rows), sensitive_allowed=whole, by=by, at=at, area=school.ward
    )
    names = names_of_people([row.person_id for row in rows if row.person_id is not None])
    table = [
        [
            place,
            names[row.person_id][0] if row.person_id is not None else "",
            row.list.title,
            *((row.amount, row.months, row.reason) if whole else ()),
            str(row.get_state_display()),
            f"{row.handed_on:%d/%m/%Y}" if row.handed_on else "",
            row.received_by,
            "",
        ]
        for place, row in enumerate(rows, 1)
    ]
    title = [school.name, f"Danh sách hỗ trợ học kỳ {term} năm học {years.words(year)}"]
    headings = [*_SUPPORT[:3], *(_SUPPORT[3:6] if whole else ()), *_SUPPORT[6:]]
    return workbook(f"ho-tro-{school.pk}-{year}-ky-{term}.xlsx", title, headings, table)


@transaction.atomic
def hand_out_away(ward: Unit, year: int, *, by: Any, at: datetime.datetime) -> FileResponse:
    """The children of a ward who stay away from school, open tasks alone, as a workbook. Raises PermissionDenied."""
    check_may_take_out(by, ward, timezone.localdate(at))
    rows = list(chosen(tasks_seen(by, ward, year, timezone.localdate(at)), "", timezone.localdate(at)))
    allowed = may_see_support(by, ward, timezone.localdate(at))
    fields = ("person", "person__full_name", "person__birth_date", "reason", "found_on", "due_on")
    record_export(AwayTask, fields, subject=ward, rows=len(rows), sensitive_allowed=allowed, by=by, at=at, area=ward)
    numbers = [row.person_id for row in rows]
    names, here = names_of_people(numbers), people(numbers, [ward.path])
    table = [
        [
            place,
            names[row.person_id][0],
            f"{names[row.person_id][1]:%d/%m/%Y}" if names[row.person_id][1] else "",
            here[row.person_id].code if row.person_id in here else "",
            row.last.school.name if row.last else "",
            _AWAY[row.reason],
            f"{row.due_on:%d/%m/%Y}",
        ]
        for place, row in enumerate(rows, 1)
    ]
    title = [ward.name, f"Trẻ có nguy cơ bỏ học, năm học {years.words(year)}"]
    return workbook(f"bo-hoc-{ward.code}-{year}.xlsx", title, _AWAY_HEADINGS, table)
