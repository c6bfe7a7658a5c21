"""A ward with two schools and a few families, in the autumn of 2026."""

from __future__ import annotations

import datetime
from pathlib import Path

import xlsxwriter

from chungtay.foundation.places.models import Unit
from chungtay.work.schooling.models import Enrolment, School
from chungtay.work.schooling.operations.enrolments import NewPupil, enrol
from chungtay.work.schooling.operations.schools import add_school

D = datetime.date
AT = datetime.datetime(2026, 11, 10, 8, 0, tzinfo=datetime.UTC)
OPENS = D(2026, 9, 5)
YEAR = 2026
HEADINGS = ("TT", "Họ và tên", "Ngày sinh", "Lớp", "Số định danh cá nhân")


def school(ward: Unit, by, name: str = "Trường Tiểu học Sao Mai", level: str = "2", kind: str = "public") -> School:
    return add_school(ward, name=name, level=level, kind=kind, by=by, at=AT)


def enrolled(school: School, person, grade: int | None = 4, class_name: str = "4A", *, by, **changes) -> Enrolment:
    values = {"year": YEAR, "on": OPENS, "at": AT} | changes
    return enrol(school, pupil=NewPupil(person.pk, grade, class_name), by=by, **values)


def sheet(path: Path, *rows: tuple[str, ...]) -> Path:
    """A list as a school sends it: two lines of title, headings, pupils, a signature."""
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("Danh sách")
    page.write_string(0, 0, "TRƯỜNG TIỂU HỌC SAO MAI")
    page.write_string(1, 0, "Danh sách học sinh năm học 2026-2027")
    for line, row in enumerate((HEADINGS, *rows), 3):
        for column, text in enumerate(row):
            page.write_string(line, column, text)
    page.write_string(len(rows) + 6, 1, "Hiệu trưởng")
    book.close()
    return path
