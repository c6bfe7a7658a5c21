"""Classes worked out without our engine, in plain Python over the answers of a form, for households of an urban ward of
a city under the centre. Points are those of the transcription of table 3.3 (column "urban"), limits of children those
of table 3.11; which answer belongs to which row is written out here anew, from Mẫu 3.1 and 3.2. Open questions of the
text are answered as `docs/law/vn-2022-readings.md` says."""

from __future__ import annotations

import csv
import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

_PRINTED = Path(__file__).parent / "rulebook" / "transcription"


def _points() -> dict[str, int]:
    with (_PRINTED / "table_3_3.csv").open(encoding="utf-8") as file:
        return {row["item"] + row["option"]: int(row["urban"]) for row in csv.DictReader(file)}


def _children() -> list[dict[str, str]]:
    with (_PRINTED / "table_3_11.csv").open(encoding="utf-8") as file:
        return sorted(csv.DictReader(file), key=lambda row: int(row["months"]))


POINTS, CHILDREN = _points(), _children()
# Mẫu 3.3 item 12: an answer of part A, then how many are needed for which row, the larger number first.
_GOODS = (
    ("cars", ((1, "a"),)), ("motorbikes", ((3, "d"), (2, "c"), (1, "b"))), ("boats", ((1, "e"),)),
    ("printers", ((1, "f"),)), ("televisions", ((2, "h"), (1, "g"))), ("music_systems", ((1, "i"),)),
    ("computers", ((1, "j"),)), ("refrigerators", ((1, "k"),)), ("air_conditioners", ((2, "m"), (1, "l"))),
    ("washing_machines", ((1, "n"),)), ("water_heaters", ((1, "o"),)), ("microwaves", ((1, "p"),)),
)  # fmt: skip
_LAND = (
    ("land_garden_m2", ((500, "b"), (300, "a"))), ("land_annual_m2", ((5000, "c"),)),
    ("land_perennial_m2", ((5000, "e"), (1000, "d"))), ("land_water_m2", ((5000, "g"), (500, "f"))),
    ("land_forest_m2", ((10000, "i"), (5000, "h"))),
)  # fmt: skip
_STOCK = (("cattle", ((3, "c"), (2, "b"), (1, "a"))), ("pigs", ((10, "d"),)), ("poultry_tens", ((10, "e"),)))


def months(birth: str, on: datetime.date) -> int:
    """Completed months of a person born on dd/mm/yyyy."""
    day, month, year = (int(part) for part in birth.split("/"))
    return (on.year - year) * 12 + on.month - month - (on.day < day)


def by_points(home: dict[str, Any], people: list[dict[str, Any]], on: datetime.date) -> tuple[str, int, int]:
    """(class, B1, B2) under the rules of 2022: at most 175 points of B1 is poor with 30 of B2, else near-poor."""
    ages = [months(each["birth_date"], on) for each in people]
    b1, lacking = _b1(home, people, ages), deprivations(home, people, ages)
    b2 = 10 * len(lacking)
    return ("not_poor" if b1 > 175 else "poor" if b2 >= 30 else "near_poor"), b1, b2


def _row(value: Any, steps: tuple[tuple[int, str], ...], item: str) -> int:
    """The points of the first step that is reached; none below the last."""
    return next((POINTS[item + row] for least, row in steps if Decimal(str(value)) >= least), 0)


def _b1(home: dict[str, Any], people: list[dict[str, Any]], ages: list[int]) -> int:
    pairs = list(zip(people, ages, strict=True))
    size = len(people)
    total = POINTS["1" + "abcdefg"[size - 1]] if size <= 7 else 0
    able = sum(
        180 <= age < 720 and not (p["employment"] == 3 or p["social_benefit"] == 2 or p["serious_illness"] == 1)
        for p, age in pairs
    )
    total += POINTS["2" + "abcde"[min(able, 5) - 1]] if able else 0
    leaning = dependants(people, ages)
    total += POINTS["3" + "ab"[leaning]] if leaning < 2 else 0
    training = max((p["training"] for p, age in pairs if age >= 180), default=1)
    total += {4: POINTS["4a"], 5: POINTS["4a"], 6: POINTS["4a"], 3: POINTS["4b"], 2: POINTS["4c"]}.get(training, 0)
    rows = set()
    for person, age in pairs:
        if age < 180 or person["employment"] != 1:
            continue
        if person["job_type"] == 1:
            rows.add("5a")
        elif person["nonfarm"] == 1:
            rows.add("5b" if person["contract"] == 1 else "5c")
    total += max((POINTS[row] for row in rows), default=0)
    pensions = sum(age >= 180 and p["pension"] >= 1 for p, age in pairs)
    total += POINTS["6a"] if pensions == 1 else POINTS["6b"] if pensions else 0
    total += (POINTS["7a"] if home["wall_material"] < 4 else 0) + (POINTS["7b"] if home["column_material"] < 4 else 0)
    total += _row(Decimal(str(home["floor_area_m2"])) / size, ((40, "c"), (30, "b"), (20, "a")), "8")
    total += _row(home["electricity_kwh"] or 0, ((150, "d"), (100, "c"), (50, "b"), (25, "a")), "9")
    total += {1: POINTS["10a"], 2: POINTS["10b"], 3: POINTS["10c"], 4: 0}[home["water"]]
    total += POINTS["11a"] if home["toilet"] == 1 else 0
    total += sum(_row(home[name], steps, "12") for name, steps in _GOODS)
    total += sum(_row(home[name], steps, "13") for name, steps in _LAND)
    total += sum(_row(home[name], steps, "14") for name, steps in _STOCK)
    total += POINTS["14f"] if home["aquaculture"] == 1 else 0
    return total + POINTS["15g"]  # item 15: Hà Nội is under the centre


def dependants(people: list[dict[str, Any]], ages: list[int]) -> int:
    return sum(age < 192 or p["social_benefit"] in (1, 2) for p, age in zip(people, ages, strict=True))


def _too_small(person: dict[str, Any], age: int) -> bool:
    row = [each for each in CHILDREN if int(each["months"]) <= age][-1]
    sex = "boy" if person["sex"] == 1 else "girl"
    if Decimal(str(person["height_cm"])) < Decimal(row[f"height_{sex}"]):
        return True
    return age < 120 and Decimal(str(person["weight_kg"])) < Decimal(row[f"weight_{sex}"])


def _unschooled(person: dict[str, Any], age: int) -> bool:
    """3 to under 16: not at school, or below the level of the age."""
    if person["attending"] == 2:
        return True
    level = person["school_level"]
    return (72 <= age < 144 and level == 1) or (age >= 144 and level in (1, 2))


def _untrained(person: dict[str, Any], age: int) -> bool:
    """16 to under 30: neither in training nor with the certificate of the age."""
    needed = 3 if age < 216 else 4
    return person["attending"] == 2 and person["education"] < needed and person["training"] < 2


def deprivations(home: dict[str, Any], people: list[dict[str, Any]], ages: list[int]) -> list[str]:
    """The indicators of Mẫu 3.2 that the household lacks."""
    pairs = list(zip(people, ages, strict=True))
    weak = sum(home[name] == 4 for name in ("wall_material", "column_material", "roof_material"))
    grown = [p for p, age in pairs if age >= 180]
    nothing = not (home["televisions"] or home["computers"] or home["phones"]) and home["radio"] == 2
    lacks = {
        "1.1": any(p["employment"] == 2 or (p["employment"] == 1 and p["contract"] == 2) for p in grown),
        "1.2": 2 * dependants(people, ages) > len(people),
        "2.1": any(age < 192 and _too_small(p, age) for p, age in pairs),
        "2.2": any(age >= 72 and p["health_insurance"] == 2 and p["state_paid_insurance"] == 2 for p, age in pairs),
        "3.1": any(192 <= age < 360 and _untrained(p, age) for p, age in pairs),
        "3.2": any(36 <= age < 192 and _unschooled(p, age) for p, age in pairs),
        "4.1": weak >= 2,
        "4.2": Decimal(str(home["floor_area_m2"])) < 8 * len(people),
        "5.1": home["water"] == 4,
        "5.2": home["toilet"] == 3,
        "6.1": all(p["internet"] != 1 for p in people),
        "6.2": nothing,
    }
    return [name for name, lacking in lacks.items() if lacking]


def by_income_2016(
    income: int, lacking: int, *, poor: int = 900_000, near: int = 1_300_000, top: int = 1_950_000
) -> str:
    """QĐ 59/2015 in towns: at most the poverty line, or at most the second line with three deprivations or more: poor;
    at most the second line: near-poor; at most the third one: average living standard."""
    if income <= poor or (income <= near and lacking >= 3):
        return "poor"
    if income <= near:
        return "near_poor"
    return "average" if income <= top else "not_poor"
