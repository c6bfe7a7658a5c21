"""Each of the twelve indicators true and false at its edges, and table 3.11 row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.rulebook.conformance.cases import Case, people
from tests.rulebook.conformance.people import ELDER, FARMER, HOMEMAKER, RETIRED, Person, grown, young

TRANSCRIPTION = Path(__file__).parents[1] / "transcription"
WHERE = ("urban", "nt4")
CHILD: dict[str, Any] = {"b1_03": "3b"}
WORKING: dict[str, Any] = {"b1_02": "2a"}


def with_one(name: str, person: Person, *lacks: str, ticks: dict[str, Any] | None = None, **more: Any) -> Case:
    """A retired person and one more, so that a child is never more than half of the household."""
    return people(name, RETIRED, person, ticks=ticks, deprived=lacks, columns=WHERE, **more)


def work_and_dependants() -> Iterator[Case]:
    for code in (2, 3, 4, 5, 6):
        lacks = ("1.1",) if code == 2 else ()
        rows = {} if code == 3 else WORKING
        yield with_one(f"1.1 employment {code}", HOMEMAKER | {"employment": code}, *lacks, ticks=rows)
    yield with_one("1.1 jobless at 66", RETIRED | {"employment": 2}, "1.1")
    for code in (1, 2, 3):
        lacks = ("1.1",) if code == 2 else ()
        yield with_one(f"1.1 contract {code}", FARMER | {"contract": code}, *lacks, ticks=WORKING)
    yield people("1.2 none of 1", RETIRED, columns=WHERE)
    yield people("1.2 alone", ELDER, ticks=CHILD, deprived=("1.2",), columns=WHERE)
    yield people("1.2 half of 2", RETIRED, ELDER, ticks=CHILD, columns=WHERE)
    yield people("1.2 two of 3", RETIRED, ELDER, ELDER, ticks={"b1_03": None}, deprived=("1.2",), columns=WHERE)
    yield people("1.2 two of 5", *[RETIRED] * 3, ELDER, ELDER, ticks={"b1_03": None}, columns=WHERE)
    yield people(
        "1.2 three of 5", *[RETIRED] * 2, *[ELDER] * 3, ticks={"b1_03": None}, deprived=("1.2",), columns=WHERE
    )


def growth() -> Iterator[Case]:
    """Table 3.11: a child at the printed value is not low, one tenth below it is; a row holds until the next one."""
    with (TRANSCRIPTION / "table_3_11.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if int(row["months"]) < 192]  # no child is older
    starts = [int(row["months"]) for row in rows] + [192]
    for row, start, following in zip(rows, starts[:-1], starts[1:], strict=True):
        for code, sex in ((1, "boy"), (2, "girl")):
            height = row[f"height_{sex}"]
            weight = row[f"weight_{sex}"] if start < 120 else ""
            at = {"sex": code, "height_cm": height} | ({"weight_kg": weight} if weight else {})
            yield growing(f"2.1 {sex} of {start} months at both values", start, at)
            last = following - 1
            yield growing(f"2.1 {sex} of {last} months too short", last, at | {"height_cm": less(height)}, "2.1")
            if weight:
                yield growing(f"2.1 {sex} of {last} months too light", last, at | {"weight_kg": less(weight)}, "2.1")
    yield growing("2.1 the weight is not asked from 10 years", 120, {"sex": 1, "height_cm": 150, "weight_kg": 1})
    yield with_one("2.1 nothing is measured from 16 years", young(192, height_cm=30), ticks=WORKING)


def growing(name: str, months: int, answers: dict[str, Any], *lacks: str) -> Case:
    rows = CHILD | (WORKING if months >= 180 else {})
    return people(name, RETIRED, young(months, **answers), ticks=rows, deprived=lacks, columns=("urban",))


def less(value: str) -> str:
    """A tenth less, digit by digit: 46.1 -> 46.0, 50.0 -> 49.9."""
    whole, tenth = value.split(".")
    return f"{whole}.{int(tenth) - 1}" if tenth != "0" else f"{int(whole) - 1}.9"


def insurance_and_schooling() -> Iterator[Case]:
    bare = {"health_insurance": 2, "state_paid_insurance": 2}
    yield with_one("2.2 without insurance", RETIRED | bare, "2.2")
    yield with_one("2.2 the state pays", RETIRED | bare | {"state_paid_insurance": 1})
    yield with_one("2.2 exactly 6 years", young(72, **bare), "2.2", ticks=CHILD)
    yield with_one("2.2 under 6 years is not asked", young(71, **bare), ticks=CHILD)
    for months, needed in ((192, 3), (215, 3), (216, 4), (359, 4)):
        for level in (1, 2, 3, 4):
            lacks = ("3.1",) if level < needed else ()
            yield with_one(
                f"3.1 {months} months, certificate {level}", grown(months, education=level), *lacks, ticks=WORKING
            )
        trained = {"education": 1, "training": 2}
        yield with_one(f"3.1 {months} months, trained", grown(months, **trained), ticks=WORKING | {"b1_04": "4c"})
        yield with_one(f"3.1 {months} months, at school", young(months), ticks=WORKING)
    yield with_one("3.1 exactly 30 years", grown(360, education=1), ticks=WORKING)
    for months in (36, 71, 72, 143, 144, 191):
        rows = CHILD | (WORKING if months >= 180 else {})
        yield with_one(f"3.2 {months} months, not at school", young(months, attending=2), "3.2", ticks=rows)
        for level in range(1, 9):
            low = (72 <= months < 144 and level == 1) or (months >= 144 and level <= 2)
            lacks = ("3.2",) if low else ()
            yield with_one(f"3.2 {months} months, level {level}", young(months, school_level=level), *lacks, ticks=rows)
    yield with_one("3.2 under 3 years is not asked", young(35, attending=2), ticks=CHILD)


def house_water_information() -> Iterator[Case]:
    bad = {"wall_material": 4, "column_material": 4, "roof_material": 4}
    gone: dict[str, Any] = {"wall_material": ("b1_07_wall", None), "column_material": ("b1_07_column", None)}
    for parts in (
        ["wall_material", "column_material"],
        ["wall_material", "roof_material"],
        ["column_material", "roof_material"],
        ["wall_material", "column_material", "roof_material"],
    ):
        ticks = dict(gone[part] for part in parts if part in gone)
        answers = {part: bad[part] for part in parts}
        yield Case(f"4.1 {' and '.join(parts)}", answers, ticks=ticks, deprived=("4.1",), columns=WHERE)
    for area, lacks in (("7.99", ("4.2",)), (8, ()), ("8.01", ())):
        yield Case(f"4.2 {area} m2 for 1", {"floor_area_m2": area}, deprived=lacks, columns=WHERE)
    for area, lacks in (("23.99", ("4.2",)), (24, ()), ("24.01", ())):
        answers = {"floor_area_m2": area}
        yield people(f"4.2 {area} m2 for 3", *[RETIRED] * 3, household=answers, deprived=lacks, columns=WHERE)
    offline = RETIRED | {"internet": 2}
    yield people("6.1 nobody", offline, offline, deprived=("6.1",), columns=WHERE)
    yield people("6.1 one of two", RETIRED, offline, columns=WHERE)
    yield people("6.1 a child", offline, young(60), ticks=CHILD, columns=WHERE)
    nothing = {"phones": 0, "radio": 2}
    yield Case("6.2 nothing", nothing, deprived=("6.2",), columns=WHERE)
    yield Case("6.2 a radio", nothing | {"radio": 1}, columns=WHERE)
    yield Case("6.2 a television", nothing | {"televisions": 1}, ticks={"b1_12_televisions": "12g"}, columns=WHERE)
    yield Case("6.2 a computer", nothing | {"computers": 1}, ticks={"b1_12_computers": "12j"}, columns=WHERE)
    yield Case("6.2 a telephone", {"phones": 1, "radio": 2}, columns=WHERE)


INDICATORS = ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2", "5.1", "5.2", "6.1", "6.2"]


def overrides() -> Iterator[Case]:
    """A reviewer's change counts instead of the answers, both ways, and is never lost."""
    for indicator in INDICATORS:
        change = {indicator: {"deprived": True, "reason": "đã xem tận nơi"}}
        yield Case(f"override {indicator}", overrides=change, deprived=(indicator,), columns=WHERE)
    yield Case(
        "override: not deprived after all",
        {"water": 4, "toilet": 3},
        ticks={"b1_10": None, "b1_11": None},
        overrides={"5.1": {"deprived": False, "reason": "mới có nước máy"}},
        deprived=("5.2",),
        columns=WHERE,
    )
    everything = {indicator: {"deprived": True, "reason": "lý do"} for indicator in INDICATORS}
    yield Case("override: all twelve", overrides=everything, deprived=tuple(INDICATORS), columns=WHERE)


def every_indicator() -> Iterator[Case]:
    yield from work_and_dependants()
    yield from growth()
    yield from insurance_and_schooling()
    yield from house_water_information()
    yield from overrides()
