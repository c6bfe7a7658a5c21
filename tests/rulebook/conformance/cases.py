"""One household varied answer by answer; beside each variation stands what an officer would tick on the printed form.

`ticks` maps an item to the printed row of table 3.3 ("12c" = item 12, third row; None = no printed row applies).
`deprived` names the indicators that form 3.2 counts. Points are added up from the printed table in make.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.rulebook.conformance.people import (
    CIVIL_SERVANT,
    ELDER,
    EMPLOYEE,
    FARMER,
    HIRED,
    HOMEMAKER,
    RETIRED,
    TRADER,
    Person,
    born,
    grown,
    young,
)

Row = str | None

# One retired person in a brick house of 19 m2, 20 kWh, tap water, septic toilet, one telephone, nothing else.
HOUSEHOLD: dict[str, Any] = {
    "column_material": 2, "roof_material": 1, "wall_material": 2, "floor_area_m2": 19, "toilet": 1,
    "electricity_kwh": 20, "water": 1, "cars": 0, "motorbikes": 0, "boats": 0, "printers": 0, "televisions": 0,
    "music_systems": 0, "computers": 0, "refrigerators": 0, "air_conditioners": 0, "washing_machines": 0,
    "water_heaters": 0, "microwaves": 0, "phones": 1, "land_garden_m2": 0, "land_annual_m2": 0,
    "land_perennial_m2": 0, "land_water_m2": 0, "land_forest_m2": 0, "cattle": 0, "pigs": 0, "poultry_tens": 0,
}  # fmt: skip
TICKS: dict[str, Row] = {
    "b1_01": "1a", "b1_03": "3a", "b1_07_wall": "7a", "b1_07_column": "7b", "b1_10": "10a", "b1_11": "11a",
}  # fmt: skip
PERSONS: list[Row] = [None, "1a", "1b", "1c", "1d", "1e", "1f", "1g", None]


@dataclass(frozen=True)
class Case:
    """`household` holds the answers that differ from HOUSEHOLD (None = left empty); `columns` restricts the columns.

    `open_ticks` lists the rows that stay possible when an answer is missing, `undecided` the open indicators,
    `problems` [kind, question, member]. `exact` is False where only the status and the problems are stated.
    """

    name: str
    household: dict[str, Any] = field(default_factory=dict)
    members: list[Person] = field(default_factory=lambda: [RETIRED])
    ticks: dict[str, Row | tuple[Row, ...]] = field(default_factory=dict)
    deprived: tuple[str, ...] = ()
    open_ticks: dict[str, list[Row]] = field(default_factory=dict)
    undecided: tuple[str, ...] = ()
    problems: tuple[tuple[str, str, int | None], ...] = ()
    overrides: dict[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    missing: str = "refuse"
    refused: bool = False
    exact: bool = True


def people(name: str, *members: Person, ticks: dict[str, Any] | None = None, **more: Any) -> Case:
    """A case about members: 19 m2 for each, the row of item 1 ticked."""
    count = len(members)
    rows = {"b1_01": PERSONS[min(count, 8)]} | (ticks or {})
    return Case(name, {"floor_area_m2": 19 * count} | more.pop("household", {}), list(members), rows, **more)


def every_row() -> Iterator[Case]:
    """Every row of every item, and both sides of the edges between them."""
    yield Case("base")
    for count in range(2, 9):
        yield people(f"{count} persons", *[RETIRED] * count)
    for count, row in enumerate(["2a", "2b", "2c", "2d", "2e", "2e"], 1):
        yield people(f"{count} of working age", *[HOMEMAKER] * count, ticks={"b1_02": row})
    yield people("1 dependant of 2", RETIRED, ELDER, ticks={"b1_03": "3b"})
    yield people("2 dependants of 4", RETIRED, RETIRED, ELDER, ELDER, ticks={"b1_03": None})
    yield people("3 dependants of 6", *[RETIRED] * 3, *[ELDER] * 3, ticks={"b1_03": None})
    for code, row in [(1, None), (2, "4c"), (3, "4b"), (4, "4a"), (5, "4a"), (6, "4a")]:
        yield people(f"training {code}", RETIRED | {"training": code}, ticks={"b1_04": row})
    yield people(
        "the highest training counts", RETIRED | {"training": 2}, RETIRED | {"training": 5}, ticks={"b1_04": "4a"}
    )
    for number, kind in enumerate((1, 2, 3), 1):
        rows = {"b1_06": "6a" if number == 1 else "6b"}
        yield people(f"{number} pensions of kind {kind}", *[RETIRED | {"pension": kind}] * number, ticks=rows)
    for code in (1, 2, 3, 4):
        yield Case(f"walls {code}", {"wall_material": code}, ticks={"b1_07_wall": "7a" if code < 4 else None})
        yield Case(f"columns {code}", {"column_material": code}, ticks={"b1_07_column": "7b" if code < 4 else None})
        yield Case(f"roof {code}", {"roof_material": code})
    for code, row in [(1, "10a"), (2, "10b"), (3, "10c"), (4, None)]:
        yield Case(f"water {code}", {"water": code}, ticks={"b1_10": row}, deprived=("5.1",) if code == 4 else ())
    for code, row in [(1, "11a"), (2, None), (3, None)]:
        yield Case(f"toilet {code}", {"toilet": code}, ticks={"b1_11": row}, deprived=("5.2",) if code == 3 else ())
    for code, row in [(1, "14f"), (2, None)]:
        yield Case(f"aquaculture {code}", {"aquaculture": code}, ticks={"b1_14_aquaculture": row})
    for code, row in enumerate(["15a", "15b", "15c", "15d", "15e", "15f", "15g"], 1):
        yield Case(f"region {code}", {"region": code}, ticks={"b1_15": row})
    yield from bands()


# question, item, [value, printed row that applies from there]: below an edge the row before it applies
BANDS: list[tuple[str, str, str, list[tuple[int, Row]]]] = [
    ("floor_area_m2", "b1_08", "0.01", [(20, "8a"), (30, "8b"), (40, "8c")]),
    ("electricity_kwh", "b1_09", "0.1", [(25, "9a"), (50, "9b"), (100, "9c"), (150, "9d")]),
    ("cars", "b1_12_cars", "1", [(1, "12a")]),
    ("motorbikes", "b1_12_motorbikes", "1", [(1, "12b"), (2, "12c"), (3, "12d")]),
    ("boats", "b1_12_boats", "1", [(1, "12e")]),
    ("printers", "b1_12_printers", "1", [(1, "12f")]),
    ("televisions", "b1_12_televisions", "1", [(1, "12g"), (2, "12h")]),
    ("music_systems", "b1_12_music_systems", "1", [(1, "12i")]),
    ("computers", "b1_12_computers", "1", [(1, "12j")]),
    ("refrigerators", "b1_12_refrigerators", "1", [(1, "12k")]),
    ("air_conditioners", "b1_12_air_conditioners", "1", [(1, "12l"), (2, "12m")]),
    ("washing_machines", "b1_12_washing_machines", "1", [(1, "12n")]),
    ("water_heaters", "b1_12_water_heaters", "1", [(1, "12o")]),
    ("microwaves", "b1_12_microwaves", "1", [(1, "12p")]),
    ("land_garden_m2", "b1_13_garden", "0.1", [(300, "13a"), (500, "13b")]),
    ("land_annual_m2", "b1_13_annual", "0.1", [(5000, "13c")]),
    ("land_perennial_m2", "b1_13_perennial", "0.1", [(1000, "13d"), (5000, "13e")]),
    ("land_water_m2", "b1_13_water", "0.1", [(500, "13f"), (5000, "13g")]),
    ("land_forest_m2", "b1_13_forest", "0.1", [(5000, "13h"), (10000, "13i")]),
    ("cattle", "b1_14_cattle", "1", [(1, "14a"), (2, "14b"), (3, "14c")]),
    ("pigs", "b1_14_pigs", "1", [(10, "14d")]),
    ("poultry_tens", "b1_14_poultry", "0.1", [(10, "14e")]),
]
BELOW = {"0.01": "99", "0.1": "9"}  # the digits just below a whole number: 19.99, 24.9
ABOVE = {"0.01": "01", "0.1": "1"}


def bands() -> Iterator[Case]:
    for question, item, step, edges in BANDS:
        before: Row = None
        for edge, row in edges:
            whole = step == "1"
            under: Any = edge - 1 if whole else f"{edge - 1}.{BELOW[step]}"
            over: Any = edge + 1 if whole else f"{edge}.{ABOVE[step]}"
            yield Case(f"{question} {under}", {question: under}, ticks={item: before})
            yield Case(f"{question} {edge}", {question: edge}, ticks={item: row})
            if not whole or edge == edges[-1][0]:
                yield Case(f"{question} {over}", {question: over}, ticks={item: row})
            before = row
    for area, row in [("59.99", None), (60, "8a"), ("89.99", "8a"), (90, "8b"), ("119.99", "8b"), (120, "8c")]:
        yield people(f"{area} m2 for 3", *[RETIRED] * 3, household={"floor_area_m2": area}, ticks={"b1_08": row})


def workers() -> Iterator[Case]:
    """Item 5 and its combinations: the row with the most points counts (the reading that the rule set takes)."""
    kinds: dict[str, tuple[Person, Row, tuple[str, ...]]] = {
        "servant": (CIVIL_SERVANT, "5a", ()),
        "employee": (EMPLOYEE, "5b", ()),
        "trader": (TRADER, "5c", ()),
        "hired": (HIRED, "5c", ("1.1",)),
        "farmer": (FARMER, None, ()),
    }
    for name, (person, row, lacks) in kinds.items():
        yield people(f"work: {name}", person, ticks={"b1_02": "2a", "b1_05": row}, deprived=lacks)
        for other, (second, second_row, second_lacks) in kinds.items():
            yield people(
                f"work: {name} and {other}",
                person,
                second,
                ticks={"b1_02": "2b", "b1_05": (row, second_row)},
                deprived=tuple({*lacks, *second_lacks}),
            )
    all_three = {"b1_02": "2c", "b1_05": ("5a", "5b", "5c")}
    yield people("work: all three kinds", CIVIL_SERVANT, EMPLOYEE, TRADER, ticks=all_three)


ONE: tuple[str, ...] = ("urban", "nt2", "nt5")  # where items 2 and 3 give points, or the region matters


def ages() -> Iterator[Case]:
    """Who is of working age, who is a dependant: on the birthday, the day before, and by the exceptions."""
    two = {"b1_02": "2a"}
    child = {"b1_03": "3b"}
    yield people("15 years on the day", RETIRED, young(180), ticks=two | child, columns=ONE)
    tomorrow = young(179, birth_date=born(180, 1))
    yield people("15 years tomorrow", RETIRED, tomorrow, ticks=child, columns=ONE)
    yield people("16 years on the day", RETIRED, young(192), ticks=two, columns=ONE)
    yield people("16 years tomorrow", RETIRED, young(191, birth_date=born(192, 1)), ticks=two | child, columns=ONE)
    yield people("60 years on the day", RETIRED, grown(720), columns=ONE)
    yield people("60 years tomorrow", RETIRED, grown(720, birth_date=born(720, 1)), ticks=two, columns=ONE)
    yield people("unable to work", RETIRED, HOMEMAKER | {"employment": 3}, columns=ONE)
    yield people("critically ill", RETIRED, HOMEMAKER | {"serious_illness": 1}, columns=ONE)
    yield people("disabled, with a benefit", RETIRED, HOMEMAKER | {"social_benefit": 2}, ticks=child, columns=ONE)
    yield people("old, with a benefit", RETIRED, HOMEMAKER | {"social_benefit": 1}, ticks=two | child, columns=ONE)
    yield people("an orphan's benefit", RETIRED, HOMEMAKER | {"social_benefit": 3}, ticks=two, columns=ONE)
    for text in ("1955", "1/1960", "01-1960", "2/1/1960", "02.01.1960", "1960-01-02", " 1950 "):
        yield people(f"born {text}", RETIRED | {"birth_date": text}, columns=("urban",))
    yield people("born in a leap year", RETIRED | {"birth_date": "29/02/1960"}, columns=("urban",))
    # a month in which no birthday of a rule falls is enough: 60 years and some days, whatever the day of August 1966
    yield people("born 8/1966", RETIRED | {"birth_date": "8/1966"}, columns=("urban",))
