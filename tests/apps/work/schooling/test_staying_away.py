"""Children who stay away: each once a year with the reason, visited until the task has an end, overdue told."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Circumstance
from chungtay.records.registry.operations import editing, life
from chungtay.work.schooling.models import AwayTask, AwayVisit, Enrolment
from chungtay.work.schooling.operations.enrolments import end_enrolment, finish_year
from chungtay.work.schooling.operations.staying_away import look, record_visit
from chungtay.work.schooling.queries import staying_away as queries
from tests import factories
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.schooling.factories import AT, YEAR, D, enrolled, school

LAST = {"year": 2025, "on": D(2025, 9, 5)}


@pytest.fixture
def group(db) -> Unit:
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def keeper(group):
    return factories.person("officer-away", Role.WARD_OFFICER, group.parent)


@pytest.fixture
def primary(group, keeper):
    return school(group.parent, keeper)


@pytest.fixture
def home(group):
    """Six children: three of school age, one of five, one of sixteen, one who works and was at grade 12."""
    children = (
        member("Nguyễn Thị Ánh", "child", "2017-01-15"),
        member("Nguyễn Minh Khôi", "child", "2014-06-30"),
        member("Nguyễn Văn Sáng", "child", "2020-12-31"),
        member("Nguyễn Văn Bé", "child", "2021-01-01"),
        member("Nguyễn Văn Lớn", "child", "2010-09-01"),
        member("Nguyễn Văn Xong", "child", "2008-02-01"),
    )
    return household(group, (member(), *children), since=D(2021, 6, 1))


def reasons() -> dict[str, str]:
    return dict(AwayTask.objects.filter(outcome="").values_list("person__full_name", "reason"))


def looked(group, keeper, at=AT):
    return look(group.parent, year=YEAR, by=keeper, at=at)


def test_each_for_one_reason_and_once(home, group, keeper, primary) -> None:
    girl, boy = person(home, "Ánh"), person(home, "Khôi")
    enrolled(primary, girl, 3, "3A", by=keeper, **LAST)
    enrolled(primary, person(home, "Xong"), 12, "12A", by=keeper, **LAST)
    finish_year(primary, year=2025, on=D(2026, 5, 31), by=keeper, at=AT)
    row = enrolled(primary, boy, 5, "5A", by=keeper)
    end_enrolment(row.pk, state="left", on=D(2026, 10, 1), why="Theo cha đi làm", by=keeper, at=AT)
    assert reasons() == {"Nguyễn Minh Khôi": "left"}  # at once, before anybody looks
    assert looked(group, keeper) == (2, 0)
    assert reasons() == {"Nguyễn Thị Ánh": "not_back", "Nguyễn Minh Khôi": "left", "Nguyễn Văn Sáng": "never"}
    assert looked(group, keeper) == (0, 0)
    assert AwayTask.objects.get(person=boy).due_on == D(2026, 11, 25)
    with pytest.raises(IntegrityError), transaction.atomic():
        AwayTask.objects.create(
            person=boy, ward=group.parent, school_year=YEAR, reason="left", found_on=AT.date(), due_on=AT.date()
        )


def test_a_second_drop_out_of_the_year_is_a_task_again(home, group, keeper, primary) -> None:
    """Left in October, back, left again: due 15 days after it was told, with the visits of the first time."""
    boy = person(home, "Khôi")
    first = enrolled(primary, boy, 5, "5A", by=keeper)
    end_enrolment(first.pk, state="left", on=D(2026, 10, 1), why="Theo cha đi làm", by=keeper, at=AT)
    second = enrolled(primary, boy, 5, "5A", by=keeper, on=D(2026, 10, 20))
    task = AwayTask.objects.get(person=boy)
    record_visit(task.pk, outcome="returned", note="Đã đi học lại", on=D(2026, 11, 10), by=keeper, at=AT)
    later = AT + datetime.timedelta(days=5)
    end_enrolment(second.pk, state="left", on=D(2026, 11, 13), why="Lại nghỉ", by=keeper, at=later)
    task.refresh_from_db()
    assert (task.outcome, task.closed_on, task.found_on, task.due_on, task.last_id) == (
        "", None, D(2026, 11, 15), D(2026, 11, 30), second.pk,
    )  # fmt: skip
    assert task.visits.count() == 1


def test_who_is_away_again_is_found_by_looking(home, group, keeper, primary) -> None:
    """Back by an enrolment that turns out to be wrong and is taken back; who will not go is not asked again."""
    looked(group, keeper)
    girl, boy = person(home, "Ánh"), person(home, "Khôi")
    made = enrolled(primary, girl, by=keeper)
    act = {"on": D(2026, 11, 10), "note": "x", "by": keeper, "at": AT}
    record_visit(AwayTask.objects.get(person=girl).pk, outcome="returned", **act)
    record_visit(AwayTask.objects.get(person=boy).pk, outcome="refused", **act)
    assert reasons() == {"Nguyễn Văn Sáng": "never"}
    Enrolment.objects.filter(pk=made.pk).update(withdrawn=True)
    Circumstance.objects.filter(person=girl, kind="schooling").update(withdrawn=True)
    assert looked(group, keeper) == (1, 0)
    assert reasons() == {"Nguyễn Văn Sáng": "never", "Nguyễn Thị Ánh": "never"}
    assert looked(group, keeper) == (0, 0)


def test_who_attends_by_the_register_is_not_missed(home, group, keeper) -> None:
    editing.set_circumstance(person(home, "Sáng"), kind="schooling", code="2", since=D(2026, 9, 1), by=None, at=AT)
    looked(group, keeper)
    assert set(reasons()) == {"Nguyễn Thị Ánh", "Nguyễn Minh Khôi"}


def test_the_register_closes_what_it_knows(home, group, keeper, primary) -> None:
    looked(group, keeper)
    enrolled(primary, person(home, "Ánh"), by=keeper)
    life.record_death(person(home, "Khôi"), on=D(2026, 11, 10), by=None, at=AT)
    assert looked(group, keeper) == (0, 2)
    closed = AwayTask.objects.exclude(outcome="").values_list("person__full_name", "outcome")
    assert dict(closed) == {"Nguyễn Thị Ánh": "returned", "Nguyễn Minh Khôi": "gone"}
    assert AwayVisit.objects.filter(by=None).count() == 2


def test_visits_until_there_is_an_end(home, group, keeper, primary) -> None:
    looked(group, keeper)
    girl = person(home, "Ánh")
    task = AwayTask.objects.get(person=girl)
    act = {"on": D(2026, 11, 10), "by": keeper, "at": AT}
    record_visit(task.pk, outcome="visited", note="Mẹ ốm, em ở nhà trông", **act)
    task.refresh_from_db()
    assert (task.outcome, task.due_on) == ("", D(2026, 11, 25))
    with pytest.raises(ValidationError):  # a word alone brings nobody back
        record_visit(task.pk, outcome="returned", note="Đã đi học", **act)
    enrolled(primary, girl, by=keeper)
    record_visit(task.pk, outcome="returned", note="Đã đi học", **act)
    with pytest.raises(ValidationError):
        record_visit(task.pk, outcome="refused", note="x", **act)
    for wrong in ({"note": " "}, {"outcome": "gold"}, {"on": D(2026, 11, 9)}, {"on": D(2026, 11, 11)}):
        other = AwayTask.objects.get(person=person(home, "Sáng"))
        with pytest.raises(ValidationError):
            record_visit(other.pk, **({"outcome": "visited", "note": "x"} | act | wrong))
    with pytest.raises(IntegrityError), transaction.atomic():
        AwayVisit.objects.update(note="khác")


def test_overdue_is_told(home, group, keeper, client) -> None:
    looked(group, keeper)
    ward, today = group.parent, D(2026, 11, 26)
    assert queries.counts(queries.tasks_seen(keeper, ward, YEAR, today), today)["late"] == 3
    assert queries.counts(queries.tasks_seen(keeper, ward, YEAR, D(2026, 11, 25)), D(2026, 11, 25))["late"] == 0
    client.force_login(keeper)
    for address in ("/00016/2026/truong-hoc/", "/00016/2026/truong-hoc/bo-hoc/"):
        assert "3" in client.get(address).content.decode()
    assert client.post("/00016/2026/truong-hoc/bo-hoc/excel/").status_code == 200


def test_only_keepers_of_the_ward_look_and_visit(home, group, keeper) -> None:
    stranger = factories.person("other-away", Role.WARD_OFFICER, Unit.objects.get(code="00001", level="ward"))
    looked(group, keeper)
    with pytest.raises(PermissionDenied):
        looked(group, stranger)
    task = AwayTask.objects.first()
    with pytest.raises(PermissionDenied):
        record_visit(task.pk, outcome="visited", note="x", on=D(2026, 11, 10), by=stranger, at=AT)
    with pytest.raises(ValidationError):
        look(group.parent, year=2027, by=keeper, at=AT)


@pytest.mark.parametrize("count", [2, 24])
def test_the_statements_do_not_grow_with_the_children(group, keeper, count) -> None:
    children = tuple(member(f"Trần Văn {chr(65 + each)}a", "child", "2017-03-04", papers=()) for each in range(count))
    household(group, (member(), *children), since=D(2018, 1, 1))
    with CaptureQueriesContext(connection) as seen:
        assert looked(group, keeper) == (count, 0)
    assert len(seen) <= 24, len(seen)


def test_the_age_of_school_by_hand() -> None:
    """On 01/09/2026: under 16 is born after 01/09/2010; who turns six in 2026 is born by 31/12/2020."""
    assert queries.school_age(2026) == (D(2010, 9, 2), D(2020, 12, 31))
