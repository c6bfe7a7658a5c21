"""Residential groups add up to wards and wards to the district, in every count of every form, whatever households there
are; and what is broken in the database itself is red and names the households."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import HouseholdStatus, Membership
from chungtay.records.registry.queries.movement_steps import Step
from chungtay.records.registry.queries.reporting import Found, Listed
from chungtay.records.registry.queries.residents import Origin
from chungtay.results.reports.queries.checks import checks_of
from chungtay.results.reports.queries.facts import Facts, Opened, Resident, read
from chungtay.results.reports.queries.forms import forms_of
from chungtay.results.reports.queries.tables import tables_of
from chungtay.workbooks.reports.tables import COUNT, TOTAL, UNIT, Table
from tests import factories
from tests.apps.results.reports import world as w
from tests.apps.results.reports.test_published import DISTRICT, IDS, OPEN, PLACE, poor_of

WARDS = [
    Unit(pk=n, level="ward", code=f"{n:05}", name=f"Phường {n}", parent=DISTRICT, path=f"/1/2/{n}/", valid_from=OPEN)
    for n in (10, 20, 30)
]
GROUPS = {
    ward.pk + at: Unit(pk=ward.pk + at, level="group", code=f"{at:02}", name=f"Tổ {ward.pk + at}", parent=ward,
                       path=f"{ward.path}{ward.pk + at}/", valid_from=OPEN)
    for ward in WARDS
    for at in (1, 2, 3)
}  # fmt: skip
LINES = sorted({"start", "end", "to_other_class", "from_other_class", "above_both", "fell_back", "newly_arising",
                "moved_out", "moved_in", "dissolved", "split_off", "grew", "shrank"})  # fmt: skip
in_group = st.sampled_from(sorted(GROUPS))
a_class = st.sampled_from(["poor", "near_poor"])
maybe = st.none() | st.booleans()
few = st.none() | st.integers(0, 3)
lacking = st.none() | st.sets(st.sampled_from(IDS)).map(lambda found: tuple(sorted(found)))
told = st.builds(
    Found, class_id=a_class, deprived=lacking, reasons=st.sets(st.sampled_from("12345678")).map(tuple), no_labour=maybe,
    insurance=few, nutrition=few, schooling=few,
)  # fmt: skip
listed = st.builds(
    Listed, household=st.integers(1, 10**6), group=in_group, class_id=a_class, persons=st.integers(0, 9), found=told,
    ethnicity=st.sampled_from(["Kinh", "Tày", "Mường", ""]), minority=maybe, merit=st.booleans(), children=few,
)  # fmt: skip
steps = st.builds(
    Step, household=st.integers(1, 10**6), group=in_group, class_id=a_class, line=st.sampled_from(LINES),
    persons=st.integers(0, 9), households=st.integers(0, 1),
)  # fmt: skip
residents = st.builds(Resident, group=in_group, households=st.integers(1, 50), persons=st.integers(1, 200))
origins = st.builds(Origin, group=in_group, minority=maybe, households=st.integers(1, 50), persons=st.integers(1, 200))
opened = st.builds(Opened, household=st.integers(1, 10**6), group=in_group, class_id=a_class, minority=maybe)
everything = st.builds(
    lambda **lists: lists,
    **{name: st.lists(each, max_size=25) for name, each in (
        ("steps", steps), ("listed", listed), ("residents", residents), ("origins", origins), ("opened", opened),
    )},
)  # fmt: skip


def facts_of(lists: dict, place: Unit, rule_set: str) -> Facts:
    closing = replace(PLACE.closing, rule_set=rule_set)
    wanted = replace(PLACE, place=place, closing=closing)
    groups = {number: unit for number, unit in GROUPS.items() if unit.path.startswith(place.path)}
    # both are read from one register: whoever has an origin is there
    there = [Resident(each.group, each.households, each.persons) for each in lists["origins"]]
    lists = lists | {"residents": [*lists["residents"], *there]}
    inside = {name: [each for each in rows if each.group in groups] for name, rows in lists.items()}
    found = Facts(
        wanted, inside["steps"], inside["listed"], inside["residents"], groups, dict.fromkeys(groups, "urban")
    )
    found.origins, found.opened, found.ethnicities = inside["origins"], inside["opened"], ("Kinh", "Mường", "Tày")
    return found


def counts(table: Table, kind: str) -> dict[tuple[str, str], list]:
    """(row, what of it is counted) -> cells of the columns that count."""
    return {
        (row.unit.split("-")[0].split("/")[0], row.unit.rsplit("/", 1)[-1]): [
            (cell.value, cell.unknown)
            for cell, column in zip(row.cells, table.columns, strict=True)
            if column.kind == COUNT
        ]
        for row in table.rows
        if row.kind == kind
    }


def added(rows: list[list]) -> list:
    """Cell by cell: the sum, or nothing where one is not known, with how many households that are. A group of which
    the register has nobody adds nothing; where it has nobody at all there is no sum."""
    sums = []
    for cells in zip(*rows, strict=True):
        unknown, told = sum(n for _, n in cells), [value for value, _ in cells if value is not None]
        sums.append((None if unknown or not told else sum(told), unknown))
    return sums


@given(everything, st.sampled_from(["vn-2022", "vn-2016"]))
@settings(max_examples=25, deadline=None)
def test_groups_add_up_to_wards_and_wards_to_the_district(lists, rule_set):
    district = tables_of(facts_of(lists, DISTRICT, rule_set), "ward")
    by_group = tables_of(facts_of(lists, DISTRICT, rule_set), "group")
    own = {ward.pk: tables_of(facts_of(lists, ward, rule_set), "group") for ward in WARDS}
    assert set(district) == {form.id for form in forms_of(rule_set, ("Kinh", "Mường", "Tày"))}
    for form, table in district.items():
        wards, groups = counts(table, UNIT), counts(by_group[form], UNIT)
        for (number, split), cells in wards.items():
            parts = [groups[f"{int(number) + at}", split] for at in (1, 2, 3)]
            assert cells == added(parts), (form, number, split)
            assert cells == counts(own[int(number)][form], TOTAL)["all", split], (form, number, split)
        for key, cells in counts(table, TOTAL).items():
            assert cells == added([wards[f"{ward.pk}", key[1]] for ward in WARDS]), (form, key)
            assert cells == counts(by_group[form], TOTAL)[key]


def test_a_group_of_which_the_register_has_nobody_says_the_same_in_every_row_above_it():
    """Ward 1 has 40 and 60 households in two of its groups and nobody in the third; 12 of the 100 are poor."""
    first, second, third = (number for number, unit in GROUPS.items() if unit.path.startswith(WARDS[0].path))
    listed = poor_of(first, 12, [0] * 12, first=1)
    lists = {
        "steps": [], "origins": [], "opened": [], "listed": listed,
        "residents": [Resident(first, 40, 160), Resident(second, 60, 240)],
    }  # fmt: skip
    for place, level, key in (
        (WARDS[0], "group", "all"),
        (WARDS[0], "ward", f"{WARDS[0].pk}-urban"),
        (DISTRICT, "ward", f"{WARDS[0].pk}-urban"),
    ):
        table = tables_of(facts_of(lists, place, "vn-2022"), level)["7.1"]
        row = next(row for row in table.rows if row.unit.split("/")[0] == key)
        assert [table.shown(row, at) for at in range(4)] == ["100", "400", "12", "12,00%"], (place, level)
        [note] = [each for each in table.notes if each.startswith("Sổ hộ dân chưa có hộ nào ở ")]
        assert GROUPS[third].name in note
        assert note.endswith("Các dòng cộng chưa gồm những nơi này.")
    by_group = tables_of(facts_of(lists, WARDS[0], "vn-2022"), "group")["7.1"]
    row = next(row for row in by_group.rows if row.unit.startswith(f"{third}-"))
    assert [by_group.shown(row, at) for at in range(4)] == ["", "", "0", ""]
    assert by_group.why_empty(row, 0) == "Sổ hộ dân chưa có hộ nào ở đây."


@pytest.mark.django_db
def test_what_is_broken_in_the_database_is_red_and_names_the_households(client):
    """Three faults that no operation lets through, made by hand in the tables: a poor household that lacks two
    indicators, one whose members are gone, one with two classes on one day."""
    made = w.one_in_each_line()
    facts = read(w.of(made.ward))
    assert checks_of(facts, tables_of(facts, "group")) == []
    few, empty, twice = made.homes["stays"], made.homes["new"], made.homes["to_near"]
    kept = HouseholdStatus.objects.filter(household=few, valid_from=w.CLOSE)
    kept.update(result=w.result(("1.1", "1.2")))
    Membership.objects.filter(household=empty).update(withdrawn=True)
    HouseholdStatus.objects.filter(household=twice, class_id="poor").update(valid_to=None)
    facts = read(w.of(made.ward))
    tables = tables_of(facts, "group")
    named = {check.id: check.households for check in checks_of(facts, tables)}
    assert (named["least"], named["no_members"], named["twice"]) == ((few.pk,), (empty.pk,), (twice.pk,))
    assert named["balance"] == (twice.pk,)
    officer = factories.person("officer", "ward_officer", made.ward)
    client.force_login(officer)
    page = client.get(reverse("reports:movement", args=[made.ward.code, 2024])).content.decode()
    assert 'class="number broken"' in page or "broken" in page
    page = client.get(reverse("reports:index", args=[made.ward.code, 2024])).content.decode()
    links = [part.split('"')[0] for part in page.split('href="')[1:] if "kiem-tra" in part.split('"')[0]]
    assert links
    shown = client.get(links[0].replace("&amp;", "&"))
    assert shown.status_code == 200
    assert twice.code in shown.content.decode() or few.code in shown.content.decode()
