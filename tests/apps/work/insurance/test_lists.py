"""A list of cards: compared, decided by a person where two may be meant, taken over once, undone."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.operations import jobs
from chungtay.records.entitlements.models import HealthCard
from chungtay.records.entitlements.operations.cards import NewCard, end_cards, record_cards
from chungtay.records.entitlements.queries.cards import insured_in
from chungtay.records.registry.operations import life
from chungtay.work.insurance.models import CardList
from chungtay.work.insurance.operations import lists
from chungtay.work.insurance.operations.undoing import undo_list
from chungtay.workbooks.cards import looks_right, read_cards
from chungtay.workbooks.reading.limits import FileRefused
from tests import factories
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.insurance.factories import AT, TODAY, D, brought, number_of, sheet

NUMBER = "HN4010123456789"


@pytest.fixture
def keeper(group):
    return factories.person("officer-insurance", Role.WARD_OFFICER, group.parent)


@pytest.fixture
def home(group):
    members = (
        member(),
        member("Trần Thị Hường", "spouse", "1974-11-02"),
        member("Nguyễn Minh Khôi", "child", "2010-06-30", papers=()),
    )
    return household(group, members, since=D(2019, 1, 1))


def outcomes(made: CardList) -> dict[str, str]:
    return {row.name: row.outcome for row in made.rows.all()}


def cards_of(who) -> list[tuple]:
    rows = HealthCard.objects.filter(person=who, withdrawn=False)
    return [(card.valid_from, card.valid_to, card.payer, str(card.number)) for card in rows]


def test_from_the_file_to_the_card_and_back(group, keeper, home, tmp_path) -> None:
    dinh = person(home, "Đình")
    path = sheet(
        tmp_path / "the.xlsx",
        ("1", "Nguyễn Văn Đình", "", number_of(dinh), NUMBER, "01/01/2026", "31/12/2026", "Ngân sách thành phố"),
        ("2", "Nguyễn Minh Khôi", "30/06/2010", "", "HS401012345", "01/09/2026", "", ""),
        ("3", "Phạm Văn Lạ", "01/02/1980", "", "", "01/01/2026", "31/12/2026", ""),
        ("4", "Trần Thị Hường", "02/11/1974", "", "", "31/02/2026", "", ""),
    )
    made = brought(group.parent, keeper, path)
    assert made.state == "staged"
    assert outcomes(made) == {
        "Nguyễn Văn Đình": "new", "Nguyễn Minh Khôi": "new", "Phạm Văn Lạ": "unknown", "Trần Thị Hường": "refused",
    }  # fmt: skip
    rows = {row.name: row for row in made.rows.all()}
    assert rows["Trần Thị Hường"].why.startswith("F8: Từ ngày “31/02/2026”")
    assert rows["Nguyễn Minh Khôi"].warning.startswith("E6: Mã thẻ không đúng dạng")
    assert str(rows["Nguyễn Văn Đình"].identity) == ""  # found its person, and is not kept
    assert cards_of(dinh) == []  # nothing is written yet

    with pytest.raises(ValidationError) as asked:  # a number of unusual form is asked about, never refused
        lists.take_over(made.pk, by=keeper, at=AT)
    assert asked.value.code == "look"
    made = lists.take_over(made.pk, looked_at=True, by=keeper, at=AT)
    assert made.state == "applied"
    assert cards_of(dinh) == [(D(2026, 1, 1), D(2026, 12, 31), "city", NUMBER)]
    assert cards_of(person(home, "Khôi")) == [(D(2026, 9, 1), None, "state", "HS401012345")]
    event = AuditEvent.objects.get(action="insurance.list_taken_over")
    assert event.detail["new"] == 2

    undo_list(made.pk, why="nhầm tệp", by=keeper, at=AT)
    assert cards_of(dinh) == []
    with pytest.raises(ValidationError):
        undo_list(made.pk, why="nhầm tệp", by=keeper, at=AT)


def test_the_same_file_is_one_list_and_a_second_list_changes_nothing(group, keeper, home, tmp_path) -> None:
    row = ("1", "Trần Thị Hường", "02/11/1974", "", NUMBER, "01/01/2026", "31/12/2026", "")
    path = sheet(tmp_path / "the.xlsx", row)
    made = brought(group.parent, keeper, path)
    assert brought(group.parent, keeper, path).pk == made.pk
    lists.take_over(made.pk, by=keeper, at=AT)
    again = brought(group.parent, keeper, path, on=D(2026, 9, 9))
    assert outcomes(again) == {"Trần Thị Hường": "same"}
    lists.take_over(again.pk, by=keeper, at=AT)
    assert len(cards_of(person(home, "Hường"))) == 1


def test_a_changed_period_is_brought_up_to_date_and_back(group, keeper, home, tmp_path) -> None:
    huong = person(home, "Hường")
    record_cards([NewCard(huong.pk, "state", D(2026, 1, 1), D(2026, 6, 30), NUMBER)], source="entered", origin="",
                 by=None, at=AT)  # fmt: skip
    row = ("1", "Trần Thị Hường", "02/11/1974", "", NUMBER, "01/01/2026", "31/12/2026", "")
    made = brought(group.parent, keeper, sheet(tmp_path / "the.xlsx", row))
    assert outcomes(made) == {"Trần Thị Hường": "changed"}
    lists.take_over(made.pk, by=keeper, at=AT)
    assert cards_of(huong) == [(D(2026, 1, 1), D(2026, 12, 31), "state", NUMBER)]
    undo_list(made.pk, why="nhầm", by=keeper, at=AT)
    assert cards_of(huong) == [(D(2026, 1, 1), D(2026, 6, 30), "state", NUMBER)]


def test_undoing_takes_away_the_number_that_a_list_brought(group, keeper, home, tmp_path) -> None:
    huong = person(home, "Hường")
    record_cards([NewCard(huong.pk, "state", D(2026, 1, 1), None)], source="entered", origin="", by=None, at=AT)
    row = ("1", "Trần Thị Hường", "02/11/1974", "", NUMBER, "01/01/2026", "", "")
    made = brought(group.parent, keeper, sheet(tmp_path / "the.xlsx", row))
    lists.take_over(made.pk, by=keeper, at=AT)
    assert cards_of(huong) == [(D(2026, 1, 1), None, "state", NUMBER)]
    undo_list(made.pk, why="nhầm", by=keeper, at=AT)
    assert cards_of(huong) == [(D(2026, 1, 1), None, "state", "")]


def test_a_list_is_not_undone_over_what_came_later(group, keeper, home, tmp_path) -> None:
    """The card it changed ended since; and a newer list changed a card that it brought."""
    dinh, huong = person(home, "Đình"), person(home, "Hường")
    record_cards([NewCard(huong.pk, "state", D(2026, 1, 1), D(2026, 6, 30), NUMBER)], source="entered", origin="",
                 by=None, at=AT)  # fmt: skip
    first = brought(group.parent, keeper, sheet(
        tmp_path / "1.xlsx",
        ("1", "Trần Thị Hường", "02/11/1974", "", NUMBER, "01/01/2026", "31/12/2026", ""),
        ("2", "Nguyễn Văn Đình", "", number_of(dinh), "", "01/02/2026", "31/10/2026", ""),
    ))  # fmt: skip
    lists.take_over(first.pk, by=keeper, at=AT)
    row = ("1", "Nguyễn Văn Đình", "", number_of(dinh), "", "01/02/2026", "31/12/2026", "")
    second = brought(group.parent, keeper, sheet(tmp_path / "2.xlsx", row))
    lists.take_over(second.pk, by=keeper, at=AT)
    with pytest.raises(ValidationError, match="Hoàn tác danh sách đó trước"):
        undo_list(first.pk, why="nhầm", by=keeper, at=AT)
    undo_list(second.pk, why="nhầm", by=keeper, at=AT)
    assert cards_of(dinh) == [(D(2026, 2, 1), D(2026, 10, 31), "state", "")]
    [card] = HealthCard.objects.filter(person=huong, withdrawn=False)
    end_cards({card.pk: (TODAY, "recalled")}, at=AT)
    with pytest.raises(ValidationError, match="1 thẻ của danh sách đã kết thúc"):
        undo_list(first.pk, why="nhầm", by=keeper, at=AT)


def test_a_second_card_of_a_list_is_refused_with_the_first(group, keeper, home, tmp_path) -> None:
    huong = person(home, "Hường")
    record_cards([NewCard(huong.pk, "work", D(2026, 3, 1), None)], source="entered", origin="", by=None, at=AT)
    path = sheet(
        tmp_path / "the.xlsx",
        ("1", "Trần Thị Hường", "02/11/1974", "", NUMBER, "01/01/2026", "31/12/2026", ""),
        ("2", "Nguyễn Minh Khôi", "30/06/2010", "", "", "01/01/2026", "31/12/2026", ""),
        ("3", "Nguyễn Minh Khôi", "30/06/2010", "", "", "01/12/2026", "", ""),
    )
    made = brought(group.parent, keeper, path)
    by_line = {row.line: (row.outcome, row.why) for row in made.rows.all()}
    assert by_line[5][0] == "refused"
    assert "01/03/2026" in by_line[5][1]
    assert by_line[6][0] == "new"
    assert by_line[7][0] == "refused"
    assert "6" in by_line[7][1]


def test_somebody_says_whom_a_line_means(group, keeper, home, tmp_path) -> None:
    row = ("1", "Nguyễn Minh Khoi", "30/06/2010", "", "", "01/01/2026", "31/12/2026", "")
    made = brought(group.parent, keeper, sheet(tmp_path / "the.xlsx", row))
    assert outcomes(made) == {"Nguyễn Minh Khoi": "choose"}
    khoi = person(home, "Khôi")
    with pytest.raises(ValidationError):
        lists.decide(made.pk, 5, person=person(home, "Đình").pk, by=keeper, at=AT)
    lists.decide(made.pk, 5, person=None, by=keeper, at=AT)
    assert outcomes(made) == {"Nguyễn Minh Khoi": "left_out"}
    lists.decide(made.pk, 5, person=khoi.pk, by=keeper, at=AT)
    lists.take_over(made.pk, by=keeper, at=AT)
    assert len(cards_of(khoi)) == 1


def test_the_card_of_somebody_dead_is_not_taken_over(group, keeper, home, tmp_path) -> None:
    dinh = person(home, "Đình")
    number = number_of(dinh)
    huong, khoi = person(home, "Hường"), person(home, "Khôi")
    near = {huong.pk: life.Relationship("head"), khoi.pk: life.Relationship("child")}
    life.record_death(dinh, on=D(2026, 8, 2), new_head=huong, relations=near, by=None, at=AT)
    row = ("1", "Nguyễn Văn Đình", "", number, NUMBER, "01/01/2026", "31/12/2026", "")
    made = brought(group.parent, keeper, sheet(tmp_path / "the.xlsx", row))
    [line] = made.rows.all()
    assert (line.outcome, "02/08/2026" in line.why) == ("refused", True)


def test_a_full_list_tells_who_has_none(group, keeper, home, tmp_path) -> None:
    row = ("1", "Trần Thị Hường", "02/11/1974", "", NUMBER, "01/01/2026", "31/12/2026", "")
    made = brought(group.parent, keeper, sheet(tmp_path / "the.xlsx", row), complete=True)
    lists.take_over(made.pk, by=keeper, at=AT)
    dinh, huong, khoi = (person(home, name).pk for name in ("Đình", "Hường", "Khôi"))
    assert insured_in([group.parent.path], TODAY) == {dinh: False, huong: True, khoi: False}
    undo_list(made.pk, why="nhầm", by=keeper, at=AT)
    assert insured_in([group.parent.path], TODAY) == {}


def test_nobody_whom_an_unreadable_line_may_name_is_said_to_have_none(group, keeper, home, tmp_path) -> None:
    """Hường's first day cannot be read, Đình's date of birth neither, Khoi may be Khôi and is left out: of none of the
    three is it known that they have no card. Of Bùi Văn Tám, on no line, it is."""
    tam = household(group, (member("Bùi Văn Tám", born="1975-05-05"),), since=D(2019, 1, 1))
    path = sheet(
        tmp_path / "the.xlsx",
        ("1", "Trần Thị Hường", "02/11/1974", "", NUMBER, "31/02/2026", "31/12/2026", ""),
        ("2", "Nguyễn Văn Đình", "31/02/1970", "", "", "01/01/2026", "31/12/2026", ""),
        ("3", "Nguyễn Minh Khoi", "30/06/2010", "", "", "01/01/2026", "31/12/2026", ""),
        ("4", "Nguyễn Minh Khoi", "30/06/2010", "", "", "32/01/2026", "31/12/2026", ""),
    )
    made = brought(group.parent, keeper, path, complete=True)
    first, second, third, fourth = made.rows.order_by("line")
    assert [row.outcome for row in (first, second, third, fourth)] == ["refused", "refused", "choose", "refused"]
    assert first.person_id == person(home, "Hường").pk  # whom it names is seen, and it stays refused
    with pytest.raises(ValidationError):
        lists.decide(made.pk, fourth.line, person=person(home, "Khôi").pk, by=keeper, at=AT)
    lists.decide(made.pk, third.line, person=None, by=keeper, at=AT)
    lists.take_over(made.pk, looked_at=True, by=keeper, at=AT)
    assert insured_in([group.parent.path], TODAY) == {person(tam, "Tám").pk: False}


def test_a_whole_ward_is_worked_on_in_the_background(group, keeper, home, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(lists, "AT_ONCE", 1)
    path = sheet(
        tmp_path / "the.xlsx",
        ("1", "Trần Thị Hường", "02/11/1974", "", NUMBER, "01/01/2026", "31/12/2026", ""),
        ("2", "Nguyễn Minh Khôi", "30/06/2010", "", "", "01/01/2026", "31/12/2026", ""),
    )
    made = brought(group.parent, keeper, path)
    assert made.state == "comparing"
    _work()
    made.refresh_from_db()
    assert made.state == "staged"
    lists.take_over(made.pk, by=keeper, at=AT)
    _work()
    made.refresh_from_db()
    assert made.state == "applied"
    assert len(cards_of(person(home, "Khôi"))) == 1


def _work() -> None:
    from chungtay.foundation.core.models import Job

    for job in Job.objects.filter(state="waiting"):
        jobs.run_job(job.pk, clock=lambda: AT)


def test_statements_do_not_grow_with_the_lines(group, keeper, tmp_path) -> None:
    def counted(count: int, first: int) -> int:
        rows = []
        for place in range(first, first + count):
            name = f"Lê Văn {'ABCDEGHIKLMNOPQRSTUV'[place]}"
            household(group, (member(name, born=f"19{50 + place}-03-04", papers=()),), since=D(2019, 1, 1))
            rows.append(("1", name, f"04/03/19{50 + place}", "", "", "01/01/2026", "31/12/2026", ""))
        path = sheet(tmp_path / f"{count}.xlsx", *rows)
        with CaptureQueriesContext(connection) as seen:
            made = brought(group.parent, keeper, path)
            lists.take_over(made.pk, by=keeper, at=AT)
        assert set(outcomes(made).values()) == {"new"}
        return len(seen)

    few = counted(2, 0)
    assert counted(9, 2) <= few


def test_who_may_not(group, keeper, home, tmp_path) -> None:
    leader = factories.person("leader-insurance", Role.WARD_LEADER, group.parent)
    path = sheet(tmp_path / "the.xlsx", ("1", "Trần Thị Hường", "02/11/1974", "", "", "01/01/2026", "", ""))
    with pytest.raises(PermissionDenied):
        brought(group.parent, leader, path)
    with pytest.raises(ValidationError):
        brought(group.parent, keeper, path, on=D(2026, 9, 11))


def test_files_that_are_no_list(tmp_path) -> None:
    empty = tmp_path / "x.csv"
    empty.write_text("Họ và tên;Ngày sinh\nA;01/01/2000\n", encoding="utf-8")
    with pytest.raises(FileRefused):
        read_cards(empty)
    csv = tmp_path / "y.csv"
    csv.write_text(
        "Họ và tên;Số CCCD;Mã thẻ;Từ ngày;Đến ngày\nLê A;001080000012;hn 4010-123456789;1/2/2026;\n", encoding="utf-8"
    )
    [line] = read_cards(csv)
    assert (line.identity, line.number, line.first, line.last) == ("001080000012", NUMBER, D(2026, 2, 1), None)


def test_the_form_of_a_number() -> None:
    assert looks_right(NUMBER)
    assert looks_right("0123456789")
    assert not looks_right("HN401012345678")
    assert not looks_right("4HN010123456789")


def test_a_line_without_a_day_and_one_that_two_pay_are_told(group, keeper, home, tmp_path) -> None:
    """Line 5 has a name and who pays alone; line 6 says that two pay."""
    row = ("1", "Trần Thị Hường", "", "", "", "", "", "Nhà nước")
    other = ("2", "Nguyễn Văn Đình", "12/05/1970", "", "", "01/01/2026", "", "Hộ gia đình tự đóng, NSNN hỗ trợ 70%")
    made = brought(group.parent, keeper, sheet(tmp_path / "the.xlsx", row, other), complete=True)
    assert outcomes(made) == {"Trần Thị Hường": "refused", "Nguyễn Văn Đình": "refused"}
    first, second = made.rows.all()
    assert first.why == "F5: Thiếu “Từ ngày”: ghi vào ô F5."
    assert second.why.startswith("H6: Nguồn đóng “Hộ gia đình tự đóng, NSNN hỗ trợ 70%” chưa rõ ai đóng.")
    lists.take_over(made.pk, by=keeper, at=AT)  # neither is said to have none
    assert insured_in([group.parent.path], TODAY) == {person(home, "Khôi").pk: False}


def test_years_that_cannot_be_are_refused_and_far_ones_are_looked_at(group, keeper, home, tmp_path) -> None:
    """Brought in on 10 September 2026: 2042 is more than ten years away, 11 September 2027 a year, the 12th not."""
    made = brought(group.parent, keeper, sheet(
        tmp_path / "the.xlsx",
        ("1", "Trần Thị Hường", "02/11/1974", "", "", "01/01/2042", "31/12/2042", ""),
        ("2", "Nguyễn Minh Khôi", "30/06/2010", "", "", "11/09/2027", "", ""),
        ("3", "Nguyễn Văn Đình", "", number_of(person(home, "Đình")), "", "12/09/2027", "", ""),
    ))  # fmt: skip
    told = [(row.outcome, row.why, row.warning) for row in made.rows.all()]
    assert told == [
        ("refused", "Có ngày cách hơn mười năm: sửa lại năm trong tệp rồi đưa vào lại.", ""),
        ("new", "", ""),
        ("new", "", "Thẻ bắt đầu sau hơn một năm nữa: xem lại năm."),
    ]
    with pytest.raises(ValidationError) as asked:
        lists.take_over(made.pk, by=keeper, at=AT)
    assert asked.value.code == "look"


def test_a_number_that_somebody_else_has_is_looked_at(group, keeper, home, tmp_path) -> None:
    huong = person(home, "Hường")
    record_cards([NewCard(huong.pk, "state", D(2025, 1, 1), D(2025, 12, 31), NUMBER)], source="entered", origin="",
                 by=None, at=AT)  # fmt: skip
    made = brought(group.parent, keeper, sheet(
        tmp_path / "the.xlsx", ("1", "Nguyễn Minh Khôi", "30/06/2010", "", NUMBER, "01/01/2026", "", "")
    ))  # fmt: skip
    [row] = made.rows.all()
    assert (row.outcome, row.warning) == ("new", "Đã có người khác mang mã thẻ này trong sổ.")
    own = brought(group.parent, keeper, sheet(
        tmp_path / "2.xlsx", ("1", "Trần Thị Hường", "02/11/1974", "", NUMBER, "01/01/2026", "", "")
    ))  # fmt: skip
    assert own.rows.get().warning == ""


def test_a_year_of_birth_shows_who_may_be_meant(group, keeper, home, tmp_path) -> None:
    """Of 1974 is Hường; nobody of that name was born in 1975. Neither is said to have none by a full list."""
    made = brought(group.parent, keeper, sheet(
        tmp_path / "the.xlsx",
        ("1", "Trần Thị Hường", "1974", "", "", "01/01/2026", "", ""),
        ("2", "Nguyễn Văn Đình", "1975", "", "", "01/01/2026", "", ""),
    ), complete=True)  # fmt: skip
    huong, khoi = (person(home, name).pk for name in ("Hường", "Khôi"))
    assert [(row.outcome, row.possible) for row in made.rows.all()] == [("choose", [huong]), ("unknown", [])]
    lists.take_over(made.pk, by=keeper, at=AT)
    assert insured_in([group.parent.path], TODAY) == {khoi: False}  # of Đình another year alone speaks: nothing is said
