"""Part A of form 3.1 for every household: dwelling, electricity, water, durable goods, land and livestock.

All of it leans on `welfare`, 0 (worst off) to 999, which no output contains. Decimals are whole numbers here: area in
hundredths of a square metre, electricity in tenths of a kWh, as inputs.toml scales them.
"""

from __future__ import annotations

import polars as pl

from chungtay.demo.draws import between, happens, pick

URBAN, CENTRAL_CITY = 1, 7  # Hà Nội is scored as one of the centrally run cities
YES, NO = 1, 2
CONCRETE, BRICK, METAL_OR_WOOD, OTHER = 1, 2, 3, 4
RIVERSIDE_WARD = "00001"  # Phúc Xá, outside the dyke: the only ward with boats and plots


def with_dwelling(households: pl.DataFrame) -> pl.DataFrame:
    """Add every household answer. Needs `key`, `welfare`, `persons` and `ward_code`."""
    key, welfare = pl.col("key"), pl.col("welfare")
    frail = happens(key, "frail house", 230 - 3 * welfare)
    return (
        households.with_columns(frail=frail)
        .with_columns(
            area_type=pl.lit(URBAN),
            region=pl.lit(CENTRAL_CITY),
            rural_sheet=pl.lit(None, dtype=pl.Int64),
            **_materials(key),
            floor_area_m2=_floor_area(key, welfare),
            toilet=pl.when(happens(key, "no own toilet", 160 - 2 * welfare))
            .then(3)
            .otherwise(pick(key, "toilet", [(1, 985), (2, 15)])),
            electricity_source=pl.lit(1),
            electricity_kwh=_electricity(key, welfare),
            water=pl.when(happens(key, "unprotected water", 70 - welfare))
            .then(4)
            .otherwise(pick(key, "water", [(1, 972), (2, 26), (3, 2)])),
        )
        .with_columns(**_goods(key, welfare))
        .with_columns(
            radio=pl.when(pl.sum_horizontal("televisions", "computers", "phones") == 0).then(
                pick(key, "radio", [(YES, 30), (NO, 70)])
            ),
            **_land(key),
        )
    )


def _materials(key: pl.Expr) -> dict[str, pl.Expr]:
    sound = pick(key, "structure", [(CONCRETE, 60), (BRICK, 37), (METAL_OR_WOOD, 3)])
    frail = pl.col("frail")
    return {
        "column_material": pl.when(frail).then(pick(key, "frail columns", [(OTHER, 80), (BRICK, 20)])).otherwise(sound),
        "roof_material": pl.when(frail)
        .then(pick(key, "frail roof", [(OTHER, 60), (3, 40)]))
        .otherwise(pick(key, "roof", [(1, 62), (2, 23), (3, 15)])),
        "wall_material": pl.when(frail)
        .then(pick(key, "frail walls", [(OTHER, 75), (BRICK, 25)]))
        .otherwise(pick(key, "walls", [(BRICK, 88), (CONCRETE, 12)])),
    }


def _floor_area(key: pl.Expr, welfare: pl.Expr) -> pl.Expr:
    """Whole or half square metres, at least 6 in all; 5 to 12 a person at the bottom, 25 to 60 at the top."""
    per_person = between(key, "area per person", 500 + 2 * welfare, 1200 + 48 * welfare // 10)
    whole = pl.max_horizontal(pl.col("persons") * per_person, pl.lit(600)) // 100 * 100
    return whole + 50 * happens(key, "half square metre", 80).cast(pl.Int64)


def _electricity(key: pl.Expr, welfare: pl.Expr) -> pl.Expr:
    """A fridge and a lamp for the home plus so much a person, times 70 to 130 per cent."""
    usual = 150 + pl.col("persons") * (110 + welfare)
    return usual * between(key, "electricity", 70, 130) // 100


def _goods(key: pl.Expr, welfare: pl.Expr) -> dict[str, pl.Expr]:
    def count(good: str, *chances: pl.Expr) -> pl.Expr:
        """One thing for each chance (in a thousand) that comes up, the later ones only if the first did."""
        first = happens(key, good, chances[0])
        more = [first & happens(key, f"{good} {n}", chance) for n, chance in enumerate(chances[1:], 2)]
        return pl.sum_horizontal(first.cast(pl.Int64), *(each.cast(pl.Int64) for each in more))

    several = pl.col("persons") >= 3
    riverside = pl.col("ward_code") == RIVERSIDE_WARD
    nothing = pl.lit(0)
    return {
        "cars": count("car", (welfare - 520) * 9 // 10, welfare - 900),
        "motorbikes": count(
            "motorbike", 480 + 5 * welfare // 10, pl.when(several).then(7 * welfare // 10).otherwise(nothing),
            pl.when(several).then((welfare - 300) // 2).otherwise(nothing),
        ),
        "boats": count("boat", pl.when(riverside).then(6).otherwise(nothing)),
        "generators": count("generator", (welfare - 700) // 20),
        "printers": count("printer", (welfare - 350) // 4),
        "televisions": count("television", 780 + welfare // 4, (welfare - 300) * 7 // 10),
        "music_systems": count("music system", (welfare - 150) // 3),
        "computers": count("computer", welfare - 60, (welfare - 300) * 8 // 10),
        "refrigerators": count("refrigerator", 700 + welfare, (welfare - 700) // 3),
        "air_conditioners": count("air conditioner", 2 * welfare, (welfare - 220) * 9 // 10, welfare - 500),
        "washing_machines": count("washing machine", 90 + 2 * welfare, (welfare - 850) // 3),
        "water_heaters": count("water heater", 140 + 2 * welfare, welfare - 450),
        "microwaves": count("microwave", welfare - 60, (welfare - 800) // 3),
        "phones": pl.min_horizontal(
            count("telephone", 880 + welfare) * pl.max_horizontal(pl.col("persons") * (400 + welfare) // 1000, 1),
            pl.col("persons") + 1,
        ),
    }  # fmt: skip


def _land(key: pl.Expr) -> dict[str, pl.Expr]:
    """Almost nobody has any in the inner city. Land is in tenths of a square metre, poultry in tenths of ten birds."""
    plot = (pl.col("ward_code") == RIVERSIDE_WARD) & happens(key, "plot on the river bank", 25)
    none = pl.lit(0, dtype=pl.Int64)
    return {
        "land_garden_m2": pl.when(happens(key, "garden", 6))
        .then(between(key, "garden size", 10, 90) * 10)
        .otherwise(0),
        "land_annual_m2": pl.when(plot).then(between(key, "plot size", 15, 70) * 100).otherwise(0),
        "land_perennial_m2": none,
        "land_water_m2": none,
        "land_forest_m2": none,
        "cattle": none,
        "pigs": none,
        "poultry_tens": pl.when(plot).then(between(key, "poultry", 0, 25)).otherwise(0),
        "aquaculture": pl.lit(NO),
    }
