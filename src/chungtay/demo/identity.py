"""Invented identity numbers: twelve digits in the form of a citizen identity number, issued by nobody.

    099 1 85 030042
    │   │ │  └ serial; every ward has its own block
    │   │ └ last two digits of the year of birth
    │   └ century and sex: 0/1 for 1900-1999, 2/3 for 2000-2099; even = male, odd = female
    └ place of birth registration: always 099

Real numbers begin with a province from 001 to 096. Hà Nội's 001 was not taken: of a million invented households
thousands of persons would then bear a living person's number, with the same sex and year of birth. 099 belongs to no
province, keeps its other digits when a spreadsheet drops the leading zero, and is recognised at a glance.
"""

from __future__ import annotations

import re

import polars as pl

from chungtay.demo.names import FEMALE
from chungtay.demo.places import WARDS

INVENTED_PROVINCE = "099"
WARD_BLOCK = 1_000_000 // len(WARDS)

_FORM = re.compile(INVENTED_PROVINCE + r"[0-3]\d{8}")


def is_invented(id_number: str) -> bool:
    """Whether the number lies in the range that only the demonstration district uses."""
    return _FORM.fullmatch(id_number) is not None


def id_numbers(ward_position: int, sex: pl.Expr, birth_year: pl.Expr) -> pl.Expr:
    """One number for each member of a ward, none twice; the ward's whole member table must be in the frame."""
    century_and_sex = (birth_year - 1900) // 100 * 2 + (sex == FEMALE).cast(pl.Int64)
    year = birth_year % 100
    nth = pl.int_range(pl.len(), dtype=pl.Int64).over(century_and_sex, year)
    within_block = pl.when(nth < WARD_BLOCK).then(nth)  # beyond it null: the caller refuses rather than repeat a number
    return (
        pl.lit(INVENTED_PROVINCE)
        + century_and_sex.cast(pl.String)
        + year.cast(pl.String).str.zfill(2)
        + (within_block + ward_position * WARD_BLOCK).cast(pl.String).str.zfill(6)
    )
