"""Old and new units side by side: what a unit became, what it came from, what stands for it on a day."""

from __future__ import annotations

import datetime

from chungtay.foundation.places import operations, queries
from tests.apps.foundation.places.conftest import DAY, EVE, LATER


def names(parts) -> list[tuple[str, bool]]:
    return [(part.unit.name, part.whole) for part in parts]


def test_a_whole_ward_and_a_split_one(ba_dinh):
    assert names(queries.successors(ba_dinh.old("00013"), DAY)) == [("Phường Ba Đình", True)]
    assert names(queries.successors(ba_dinh.old("00028"), DAY)) == [
        ("Phường Ngọc Hà", False),
        ("Phường Ba Đình", False),
        ("Phường Giảng Võ", False),
    ]


def test_a_code_that_came_back_is_another_unit(ba_dinh):
    assert ba_dinh.old("00004").name == "Phường Trúc Bạch"
    assert ba_dinh.new("00004").name == "Phường Ba Đình"
    assert names(queries.successors(ba_dinh.old("00008"), DAY)) == [("Phường Ngọc Hà", True)]
    assert ba_dinh.new("00008") != ba_dinh.old("00016")


def test_what_the_new_wards_came_from(ba_dinh):
    came = dict(names(queries.predecessors(ba_dinh.new("00004"), EVE)))
    assert came == {
        "Phường Trúc Bạch": True,
        "Phường Quán Thánh": True,
        "Phường Ngọc Hà": False,
        "Phường Điện Biên": False,
        "Phường Đội Cấn": False,
        "Phường Kim Mã": False,
    }


def test_last_years_report_goes_by_the_old_units_and_this_years_by_the_new(ba_dinh):
    old = ba_dinh.old("00016")
    assert names(queries.as_of(old, datetime.date(2024, 12, 14))) == [("Phường Ngọc Hà", True)]
    assert names(queries.as_of(old, datetime.date(2026, 12, 14))) == [
        ("Phường Ba Đình", False),
        ("Phường Ngọc Hà", False),
    ]
    assert names(queries.as_of(ba_dinh.new("00097"), EVE)) == [("Phường Phúc Xá", True)]


def test_a_ward_of_which_nobody_knows_what_it_became(ba_dinh):
    assert queries.successors(ba_dinh.old("00010"), DAY) == []


def test_succession_is_followed_over_several_reforms(ba_dinh):
    group = ba_dinh.group("00001", "01")
    plan = operations.draft_plan(ba_dinh.old("001"), day=DAY, by=None, at=LATER)
    phuc_xa = [row for row in queries.planned(plan) if row.old.pk == group.pk]
    plan.groups.exclude(pk=phuc_xa[0].pk).delete()
    operations.apply_plan(plan, by=None, at=LATER)
    (part,) = queries.as_of(group, DAY)
    later = datetime.date(2026, 1, 1)
    at = datetime.datetime(2026, 1, 5, 8, 0, tzinfo=datetime.UTC)
    operations.rename_group(part.unit, code="A1", name="Tổ Bờ Sông", valid_from=later, by=None, at=at)
    assert names(queries.as_of(group, later)) == [("Tổ Bờ Sông", True)]
    (newest,) = queries.successors(group, later)
    assert names(queries.as_of(newest.unit, EVE)) == [("Tổ dân phố 1", True)]
    assert names(queries.as_of(newest.unit, DAY)) == [("Tổ dân phố 1", True)]


def test_the_last_unit_with_a_code_stands_for_a_year(ba_dinh):
    today = datetime.date(2026, 11, 25)
    both = queries.holders_of_code("00004", 2025, today)
    assert [unit.name for unit in both] == ["Phường Ba Đình", "Phường Trúc Bạch"]
    assert [unit.name for unit in queries.holders_of_code("00004", 2024, today)] == ["Phường Trúc Bạch"]
    assert [unit.name for unit in queries.holders_of_code("00016", 2025, today)] == ["Phường Ngọc Hà"]
    assert queries.holders_of_code("00016", 2026, today) == []
    # a year that is still to come means today
    assert [unit.name for unit in queries.holders_of_code("00004", 2027, today)] == ["Phường Ba Đình"]
    listed = {unit.code: unit.name for unit in queries.units_of_year(["/"], 2025, today)}
    assert (listed["00004"], listed["00016"], listed["001"]) == ("Phường Ba Đình", "Phường Ngọc Hà", "Quận Ba Đình")
    assert len(queries.units_of_year([ba_dinh.old("001").path], 2025, today)) == 15
