"""The small demonstration district played from the opening of its review to certificates and reports, by the rules of
2019 and of 2022. Class totals, movement accounts and reports are held against a computation of their own: plain Python
over the answers (`tests.by_hand`), without our engine. Two wards in the usual run, all fourteen in the long one."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from chungtay.demo.places import WARDS
from chungtay.foundation.core.queries.chain import verify_trail
from chungtay.records.registry.models import HouseholdStatus
from chungtay.results.reports.queries.checks import checks_of
from chungtay.results.reports.queries.facts import Facts, read, wanted
from chungtay.results.reports.queries.forms import MOVEMENT_NEAR, MOVEMENT_POOR
from chungtay.results.reports.queries.lists import list_parts
from chungtay.results.reports.queries.tables import tables_of
from chungtay.work.review.models import Case, Certificate
from chungtay.workbooks.reports.tables import TOTAL, Table
from tests.small_district import IN_2019, IN_2024, Autumn, Home, Played, played

pytestmark = pytest.mark.django_db
TWO, ALL = ("00016", "00034"), tuple(ward.code for ward in WARDS)
SIZES = [
    pytest.param(IN_2019, TWO, id="2019 in two wards"),
    pytest.param(IN_2024, TWO, id="2022 in two wards"),
    pytest.param(IN_2019, ALL, id="2019 in the whole district", marks=pytest.mark.slow),
    pytest.param(IN_2024, ALL, id="2022 in the whole district", marks=pytest.mark.slow),
]
NOTHING = {"Hộ không còn (chết, nhập hộ)": 0, "Chuyển đi": 0, "Bớt nhân khẩu": 0, "Chuyển đến": 0, "Tách hộ": 0}


def account(homes: list[Home], this: str, other: str, before: Any, now: Any) -> dict[str, int]:
    """A class's account of the year, by hand: nobody moved, split or died, and nobody had been on a list before.

    `before` weighs a household as it was on 1 January, `now` as it is at the end. Column 1 of templates 7.2 and 7.3 is
    the list at the start of the year; whoever was born in it comes by the change of members of column 8, in the class
    where the household ends. So what goes to or comes from the other class is who was there on 1 January; a household
    that was on no list comes with all its members."""
    names = {"poor": "nghèo", "near_poor": "cận nghèo"}
    neither, listed = ("not_poor", "average"), ("poor", "near_poor")
    every = (*listed, *neither)

    def count(was: tuple[str, ...], found: tuple[str, ...], weigh: Any) -> int:
        return sum(weigh(home) for home in homes if home.was in was and home.found in found)

    return NOTHING | {
        "Đầu kỳ": count((this,), every, before),
        f"Sang {names[other]}": count((this,), (other,), before),
        "Vượt chuẩn cận nghèo": count((this,), neither, before),
        f"Từ {names[other]}": count((other,), (this,), before),
        f"Tái {names[this]}": 0,
        "Phát sinh mới": count(("",), (this,), now),
        "Thêm nhân khẩu": count(listed, (this,), lambda home: now(home) - before(home)),
        "Cuối kỳ": count(("", *listed), (this,), now),
        "Chênh lệch, phải bằng 0": 0,
    }


def one(_home: Home) -> int:
    return 1


def total(table: Table, split: str) -> dict[str, int | None]:
    """The last row by the last words of its headings."""
    row = next(row for row in table.rows if row.kind == TOTAL and row.split in (split, ""))
    return {column.heading[-1]: table.value(row, place) for place, column in enumerate(table.columns)}


def on_list(facts: Facts, form: str) -> dict[tuple[str, str], tuple[set[str], set[str]]]:
    """(ward, group) -> the heads in both blocks of a list, of groups that have any."""
    found = {}
    for part in list_parts(facts, form):
        first, second = ({row.head for row in rows} for _numeral, _label, rows in part.blocks)
        if first or second:
            found[part.ward, part.group] = (first, second)
    return found


def listed_by_hand(homes: list[Home], first: Any, second: Any) -> dict[tuple[str, str], tuple[set[str], set[str]]]:
    names = {ward.code: f"Phường {ward.name}" for ward in WARDS}
    found: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for home in homes:
        for block, belongs in enumerate((first, second)):
            if belongs(home):
                found.setdefault((names[home.ward], home.group), (set(), set()))[block].add(home.head)
    return found


def check_classes(done: Played, autumn: Autumn) -> None:
    """Case by case, in the register from the day of the decision, and on paper."""
    by_number = dict(Case.objects.filter(campaign=done.campaign).values_list("household", "class_id"))
    assert by_number == {home.number: home.found for home in done.homes}
    held = HouseholdStatus.objects.on(autumn.holds).filter(source="review", rule_set=autumn.rule_set)
    assert Counter(held.values_list("class_id", flat=True)) == Counter(home.found for home in done.homes)
    paper = Counter(Certificate.objects.filter(revoked_at=None).values_list("class_id", flat=True))
    assert paper == Counter(home.found for home in done.homes if home.found in ("poor", "near_poor"))
    assert set(Case.objects.values_list("state", flat=True)) == {"decided"}
    assert done.campaign.state == "closed"


def check_reports(done: Played, autumn: Autumn) -> None:
    place = done.office.units["001"]
    facts = read(wanted(place, autumn.year, autumn.holds))
    tables = tables_of(facts, "ward")
    for number, this, other in ((MOVEMENT_POOR, "poor", "near_poor"), (MOVEMENT_NEAR, "near_poor", "poor")):
        assert total(tables[number], "Hộ") == account(done.homes, this, other, one, one)
        persons = account(done.homes, this, other, lambda home: home.at_new_year, lambda home: home.persons)
        assert total(tables[number], "Nhân khẩu") == persons
    assert [check for check in checks_of(facts, tables) if check.id in ("balance", "crossed", "totals")] == []
    assert on_list(facts, "6.1") == listed_by_hand(
        done.homes, lambda home: home.found == "poor", lambda home: home.found == "near_poor"
    )
    assert on_list(facts, "6.2") == listed_by_hand(
        done.homes,
        lambda home: home.was == "poor" and home.found != "poor",
        lambda home: home.was == "near_poor" and home.found not in ("poor", "near_poor"),
    )
    if autumn is IN_2024:
        check_deprivations(done, tables["7.4"], "poor")
        check_deprivations(done, tables["7.6"], "near_poor")


def check_deprivations(done: Played, table: Table, class_id: str) -> None:
    """How many households of a class lack each of the twelve indicators, in the order of Mẫu 3.2."""
    row = next(row for row in table.rows if row.kind == TOTAL)
    names = ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2", "5.1", "5.2", "6.1", "6.2"]
    homes = [home for home in done.homes if home.found == class_id]
    wanted_ = [len(homes), *(sum(name in home.lacks for home in homes) for name in names)]
    assert [table.value(row, place) for place in range(len(wanted_))] == wanted_


@pytest.mark.parametrize(("autumn", "wards"), SIZES)
def test_from_the_opening_to_certificates_and_reports(autumn: Autumn, wards: tuple[str, ...], settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    done = played(autumn, wards)
    assert len(done.homes) == (300 if wards == ALL else 57)
    assert {"poor", "near_poor", "not_poor"} <= {home.found for home in done.homes}
    born = sum(home.persons - home.at_new_year for home in done.homes if home.was)
    assert (born > 0) == (wards == ALL), "the whole district has children born in the year in households of the list"
    assert len(done.decisions) == len(wards)
    check_classes(done, autumn)
    check_reports(done, autumn)
    assert verify_trail().broken is None
