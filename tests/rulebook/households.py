"""Fictional households for the tests: a plain urban one in Hà Nội and a plain rural one, to be varied case by case."""

from __future__ import annotations

import copy
import datetime
from typing import Any

REVIEW_DATE = datetime.date(2026, 9, 15)

# every asset 0, solid house, everybody insured, one retired adult of 66: few points, no deprivation but those named
_HOUSEHOLD: dict[str, Any] = {
    "area_type": 1,
    "region": 7,
    "column_material": 2,
    "roof_material": 1,
    "wall_material": 2,
    "floor_area_m2": 19,
    "toilet": 1,
    "electricity_kwh": 20,
    "water": 1,
    **dict.fromkeys(
        [
            "cars", "motorbikes", "boats", "printers", "televisions", "music_systems", "computers", "refrigerators",
            "air_conditioners", "washing_machines", "water_heaters", "microwaves", "land_garden_m2", "land_annual_m2",
            "land_perennial_m2", "land_water_m2", "land_forest_m2", "cattle", "pigs", "poultry_tens",
        ],
        0,
    ),
    "phones": 1,
}  # fmt: skip

ADULT: dict[str, Any] = {
    "birth_date": "02/01/1960",
    "training": 1,
    "health_insurance": 1,
    "internet": 1,
    "employment": 6,
    "serious_illness": 2,
}

WORKER: dict[str, Any] = ADULT | {
    "birth_date": "02/01/1980",
    "employment": 1,
    "job_type": 4,
    "contract": 3,
    "nonfarm": 2,
}

CHILD: dict[str, Any] = {
    "birth_date": "15/03/2016",  # 10 years 6 months on the review date
    "sex": 2,
    "height_cm": 140,
    "attending": 1,
    "school_level": 2,
    "health_insurance": 1,
    "internet": 1,
}


def urban(*members: dict[str, Any], **answers: Any) -> dict[str, Any]:
    """An urban household of Hà Nội with these members (one retired adult when none) and answers."""
    return {
        "household": copy.deepcopy(_HOUSEHOLD) | answers,
        "members": [dict(member) for member in members] or [dict(ADULT)],
    }


def rural(sheet: int, *members: dict[str, Any], **answers: Any) -> dict[str, Any]:
    """A rural household of the region with the same number as its sheet."""
    return urban(*members, **({"area_type": 2, "region": sheet, "rural_sheet": sheet} | answers))
