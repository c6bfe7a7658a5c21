"""Movement accounts: each line by hand, sums of parts, contradictions named."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import HouseholdStatus
from chungtay.records.registry.models.intake import ImportFile, StagedHousehold
from chungtay.records.registry.operations import moves
from chungtay.records.registry.queries.movement_steps import movement_steps
from chungtay.results.reports.queries.checks import checks_of
from chungtay.results.reports.queries.facts import Facts, read
from chungtay.results.reports.queries.forms import MOVEMENT_NEAR, MOVEMENT_POOR, form_of
from chungtay.results.reports.queries.presentations import both_ways
from chungtay.results.reports.queries.tables import frame_of, households_behind, tables_of
from chungtay.workbooks.reports.tables import TOTAL, Table
from tests import factories
from tests.apps.records.registry import factories as f
from tests.apps.results.reports import world as w


def total(table: Table, split: str = "Hộ") -> dict[str, int | None]:
    """The last row by the last words of its headings."""
    row = next(row for row in table.rows if row.kind == TOTAL and row.split in (split, ""))
    return {column.heading[-1]: table.value(row, place) for place, column in enumerate(table.columns)}


@pytest.mark.django_db
def test_each_line_of_the_accounts():
    made = w.one_in_each_line()
    facts = read(w.of(made.ward))
    tables = tables_of(facts, "group")
    poor, near = tables[MOVEMENT_POOR], tables[MOVEMENT_NEAR]
    assert total(poor) == {
        "Đầu kỳ": 6, "Sang cận nghèo": 1, "Vượt chuẩn cận nghèo": 1, "Hộ không còn (chết, nhập hộ)": 1, "Chuyển đi": 2,
        "Bớt nhân khẩu": 0, "Từ cận nghèo": 1, "Tái nghèo": 1, "Phát sinh mới": 1, "Chuyển đến": 1, "Tách hộ": 1,
        "Thêm nhân khẩu": 0, "Cuối kỳ": 6, "Chênh lệch, phải bằng 0": 0,
    }  # fmt: skip
    # persons: start 2+3+2+1+2+2, end 1+2+2+4+2+1; the household that split shrank by one
    assert total(poor, "Nhân khẩu") == {
        "Đầu kỳ": 12, "Sang cận nghèo": 3, "Vượt chuẩn cận nghèo": 2, "Hộ không còn (chết, nhập hộ)": 1, "Chuyển đi": 4,
        "Bớt nhân khẩu": 1, "Từ cận nghèo": 2, "Tái nghèo": 2, "Phát sinh mới": 4, "Chuyển đến": 2, "Tách hộ": 1,
        "Thêm nhân khẩu": 0, "Cuối kỳ": 12, "Chênh lệch, phải bằng 0": 0,
    }  # fmt: skip
    assert (total(near)["Đầu kỳ"], total(near)["Từ nghèo"], total(near)["Sang nghèo"], total(near)["Cuối kỳ"]) == (
        1,
        1,
        1,
        1,
    )
    assert checks_of(facts, tables) == []


@pytest.mark.django_db
def test_the_printed_templates_and_both_presentations():
    made = w.one_in_each_line()
    tables = tables_of(read(w.of(made.ward)), "group")
    row = next(row for row in tables["7.2"].rows if row.kind == TOTAL)
    assert [cell.value for cell in row.cells[:9]] == [6, 1, 1, 3, 1, 1, 1, 2, 6]
    persons = tables["7.2"].rows[-1]
    assert [cell.value for cell in persons.cells[:9]] == [12, 3, 2, 6, 2, 2, 4, 3, 12]
    near = next(row for row in tables["7.3"].rows if row.kind == TOTAL)
    assert [cell.value for cell in near.cells[:9]] == [1, 0, 1, 0, 1, 0, 0, 0, 1]
    poor = both_ways(tables)[0]
    assert (poor.fell_back, poor.newly, poor.together) == (1, 1, 2)


@pytest.mark.django_db
def test_the_district_is_the_sum_of_its_wards_whatever_moved_inside():
    made = w.one_in_each_line()
    district = made.units["001"]
    whole = tables_of(read(w.of(district)), "ward")[MOVEMENT_POOR]
    parts = [tables_of(read(w.of(made.units[code])), "group")[MOVEMENT_POOR] for code in ("00001", "00016")]
    for split in ("Hộ", "Nhân khẩu"):
        sums = [total(part, split) for part in parts]
        assert total(whole, split) == {name: sums[0][name] + sums[1][name] for name in sums[0]}
    assert total(whole)["Chuyển đi"] == 3  # one left the district, two changed the ward ...
    assert total(whole)["Chuyển đến"] == 2  # ... and came to the other one


@pytest.mark.django_db
def test_every_figure_leads_to_its_households():
    made = w.one_in_each_line()
    facts = read(w.of(made.ward))
    frame = frame_of(facts, "group")
    form = form_of("vn-2022", MOVEMENT_POOR)
    behind = [households_behind(form, facts, frame, place, "all", "ho") for place in range(13)]
    homes = {name: each.pk for name, each in made.homes.items()}
    assert behind[1:5] == [[homes["to_near"]], [homes["above"]], [homes["died"]], [homes["left"], homes["away"]]]
    assert behind[6:11] == [[homes["falls"]], [homes["back"]], [homes["new"]], [homes["came"]], [homes["half"]]]
    assert households_behind(form, facts, frame, 5, "all", "ho") == [homes["stays"]]  # who shrank
    assert households_behind(form, facts, frame, 13, "all", "ho") is None
    assert households_behind(form, facts, frame, 0, "no such row", "ho") is None


@pytest.mark.django_db
def test_a_household_in_two_classes_turns_the_account_red_and_is_named():
    made = w.one_in_each_line()
    twice = made.homes["to_near"]
    HouseholdStatus.objects.filter(household=twice, class_id="poor").update(valid_to=None)
    facts = read(w.of(made.ward))
    checks = checks_of(facts, tables_of(facts, "group"))
    balance = [check for check in checks if check.id == "balance"]
    assert {(check.form, check.row, check.households) for check in balance} >= {
        (MOVEMENT_POOR, "Tổ dân phố 1 (Hộ)", (twice.pk,))
    }
    assert all(check.blocks for check in balance)
    assert [check.households for check in checks if check.id == "twice"] == [(twice.pk,)]


@pytest.mark.django_db
def test_what_crosses_from_one_form_to_the_other_is_compared():
    made = w.one_in_each_line()
    facts = read(w.of(made.ward))
    tables = tables_of(facts, "group")
    told = tables["7.3"].as_json()
    unit = next(row for row in told["rows"] if row["kind"] == "unit")
    unit["cells"][4]["value"] = 0
    from chungtay.results.reports.queries.checks import crossed
    from chungtay.workbooks.reports.tables import table_of

    found = list(crossed(tables | {"7.3": table_of(told)}))
    assert [(check.form, check.column, check.row) for check in found] == [("7.2", "2", "Tổ dân phố 1 (Hộ)")]


@pytest.mark.django_db
def test_statements_do_not_grow_with_households():
    units = factories.district()
    made = w.Ward(units)

    def count(homes: int) -> int:
        for _ in range(homes):
            w.home(made.group, "poor", "near_poor", "poor")
        with CaptureQueriesContext(connection) as asked:
            tables_of(read(w.of(made.ward)), "group")
        return len(asked)

    count(1)
    assert count(2) == count(12)


@pytest.mark.django_db
def test_the_movement_of_the_district_agrees_with_the_register():
    """Without moves inside, the steps come to what the register's own accounts say."""
    from chungtay.records.registry.queries.movement import movement

    made = w.one_in_each_line()
    account = movement(*w.readings(made.ward)).poor
    steps = movement_steps(*w.readings(made.ward))
    mine = {
        name: sorted(s.household for s in steps if s.class_id == "poor" and s.line == name) for name in account.lines
    }
    assert mine == {name: sorted(line.households) for name, line in account.lines.items()}


classes = st.sampled_from(["", "poor", "near_poor", "not_poor"])


class Anything(TestCase):
    """Whatever households do, totals are sums of parts and every account balances."""

    def setUp(self):
        factories.district()
        self.groups = list(Unit.objects.filter(level="group").order_by("pk"))

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.integers(0, 1), classes, classes, classes, st.booleans()), max_size=6))
    def test_sums(self, lives):
        for place, before, first, last, moved in lives:
            made = w.home(self.groups[place], before, first, last)
            if moved:
                moves.move_household(made, group=self.groups[1 - place], address="", on=w.D(2024, 7, 1), **w.BY)
        district = Unit.objects.get(level="district")
        facts: Facts = read(w.of(district))
        tables = tables_of(facts, "ward")
        assert [check for check in checks_of(facts, tables) if check.blocks] == []
        parts = [tables_of(read(w.of(group.parent)), "group") for group in self.groups]
        for form in (MOVEMENT_POOR, MOVEMENT_NEAR, "7.1", "7.2", "7.3", "7.4", "7.6"):
            mine = [cell.value for cell in tables[form].rows[-1].cells]
            theirs = [[cell.value for cell in part[form].rows[-1].cells] for part in parts]
            known = [at for at, value in enumerate(mine) if value is not None]
            assert [mine[at] for at in known] == [sum(each[at] or 0 for each in theirs) for at in known]


def from_outside(made: w.Ward, head: str, day: w.D, class_id: str, begins: w.D, *, members: int = 2, **more):
    """A household that lives here since a day, with a class that another program's list gave from a day on."""
    rows = (
        f.member(head),
        *(f.member(f"Lê Văn {word}", "child", "2010-01-01") for word in ("An", "Ba")[: members - 1]),
    )
    found = f.household(made.group, rows, at=w.AT, since=day)
    w.classed(found, class_id, begins, source=more.pop("source", "legacy"), year=2024)
    return found


@pytest.mark.django_db
def test_who_came_from_outside_with_its_class_moved_in_and_is_counted_once():
    """A ward of one poor household. Two come with a class on the day of their move: one poor of two persons, one poor
    of three that the review finds near-poor. One comes without a class and becomes poor a month later, one is found
    poor by the ward's own review on the very day."""
    lines = ["Đầu kỳ", "Chuyển đến", "Phát sinh mới", "Sang cận nghèo", "Cuối kỳ"]
    made = w.Ward(factories.district())
    w.home(made.group, "", "poor", "poor")
    day = w.D(2024, 5, 3)
    came = from_outside(made, "Trần Thị Bích", day, "poor", day)
    better = from_outside(made, "Trần Văn Cường", day, "poor", w.D(2024, 2, 1), members=3)
    w.classed(better, "near_poor", w.CLOSE)
    later = from_outside(made, "Trần Văn Dũng", day, "poor", w.D(2024, 6, 3), members=1)
    here = from_outside(made, "Trần Thị Em", day, "poor", day, members=1, source="review")
    facts = read(w.of(made.ward))
    tables = tables_of(facts, "group")
    poor, near = total(tables[MOVEMENT_POOR]), total(tables[MOVEMENT_NEAR])
    # poor: 1 + 2 moved in + 2 newly arising - 1 to near-poor = 4; near-poor: 0 + 1 from poor = 1
    assert [poor[name] for name in lines] == [1, 2, 2, 1, 4]
    assert [near[name] for name in ("Đầu kỳ", "Chuyển đến", "Phát sinh mới", "Từ nghèo", "Cuối kỳ")] == [0, 0, 0, 1, 1]
    persons = total(tables[MOVEMENT_POOR], "Nhân khẩu")  # 2 + (2 + 3) + (1 + 1) - 3 = 6
    assert [persons[name] for name in lines] == [2, 5, 2, 3, 6]
    assert checks_of(facts, tables) == []
    frame, form = frame_of(facts, "group"), form_of("vn-2022", MOVEMENT_POOR)
    behind = {place: households_behind(form, facts, frame, place, "all", "ho") for place in (8, 9)}
    assert behind == {8: [later.pk, here.pk], 9: [came.pk, better.pk]}


@pytest.mark.django_db
def test_a_list_of_the_ward_itself_brings_nobody_in_from_outside():
    made = w.Ward(factories.district())
    day = w.D(2024, 5, 3)
    new = from_outside(made, "Trần Thị Bích", day, "poor", day)
    file = ImportFile.objects.create(
        area=made.ward, rule_set="vn-2022", on=day, name="a.xlsx", stored="a", size=1, sha256="0" * 64,
        token=uuid.uuid4(), uploaded_at=w.AT,
    )  # fmt: skip
    StagedHousehold.objects.create(file=file, position=1, row=1, payload="", outcome="new", household=new, applied=True)
    poor = total(tables_of(read(w.of(made.ward)), "group")[MOVEMENT_POOR])
    assert (poor["Chuyển đến"], poor["Phát sinh mới"], poor["Cuối kỳ"]) == (0, 1, 1)
