"""The rules over whole tables as SQL text: one SELECT for the facts from the members, one for the scores.

    facts  = facts_sql(rule_set, "duckdb", {"household_code": "whole", "age_months": "whole", ...})
    scores = score_sql(rule_set, "duckdb", {"household_code": "whole", "persons": "whole", ...})

Dialects: "duckdb", "postgres", "spark". Results equal those of Polars and of the reference evaluator. A missing or
wrong answer makes NULL of every number and the household is refused. Nothing is divided, nothing is rounded.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

from sqlglot import exp

from chungtay.population.plan import Answer, Fact, Plan, plan
from chungtay.population.sql_conditions import case, chain, condition, limit, literal, name, points
from chungtay.population.tables import KEY, require_columns
from chungtay.rulebook.errors import AnswersError
from chungtay.rulebook.model import RuleSet

Dialect = Literal["duckdb", "postgres", "spark"]
# How a column is stored: whole numbers in natural units, decimal or floating numbers, dates, or anything else.
Kind = Literal["whole", "number", "date", "other"]

_BAD = "_bad"
_DECIMAL = "DECIMAL(18, {})"  # 64 bits in every dialect; a number is compared with its domain first


def facts_sql(
    rule_set: RuleSet,
    dialect: Dialect,
    columns: Mapping[str, Kind],
    *,
    table: str = "members",
    key: str = KEY,
    on: datetime.date | None = None,
) -> str:
    """One SELECT: `key` and one column per fact for each household of the member table.

    `columns` are the columns of the table and how they are stored. Ages come from "age_months", or from dates in
    "birth_date" with `on`, the review date. Facts are NULL where an answer of a member is missing or wrong.
    """
    rules = plan(rule_set)
    require_columns(rules.member_questions, set(columns), "member", {key}, aged=on is not None)
    given = {answer.id: _given(answer, columns, {}, on) for answer in rules.member_questions}
    levels = [_select(table, {key: name(key), **given})]
    for layer in rules.members:
        levels.append(_changed({answer.id: _settled(answer) for answer in layer if answer.scored}, [key, *given]))
    levels.append(_changed({lookup.id: limit(lookup) for lookup in rules.lookups}, [key, *given]))
    unknown = [_is_null(answer.id) for answer in rules.member_questions if answer.scored]
    bad = _or([*_unscored_wrong(rules.member_questions), *unknown])
    counted = {_BAD: exp.Max(this=_one_if(bad))} | {fact.id: _count(fact) for fact in rules.facts}
    levels.append(_select(_level(len(levels) - 1), {key: name(key), **counted}).group_by(name(key)))
    known = condition(["==", ["get", _BAD], ["n", 0]])
    facts = {fact.id: case([(known.copy(), exp.cast(name(fact.id), "INT"))]) for fact in rules.facts}
    return _text([*levels, _select(_level(len(levels) - 1), {key: name(key), **facts})], dialect)


def score_sql(
    rule_set: RuleSet,
    dialect: Dialect,
    columns: Mapping[str, Kind],
    *,
    table: str = "households",
    keep: Sequence[str] = (KEY,),
    area: Mapping[str, int] | None = None,
) -> str:
    """One SELECT over households with facts: the `keep` columns, then the outputs of the plan.

    `columns` are the columns of the table and how they are stored; `area` answers questions without a column.
    """
    rules = plan(rule_set)
    area = {key: value for key, value in (area or {}).items() if key not in columns}
    require_columns(rules.questions, set(columns) | set(area), "household", [*keep, *(fact.id for fact in rules.facts)])
    kept = {f"_kept_{entry}": name(entry) for entry in keep}
    answers = (*rules.questions, *(fact.as_answer for fact in rules.facts))
    given = {answer.id: _given(answer, columns, area) for answer in answers}
    levels = [_select(table, kept | given)]
    for layer in rules.household:
        settled = {answer.id: _settled(answer) for answer in layer if answer.scored and not answer.covered}
        levels.append(_changed(settled, [*kept, *given]))
    levels.append(_changed({"column": chain(rules.column)}, [*kept, *given]))
    levels.append(
        _select(
            _level(len(levels) - 1),
            {entry: name(entry) for entry in [*kept, "area_type", "column"]}
            | {item.name: _sum([points(links) for links in item.chains]) for item in rules.items}
            | {flag.name: condition(flag.when) for flag in rules.flags}
            | {_BAD: _household_wrong(rules)},
        )
    )
    flag_points = [
        case([(name(flag), literal(rules.points_per_flag)), (exp.Not(this=name(flag)), literal(0))])
        for flag in rules.flag_columns
    ]
    sums = {"b1": _sum([name(item) for item in rules.point_columns]), "b2": _sum(flag_points)}
    levels.append(_changed(sums, [*kept, "area_type", "column", *rules.point_columns, *rules.flag_columns, _BAD]))
    refused = _or([name(_BAD), _is_null("b1"), _is_null("b2")])
    numbers = [*rules.point_columns, *rules.flag_columns, "b1", "b2"]
    levels.append(_changed({"refused": refused}, [*kept, "area_type", "column", *numbers]))
    known = exp.Not(this=name("refused"))
    return _text(
        [
            *levels,
            _select(
                _level(len(levels) - 1),
                {entry: name(f"_kept_{entry}") for entry in keep}
                | {entry: case([(known.copy(), name(entry))]) for entry in numbers}
                | {
                    "points_column": case([(known.copy(), chain(rules.name_column, rules.column_ids))]),
                    "class": case([(known.copy(), chain(rules.choose, rules.classes))]),
                    "refused": name("refused"),
                },
            ),
        ],
        dialect,
    )


def _text(levels: list[exp.Select], dialect: Dialect) -> str:
    """WITH level_0 AS (...), level_1 AS (...) ... SELECT: each level reads the one before.

    PostgreSQL would write each level into the next, until the text has no end, so there they are materialized.
    """
    *inner, last = levels
    for place, level in enumerate(inner):
        read = level if place == 0 or level.args.get("from_") else level.from_(_level(place - 1))
        last = last.with_(_level(place), as_=read, materialized=True if dialect == "postgres" else None, copy=False)
    return last.sql(dialect=dialect, pretty=True)


def _level(place: int) -> str:
    return f"level_{place}"


def _select(table: str, columns: Mapping[str, exp.Expr]) -> exp.Select:
    return exp.select(*[_named(value, key) for key, value in columns.items()]).from_(exp.to_table(table))


def _changed(changed: Mapping[str, exp.Expr], kept: Sequence[str]) -> exp.Select:
    """The columns `kept` of the level before, with some of them replaced or added."""
    columns = {key: name(key) for key in kept} | dict(changed)
    return exp.select(*[_named(value, key) for key, value in columns.items()])


def _named(value: exp.Expr, key: str) -> exp.Expr:
    return exp.alias_(value, key, quoted=True, copy=False)


def _given(
    answer: Answer, columns: Mapping[str, Kind], area: Mapping[str, int], on: datetime.date | None = None
) -> exp.Expr:
    """The whole number given, NULL for an empty cell or a question without a column."""
    if answer.id in area:
        return literal(area[answer.id])
    if answer.id not in columns:
        if answer.id == "age_months" and on is not None and "birth_date" in columns:
            return _age(columns["birth_date"], on)
        return exp.cast(exp.null(), "INT")
    value = _whole(answer, columns[answer.id])
    return value if answer.blank is None else exp.func("COALESCE", value, literal(answer.blank))


def _whole(answer: Answer, kind: Kind) -> exp.Expr:
    """Scaled by 10**decimals; `answer.wrong` for a number outside the domain or with more decimals than are kept."""
    column = name(answer.id)
    if kind not in ("whole", "number"):
        raise AnswersError(
            f"Cột “{answer.id}” không chứa số; SQL chỉ đọc cột số.",
            f'The column "{answer.id}" does not hold numbers; SQL reads columns of numbers only.',
        )
    if kind == "whole" and answer.decimals == 0:
        return column
    low, high = (
        exp.Literal.number(str(Decimal(bound).scaleb(-answer.decimals))) for bound in (answer.minimum, answer.maximum)
    )
    exact = exp.cast(column, "BIGINT" if kind == "whole" else _DECIMAL.format(answer.decimals))
    scaled: exp.Expr = exp.cast(exp.Mul(this=exact, expression=literal(10**answer.decimals)), "BIGINT")
    if kind == "number":
        scaled = case([(exp.EQ(this=exact.copy(), expression=column.copy()), scaled)], literal(answer.wrong))
    inside = exp.Between(this=column.copy(), low=low, high=high)
    present = exp.Not(this=exp.Is(this=column.copy(), expression=exp.null()))
    return case([(inside, scaled), (present, literal(answer.wrong))])


def _age(kind: Kind, on: datetime.date) -> exp.Expr:
    """Completed months on a day; below zero, and so outside the domain, for who is not born yet."""
    if kind != "date":
        raise AnswersError("Cột “birth_date” phải là ngày.", 'The column "birth_date" must hold dates.')
    born = name("birth_date")
    year, month, day = (
        exp.cast(exp.Extract(this=exp.var(part), expression=born.copy()), "INT") for part in ("YEAR", "MONTH", "DAY")
    )
    months = exp.Mul(this=exp.Paren(this=exp.Sub(this=literal(on.year), expression=year)), expression=literal(12))
    before = case([(exp.GT(this=day, expression=literal(on.day)), literal(1))], literal(0))
    return exp.Sub(
        this=exp.Add(this=months, expression=exp.Sub(this=literal(on.month), expression=month)), expression=before
    )


def _settled(answer: Answer) -> exp.Expr:
    """The value that the rules read: 0 when not asked, NULL when not allowed."""
    allowed = condition(answer.allowed)
    if answer.asked_when is None:
        return case([(allowed, name(answer.id))])
    asked = condition(answer.asked_when)
    return case([(condition(["not", answer.asked_when]), literal(0)), (exp.and_(asked, allowed), name(answer.id))])


def _household_wrong(rules: Plan) -> exp.Expr:
    """Something outside the items is missing or wrong."""
    unknown = [_is_null(answer.id) for answer in rules.questions if answer.scored and not answer.covered]
    no_count = [
        exp.Not(this=exp.func("COALESCE", condition([">=", ["get", fact], ["n", 0]]), exp.false()))
        for fact in rules.facts_to_check
    ]
    return _or([*_unscored_wrong(rules.questions), *unknown, *no_count, _is_null("column")])


def _unscored_wrong(answers: Sequence[Answer]) -> list[exp.Expr]:
    """A question that no rule reads may stay empty, but not be wrong."""
    wrong: list[exp.Expr] = []
    for answer in answers:
        if not answer.scored:
            parts = [["not", answer.allowed], *([answer.asked_when] if answer.asked_when is not None else [])]
            wrong.append(exp.func("COALESCE", condition(["and", *parts]), exp.false()))
    return wrong


def _count(fact: Fact) -> exp.Expr:
    if fact.kind == "max":
        return exp.Max(this=name(fact.of))
    return exp.Sum(this=_one_if(condition(fact.of)))


def _one_if(when: exp.Expr) -> exp.Expr:
    return case([(when, literal(1))], literal(0))


def _sum(parts: Sequence[exp.Expr]) -> exp.Expr:
    return functools.reduce(lambda left, right: exp.Add(this=left, expression=right), parts)


def _or(parts: list[exp.Expr]) -> exp.Expr:
    return exp.or_(*parts, copy=False)


def _is_null(column: str) -> exp.Expr:
    return exp.Is(this=name(column), expression=exp.null())
