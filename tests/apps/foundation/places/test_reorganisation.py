"""The reorganisation of 1 July 2025 as a plan: prepared, assigned, previewed, applied, undone."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.accounts import operations as accounts
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.queries import first_broken_link
from chungtay.foundation.places import forms, operations, queries
from chungtay.foundation.places.models import AreaType, Succession, Unit
from chungtay.foundation.places.operations import applying
from chungtay.foundation.places.queries import people
from tests.apps.foundation.places.conftest import DAY, EVE, LATER, District, groups_in, load
from tests.factories import AT, person

SPLIT = {"00007", "00010", "00016", "00019", "00022", "00025", "00028", "00034"}


@dataclass
class Book:
    """Somebody who remembers who lives where, as the register does: group's number -> (households, persons)."""

    living: dict[int, people.People] = field(default_factory=dict)
    calls: list[tuple[str, bool, int]] = field(default_factory=list)
    loses: bool = False

    def count(self, groups: Sequence[int], day: datetime.date) -> dict[int, people.People]:
        return {number: self.living[number] for number in groups if number in self.living}

    def move(self, moves, *, origin, undo, by, at):
        self.calls.append((origin, undo, len(moves)))
        for move in moves:
            found = self.living.pop(move.old.pk, people.People(0, 0))
            known = self.living.get(move.new.pk, people.People(0, 0))
            self.living[move.new.pk] = people.People(known.households + found.households, known.persons + found.persons)
        if self.loses:
            self.living.popitem()


@pytest.fixture
def book(ba_dinh, monkeypatch) -> Iterator[Book]:
    """Three households with ten persons in every old group."""
    book = Book({group.pk: people.People(3, 10) for group in ba_dinh.groups.values()})
    monkeypatch.setattr(people, "_counters", [book.count])
    monkeypatch.setattr(applying, "_movers", [book.move])
    return book


def drafted(ba_dinh: District):
    return operations.draft_plan(ba_dinh.old("001"), day=DAY, instrument="NQ 1656/NQ-UBTVQH15", by=None, at=LATER)


def decide(plan) -> None:
    """Each undecided group goes to the first ward that may take it."""
    rows = queries.planned(plan)
    may_take = queries.candidates(plan, rows)
    wards = {row.pk: may_take[row.old_ward.pk][0].pk for row in rows if row.ward is None}
    operations.assign_groups(plan, wards, by=None, at=LATER)


def test_whole_wards_are_filled_in_and_split_ones_left_undecided(ba_dinh):
    rows = queries.planned(drafted(ba_dinh))
    assert len(rows) == 28
    assert {row.old_ward.code for row in rows if row.ward is None} == SPLIT
    goes = {row.old_ward.code: row.ward.name for row in rows if row.ward}
    assert goes == {
        "00001": "Phường Hồng Hà",
        "00004": "Phường Ba Đình",
        "00006": "Phường Ngọc Hà",
        "00008": "Phường Ngọc Hà",
        "00013": "Phường Ba Đình",
        "00031": "Phường Giảng Võ",
    }


def test_a_group_may_go_only_where_its_ward_went(ba_dinh):
    plan = drafted(ba_dinh)
    rows = queries.planned(plan)
    may_take = {row.old_ward.code: queries.candidates(plan, rows)[row.old_ward.pk] for row in rows}
    assert [unit.code for unit in may_take["00028"]] == ["00008", "00004", "00025"]
    assert len(may_take["00010"]) == 8  # nobody knows: every ward that takes something of the district
    kim_ma = next(row for row in rows if row.old_ward.code == "00028")
    with pytest.raises(ValidationError, match="Phường Kim Mã"):
        operations.assign_groups(plan, {kim_ma.pk: ba_dinh.new("00097").pk}, by=None, at=LATER)
    with pytest.raises(ValidationError, match="tải lại"):
        operations.assign_groups(plan, {0: None}, by=None, at=LATER)


def test_prepared_twice_it_is_one_plan(ba_dinh):
    plan = drafted(ba_dinh)
    decide(plan)
    again = drafted(ba_dinh)
    assert again == plan
    assert again.groups.filter(ward=None).count() == 0


def test_no_group_stands_in_two_open_plans(ba_dinh):
    ward = operations.draft_plan(ba_dinh.old("00028"), day=DAY, by=None, at=LATER)
    district = drafted(ba_dinh)
    assert (ward.groups.count(), district.groups.count()) == (2, 26)
    with pytest.raises(ValidationError, match="không có tổ dân phố nào chờ"):
        operations.draft_plan(ba_dinh.old("00016"), day=DAY, by=None, at=LATER)


def test_without_waiting_groups_there_is_nothing_to_plan(units):
    with pytest.raises(ValidationError, match="không có tổ dân phố nào chờ"):
        operations.draft_plan(units["001"], day=DAY, by=None, at=LATER)


def test_undecided_groups_stop_the_plan(ba_dinh, book):
    plan = drafted(ba_dinh)
    shown = queries.preview(plan, queries.planned(plan))
    assert len(shown.undecided) == 16
    assert not shown.equal
    assert shown.total("old") == (28, 84, 280)
    assert shown.total("new") == (12, 36, 120)
    with pytest.raises(ValidationError, match="16"):
        operations.apply_plan(plan, by=None, at=LATER)
    assert book.calls == []
    assert not Succession.objects.filter(plan=plan).exists()


def test_applied_the_people_add_up_and_the_old_history_stays(ba_dinh, book):
    plan = drafted(ba_dinh)
    decide(plan)
    shown = queries.preview(plan, queries.planned(plan))
    assert shown.ready
    assert shown.total("old") == shown.total("new") == (28, 84, 280)
    before = AuditEvent.objects.count()
    operations.apply_plan(plan, by=None, at=LATER)
    plan.refresh_from_db()
    assert plan.state == "applied"
    assert book.calls == [(f"reorganisation:{plan.pk}", False, 28)]
    assert AuditEvent.objects.count() == before + 1
    event = AuditEvent.objects.latest("number")
    assert event.detail == {"old_groups": 28, "new_groups": 28, "households": 84, "persons": 280}
    assert first_broken_link() is None

    # the new wards have their groups, numbered from 01, urban as before
    giang_vo = list(queries.groups_of(ba_dinh.new("00025"), DAY))
    # Giảng Võ whole, Ngọc Khánh and Thành Công by their first candidate: two groups each
    assert [(group.code, group.name) for group in giang_vo] == [(f"{n:02}", f"Tổ dân phố {n}") for n in range(1, 7)]
    assert queries.kinds_within(ba_dinh.new("00025"), DAY) == {"urban"}
    assert {group.path for group in giang_vo} == {f"{ba_dinh.new('00025').path}{group.pk}/" for group in giang_vo}
    assert [people.people_in(giang_vo, DAY)[group.pk].households for group in giang_vo] == [3] * 6

    # and last year reads as it was
    assert len(queries.groups_of(ba_dinh.old("00016"), EVE)) == 2
    assert queries.area_kind(ba_dinh.group("00016", "01"), EVE) == "urban"
    assert queries.area_kind(ba_dinh.group("00016", "01"), DAY) is None
    (part,) = queries.as_of(ba_dinh.group("00031", "02"), DAY)
    assert part.whole
    assert part.unit.parent == ba_dinh.new("00025")
    assert queries.waiting_days(["/"]) == {}

    # what is shown of it later are the counts of the day
    shown = queries.preview(plan, queries.planned(plan))
    assert shown.total("old") == shown.total("new") == (28, 84, 280)


def test_undone_everything_is_as_before(ba_dinh, book):
    def state():
        units = list(Unit.objects.order_by("pk").values_list("pk", "code", "name", "path", "valid_from", "valid_to"))
        kinds = list(AreaType.objects.standing().order_by("pk").values_list("unit", "kind", "valid_from", "valid_to"))
        succession = list(Succession.objects.order_by("pk").values_list("old", "new", "day"))
        living = {number: found for number, found in book.living.items() if found.households}
        return units, kinds, succession, living

    plan = drafted(ba_dinh)
    decide(plan)
    before = state()
    operations.apply_plan(plan, by=None, at=LATER)
    assert state() != before
    operations.undo_plan(plan, by=None, at=LATER)
    assert state() == before
    assert book.calls[-1] == (f"reorganisation:{plan.pk}", True, 28)
    # and it may be mended and applied again
    operations.apply_plan(plan, by=None, at=LATER)
    assert len(queries.groups_of(ba_dinh.new("00025"), DAY)) == 6
    with pytest.raises(ValidationError, match="bước"):
        operations.apply_plan(plan, by=None, at=LATER)
    operations.undo_plan(plan, by=None, at=LATER)
    assert state() == before


def test_a_mover_that_loses_somebody_undoes_the_whole(ba_dinh, book):
    plan = drafted(ba_dinh)
    decide(plan)
    book.loses = True
    with pytest.raises(ValidationError, match="84 hộ, sau có 81 hộ"):
        operations.apply_plan(plan, by=None, at=LATER)
    assert queries.waiting(["/"]).count() == 28


def _renamed(group: Unit) -> None:
    operations.rename_group(group, code="77", name="Tổ khác", valid_from=datetime.date(2025, 7, 3), by=None, at=LATER)


def _closed(group: Unit) -> None:
    people._counters.clear()
    operations.close_unit(group, last_day=datetime.date(2025, 7, 3), by=None, at=LATER)


def _made_rural(group: Unit) -> None:
    operations.set_area_type(group, kind="rural", valid_from=datetime.date(2025, 7, 2), by=None, at=LATER)


def _given_a_duty(group: Unit) -> None:
    user = person("an", None, None)
    accounts.assign(user, role="enumerator", area=group.parent, starts_on=DAY, by=None, at=LATER)
    user.assignments.update(area=group)


@pytest.mark.parametrize("later", [_renamed, _closed, _made_rural, _given_a_duty])
def test_what_was_built_on_it_stops_the_undoing(ba_dinh, book, later):
    plan = drafted(ba_dinh)
    decide(plan)
    operations.apply_plan(plan, by=None, at=LATER)
    group = queries.groups_of(ba_dinh.new("00008"), DAY)[0]
    later(group)
    with pytest.raises(ValidationError):
        operations.undo_plan(plan, by=None, at=LATER)
    assert len(queries.groups_of(ba_dinh.new("00008"), DAY)) >= 5


def test_a_plan_waits_for_its_day(ba_dinh):
    plan = drafted(ba_dinh)
    decide(plan)
    with pytest.raises(ValidationError, match="01/07/2025"):
        operations.apply_plan(plan, by=None, at=AT)


def test_one_code_for_several_makes_them_one_group(ba_dinh, book):
    plan = drafted(ba_dinh)
    decide(plan)
    rows = [row for row in queries.planned(plan) if row.old_ward.code == "00031"]
    operations.assign_groups(plan, {}, names={row.pk: ("09", "Tổ Giảng Võ") for row in rows}, by=None, at=LATER)
    shown = queries.preview(plan, queries.planned(plan))
    assert shown.total("new") == (27, 84, 280)
    operations.assign_groups(plan, {}, names={rows[0].pk: ("09", "Tổ Khác")}, by=None, at=LATER)
    assert queries.preview(plan, queries.planned(plan)).problems
    operations.assign_groups(plan, {}, names={rows[0].pk: ("09", "Tổ Giảng Võ")}, by=None, at=LATER)
    operations.apply_plan(plan, by=None, at=LATER)
    group = Unit.objects.get(name="Tổ Giảng Võ")
    assert people.people_in([group], DAY)[group.pk] == (6, 20)
    assert {part.unit.name for part in queries.predecessors(group, EVE)} == {"Tổ dân phố 1", "Tổ dân phố 2"}


def test_groups_of_different_kinds_do_not_become_one(ba_dinh):
    operations.correct_area_type(
        AreaType.objects.get(unit=ba_dinh.group("00031", "01")), kind="rural",
        valid_from=datetime.date(2019, 1, 1), reason="nhầm", by=None, at=LATER,
    )  # fmt: skip
    plan = drafted(ba_dinh)
    decide(plan)
    rows = [row for row in queries.planned(plan) if row.old_ward.code == "00031"]
    operations.assign_groups(plan, {}, names={row.pk: ("09", "Tổ Giảng Võ") for row in rows}, by=None, at=LATER)
    with pytest.raises(ValidationError, match="thành thị hay nông thôn"):
        operations.apply_plan(plan, by=None, at=LATER)


def test_codes_that_stand_in_the_new_ward_are_left_alone(ba_dinh):
    operations.add_group(
        ba_dinh.new("00097"), code="01", name="Tổ sẵn có", kind="urban", valid_from=DAY, by=None, at=LATER
    )
    plan = drafted(ba_dinh)
    decide(plan)
    shown = queries.preview(plan, queries.planned(plan))
    # Phúc Xá's two, and the two of Nguyễn Trung Trực, whose first candidate is Hồng Hà
    assert [group.code for group in shown.founded if group.ward.code == "00097"] == ["02", "03", "04", "05"]
    row = next(row for row in queries.planned(plan) if row.old_ward.code == "00001")
    operations.assign_groups(plan, {}, names={row.pk: ("01", "")}, by=None, at=LATER)
    with pytest.raises(ValidationError, match="mã 01"):
        operations.apply_plan(plan, by=None, at=LATER)


def test_the_number_of_statements_does_not_grow_with_the_groups(db):
    def statements(count: int, codes: tuple[str, str, str, str]) -> int:
        province, district, ward, new = codes
        head = "level,code,name,parent,from,to\n"
        before = (
            f"province,{province},Tỉnh,,2019-01-01,\ndistrict,{district},Huyện,{province},2019-01-01,{{0}}\n"
            f"ward,{ward},Xã,{district},2019-01-01,{{0}}\n"
        )
        operations.load_units(read(head + before.format("")), by=None, at=AT)
        groups_in(queries.unit_by_code(district, EVE), count)
        after = f"ward,{new},Xã Mới,{province},2025-07-01,\n"
        operations.load_units(read(head + before.format("2025-06-30") + after), by=None, at=AT)
        text = f"old,new,day,extent\n{ward},{new},2025-07-01,whole\n"
        operations.load_successions(forms.read_successions(text), by=None, at=AT)
        with CaptureQueriesContext(connection) as found:
            plan = operations.draft_plan(queries.unit_by_code(district, EVE), day=DAY, by=None, at=LATER)
            operations.apply_plan(plan, by=None, at=LATER)
            operations.undo_plan(plan, by=None, at=LATER)
        return len(found)

    read = forms.read_units
    load()
    assert statements(2, ("10", "100", "10001", "10002")) == statements(60, ("11", "110", "11001", "11002"))


def test_a_group_gets_a_new_name_from_a_day_on(units):
    group = Unit.objects.get(parent=units["00016"])
    day = datetime.date(2024, 3, 1)
    plan = operations.rename_group(
        group, code="01", name="Tổ dân phố Ngọc Hà 1", valid_from=day, instrument="QĐ 5", by=None, at=AT
    )
    (now,) = queries.groups_of(units["00016"], day)
    assert (now.code, now.name) == ("01", "Tổ dân phố Ngọc Hà 1")
    assert queries.groups_of(units["00016"], day - datetime.timedelta(days=1)).get() == group
    assert queries.area_kind(now, day) == "urban"
    operations.undo_plan(plan, by=None, at=AT)
    assert queries.groups_of(units["00016"], day).get() == group
    group.refresh_from_db()
    assert group.valid_to is None


def test_two_groups_become_one(units):
    one = Unit.objects.get(parent=units["00016"])
    two = operations.add_group(
        units["00016"], code="02", name="Tổ dân phố 2", kind="urban", valid_from=datetime.date(2019, 1, 1), by=None,
        at=AT,
    )  # fmt: skip
    day = datetime.date(2024, 3, 1)
    operations.merge_groups([one, two], code="01", name="Tổ dân phố 1", valid_from=day, by=None, at=AT)
    (now,) = queries.groups_of(units["00016"], day)
    assert {part.unit for part in queries.as_of(now, datetime.date(2024, 2, 1))} == {one, two}
    foreign = Unit.objects.get(parent=units["00001"])
    with pytest.raises(ValidationError):
        operations.merge_groups([now, foreign], code="01", name="x", valid_from=day, by=None, at=AT)
    with pytest.raises(ValidationError):
        operations.merge_groups([now], code="01", name="x", valid_from=day, by=None, at=AT)


@pytest.mark.parametrize(
    ("code", "name", "day"),
    [
        ("01", "Tổ dân phố 1", datetime.date(2024, 3, 1)),  # nothing new
        ("02", "", datetime.date(2024, 3, 1)),
        ("", "Tổ", datetime.date(2024, 3, 1)),
        ("02", "Tổ", datetime.date(2019, 1, 1)),  # on its first day
        ("02", "Tổ", datetime.date(2018, 1, 1)),
        ("02", "Tổ", datetime.date(2025, 3, 1)),  # still to come
        ("01234567890", "Tổ", datetime.date(2024, 3, 1)),
    ],
)
def test_a_name_that_makes_no_sense_is_refused(units, code, name, day):
    group = Unit.objects.get(parent=units["00016"])
    with pytest.raises(ValidationError):
        operations.rename_group(group, code=code, name=name, valid_from=day, by=None, at=AT)
    assert Unit.objects.filter(level="group").count() == 2


def test_a_group_with_people_is_not_closed(ba_dinh, book):
    plan = drafted(ba_dinh)
    decide(plan)
    operations.apply_plan(plan, by=None, at=LATER)
    group = queries.groups_of(ba_dinh.new("00008"), DAY)[0]
    with pytest.raises(ValidationError, match="3 hộ"):
        operations.close_unit(group, last_day=DAY, by=None, at=LATER)
