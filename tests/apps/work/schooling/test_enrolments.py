"""Who is enrolled where: once for a school year, and the register knows it, so that policies can ask."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.queries.rights import rights_in
from chungtay.records.registry.models import Circumstance
from chungtay.records.registry.operations import life, moves
from chungtay.work.schooling.models import Enrolment
from chungtay.work.schooling.operations.enrolments import NewPupil, end_enrolment, enrol_all, finish_year
from tests import factories
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.schooling.factories import AT, OPENS, YEAR, D, enrolled, school


@pytest.fixture
def group(db) -> Unit:
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def keeper(group):
    return factories.person("officer-school", Role.WARD_OFFICER, group.parent)


@pytest.fixture
def home(group):
    family = (
        member(),
        member("Nguyễn Thị Ánh", "child", "2017-01-15"),
        member("Nguyễn Minh Khôi", "child", "2014-06-30"),
    )
    return household(group, family, since=D(2018, 1, 1))


@pytest.fixture
def primary(group, keeper):
    return school(group.parent, keeper)


def schooling(of, day) -> list[tuple[str, str]]:
    return list(Circumstance.objects.on(day).filter(person=of, kind="schooling").values_list("code", "words"))


def test_the_register_knows_a_pupil_from_the_first_day_to_the_last(home, keeper, primary) -> None:
    girl = person(home, "Ánh")
    row = enrolled(primary, girl, by=keeper)
    assert (row.level, row.grade) == ("2", 4)
    assert schooling(girl, D(2026, 9, 4)) == []
    assert schooling(girl, OPENS) == [("2", "Trường Tiểu học Sao Mai")]
    end_enrolment(row.pk, state="left", on=D(2026, 10, 20), why="Theo mẹ đi làm xa", by=keeper, at=AT)
    assert schooling(girl, D(2026, 10, 20)) == [("2", "Trường Tiểu học Sao Mai")]
    assert schooling(girl, D(2026, 10, 21)) == []


def test_policies_are_answered_from_the_enrolment(home, keeper, primary, group) -> None:
    girl = person(home, "Ánh")
    enrolled(primary, girl, by=keeper)
    for day, word in ((D(2026, 9, 4), 0), (OPENS, 2)):
        people = rights_in(keeper, group.parent, day, D(2026, 11, 10)).facts.people
        assert people.filter(people["person"] == girl.pk)["schooling"].to_list() == [word]


def test_one_live_enrolment_for_a_person_and_year(home, keeper, primary, group) -> None:
    girl = person(home, "Ánh")
    first = enrolled(primary, girl, by=keeper)
    other = school(group.parent, keeper, "Trường Tiểu học Bình Minh")
    with pytest.raises(ValidationError):
        enrolled(other, girl, by=keeper)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(
            person=girl, school=other, school_year=YEAR, level="2", enrolled_on=OPENS, entered_at=AT
        )
    end_enrolment(first.pk, state="moved", on=D(2026, 10, 1), by=keeper, at=AT)
    enrolled(other, girl, by=keeper, on=D(2026, 10, 1))
    assert schooling(girl, D(2026, 10, 1)) == [("2", "Trường Tiểu học Bình Minh")]  # one schooling on any day
    assert schooling(girl, D(2026, 9, 30)) == [("2", "Trường Tiểu học Sao Mai")]


@pytest.mark.parametrize(
    ("grade", "level"), [(1, "2"), (5, "2"), (6, "3"), (9, "3"), (10, "4"), (12, "4"), (None, "2")]
)
def test_the_level_goes_by_the_grade(home, keeper, primary, grade, level) -> None:
    assert enrolled(primary, person(home, "Ánh"), grade, by=keeper).level == level


def test_the_dead_and_those_who_live_elsewhere_are_not_enrolled(home, keeper, primary, group) -> None:
    girl, boy = person(home, "Ánh"), person(home, "Khôi")
    life.record_death(girl, on=D(2026, 9, 1), by=None, at=AT)
    other = Unit.objects.get(level="group", parent__code="00001")
    moves.split_household(
        home, persons=[boy], head=boy, relations={}, group=other, address="Số 9", on=D(2026, 9, 1), by=None, at=AT
    )
    for each in (girl, boy):
        with pytest.raises(ValidationError):
            enrolled(primary, each, by=keeper)
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("day", [D(2026, 5, 31), D(2026, 11, 11), D(2027, 9, 1)])
def test_days_outside_the_school_year_or_to_come_are_refused(home, keeper, primary, day) -> None:
    with pytest.raises(ValidationError):
        enrolled(primary, person(home, "Ánh"), by=keeper, on=day)


def test_who_leaves_needs_a_reason_and_leaves_once(home, keeper, primary) -> None:
    row = enrolled(primary, person(home, "Ánh"), by=keeper)
    with pytest.raises(ValidationError):
        end_enrolment(row.pk, state="left", on=D(2026, 10, 1), by=keeper, at=AT)
    with pytest.raises(ValidationError):
        end_enrolment(row.pk, state="finished", on=D(2026, 9, 4), by=keeper, at=AT)
    end_enrolment(row.pk, state="finished", on=D(2026, 10, 1), by=keeper, at=AT)
    with pytest.raises(ValidationError):
        end_enrolment(row.pk, state="left", on=D(2026, 10, 2), why="x", by=keeper, at=AT)


def test_only_keepers_of_the_ward_write(home, keeper, primary, group) -> None:
    leader = factories.person("leader-school", Role.WARD_LEADER, group.parent)
    stranger = factories.person("other-school", Role.WARD_OFFICER, Unit.objects.get(code="00001", level="ward"))
    for somebody in (leader, stranger):
        with pytest.raises(PermissionDenied):
            enrolled(primary, person(home, "Ánh"), by=somebody)
        with pytest.raises(PermissionDenied):
            school(group.parent, somebody, "Trường khác")


def test_a_year_is_finished_for_everybody_at_once(home, keeper, primary, django_assert_max_num_queries) -> None:
    girl, boy = person(home, "Ánh"), person(home, "Khôi")
    day = {"on": D(2025, 9, 5), "year": 2025, "by": keeper}
    enrol_all(primary, pupils=[NewPupil(girl.pk, 3), NewPupil(boy.pk, 5)], at=AT, **day)
    with pytest.raises(ValidationError):
        finish_year(primary, year=2025, on=D(2026, 4, 30), by=keeper, at=AT)
    assert finish_year(primary, year=2025, on=D(2026, 5, 31), by=keeper, at=AT) == 2
    assert schooling(girl, D(2026, 6, 1)) == []


@pytest.mark.parametrize("way", ["one", "all"])
def test_a_year_finished_late_leaves_who_studies_on_at_school(home, keeper, primary, way) -> None:
    """Enrolled for 2026 before anybody says that 2025 is finished: the register's schooling goes on."""
    girl = person(home, "Ánh")
    row = enrolled(primary, girl, 3, "3A", by=keeper, year=2025, on=D(2025, 9, 5))
    enrolled(primary, girl, by=keeper)
    if way == "one":
        end_enrolment(row.pk, state="finished", on=D(2026, 5, 31), by=keeper, at=AT)
    else:
        assert finish_year(primary, year=2025, on=D(2026, 5, 31), by=keeper, at=AT) == 1
    assert schooling(girl, D(2026, 11, 1)) == [("2", "Trường Tiểu học Sao Mai")]
