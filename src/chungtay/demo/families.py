"""Who lives together: kinds of families, and from them members whose ages, sexes and names fit each other.

Ages are in months. A child is at least 20 years younger than the head and at least 17 younger than the head's spouse,
and so are grandchildren than their parents.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from chungtay.demo.draws import between, happens, pick, row_keys
from chungtay.demo.identity import id_numbers
from chungtay.demo.names import FEMALE, MALE, family_name, full_name

HEAD, SPOUSE, CHILD, PARENT, OTHER = 1, 2, 3, 4, 5  # codes of column 3 of form 3.1

Sex = Literal["head", "opposite", "any", "male", "female"]
Line = Literal["head", "spouse", "paternal", "third", "own"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in a family. The member is `younger` years (from, to) younger than `than`; minus means older.

    `line` says whose family name: the head's, the spouse's, the father's line, a third one shared in the household, or
    one of the member's own.
    """

    relation: int
    sex: Sex
    younger: tuple[int, int]
    line: Line = "paternal"
    than: Literal["head", "middle"] = "head"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of family: weight in the district, weight among listed households, age of the head in years, male heads
    in a thousand, and the other members. The middle generation, where there is one, is 22 to 32 years younger."""

    weight: int
    listed_weight: int
    head_age: tuple[int, int]
    male_heads: int
    others: tuple[Slot, ...]


_SPOUSE = Slot(SPOUSE, "opposite", (-3, 3), "spouse")
_CHILD = Slot(CHILD, "any", (20, 36))
_PARENT = Slot(PARENT, "female", (-32, -22), "own")
_FATHER = Slot(PARENT, "male", (-32, -22), "head")
_SON = Slot(CHILD, "male", (0, 0), than="middle")
_DAUGHTER_IN_LAW = Slot(OTHER, "female", (-2, 3), "own", than="middle")
_GRANDCHILD = Slot(OTHER, "any", (20, 32), than="middle")

KINDS = (
    Kind(60, 60, (62, 88), 300, ()),
    Kind(70, 10, (22, 59), 500, ()),
    Kind(70, 5, (24, 38), 750, (_SPOUSE,)),
    Kind(110, 60, (60, 86), 750, (_SPOUSE,)),
    Kind(140, 40, (27, 52), 750, (_SPOUSE, _CHILD)),
    Kind(210, 120, (29, 54), 750, (_SPOUSE, _CHILD, _CHILD)),
    Kind(35, 110, (32, 52), 750, (_SPOUSE, _CHILD, _CHILD, _CHILD)),
    Kind(25, 70, (25, 54), 150, (Slot(CHILD, "any", (20, 34)),)),
    Kind(15, 110, (28, 52), 150, (_CHILD, _CHILD)),
    Kind(70, 110, (30, 50), 850, (_SPOUSE, _CHILD, _CHILD, _PARENT)),
    Kind(25, 60, (30, 50), 850, (_SPOUSE, _CHILD, _CHILD, _FATHER, _PARENT)),
    Kind(90, 70, (58, 78), 700, (_SPOUSE, _SON, _DAUGHTER_IN_LAW, _GRANDCHILD)),
    Kind(45, 80, (58, 78), 700, (_SPOUSE, _SON, _DAUGHTER_IN_LAW, _GRANDCHILD, _GRANDCHILD, _GRANDCHILD)),
    Kind(10, 80, (60, 80), 250, (Slot(OTHER, "any", (48, 60), "third"), Slot(OTHER, "any", (48, 60), "third"))),
    Kind(25, 15, (25, 45), 600, (Slot(OTHER, "any", (1, 6), "head"),)),
)

_GENERATION = {"head": "head_months", "middle": "middle_months"}
_LINE = {"head": "head_line", "spouse": "spouse_line", "paternal": "paternal_line", "third": "third_line"}


def with_families(households: pl.DataFrame) -> pl.DataFrame:
    """Add the kind of family, the head's sex and age, and the family names. Needs `key` and `listed`."""
    key = pl.col("key")
    kind = (
        pl.when("listed")
        .then(pick(key, "kind of family", [(n, kind.listed_weight) for n, kind in enumerate(KINDS)]))
        .otherwise(pick(key, "kind of family", [(n, kind.weight) for n, kind in enumerate(KINDS)]))
    )
    of_kind = pl.DataFrame(
        [
            {
                "kind": n,
                "youngest_head": kind.head_age[0] * 12,
                "oldest_head": kind.head_age[1] * 12 + 11,
                "male_heads": kind.male_heads,
                "persons": 1 + len(kind.others),
            }
            for n, kind in enumerate(KINDS)
        ],
        schema_overrides={"kind": pl.Int32},
    )
    first, second = family_name(key, "first family name"), family_name(key, "second family name")
    male_head = pl.col("head_sex") == MALE
    return (
        households.with_columns(kind=kind.cast(pl.Int32))
        .join(of_kind, on="kind", how="left", maintain_order="left")
        .with_columns(
            head_sex=pl.when(happens(key, "head is male", pl.col("male_heads"))).then(MALE).otherwise(FEMALE),
            head_months=between(key, "age of head", pl.col("youngest_head"), pl.col("oldest_head")),
            paternal_line=first,
            third_line=family_name(key, "third family name"),
        )
        .with_columns(
            middle_months=pl.col("head_months") - between(key, "middle generation", 22 * 12, 32 * 12),
            head_line=pl.when(male_head).then(first).otherwise(second),
            spouse_line=pl.when(male_head).then(second).otherwise(first),
        )
    )


def members_of(households: pl.DataFrame, on: date, ward_position: int) -> pl.DataFrame:
    """One row for each member in household order: relationship, sex, age_months and birth_date on the day `on`, name,
    id_number, with every column of the household. Refuses a ward too large for its block of identity numbers.
    """
    rows = households.join(_slots(), on="kind", how="inner").sort("serial", "member_no")
    key = pl.col("key")
    base = pl.coalesce(pl.when(pl.col("than") == name).then(pl.col(column)) for name, column in _GENERATION.items())
    youngest = pl.max_horizontal(base - pl.col("younger_most"), pl.lit(0))
    oldest = pl.max_horizontal(base - pl.col("younger_least"), pl.lit(0))
    given_sex = pl.col("sex_rule")
    sex = (
        pl.when(given_sex == "head").then(pl.col("head_sex"))
        .when(given_sex == "opposite").then(MALE + FEMALE - pl.col("head_sex"))
        .when(given_sex == "male").then(MALE)
        .when(given_sex == "female").then(FEMALE)
        .otherwise(pick(key, "sex", [(MALE, 51), (FEMALE, 49)]))
    )  # fmt: skip
    line = pl.coalesce(
        *(pl.when(pl.col("line") == name).then(pl.col(column)) for name, column in _LINE.items()),
        family_name(key, "own family name"),
    )
    people = (
        rows.rename({"key": "household_key"})
        .with_columns(key=row_keys(0, pl.col("household_key") + pl.col("member_no")))
        .with_columns(sex=sex.cast(pl.Int8), age_months=between(key, "age", youngest, oldest))
        .with_columns(birth_date=_birth_date(key, on))
        .with_columns(name=full_name(line, key, pl.col("sex"), pl.col("birth_date").dt.year()))
        .with_columns(id_number=id_numbers(ward_position, pl.col("sex"), pl.col("birth_date").dt.year().cast(pl.Int64)))
    )
    if people["id_number"].null_count():
        raise ValueError("Too many households in one ward for the invented identity numbers; ask for fewer.")
    return people


def _slots() -> pl.DataFrame:
    rows = []
    for n, kind in enumerate(KINDS):
        for member_no, slot in enumerate((Slot(HEAD, "head", (0, 0), "head"), *kind.others), start=1):
            least, most = slot.younger
            rows.append(
                {
                    "kind": n,
                    "member_no": member_no,
                    "relationship": slot.relation,
                    "sex_rule": slot.sex,
                    "younger_least": least * 12,
                    "younger_most": most * 12,
                    "line": slot.line,
                    "than": slot.than,
                }
            )
    whole = {"kind": pl.Int32, "member_no": pl.Int8, "relationship": pl.Int8}
    return pl.DataFrame(rows, schema_overrides=whole)


def _birth_date(key: pl.Expr, on: date) -> pl.Expr:
    """The day of birth of somebody who has completed exactly `age_months` months on the day `on`."""
    day = between(key, "day of birth", 1, 28)
    month = on.year * 12 + on.month - 1 - pl.col("age_months") - (day > on.day).cast(pl.Int64)
    return pl.date(month // 12, month % 12 + 1, day)
