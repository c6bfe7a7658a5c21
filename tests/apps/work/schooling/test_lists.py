"""A list that a school sends: compared, decided by a person where two may be meant, taken over once, undone."""

from __future__ import annotations

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Circumstance, IdentityPaper
from chungtay.work.schooling.models import Enrolment, PupilList
from chungtay.work.schooling.operations import lists
from chungtay.work.schooling.operations.enrolments import end_enrolment
from chungtay.workbooks.pupils import PupilLine, read_pupils
from chungtay.workbooks.reading.limits import FileRefused
from tests import factories
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.schooling.factories import AT, OPENS, YEAR, D, enrolled, school, sheet


@pytest.fixture
def group(db) -> Unit:
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def keeper(group):
    return factories.person("officer-school", Role.WARD_OFFICER, group.parent)


@pytest.fixture
def home(group):
    children = (
        member("Nguyễn Thị Ánh", "child", "2017-01-15"),
        member("Nguyễn Minh Khôi", "child", "2016-06-30"),
        member("Nguyễn Văn Sáng", "child", "2018-02-01", papers=()),
    )
    return household(group, (member(), *children), since=D(2019, 1, 1))


@pytest.fixture
def primary(group, keeper):
    return school(group.parent, keeper)


def number_of(of) -> str:
    return IdentityPaper.objects.get(person=of).number


def brought(primary, keeper, path, **changes) -> PupilList:
    values = {"year": YEAR, "day": OPENS, "by": keeper, "at": AT} | changes
    sent = lists.Sent(path.name, hashlib.sha256(path.read_bytes()).hexdigest(), read_pupils(path))
    return lists.bring_in(primary, sent, **values)[0]


def outcomes(made: PupilList) -> dict[str, str]:
    return dict(made.rows.values_list("name", "outcome"))


def test_a_list_is_read_below_its_title_and_above_its_signature(tmp_path) -> None:
    path = sheet(
        tmp_path / "ds.xlsx",
        ("1", "Nguyễn Thị Ánh", "15/01/2017", "4A", "099000000001"),
        ("2", "Lê Văn Ba", "2017", "4B", ""),
    )
    found = read_pupils(path)
    assert [(one.line, one.name, one.born, one.day, one.grade, one.class_name, one.number) for one in found] == [
        (5, "Nguyễn Thị Ánh", "15/01/2017", D(2017, 1, 15), 4, "4A", "099000000001"),
        (6, "Lê Văn Ba", "2017", None, 4, "4B", ""),
    ]


def test_names_in_two_columns_of_a_csv(tmp_path) -> None:
    path = tmp_path / "ds.csv"
    path.write_text("Họ và tên đệm;Tên;Ngày sinh;Khối;Lớp\nNguyễn Thị;Ánh;15/1/2017;4;4A1\n", encoding="utf-8")
    [one] = read_pupils(path)
    assert (one.name, one.day, one.grade, one.class_name) == ("Nguyễn Thị Ánh", D(2017, 1, 15), 4, "4A1")


def test_a_file_without_headings_is_refused_in_words(tmp_path) -> None:
    path = tmp_path / "ds.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="Họ và tên"):
        read_pupils(path)


def test_each_line_by_number_by_name_and_birth_or_by_a_person(home, keeper, primary, tmp_path, group) -> None:
    girl, boy = person(home, "Ánh"), person(home, "Khôi")
    household(group, (member("Trần Văn Năm"), member("Nguyễn Văn Sáng", "child", "2018-02-01", papers=())))
    path = sheet(
        tmp_path / "ds.xlsx",
        ("1", "nguyen thi anh", "", "4A", number_of(girl)),  # the number decides; the marks are missing
        ("2", "Nguyễn Minh Khôi", "30/06/2016", "5A", ""),  # name and birth decide
        ("3", "Nguyễn Văn Sáng", "01/02/2018", "3A", ""),  # two of them
        ("4", "Lê Thị Lạ", "01/02/2018", "3A", ""),  # nobody
        ("5", "Trần Hoài", "31/31/2018", "3A", ""),  # no day
        ("6", "Đỗ Văn Khác", "01/02/2018", "3A", number_of(boy)),  # the number of somebody of another name
    )
    made = brought(primary, keeper, path)
    assert outcomes(made) == {
        "nguyen thi anh": "new", "Nguyễn Minh Khôi": "new", "Nguyễn Văn Sáng": "choose", "Lê Thị Lạ": "unknown",
        "Trần Hoài": "wrong", "Đỗ Văn Khác": "choose",
    }  # fmt: skip
    assert not Enrolment.objects.exists()
    row = made.rows.get(name="Nguyễn Văn Sáng")
    assert len(row.possible) == 2
    with pytest.raises(ValidationError):
        lists.decide(made.pk, row.line, person=girl.pk, by=keeper, at=AT)
    lists.decide(made.pk, row.line, person=person(home, "Sáng").pk, by=keeper, at=AT)
    with pytest.raises(ValidationError):  # Khôi stands on another line
        lists.decide(made.pk, made.rows.get(name="Đỗ Văn Khác").line, person=boy.pk, by=keeper, at=AT)
    lists.decide(made.pk, made.rows.get(name="Đỗ Văn Khác").line, person=None, by=keeper, at=AT)
    lists.take_over(made.pk, by=keeper, at=AT)
    assert set(Enrolment.objects.values_list("person__full_name", "grade", "class_name")) == {
        ("Nguyễn Thị Ánh", 4, "4A"), ("Nguyễn Minh Khôi", 5, "5A"), ("Nguyễn Văn Sáng", 3, "3A"),
    }  # fmt: skip


def test_a_name_of_other_marks_or_another_number_is_decided_by_a_person(home, keeper, primary, tmp_path) -> None:
    path = sheet(
        tmp_path / "ds.xlsx",
        ("1", "Nguyễn Thị Anh", "15/01/2017", "4A", ""),
        ("2", "Nguyễn Minh Khôi", "30/06/2016", "5A", "099999999999"),
    )
    assert set(outcomes(brought(primary, keeper, path)).values()) == {"choose"}


def test_a_list_is_taken_over_once_and_again_changes_nothing(home, keeper, primary, tmp_path) -> None:
    path = sheet(tmp_path / "ds.xlsx", ("1", "Nguyễn Thị Ánh", "15/01/2017", "4A", ""))
    made = brought(primary, keeper, path)
    assert brought(primary, keeper, path).pk == made.pk
    lists.take_over(made.pk, by=keeper, at=AT)
    with pytest.raises(ValidationError):
        lists.take_over(made.pk, by=keeper, at=AT)
    again = sheet(tmp_path / "lan-2.xlsx", ("7", "Nguyễn Thị Ánh", "15/01/2017", "4A", ""))
    second = brought(primary, keeper, again)
    assert outcomes(second) == {"Nguyễn Thị Ánh": "same"}
    lists.take_over(second.pk, by=keeper, at=AT)
    assert Enrolment.objects.count() == 1
    assert Circumstance.objects.live().filter(kind="schooling").count() == 1


def test_another_class_and_another_school_and_back_again(home, keeper, primary, group, tmp_path) -> None:
    girl, boy = person(home, "Ánh"), person(home, "Khôi")
    other = school(group.parent, keeper, "Trường Tiểu học Bình Minh")
    enrolled(primary, girl, 4, "4A", by=keeper)
    enrolled(other, boy, 5, "5C", by=keeper)
    path = sheet(
        tmp_path / "ds.xlsx",
        ("1", "Nguyễn Thị Ánh", "15/01/2017", "4B", ""),
        ("2", "Nguyễn Minh Khôi", "30/06/2016", "5A", ""),
    )
    made = brought(primary, keeper, path, day=D(2026, 10, 1))
    assert outcomes(made) == {"Nguyễn Thị Ánh": "changed", "Nguyễn Minh Khôi": "elsewhere"}
    lists.take_over(made.pk, by=keeper, at=AT)
    live = Enrolment.objects.filter(withdrawn=False, state="studying")
    assert set(live.values_list("person", "school", "class_name")) == {
        (girl.pk, primary.pk, "4B"), (boy.pk, primary.pk, "5A"),
    }  # fmt: skip
    lists.undo_list(made.pk, why="Nhầm trường", by=keeper, at=AT)
    assert set(live.values_list("person", "school", "class_name")) == {
        (girl.pk, primary.pk, "4A"), (boy.pk, other.pk, "5C"),
    }  # fmt: skip
    now = Circumstance.objects.current().filter(kind="schooling")
    assert set(now.values_list("person", "words")) == {(girl.pk, primary.name), (boy.pk, other.name)}


def test_an_undone_list_leaves_no_trace_in_the_register_and_can_come_again(home, keeper, primary, tmp_path) -> None:
    path = sheet(tmp_path / "ds.xlsx", ("1", "Nguyễn Thị Ánh", "15/01/2017", "4A", ""))
    made = lists.take_over(brought(primary, keeper, path).pk, by=keeper, at=AT)
    with pytest.raises(ValidationError):
        lists.undo_list(made.pk, why=" ", by=keeper, at=AT)
    lists.undo_list(made.pk, why="Gửi nhầm năm", by=keeper, at=AT)
    assert not Circumstance.objects.live().filter(kind="schooling").exists()
    assert not Enrolment.objects.filter(withdrawn=False).exists()
    second = brought(primary, keeper, path)
    assert second.pk != made.pk
    lists.take_over(second.pk, by=keeper, at=AT)
    row = Enrolment.objects.get(withdrawn=False)
    end_enrolment(row.pk, state="left", on=D(2026, 11, 1), why="Nghỉ học", by=keeper, at=AT)
    with pytest.raises(ValidationError):  # somebody left since: the list stands
        lists.undo_list(second.pk, why="x", by=keeper, at=AT)


@pytest.mark.parametrize("count", [5, 60])
def test_the_statements_do_not_grow_with_the_list(group, keeper, primary, count) -> None:
    children = tuple(
        member(f"Trần Văn {chr(65 + number // 26)}{chr(97 + number % 26)}", "child", "2017-03-04")
        for number in range(count)
    )
    household(group, (member(), *children), since=D(2018, 1, 1))
    lines = [PupilLine(row, each.full_name, "04/03/2017", D(2017, 3, 4), grade=4) for row, each in enumerate(children)]
    with CaptureQueriesContext(connection) as seen:
        made, _new = lists.bring_in(primary, lists.Sent("a", "0" * 64, lines), year=YEAR, day=OPENS, by=keeper, at=AT)
        lists.take_over(made.pk, by=keeper, at=AT)
    assert Enrolment.objects.count() == count
    assert len(seen) <= 62, [query["sql"][:90] for query in seen]


def test_a_pupil_with_a_name_alone_is_told(home, keeper, primary, tmp_path) -> None:
    path = sheet(
        tmp_path / "ds.xlsx",
        ("1", "Nguyễn Thị Ánh", "", "", ""),
        ("2", "Nguyễn Minh Khôi", "30/06/2016", "5A", ""),
    )
    made = brought(primary, keeper, path)
    assert outcomes(made) == {"Nguyễn Thị Ánh": "wrong", "Nguyễn Minh Khôi": "new"}
    assert made.rows.get(line=5).why == "Thiếu ngày sinh: ghi vào ô C5."


def test_a_class_of_another_level_is_taken_over_only_by_decision(home, keeper, primary, tmp_path) -> None:
    """9C is no class of a primary school; that it may be, where a school has two levels, somebody says."""
    girl = person(home, "Ánh")
    enrolled(primary, girl, 4, "4A", by=keeper)
    path = sheet(
        tmp_path / "ds.xlsx",
        ("1", "Nguyễn Thị Ánh", "15/01/2017", "9C", ""),
        ("2", "Nguyễn Minh Khôi", "30/06/2016", "5A", ""),
    )
    made = brought(primary, keeper, path)
    assert outcomes(made) == {"Nguyễn Thị Ánh": "choose", "Nguyễn Minh Khôi": "new"}
    row = made.rows.get(line=5)
    assert (row.person, row.possible) == (None, [girl.pk])
    assert row.why == "Lớp 9C không thuộc cấp học của trường (Tiểu học). Chỉ chọn người nếu đúng như vậy."
    lists.take_over(made.pk, by=keeper, at=AT)
    assert Enrolment.objects.get(person=girl).class_name == "4A"


def test_a_class_of_another_level_that_somebody_said_is_right(home, keeper, primary, tmp_path) -> None:
    girl = person(home, "Ánh")
    made = brought(primary, keeper, sheet(tmp_path / "ds.xlsx", ("1", "Nguyễn Thị Ánh", "15/01/2017", "9C", "")))
    lists.decide(made.pk, 5, person=girl.pk, by=keeper, at=AT)
    lists.take_over(made.pk, by=keeper, at=AT)
    assert Enrolment.objects.get(person=girl).class_name == "9C"


def test_a_pupil_without_a_birth_is_shown_to_choose_from(home, keeper, primary, tmp_path) -> None:
    path = sheet(
        tmp_path / "ds.xlsx",
        ("1", "Nguyễn Thị Ánh", "", "4A", ""),
        ("2", "Nguyễn Minh Khôi", "2015", "5A", ""),
        ("3", "Nguyễn Văn Sáng", "2018", "3A", ""),
    )
    made = brought(primary, keeper, path)
    assert [(row.outcome, row.possible) for row in made.rows.all()] == [
        ("choose", [person(home, "Ánh").pk]), ("unknown", []), ("choose", [person(home, "Sáng").pk]),
    ]  # fmt: skip
