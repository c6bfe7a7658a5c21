"""Published commune tables (Đắk Nông, standard of 2022; counts alone): households that reproduce them give the same
cells, and what is wrong with the published figures turns red."""

from __future__ import annotations

import itertools

import pytest

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.movement import Reading
from chungtay.records.registry.queries.movement_steps import Step
from chungtay.records.registry.queries.reporting import Found, Listed
from chungtay.results.reports.queries.checks import checks_of, least_on_average
from chungtay.results.reports.queries.facts import Facts, Resident, Wanted
from chungtay.results.reports.queries.tables import tables_of
from chungtay.rulebook import rule_sets
from chungtay.workbooks.reports.tables import TOTAL, UNIT, Table
from tests.apps.results.reports.world import CLOSE, OPEN

IDS = [entry.id for entry in rule_sets.load("vn-2022").indicators]
# commune: poor households, all deprivations, indicators 1 to 12
LACKING = {
    "TT Ea TLing": (5, 19, (4, 2, 1, 1, 0, 0, 0, 2, 2, 3, 3, 1)),
    "Đắk DRông": (74, 261, (18, 36, 9, 3, 37, 3, 38, 40, 2, 57, 11, 7)),
    "Ea Pô": (67, 233, (29, 25, 27, 7, 19, 8, 7, 34, 0, 41, 25, 11)),
    "Tâm Thắng": (58, 203, (42, 31, 0, 41, 6, 2, 6, 31, 0, 27, 14, 3)),
}
CU_JUT = (204, 716, (93, 94, 37, 52, 62, 13, 51, 107, 4, 128, 53, 22))
# columns 1, 2, 3, 5, 6, 7, 9 of 7.2 and of 7.3; columns 4 and 8 were left blank
POOR = {
    "TT Ea TLing": (10, 5, 0, 0, 0, 0, 5),
    "Đắk DRông": (119, 10, 45, 3, 0, 7, 74),
    "Ea Pô": (85, 23, 0, 0, 0, 5, 67),
    "Tâm Thắng": (80, 26, 0, 2, 0, 2, 58),
}
NEAR_POOR = {
    "TT Ea TLing": (9, 0, 0, 5, 0, 1, 15),
    "Đắk DRông": (109, 45, 3, 10, 0, 8, 79),
    "Ea Pô": (42, 0, 0, 23, 0, 5, 70),
    "Tâm Thắng": (116, 0, 2, 25, 0, 4, 141),
}
LINES = ("start", "to_other_class", "above_both", "from_other_class", "fell_back", "newly_arising", "end")
NEAR_LINES = ("start", "above_both", "to_other_class", "from_other_class", "fell_back", "newly_arising", "end")

PROVINCE = Unit(pk=1, level="province", code="67", name="Tỉnh Đắk Nông", path="/1/", valid_from=OPEN)
DISTRICT = Unit(pk=2, level="district", code="662", name="Huyện Cư Jút", parent=PROVINCE, path="/1/2/", valid_from=OPEN)
PLACE = Wanted(DISTRICT, 2024, Reading(OPEN, "vn-2022", ("/1/2/",)), Reading(CLOSE, "vn-2022", ("/1/2/",)))


def communes(names) -> dict[int, Unit]:
    """One group in each commune; its number is the commune's and 100."""
    groups = {}
    for number, name in enumerate(names, 10):
        ward = Unit(
            pk=number,
            level="ward",
            code=f"{number:05}",
            name=name,
            parent=DISTRICT,
            path=f"/1/2/{number}/",
            valid_from=OPEN,
        )
        at = {"parent": ward, "path": f"{ward.path}{number + 100}/", "valid_from": OPEN}
        groups[number + 100] = Unit(pk=number + 100, level="group", code="01", name="Thôn 1", **at)
    return groups


def facts(listed=(), steps=(), residents=(), names=tuple(LACKING)) -> Facts:
    groups = communes(names)
    return Facts(PLACE, list(steps), list(listed), list(residents), groups, dict.fromkeys(groups, "rural"))


def poor_of(group: int, poor: int, lacking: tuple[int, ...], first: int) -> list[Listed]:
    """Households so that each indicator is lacking as often as published: dealt out like cards, so nobody gets one
    twice."""
    hands: list[list[str]] = [[] for _ in range(poor)]
    turn = itertools.cycle(range(poor))
    for indicator, count in zip(IDS, lacking, strict=True):
        for _card in range(count):
            hands[next(turn)].append(indicator)
    told = {"persons": 4, "ethnicity": "Kinh", "minority": False, "merit": False, "children": 1}
    return [
        Listed(first + at, group, "poor", found=Found("poor", tuple(hand), ("1",), no_labour=False), **told)
        for at, hand in enumerate(hands)
    ]


def steps_of(group: int, class_id: str, lines, counts, first: int) -> list[Step]:
    number = itertools.count(first)
    return [
        Step(next(number), group, class_id, line, 4)
        for line, count in zip(lines, counts, strict=True)
        for _each in range(count)
    ]


def rows(table: Table, kind: str = UNIT, split: str = "Hộ") -> dict[str, tuple]:
    return {
        row.label: tuple(cell.value for cell in row.cells)
        for row in table.rows
        if row.kind == kind and row.split in ("", split)
    }


def test_the_deprivation_table_of_a_district():
    listed = []
    for group, (poor, _all, lacking) in zip(communes(LACKING), LACKING.values(), strict=True):
        listed += poor_of(group, poor, lacking, first=group * 10_000)
    given = facts(listed)
    tables = tables_of(given, "ward", ("7.4", "7.5"))
    table = tables["7.4"]
    for name, (poor, all_of_them, lacking) in LACKING.items():
        cells = rows(table)[name]
        assert (cells[0], sum(cells[1:13]), cells[1:13]) == (poor, all_of_them, lacking)
    total = rows(table, TOTAL)["Tổng cộng"]
    assert (total[0], sum(total[1:13]), total[1:13]) == CU_JUT
    assert checks_of(given, {"7.4": table}) == []
    shares = tables["7.5"]
    whole = next(row for row in shares.rows if row.kind == TOTAL)
    # 93 of 204, 128 of 204, 4 of 204
    assert [shares.shown(whole, place) for place in (1, 10, 9)] == ["45,59%", "62,75%", "1,96%"]


def test_too_few_deprivations_turn_red_and_name_the_households():
    listed = poor_of(110, 5, (4, 2, 1, 1, 0, 0, 0, 2, 2, 1, 0, 0), first=1)  # 13 in 5 households
    given = facts(listed)
    table = tables_of(given, "ward", ("7.4",))["7.4"]
    found = checks_of(given, {"7.4": table})
    assert {check.id for check in found} == {"least", "least_average"}
    assert [check.households for check in found if check.id == "least"] == [(4, 5)]
    assert [check.row for check in least_on_average(table)] == ["TT Ea TLing"]
    assert "(-2)" in next(least_on_average(table)).vi  # 13 - 3 x 5


def movement() -> tuple[Facts, dict[str, Table]]:
    steps = []
    for group, (name, counts) in zip(communes(POOR), POOR.items(), strict=True):
        steps += steps_of(group, "poor", LINES, counts, group * 10_000)
        steps += steps_of(group, "near_poor", NEAR_LINES, NEAR_POOR[name], group * 10_000 + 5_000)
    given = facts(steps=steps)
    return given, tables_of(given, "ward", ("7.2", "7.3"))


def test_the_published_changes_of_a_district_and_their_defects():
    given, tables = movement()
    kept = (0, 1, 2, 4, 5, 6, 8)
    poor, near = rows(tables["7.2"]), rows(tables["7.3"])
    assert {name: tuple(cells[at] for at in kept) for name, cells in poor.items()} == POOR
    assert {name: tuple(cells[at] for at in kept) for name, cells in near.items()} == NEAR_POOR
    assert tuple(rows(tables["7.2"], TOTAL)["Tổng cộng"][at] for at in kept) == (294, 64, 45, 5, 0, 14, 204)
    assert tuple(rows(tables["7.3"], TOTAL)["Tổng cộng"][at] for at in kept) == (276, 45, 5, 63, 0, 18, 305)
    found = [check for check in checks_of(given, tables) if check.row.endswith("(Hộ)")]
    # 26 left for near-poor and 25 came in; 116 - 2 + 25 + 4 is 143, published 141
    assert [(check.form, check.row, check.id) for check in found] == [
        ("7.2", "Tâm Thắng (Hộ)", "crossed"),
        ("7.3", "Tâm Thắng (Hộ)", "sum"),
    ]
    assert "nay lệch 2" in found[1].vi
    assert all(check.blocks for check in found)


@pytest.mark.parametrize(
    ("residents", "shown", "why"),
    [
        (1_000, "20,40%", ""),
        (10, "", "Tỷ lệ trên 100%: số hộ dân cư ít hơn số hộ được đếm. Xem lại số hộ dân cư."),  # published as 2040 %
        (None, "", "Sổ hộ dân chưa có hộ nào ở đây."),
    ],
)
def test_a_share_above_a_hundred_or_of_nothing_is_refused(residents, shown, why):
    listed = poor_of(110, 204, CU_JUT[2], first=1)
    there = [Resident(110, residents, 4 * residents)] if residents else []
    table = tables_of(facts(listed, residents=there, names=("Cư Jút",)), "ward", ("7.1",))["7.1"]
    row = next(row for row in table.rows if row.kind == UNIT)
    assert (table.shown(row, 3), table.why_empty(row, 3)) == (shown, why)
