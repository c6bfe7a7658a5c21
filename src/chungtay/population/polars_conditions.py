"""Conditions and chains of a plan as Polars expressions. Null is "unknown": `&` and `|` follow Kleene's logic."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence

import polars as pl

from chungtay.population.plan import Chain, runs
from chungtay.rulebook.language import Node

COLUMN_FLAG = "_column_"

_COMPARE = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def condition(node: Node) -> pl.Expr:
    """The Boolean expression of a condition over columns named as in the plan."""
    kind = node[0]
    if kind == "true":
        return pl.lit(True)
    if kind == "not":
        return ~condition(node[1])
    if kind == "and":
        return functools.reduce(operator.and_, [condition(part) for part in node[1:]])
    if kind == "or":
        return functools.reduce(operator.or_, [condition(part) for part in node[1:]])
    if kind == "in":
        return functools.reduce(operator.or_, [_run(node[1], run) for run in runs(node[2])])
    return _COMPARE[kind](number(node[1]), number(node[2]))  # type: ignore[no-any-return]


def number(node: Node) -> pl.Expr:
    """The whole-number expression of a number node; products and sums in 64 bits, so that nothing overflows."""
    if node[0] == "n":
        return pl.lit(node[1])
    if node[0] == "get":
        return pl.col(node[1])
    wide = [part[1] if part[0] == "n" else number(part).cast(pl.Int64) for part in node[1:]]
    return _ARITHMETIC[node[0]](*wide)  # type: ignore[no-any-return]


def chain(links: Chain, dtype: pl.DataType | type[pl.DataType], names: Sequence[str] | None = None) -> pl.Expr:
    """The number of the first condition that holds (or `names[number]`); null when none holds."""
    (first, value), *rest = [(node, value if names is None else names[value]) for node, value in links]
    built = pl.when(condition(first)).then(pl.lit(value, dtype=dtype))
    for node, value in rest:
        built = built.when(condition(node)).then(pl.lit(value, dtype=dtype))  # type: ignore[assignment]
    return built


def points_of(vector: Sequence[int], dtype: type[pl.DataType]) -> pl.Expr:
    """The entry of `vector` for the household's column of points, by the Boolean columns "_column_0", "_column_1" …"""
    common = max(dict.fromkeys(vector), key=list(vector).count)
    built = pl.lit(common, dtype=dtype)
    for value in dict.fromkeys(vector):
        if value != common:
            held = [pl.col(COLUMN_FLAG + str(place)) for place, other in enumerate(vector) if other == value]
            built = pl.when(functools.reduce(operator.or_, held)).then(pl.lit(value, dtype=dtype)).otherwise(built)
    return built


def _run(node: Node, run: tuple[int, int]) -> pl.Expr:
    value, (low, high) = number(node), run
    return value == low if low == high else (value >= low) & (value <= high)
