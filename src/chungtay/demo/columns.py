"""Which columns leave the generator, in which order and with which type."""

from __future__ import annotations

import polars as pl

# digits kept after the point, as inputs.toml declares them; inside the generator these are whole numbers
DECIMALS = {
    "floor_area_m2": 2,
    "electricity_kwh": 1,
    "land_garden_m2": 1,
    "land_annual_m2": 1,
    "land_perennial_m2": 1,
    "land_water_m2": 1,
    "land_forest_m2": 1,
    "poultry_tens": 1,
    "height_cm": 1,
    "weight_kg": 1,
}

HOUSEHOLD_COLUMNS = (
    "household_code head_name address group ward_code ward_name district province previous_class reason "
    "area_type region rural_sheet column_material roof_material wall_material floor_area_m2 toilet "
    "electricity_source electricity_kwh water cars motorbikes boats generators printers televisions music_systems "
    "computers refrigerators air_conditioners washing_machines water_heaters microwaves phones radio "
    "land_garden_m2 land_annual_m2 land_perennial_m2 land_water_m2 land_forest_m2 cattle pigs poultry_tens aquaculture"
).split()

MEMBER_COLUMNS = (
    "household_code member_no name birth_date id_number relationship age_months sex height_cm weight_kg attending "
    "school_level education training health_insurance state_paid_insurance internet social_benefit employment job_type "
    "contract nonfarm pension serious_illness"
).split()

_SHORT = {"age_months": pl.Int16, "member_no": pl.Int16}


def as_written(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """These columns only: decimals exact, codes and counts in small whole numbers, text and dates as they are."""
    return frame.select(_typed(name, frame.schema[name]) for name in columns)


def _typed(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if name in DECIMALS:
        unit = pl.lit(10 ** DECIMALS[name], dtype=pl.Int64)
        return (column.cast(pl.Decimal(18, 2)) / unit.cast(pl.Decimal(18, 2))).cast(pl.Decimal(12, DECIMALS[name]))
    return column.cast(_SHORT.get(name, pl.Int8)) if dtype.is_integer() else column
