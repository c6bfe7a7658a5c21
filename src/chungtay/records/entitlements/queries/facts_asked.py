"""What somebody was asked and answered, "none" too; whoever was never asked stays unknown. What other records settle is
not asked again; each such conclusion is told here and in docs/decisions/2026-11-30-facts-that-are-asked.md.
"""

from __future__ import annotations

import polars as pl

from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.registry.queries.asked import ASKED_OF_HOME, ASKED_OF_PERSON
from chungtay.rulebook import policy_book

_ELDERLY_ALONE = (3, 4, 7, 8)  # `care`: elderly without a carer, or cared for in the community; single parents too
_SEVERE = (1, 2)  # `disability`: extremely severe, severe
_SURELY_WORKING_AGE = (18 * 12, 55 * 12)  # within the working age by every reading of it; months


def ages_read(asked: frozenset[str]) -> tuple[int, ...]:
    """The ages in months at which a conclusion below turns, when policies ask for these facts."""
    return _SURELY_WORKING_AGE if "no_escape" in asked else ()


def with_asked(people: pl.LazyFrame, told: pl.LazyFrame) -> pl.LazyFrame:
    """The people (with household, age and what is on record of them) and a column for each fact that is asked; those of
    a household stand with each of its people. `told`: person, kind, code; one row for a kind of a person."""
    for kind in ASKED_OF_PERSON:
        people = people.join(_answers(told, kind), PERSON, "left")
    for kind in ASKED_OF_HOME:
        people = people.join(_answers_of_homes(people, told, kind), HOUSEHOLD, "left")
    return _concluded(people)


def _answers(told: pl.LazyFrame, kind: str) -> pl.LazyFrame:
    codes = {str(code) for _, code, _ in policy_book.load().facts[kind].words}
    rows = told.filter((pl.col("kind") == kind) & pl.col("code").is_in(codes))
    return rows.select(PERSON, pl.col("code").cast(pl.Int64).alias(kind))


def _answers_of_homes(people: pl.LazyFrame, told: pl.LazyFrame, kind: str) -> pl.LazyFrame:
    """What one member answered holds for the household; two answers that differ leave it unknown."""
    answers = people.select(PERSON, HOUSEHOLD).join(_answers(told, kind), PERSON, "inner")
    one = pl.when(pl.col(kind).n_unique() == 1).then(pl.col(kind).first())
    return answers.group_by(HOUSEHOLD).agg(one.alias(kind))


def _concluded(people: pl.LazyFrame) -> pl.LazyFrame:
    """What needs no question, by what else is on record."""
    # a survivor's benefit is one of social insurance: who has none of it has no survivor's benefit, and the other way
    pension, survivor = pl.col("pension"), pl.col("survivor")
    people = people.with_columns(
        pl.when(pension.is_null() & (survivor == 1)).then(1).otherwise(pension).alias("pension"),
        pl.when(survivor.is_null() & (pension == 0)).then(0).otherwise(survivor).alias("survivor"),
        pl.when(pl.col("support").is_null() & pl.col("care").is_in(_ELDERLY_ALONE))
        .then(1)
        .otherwise("support")
        .alias("support"),
    )
    # nobody lives there whose certificate tells a severe disability: the register has no disabled parent of the child
    severe = pl.col("disability").is_null() | pl.col("disability").is_in(_SEVERE)
    others = severe.sum().over(HOUSEHOLD) - severe.cast(pl.Int64)
    # somebody lives there who is of working age and of whom nothing speaks against being able to work
    low, high = _SURELY_WORKING_AGE
    able = (
        pl.col("age_months").is_between(low, high, closed="left")
        & (pl.col("disability") == 0)
        & (pl.col("serious_illness") == 0)
        & (pl.col("schooling") == 0)
    ).fill_null(False)
    return people.with_columns(
        pl.when(pl.col("parents").is_null() & (others == 0)).then(0).otherwise("parents").alias("parents"),
        pl.when(pl.col("no_escape").is_null() & able.any().over(HOUSEHOLD))
        .then(0)
        .otherwise("no_escape")
        .alias("no_escape"),
    )
