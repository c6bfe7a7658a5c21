"""The rules over whole tables with Polars: members counted into facts, households scored, nothing guessed.

    facts  = members_to_facts(rule_set, members, on=date)          # one row per household key
    scored = score(rule_set, households.join(facts, on="household_code", how="left"))

A missing or wrong answer leaves every number that reads it null and the household refused; it never becomes zero.
Both frames stay lazy and stream. Results equal those of `rulebook.evaluate.evaluate(..., missing="refuse")`.
"""

from __future__ import annotations

import datetime
import functools
import operator
from collections.abc import Iterable, Sequence

import polars as pl

from chungtay.population.plan import Answer, Fact, Item, Lookup, Plan, PointsChain, plan
from chungtay.population.polars_conditions import COLUMN_FLAG, chain, condition, points_of
from chungtay.population.stored import age_months, whole
from chungtay.population.tables import KEY, require_columns
from chungtay.rulebook.model import RuleSet

_BAD = "_bad"
_KEPT = "_kept_"
_COLUMN = "column"


def members_to_facts(
    rule_set: RuleSet, members: pl.LazyFrame, *, on: datetime.date | None = None, key: str = KEY
) -> pl.LazyFrame:
    """Return one row per household: `key` and one Int16 column per fact, all null where a member's answer is wrong.

    `members` has `key`, the member questions, and "birth_date" (with `on`, the review date) or "age_months".
    """
    rules = plan(rule_set)
    schema = members.collect_schema()
    require_columns(rules.member_questions, set(schema), "member", {key}, aged=on is not None)
    frame = members.select(
        key, *[_given(answer, schema, on, rule_set.age_edges).alias(answer.id) for answer in rules.member_questions]
    )
    for layer in rules.members:
        frame = frame.with_columns(_settled(answer) for answer in layer if answer.scored)
    frame = frame.with_columns(_look_up(lookup) for lookup in rules.lookups)
    unknown = [pl.col(answer.id).is_null() for answer in rules.member_questions if answer.scored]
    facts = [_count(entry).alias(entry.id) for entry in rules.facts]
    wrong = _any([_unscored_wrong(rules.member_questions), *unknown])
    counted = frame.with_columns(wrong.alias(_BAD)).group_by(key).agg(pl.col(_BAD).any(), *facts)
    return counted.select(
        key,
        *[
            pl.when(~pl.col(_BAD)).then(pl.col(entry.id)).cast(pl.Int16, strict=False).alias(entry.id)
            for entry in rules.facts
        ],
    )


def _count(entry: Fact) -> pl.Expr:
    if entry.kind == "max":
        return pl.col(entry.of).max()
    return pl.len() if entry.of == ["true"] else condition(entry.of).sum()


def score(
    rule_set: RuleSet, households: pl.LazyFrame, *, area: dict[str, int] | None = None, keep: Sequence[str] = (KEY,)
) -> pl.LazyFrame:
    """Return one row per household: the `keep` columns, then `Plan.outputs`.

    `households` has the household questions and the facts. `area` answers questions that the table has no column for
    (area_type, region, rural_sheet). Points are Int8 (Int16 where an item goes higher), flags Boolean, b1 and b2
    Int16, points_column and class Enums. In a refused household every one of them is null.
    """
    rules = plan(rule_set)
    frame = _with_points(rules, _with_answers(rules, households, area or {}, tuple(keep)))
    names = [*rules.point_columns, *rules.flag_columns, "b1", "b2"]
    known = ~pl.col("refused")
    return frame.select(
        *[pl.col(name).name.map(lambda kept: kept.removeprefix(_KEPT)) for name in _kept(frame)],
        *[pl.when(known).then(pl.col(name)).alias(name) for name in names],
        pl.when(known)
        .then(chain(rules.name_column, pl.Enum(rules.column_ids), rules.column_ids))
        .alias("points_column"),
        pl.when(known).then(chain(rules.choose, pl.Enum(rules.classes), rules.classes)).alias("class"),
        "refused",
    )


def _with_answers(rules: Plan, households: pl.LazyFrame, area: dict[str, int], keep: tuple[str, ...]) -> pl.LazyFrame:
    """The values that the rules read, the facts, and the place of the household's column of points."""
    schema = households.collect_schema()
    given = {name: value for name, value in area.items() if name not in schema}
    others = [*keep, *(entry.id for entry in rules.facts)]
    require_columns(rules.questions, set(schema) | set(given), "household", others)
    frame = households.select(
        *[pl.col(name).alias(_KEPT + name) for name in keep],
        *[
            (pl.lit(given[answer.id], dtype=pl.Int8) if answer.id in given else _given(answer, schema)).alias(answer.id)
            for answer in rules.questions
        ],
        *[whole(entry.as_answer, schema[entry.id]).alias(entry.id) for entry in rules.facts],
    )
    for layer in rules.household:
        frame = frame.with_columns(_settled(answer) for answer in layer if answer.scored and not answer.covered)
    return frame.with_columns(chain(rules.column, pl.UInt8).fill_null(len(rules.column)).alias(_COLUMN))


def _with_points(rules: Plan, frame: pl.LazyFrame) -> pl.LazyFrame:
    """Points, flags, sums, and whether anything is missing or wrong. Each column of the tables is worked out once."""
    vectors = {points for item in rules.items for links in item.chains for _, points in links if len(set(points)) > 1}
    names = {vector: f"_points_{place}" for place, vector in enumerate(sorted(vectors))}
    frame = (
        frame.with_columns((pl.col(_COLUMN) == place).alias(f"{COLUMN_FLAG}{place}") for _, place in rules.column)
        .with_columns(points_of(vector, _narrow(vector)).alias(name) for vector, name in names.items())
        .select(
            *_kept(frame),
            "area_type",
            _COLUMN,
            *[_points(item, names).alias(item.name) for item in rules.items],
            *[condition(flag.when).alias(flag.name) for flag in rules.flags],
            (_household_wrong(rules) | (pl.col(_COLUMN) == len(rules.column))).alias(_BAD),
        )
    )
    points = [pl.col(name).cast(pl.Int16) for name in rules.point_columns]
    flag_points = [_flag_points(rules, name) for name in rules.flag_columns]
    unknown = [pl.col(item.name) == item.unknown for item in rules.items]
    unknown += [pl.col(flag.name).is_null() for flag in rules.flags]
    return frame.with_columns(
        functools.reduce(operator.add, points).alias("b1"),
        functools.reduce(operator.add, flag_points).alias("b2"),
        _any([pl.col(_BAD), *unknown]).alias("refused"),
    )


def _kept(frame: pl.LazyFrame) -> list[str]:
    return [name for name in frame.collect_schema() if name.startswith(_KEPT)]


def _points(item: Item, names: dict[tuple[int, ...], str]) -> pl.Expr:
    """The points of one item; `item.unknown` when no row is known to apply (null would make every link slower)."""
    dtype = _narrow([item.unknown, *(value for links in item.chains for _, vector in links for value in vector)])
    if len(item.chains) == 1:
        return _links(item.chains[0], names, dtype, pl.lit(item.unknown, dtype=dtype))
    parts = [_links(links, names, pl.Int16, pl.lit(None, dtype=pl.Int16)) for links in item.chains]
    return functools.reduce(operator.add, parts).fill_null(item.unknown)


def _links(
    links: PointsChain, names: dict[tuple[int, ...], str], dtype: type[pl.DataType], otherwise: pl.Expr
) -> pl.Expr:
    built = otherwise
    for when, vector in reversed(links):
        worth = pl.col(names[vector]) if vector in names else pl.lit(vector[0], dtype=pl.Int8)
        built = pl.when(condition(when)).then(worth.cast(dtype)).otherwise(built)
    return built


def _flag_points(rules: Plan, name: str) -> pl.Expr:
    held, points = pl.col(name), pl.lit(rules.points_per_flag, dtype=pl.Int16)
    return pl.when(held).then(points).when(~held).then(pl.lit(0, dtype=pl.Int16))


def _given(answer: Answer, schema: pl.Schema, on: datetime.date | None = None, edges: tuple[int, ...] = ()) -> pl.Expr:
    """The whole number given; a question without a column is one that nobody answered."""
    if answer.id == "age_months" and on is not None and "birth_date" in schema:
        from_birth = age_months(answer, schema["birth_date"], on, edges)
        return pl.coalesce(whole(answer, schema[answer.id]), from_birth) if answer.id in schema else from_birth
    return whole(answer, schema[answer.id]) if answer.id in schema else pl.lit(None, dtype=pl.Int8)


def _settled(answer: Answer) -> pl.Expr:
    """The value that the rules read: 0 when not asked, null when not allowed."""
    value, allowed = pl.col(answer.id), condition(answer.allowed)
    if answer.asked_when is None:
        return pl.when(allowed).then(value).alias(answer.id)
    asked = condition(answer.asked_when)
    return pl.when(~asked).then(0).when(asked & allowed).then(value).alias(answer.id)


def _household_wrong(rules: Plan) -> pl.Expr:
    """Something outside the items is missing or wrong: an answer that no item covers, or a fact below zero."""
    unknown = [pl.col(answer.id).is_null() for answer in rules.questions if answer.scored and not answer.covered]
    no_count = [~(pl.col(name) >= 0).fill_null(False) for name in rules.facts_to_check]
    return _any([_unscored_wrong(rules.questions), *unknown, *no_count])


def _unscored_wrong(answers: Iterable[Answer]) -> pl.Expr:
    """A question that no rule reads may stay empty, but not be wrong."""
    wrong = []
    for answer in answers:
        if not answer.scored:
            allowed = condition(answer.allowed)
            asked = True if answer.asked_when is None else condition(answer.asked_when)
            wrong.append((~allowed & asked).fill_null(False))
    return _any(wrong)


def _any(parts: list[pl.Expr]) -> pl.Expr:
    return functools.reduce(operator.or_, parts) if parts else pl.lit(False)


def _look_up(lookup: Lookup) -> pl.Expr:
    """The limit of a member by its band and column, 0 outside the table."""
    band, by = pl.col(lookup.band), pl.col(lookup.by)
    keys = {
        age * 16 + code: limit
        for code, bands in lookup.bands
        for start, end, limit in bands
        for age in range(start, end)
    }
    key = band.cast(pl.Int32) * 16 + by.cast(pl.Int32)
    return key.replace_strict(list(keys), list(keys.values()), default=0, return_dtype=pl.Int32).alias(lookup.id)


def _narrow(values: Sequence[int]) -> type[pl.DataType]:
    return pl.Int8 if min(values) >= -128 and max(values) <= 127 else pl.Int16
