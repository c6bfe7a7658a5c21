"""Invented households in Parquet: as many as asked for, the same every time, written in pieces of bounded memory.

Each ward is a block of rows, wards of a province lie together, urban and rural wards alternate: the order in which a
country's files come. Shares of answers are rough guesses that make all rows of the tables occur; they describe nobody.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import polars as pl
import pyarrow.parquet as pq

PIECE = 500_000
WARD = 2_400
_WORDS = 2**64 - 1

# answer: [(value, parts of a hundred)], or (low, high, parts of a hundred that are zero)
CODES: dict[str, list[tuple[int, int]]] = {
    "column_material": [(1, 45), (2, 25), (3, 22), (4, 8)],
    "roof_material": [(1, 40), (2, 25), (3, 30), (4, 5)],
    "wall_material": [(1, 20), (2, 60), (3, 14), (4, 6)],
    "toilet": [(1, 80), (2, 14), (3, 6)],
    "water": [(1, 55), (2, 25), (3, 14), (4, 6)],
    "aquaculture": [(1, 4), (2, 96)],
    "cars": [(0, 90), (1, 9), (2, 1)],
    "motorbikes": [(0, 8), (1, 32), (2, 45), (3, 12), (4, 3)],
    "boats": [(0, 98), (1, 2)],
    "printers": [(0, 97), (1, 3)],
    "televisions": [(0, 7), (1, 78), (2, 15)],
    "music_systems": [(0, 88), (1, 12)],
    "computers": [(0, 72), (1, 22), (2, 6)],
    "refrigerators": [(0, 15), (1, 82), (2, 3)],
    "air_conditioners": [(0, 65), (1, 20), (2, 10), (3, 5)],
    "washing_machines": [(0, 45), (1, 55)],
    "water_heaters": [(0, 55), (1, 45)],
    "microwaves": [(0, 80), (1, 20)],
    "phones": [(0, 4), (1, 16), (2, 45), (3, 25), (4, 10)],
    "cattle": [(0, 86), (1, 4), (2, 5), (3, 3), (7, 2)],
    "pigs": [(0, 82), (2, 9), (9, 3), (10, 2), (30, 4)],
    "persons": [(1, 11), (2, 19), (3, 21), (4, 27), (5, 12), (6, 6), (7, 2), (8, 1), (10, 1)],
    "working_age_persons": [(0, 14), (1, 19), (2, 42), (3, 15), (4, 8), (5, 2)],
    "dependants": [(0, 36), (1, 29), (2, 25), (3, 8), (4, 2)],
    "highest_training": [(0, 3), (1, 58), (2, 10), (3, 8), (4, 7), (5, 12), (6, 2)],
    "civil_servants": [(0, 92), (1, 6), (2, 2)],
    "contract_workers": [(0, 66), (1, 20), (2, 12), (3, 2)],
    "other_nonfarm_workers": [(0, 62), (1, 23), (2, 15)],
    "pensioners": [(0, 86), (1, 11), (2, 3)],
    "jobless_or_without_contract": [(0, 84), (1, 12), (2, 4)],
    "malnourished_children": [(0, 96), (1, 3), (2, 1)],
    "uninsured": [(0, 91), (1, 6), (2, 3)],
    "undereducated_adults": [(0, 87), (1, 11), (2, 2)],
    "children_out_of_level": [(0, 97), (1, 2), (2, 1)],
    "internet_users": [(0, 12), (1, 18), (2, 35), (3, 25), (4, 10)],
}
SPREADS: dict[str, tuple[int, int, int]] = {
    "electricity_kwh": (5, 400, 2),
    "land_garden_m2": (20, 1500, 60),
    "land_annual_m2": (100, 9000, 55),
    "land_perennial_m2": (100, 8000, 75),
    "land_water_m2": (50, 9000, 92),
    "land_forest_m2": (500, 30000, 90),
    "poultry_tens": (1, 25, 65),
}


def columns() -> list[str]:
    """Names of the columns that the rules read: area, answers and facts."""
    return ["area_type", "region", "rural_sheet", "floor_area_m2", "radio", *CODES, *SPREADS]


def frame(start: int, count: int, seed: int = 2022, *, mixed: bool = False) -> pl.DataFrame:
    """Households `start` to `start + count`; `mixed` puts neighbours into different wards (the worst order)."""
    number = pl.int_range(start, start + count, dtype=pl.UInt64, eager=True).alias("number")
    ward = number if mixed else number // WARD
    table = pl.DataFrame({"number": number, "ward": ward})
    region = (_random("ward", 1, seed) % 7 + 1) if mixed else (pl.col("ward") // 40 % 7 + 1)
    table = table.with_columns(
        region.cast(pl.Int8).alias("region"),
        pl.when(_share("ward", 2, seed) < 38).then(1).otherwise(2).cast(pl.Int8).alias("area_type"),
    )
    sheet = pl.when(pl.col("region") == 7).then(1).otherwise(pl.col("region"))
    picks = [_pick(name, place + 10, seed, values) for place, (name, values) in enumerate(CODES.items())]
    spreads = [_spread(name, place + 100, seed, limits) for place, (name, limits) in enumerate(SPREADS.items())]
    table = table.with_columns(
        pl.when(pl.col("area_type") == 2).then(sheet).cast(pl.Int8).alias("rural_sheet"),
        _floor_area(seed).alias("floor_area_m2"),
        *picks,
        *spreads,
    )
    silent = (pl.col("televisions") == 0) & (pl.col("computers") == 0) & (pl.col("phones") == 0)
    return table.select(
        pl.col("number").cast(pl.Int64).alias("household_code"),
        (pl.col("number") // WARD).cast(pl.Int32).alias("ward_code"),
        "area_type", "region", "rural_sheet", "floor_area_m2",
        pl.when(silent).then(_random("number", 4, seed) % 2 + 1).cast(pl.Int8).alias("radio"),
        *CODES, *SPREADS,
    )  # fmt: skip


MEMBER_CODES: dict[str, list[tuple[int, int]]] = {
    "sex": [(1, 50), (2, 50)],
    "attending": [(1, 80), (2, 20)],
    "school_level": [(1, 20), (2, 40), (3, 40)],
    "education": [(1, 5), (2, 15), (3, 40), (4, 40)],
    "training": [(1, 70), (2, 8), (3, 6), (4, 5), (5, 10), (6, 1)],
    "health_insurance": [(1, 93), (2, 7)],
    "state_paid_insurance": [(1, 40), (2, 60)],
    "internet": [(1, 78), (2, 22)],
    "social_benefit": [(0, 94), (1, 3), (2, 2), (3, 1)],
    "employment": [(1, 68), (2, 3), (3, 4), (4, 8), (5, 1), (6, 16)],
    "job_type": [(1, 6), (2, 34), (3, 10), (4, 50)],
    "contract": [(1, 40), (2, 10), (3, 50)],
    "nonfarm": [(1, 55), (2, 45)],
    "pension": [(0, 94), (1, 3), (2, 1), (3, 2)],
    "serious_illness": [(1, 1), (2, 99)],
}


def members(start: int, count: int, seed: int = 2022) -> pl.DataFrame:
    """The members of the same households, in the order of the households, every question answered."""
    number = pl.int_range(start, start + count, dtype=pl.UInt64, eager=True).alias("number")
    place = list(CODES).index("persons")
    table = pl.DataFrame({"number": number}).with_columns(_pick("persons", place + 10, seed, CODES["persons"]))
    table = table.select(
        pl.col("number").repeat_by("persons").explode().alias("household_code"),
        pl.int_ranges(0, pl.col("persons"), dtype=pl.UInt64).explode().alias("place"),
    )
    table = table.with_columns((pl.col("household_code") * 16 + pl.col("place")).alias("number"))
    months = _random("number", 7, seed) % 960
    picks = [_pick(name, place + 200, seed, values) for place, (name, values) in enumerate(MEMBER_CODES.items())]
    return table.select(
        pl.col("household_code").cast(pl.Int64),
        months.cast(pl.Int16).alias("age_months"),
        (pl.lit(50) + months.clip(0, 180) // 2 + _random("number", 8, seed) % 20).cast(pl.Int16).alias("height_cm"),
        (pl.lit(4) + months.clip(0, 180) // 6 + _random("number", 9, seed) % 8).cast(pl.Int16).alias("weight_kg"),
        *picks,
    )


def write(
    path: Path,
    count: int,
    *,
    seed: int = 2022,
    mixed: bool = False,
    of: Literal["households", "members"] = "households",
) -> None:
    """Write `count` households, or their members; nothing happens when the file is there already."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    writer = None
    for start in range(0, count, PIECE):
        rows = min(PIECE, count - start)
        made = members(start, rows, seed) if of == "members" else frame(start, rows, seed, mixed=mixed)
        table = made.to_arrow()
        writer = writer or pq.ParquetWriter(unfinished, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=PIECE // 4)
    if writer is not None:
        writer.close()
    unfinished.rename(path)


def _floor_area(seed: int) -> pl.Expr:
    """12 to 142 m2 in steps of 0.05, as the floating number nearest to it (hence a divisor per row)."""
    hundredths = (_random("number", 3, seed) % 13_000 + 1_200) // 5 * 5
    return hundredths.cast(pl.Float64) / (hundredths * 0 + 100).cast(pl.Float64)


def _random(of: str, salt: int, seed: int) -> pl.Expr:
    """64 well-mixed bits per row (splitmix64), the same in every version of Polars."""
    z = (pl.col(of) + 1) * (0x9E3779B97F4A7C15) + (seed * 1_000_003 + salt * 0x632BE59BD9B4E019) % _WORDS
    z = (z ^ (z // 2**30)) * 0xBF58476D1CE4E5B9
    z = (z ^ (z // 2**27)) * 0x94D049BB133111EB
    return z ^ (z // 2**31)


def _share(of: str, salt: int, seed: int) -> pl.Expr:
    return (_random(of, salt, seed) // 2**20 % 100).cast(pl.Int8)


def _pick(name: str, salt: int, seed: int, values: list[tuple[int, int]]) -> pl.Expr:
    share, built, reached = _share("number", salt, seed), pl.when(False).then(pl.lit(0, dtype=pl.Int8)), 0
    for value, parts in values[:-1]:
        reached += parts
        built = built.when(share < reached).then(pl.lit(value, dtype=pl.Int8))
    return built.otherwise(pl.lit(values[-1][0], dtype=pl.Int8)).alias(name)


def _spread(name: str, salt: int, seed: int, limits: tuple[int, int, int]) -> pl.Expr:
    low, high, zero = limits
    value = _random("number", salt + 50, seed) % (high - low) + low
    return pl.when(_share("number", salt, seed) < zero).then(0).otherwise(value).cast(pl.Int32).alias(name)
