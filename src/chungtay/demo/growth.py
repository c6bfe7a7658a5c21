"""Usual height and weight of children by age, rounded; children of the district vary around them."""

from __future__ import annotations

from itertools import pairwise

import polars as pl

from chungtay.demo.names import FEMALE, MALE

# months of age: height in cm of boys, of girls; weight in kg of boys, of girls
_POINTS = (
    (0, 50, 49, 3.4, 3.3),
    (3, 61, 60, 6.3, 5.8),
    (6, 67, 66, 7.9, 7.3),
    (12, 76, 74, 9.6, 9.0),
    (24, 87, 86, 12.2, 11.5),
    (36, 96, 95, 14.3, 13.9),
    (48, 103, 102, 16.3, 16.1),
    (60, 110, 109, 18.3, 18.2),
    (72, 116, 115, 20.5, 20.2),
    (96, 127, 126, 25.4, 25.0),
    (120, 138, 139, 31.2, 31.9),
    (144, 149, 151, 40.0, 41.0),
    (168, 163, 159, 50.0, 48.0),
    (192, 170, 161, 58.0, 52.0),
)


def usual_growth() -> pl.DataFrame:
    """One row for each month of age below 16 years and sex: usual_mm and usual_g, in whole numbers."""
    rows = []
    for (start, *first), (end, *last) in pairwise(_POINTS):
        for month in range(start, end):
            boy, girl, boy_kg, girl_kg = (
                a + (b - a) * (month - start) / (end - start) for a, b in zip(first, last, strict=True)
            )
            rows.append((month, MALE, round(boy * 10), round(boy_kg * 1000)))
            rows.append((month, FEMALE, round(girl * 10), round(girl_kg * 1000)))
    columns = {"age_months": pl.Int64, "sex": pl.Int8, "usual_mm": pl.Int64, "usual_g": pl.Int64}
    return pl.DataFrame(rows, schema=columns, orient="row")
