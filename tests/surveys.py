"""The two tables of a survey as KoboToolbox exports them or as Parquet, with households worked out by hand.

Four urban households of Hà Nội (line B1 175 points; the table of points is read in tests/rulebook):

101  one retired adult, 19 m²                            185 points, above the line: not poor
102  adult and child, toilet 2                           155 points, below; 0 of 3 deprivations: near poor
103  toilet 3, well not protected (water 4), 7 m²        165 points, below; floor, toilet and water: poor
104  water left empty                                    nothing is guessed: not classified
"""

from __future__ import annotations

import csv
import datetime
import zipfile
from pathlib import Path
from typing import Any

import polars as pl

from tests.rulebook.households import ADULT, CHILD, urban

ON = datetime.date(2024, 9, 15)
PUPIL = CHILD | {"weight_kg": 30}  # eight and a half on 15/09/2024, taller and heavier than the lines of table 3.11
HOMES: list[tuple[str, str, dict[str, Any]]] = [
    ("101", "Trần Văn Sơn", urban()),
    ("102", "Lê Thị Na", urban(ADULT, PUPIL, toilet=2)),
    ("103", "Phạm Văn Đông", urban(toilet=3, water=4, floor_area_m2=7)),
    ("104", "Đỗ Thị Hạ", urban(water=None)),
]
CLASSES = {"101": "not_poor", "102": "near_poor", "103": "poor", "104": ""}
SCORES = {"101": 185, "102": 155, "103": 165, "104": None}
COUNTS = {"in": 4, "classified": 3, "refused": 1, "not_poor": 1, "near_poor": 1, "poor": 1}


def rows(homes: list[tuple[str, str, dict[str, Any]]] = HOMES) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of the household table and of the member table, joined by `household_code`."""
    houses = [{"household_code": code, "head_name": name} | home["household"] for code, name, home in homes]
    people = [
        {"household_code": code, "name": name if number == 0 else f"{name} {number}"} | member
        for code, name, home in homes
        for number, member in enumerate(home["members"])
    ]
    return houses, people


def kobo(folder: Path, homes: list[tuple[str, str, dict[str, Any]]] = HOMES) -> tuple[Path, Path]:
    """Two CSV files that name their columns by groups and join by _index and _parent_index, as Kobo does."""
    houses, people = rows(homes)
    index = {house["household_code"]: place for place, house in enumerate(houses, 1)}
    home_rows = [
        {"start": "2024-09-15T08:00:00"}
        | {f"household/{name}": value for name, value in house.items()}
        | {"_index": index[house["household_code"]]}
        for house in houses
    ]
    member_rows = [
        {f"members/{name}": value for name, value in person.items() if name != "household_code"}
        | {"_index": place, "_parent_index": index[person["household_code"]]}
        for place, person in enumerate(people, 1)
    ]
    return write(folder / "ho.csv", home_rows), write(folder / "thanh-vien.csv", member_rows)


def write(path: Path, lines: list[dict[str, Any]]) -> Path:
    names = list(dict.fromkeys(name for line in lines for name in line))
    with path.open("w", encoding="utf-8", newline="") as target:
        table = csv.DictWriter(target, names, delimiter=";", restval="")
        table.writeheader()
        table.writerows(lines)
    return path


def parquet(folder: Path, homes: list[tuple[str, str, dict[str, Any]]] = HOMES) -> tuple[Path, Path]:
    """The same as two Parquet tables joined by `household_code`."""
    paths = folder / "ho.parquet", folder / "thanh-vien.parquet"
    houses, people = rows(homes)
    # nobody ticked these boxes, yet the columns stand there
    for path, lines, empty in ((paths[0], houses, ["aquaculture"]), (paths[1], people, ["pension", "social_benefit"])):
        boxes = [pl.lit(None, pl.Int8).alias(name) for name in empty]
        table = pl.DataFrame(lines, infer_schema_length=None).with_columns(boxes)
        if "birth_date" in table.columns:
            table = table.with_columns(pl.col("birth_date").str.to_date("%d/%m/%Y"))
        table.write_parquet(path)
    return paths


def packed(folder: Path, *files: Path, name: str = "khao-sat.zip") -> Path:
    """A zip with these files in a folder of their own."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for file in files:
            package.write(file, f"khao-sat/{file.name}")
    return path
