"""Conditions and chains of a plan as SQL expressions. NULL is "unknown", as AND, OR and NOT of SQL take it."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from sqlglot import exp

from chungtay.population.plan import Chain, Lookup, PointsChain, runs
from chungtay.rulebook.language import Node

_COMPARE: dict[str, type[exp.Binary]] = {
    "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE, "==": exp.EQ, "!=": exp.NEQ,
}  # fmt: skip
_ARITHMETIC: dict[str, type[exp.Binary]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}


def name(of: str) -> exp.Column:
    return exp.column(exp.to_identifier(of, quoted=True))


def literal(value: int) -> exp.Expr:
    return exp.Literal.number(value) if value >= 0 else exp.Neg(this=exp.Literal.number(-value))


def condition(node: Node) -> exp.Expr:
    """The Boolean expression of a condition over columns named as in the plan."""
    kind = node[0]
    if kind == "true":
        return exp.true()
    if kind == "not":
        return exp.Not(this=exp.Paren(this=condition(node[1])))
    if kind in ("and", "or"):
        joined = functools.partial(exp.and_ if kind == "and" else exp.or_, copy=False)
        return joined(*[condition(part) for part in node[1:]])
    if kind == "in":
        return exp.or_(*[_run(node[1], low, high) for low, high in runs(node[2])], copy=False)
    return _COMPARE[kind](this=number(node[1]), expression=number(node[2]))


def number(node: Node) -> exp.Expr:
    """The whole-number expression of a number node; there is no division in it, so nothing can be rounded."""
    if node[0] == "n":
        return literal(node[1])
    if node[0] == "get":
        return name(node[1])
    parts = [exp.Paren(this=number(part)) if len(part) == 3 else number(part) for part in node[1:]]
    return _ARITHMETIC[node[0]](this=exp.cast(parts[0], "BIGINT"), expression=parts[1])


def case(links: Sequence[tuple[exp.Expr, exp.Expr]], otherwise: exp.Expr | None = None) -> exp.Case:
    """CASE WHEN ... THEN ... END; NULL when no condition is known to hold."""
    built = exp.Case()
    for when, then in links:
        built = built.when(when, then, copy=False)
    return built if otherwise is None else built.else_(otherwise, copy=False)


def chain(links: Chain, names: Sequence[str] | None = None) -> exp.Case:
    """The number of the first condition that holds, or the text `names[number]`."""
    return case(
        [
            (condition(when), literal(value) if names is None else exp.Literal.string(names[value]))
            for when, value in links
        ]
    )


def points(links: PointsChain) -> exp.Case:
    """The points of the first row that applies, in the household's column."""
    return case([(condition(when), _in_column(vector)) for when, vector in links])


def limit(lookup: Lookup) -> exp.Case:
    """The limit of a member by its band and column, 0 outside the table."""
    outer = []
    for code, bands in lookup.bands:
        first = bands[0][0]
        steps: list[tuple[exp.Expr, exp.Expr]] = [(_below(lookup.band, first), literal(0))]
        steps += [(_below(lookup.band, end), literal(value)) for _, end, value in bands]
        outer.append((condition(["==", ["get", lookup.by], ["n", code]]), case(steps, literal(0))))
    return case(outer, literal(0))


def _below(band: str, end: int) -> exp.Expr:
    return condition(["<", ["get", band], ["n", end]])


def _in_column(vector: tuple[int, ...]) -> exp.Expr:
    if len(set(vector)) == 1:
        return literal(vector[0])
    return case([(condition(["==", ["get", "column"], ["n", at]]), literal(value)) for at, value in enumerate(vector)])


def _run(node: Node, low: int, high: int) -> exp.Expr:
    if low == high:
        return exp.EQ(this=number(node), expression=literal(low))
    return exp.Between(this=number(node), low=literal(low), high=literal(high))
