"""Today tells of children to visit and lists to take over; each night the program looks by itself."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places.models import Unit
from chungtay.work.schooling.models import AwayTask, PupilList
from chungtay.work.schooling.operations.enrolments import end_enrolment
from chungtay.work.schooling.operations.schools import name_officer
from chungtay.work.schooling.operations.staying_away import look_everywhere
from chungtay.work.schooling.presenters.waiting import waiting_for
from tests import factories
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.schooling.factories import AT, YEAR, D, enrolled, school

TODAY = D(2026, 11, 10)
LATE = D(2026, 11, 26)  # visits are due on the 25th: 15 days after the 10th


@pytest.fixture
def group(db) -> Unit:
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def hands(group) -> dict[str, object]:
    ward = group.parent
    return {
        "keeper": factories.person("keeper-waits", Role.WARD_OFFICER, ward),
        "teacher": factories.person("teacher-waits", Role.SCHOOL_OFFICER, ward),
        "other": factories.person("teacher-other", Role.SCHOOL_OFFICER, ward),
        "auditor": factories.person("auditor-waits", Role.AUDITOR, ward),
    }


@pytest.fixture
def home(group):
    """Three of school age."""
    children = (
        member("Nguyễn Thị Ánh", "child", "2017-01-15"),
        member("Nguyễn Minh Khôi", "child", "2014-06-30"),
        member("Nguyễn Văn Sáng", "child", "2020-12-31"),
    )
    return household(group, (member(), *children), since=D(2021, 6, 1))


@pytest.fixture
def schools(group, hands):
    """The teacher works at the first, the other at the second."""
    made = school(group.parent, hands["keeper"]), school(group.parent, hands["keeper"], "Trường Tiểu học Hoa Mai")
    for each, who in zip(made, ("teacher", "other"), strict=True):
        name_officer(each, user=hands[who].pk, by=hands["keeper"], at=AT)
    return made


def told(hands, place, today=TODAY) -> dict[str, list[tuple[str, str]]]:
    found = {
        name: [(each.title, each.about) for each in waiting_for(who, place, today.year, today)]
        for name, who in hands.items()
    }
    return {name: rows for name, rows in found.items() if rows}


def left(primary, child, keeper) -> None:
    row = enrolled(primary, child, 3, "3A", by=keeper)
    end_enrolment(row.pk, state="left", on=D(2026, 10, 1), why="Theo cha đi làm", by=keeper, at=AT)


def test_children_to_visit_are_told_to_the_ward_and_to_the_own_school(home, group, hands, schools) -> None:
    """Two left the first school, one the second: the ward's officer has three, each teacher the own."""
    ward, keeper = group.parent, hands["keeper"]
    assert told(hands, ward) == {}
    left(schools[0], person(home, "Ánh"), keeper)
    left(schools[0], person(home, "Sáng"), keeper)
    left(schools[1], person(home, "Khôi"), keeper)
    assert told(hands, ward) == {
        "keeper": [("3 em bỏ học phải đến thăm", ward.name)],
        "teacher": [("2 em bỏ học phải đến thăm", ward.name)],
        "other": [("1 em bỏ học phải đến thăm", ward.name)],
    }
    assert told(hands, ward, D(2026, 11, 25)) == told(hands, ward)
    overdue = told(hands, ward, LATE)["teacher"]
    assert overdue == [("2 em bỏ học phải đến thăm", f"{ward.name} · 2 lần đến thăm quá hạn")]
    [late] = waiting_for(hands["teacher"], ward, 2026, LATE)
    assert late.address == "/00016/2026/truong-hoc/bo-hoc/?o=late"
    [in_spring] = waiting_for(hands["teacher"], ward, 2027, D(2027, 2, 1))  # of the school year that began in 2026
    assert in_spring.address == late.address


def _staged(at_school, name: str) -> PupilList:
    return PupilList.objects.create(
        school=at_school, school_year=YEAR, day=D(2026, 9, 5), name=name, sha256=name.ljust(64, "0"), brought_at=AT
    )


def test_lists_that_wait_are_told_to_who_takes_them_over(group, hands, schools) -> None:
    made = _staged(schools[0], "lop3.xlsx")
    ward = group.parent
    about = f"Trường Tiểu học Sao Mai · {ward.name} · lop3.xlsx"
    assert told(hands, ward) == {"keeper": [("Một danh sách của trường chờ nhận", about)]}
    [one] = waiting_for(hands["keeper"], ward, 2026, TODAY)
    assert one.address == f"/00016/2026/truong-hoc/{schools[0].pk}/danh-sach/{made.pk}/"
    PupilList.objects.update(state="discarded")
    assert told(hands, ward) == {}


def test_the_statements_do_not_grow(home, group, hands, schools) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            list(waiting_for(hands["keeper"], group.parent, 2026, TODAY))
        return len(asked)

    left(schools[0], person(home, "Ánh"), hands["keeper"])
    _staged(schools[0], "a")
    few = count()
    left(schools[0], person(home, "Khôi"), hands["keeper"])
    for name in "bcd":
        _staged(schools[1], name)
    assert count() == few


def reasons() -> dict[str, str]:
    return dict(AwayTask.objects.filter(outcome="").values_list("person__full_name", "reason"))


def test_the_program_looks_once_every_school_told(home, group, hands, schools) -> None:
    """With the list of one of two schools nobody is missed yet. With both, whoever is at neither is found, once, with
    one event of the program; the other ward has no school and is left alone."""
    keeper = hands["keeper"]
    assert look_everywhere(at=AT) == (0, 0, 0)
    enrolled(schools[0], person(home, "Ánh"), 3, "3A", by=keeper)
    assert look_everywhere(at=AT) == (0, 0, 0)
    enrolled(schools[1], person(home, "Khôi"), 5, "5A", by=keeper)
    assert look_everywhere(at=AT) == (1, 1, 0)
    assert reasons() == {"Nguyễn Văn Sáng": "never"}
    assert look_everywhere(at=AT + datetime.timedelta(days=1)) == (1, 0, 0)
    [event] = AuditEvent.objects.filter(action="schooling.looked_for_children")
    assert (event.by, event.detail) == (None, {"year": 2026, "opened": 1, "closed": 0})
    enrolled(schools[1], person(home, "Sáng"), 1, "1A", by=keeper, on=D(2026, 11, 10))
    assert look_everywhere(at=AT + datetime.timedelta(days=2)) == (1, 0, 1)


def test_a_closed_school_is_not_waited_for_and_in_summer_nobody_is_looked_for(home, group, hands, schools) -> None:
    enrolled(schools[0], person(home, "Ánh"), 3, "3A", by=hands["keeper"])
    type(schools[1]).objects.filter(pk=schools[1].pk).update(closed_on=D(2026, 11, 11))
    assert look_everywhere(at=AT) == (0, 0, 0)  # open until tomorrow
    for month in (6, 7, 8):
        assert look_everywhere(at=AT.replace(year=2027, month=month, day=1)) == (0, 0, 0)
    assert look_everywhere(at=AT + datetime.timedelta(days=1)) == (1, 2, 0)
    assert set(reasons()) == {"Nguyễn Minh Khôi", "Nguyễn Văn Sáng"}
