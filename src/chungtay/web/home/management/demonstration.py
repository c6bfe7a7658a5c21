"""The demonstration: a fictional district with its people, files read in, the register, and a review under way."""

from __future__ import annotations

import datetime
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chungtay.demo import district as demo
from chungtay.demo.clean_workbook import clean_workbook
from chungtay.demo.dirty_workbook import dirty_workbook
from chungtay.demo.places import DISTRICT_CODE, PROVINCE_CODE, WARDS
from chungtay.foundation.accounts import operations as accounts
from chungtay.foundation.accounts.models import Role, User
from chungtay.foundation.places import operations as places
from chungtay.foundation.places.forms import delivered_successions, delivered_units
from chungtay.foundation.places.models import AreaKind, Level, Unit
from chungtay.foundation.places.queries import below
from chungtay.records.registry.queries.presence import any_household
from chungtay.web.home.management import help as help_of_today
from chungtay.web.home.management import insurance as insurance_of_2024
from chungtay.web.home.management import register
from chungtay.web.home.management import review as review_of_2024
from chungtay.web.home.management import rights as rights_of_2024
from chungtay.web.home.management import school as school_of_2024
from chungtay.work.gifts.queries.choosing import living_in
from chungtay.work.review.models import ReviewFile, State
from chungtay.work.review.operations import files as review
from chungtay.work.review.operations.receiving import upload_file
from chungtay.work.review.queries import files as review_queries

SINCE = datetime.date(2019, 1, 1)
REFORM = datetime.date(2025, 7, 1)
DISTRICT_OFFICER = "quan.badinh"
PEOPLE = [
    ("canbo.ngocha", "Trần Thị Hòa", Role.WARD_OFFICER, "00016"),
    (DISTRICT_OFFICER, "Lê Quang Minh", Role.DISTRICT_OFFICER, DISTRICT_CODE),
    ("lanhdao.ngocha", "Phạm Văn Tín", Role.WARD_LEADER, "00016"),
    ("lanhdao.thanhpho", "Ngô Thị Bích Liên", Role.DISTRICT_LEADER, PROVINCE_CODE),
    ("dieutra.ngocha", "Vũ Thu Hạnh", Role.ENUMERATOR, "00016"),
    ("thanhvien.ngocha", "Hoàng Thị Lụa", Role.COMMITTEE_MEMBER, "00016"),
    (school_of_2024.TEACHER, "Nguyễn Thị Thu", Role.SCHOOL_OFFICER, "00016"),
    ("quantri", "Đỗ Khắc Sơn", Role.ADMINISTRATOR, DISTRICT_CODE),
    ("kiemtra.thanhpho", "Trịnh Thị Vân", Role.AUDITOR, PROVINCE_CODE),
]
ROLE_WORDS = {
    Role.WARD_OFFICER: "cán bộ phường / ward officer",
    Role.DISTRICT_OFFICER: "cán bộ quận / district officer",
    Role.WARD_LEADER: "lãnh đạo phường / ward leader",
    Role.DISTRICT_LEADER: "lãnh đạo cấp trên, ở thành phố / leader above the wards, of the city",
    Role.ENUMERATOR: "rà soát viên / enumerator",
    Role.COMMITTEE_MEMBER: "thành viên Ban Chỉ đạo / committee member",
    Role.SCHOOL_OFFICER: "cán bộ trường / school officer",
    Role.ADMINISTRATOR: "quản trị / administrator",
    Role.AUDITOR: "kiểm tra viên: chỉ xem và kiểm tra nhật ký / auditor: looks and checks the trail",
}
_NAMESPACE = uuid.UUID("7b1e2a9c-5d0f-4a57-9a52-0c0ffee02019")


@transaction.atomic
def found_district(*, at: datetime.datetime) -> list[str]:
    """Places and accounts, all or nothing; returns one line for each account with its new password."""
    units = _places(at)
    lines = []
    for username, full_name, role, code in PEOPLE:
        password = accounts.new_password()
        user = accounts.add_account(
            username=username, full_name=full_name, password=password, must_change_password=False, by=None, at=at
        )
        accounts.assign(user, role=role, area=units[code], starts_on=SINCE, by=None, at=at)
        if role == Role.ADMINISTRATOR:  # the district has ended; duties in the new wards are given from above
            accounts.assign(user, role=role, area=units[PROVINCE_CODE], starts_on=REFORM, by=None, at=at)
        lines.append(f"  {username:<16} {password}   {ROLE_WORDS[role]}")
    return lines


def _places(at: datetime.datetime) -> dict[str, Unit]:
    """The official units with their dates, before and after the reform of 1 July 2025; below the wards of 2019 the
    invented residential groups. They wait for an officer to give them their new wards."""
    places.load_units(delivered_units("ba-dinh"), by=None, at=at)
    places.load_successions(delivered_successions("ba-dinh"), by=None, at=at)
    units = {unit.code: unit for unit in below(["/"], SINCE)}
    for ward in WARDS:
        for number in range(1, ward.groups + 1):
            places.add_group(
                units[ward.code],
                code=f"{number:02}",
                name=f"Tổ dân phố {number}",
                kind=AreaKind.URBAN,
                valid_from=SINCE,
                by=None,
                at=at,
            )
    return units


def classify_files(*, clock: Callable[[], datetime.datetime]) -> None:
    """Read in and classify what is not there yet: the wards' own book with its mistakes; the answer workbook that shall
    take its place waits for its columns to be confirmed. Called at every start; the second time nothing happens."""
    officer = User.objects.filter(username=DISTRICT_OFFICER).first()
    if officer is None:
        return
    book = _read_in(officer, "so-phuong-quan-ba-dinh.xlsx", dirty_workbook, clock)
    if book.state == State.UPLOADED:
        book = review.confirm_columns(book, mapping={}, by=officer, at=clock())
    if book.state == State.QUEUED:
        review.run_classification(book.pk, clock=clock)
    _read_in(officer, "phieu-tra-loi-quan-ba-dinh.xlsx", clean_workbook, clock, replaces=book)


def fill_register(*, clock: Callable[[], datetime.datetime]) -> None:
    """Enter the households of the district when the register is empty. Called at every start."""
    officer = User.objects.filter(username=DISTRICT_OFFICER).first()
    if officer is None or any_household():
        return
    register.fill_register(officer.assignments_on(clock().date())[0].area, by=officer, at=clock())


def open_review(*, clock: Callable[[], datetime.datetime]) -> None:
    """Open the review of Ngọc Hà ward when there is none, draw up its lists of rights, give help, tell of its cards and
    its school. Called at every start; nothing of it in a demonstration whose households were given their new wards:
    nobody lives there any more to whom anything is due."""
    ward = Unit.objects.filter(code="00016", level=Level.WARD, valid_from__lte=SINCE).first()
    if ward is not None and living_in(ward, timezone.localdate(clock())).homes:
        review_of_2024.open_review(ward, at=clock())
        rights_of_2024.draw_up_lists(ward, at=clock())
        help_of_today.give_help(ward, at=clock())
        insurance_of_2024.tell_of_cards(ward)
        school_of_2024.open_school(ward)


def _read_in(
    officer: User,
    name: str,
    write: Callable[[Path], object],
    clock: Callable[[], datetime.datetime],
    replaces: ReviewFile | None = None,
) -> ReviewFile:
    token = uuid.uuid5(_NAMESPACE, name)
    known = review_queries.file_by_token(token)
    if known is not None:
        return known
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        path = Path(folder) / name
        write(path)
        file, _new = upload_file(
            name=name,
            chunks=[path.read_bytes()],
            area=officer.assignments_on(clock().date())[0].area,
            area_kind=AreaKind.URBAN,
            rule_set="vn-2022",
            on=demo.REVIEW_DATE,
            token=token,
            replaces=replaces,
            by=officer,
            at=clock(),
        )
    return file
