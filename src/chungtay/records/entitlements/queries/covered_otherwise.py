"""Of policies of which one is paid (`one_of_a_group`), who is due one and gets another: no list of the first takes
them, so the other's line tells how far they have come, not "missing" for ever."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

import polars as pl
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chungtay.population.rights import PERSON
from chungtay.records.entitlements.models.lists import HELD
from chungtay.records.entitlements.queries.care_money import CARE, is_care
from chungtay.records.entitlements.queries.one_of_a_group import (
    ALLOWANCES,
    MONTHLY,
    holds_by_decision,
    others_of_group,
)
from chungtay.records.entitlements.queries.periods import overlapping, period_of
from chungtay.rulebook.rights import Policy

_OF_CHILDREN = ("children_under_16", "students_16_to_22")
Decided = Mapping[int, list[tuple[str, int | None]]]


def told_by_others(
    rows: pl.DataFrame,
    lines: pl.DataFrame,
    policies: Mapping[str, Policy],
    decided_in: Callable[[list[int], datetime.date, bool], Decided],
    day: datetime.date,
    stage_of: Mapping[str, str],
    *,
    unlisted: str,
) -> pl.DataFrame:
    """`rows` as `Coverage.rows`, those at `unlisted` at the stage of another line where one holds the person; `lines`:
    those of the day, with the record that stands. `decided_in`: the allowances by decision of the month that begins on
    a day; person -> (what it is called, for whose care), with `True` those paid for the care of these people."""
    asked = {
        name: policy
        for name, policy in policies.items()
        if policy.gives == "cash" and (policy.excludes or name in CARE)
    }
    missing = rows.with_row_index("_row").filter(
        ((pl.col("stage") == unlisted) | whose_children(asked))
        & pl.col("policy").is_in(list(asked))
        & pl.col(PERSON).is_not_null()
    )
    if missing.is_empty():
        return rows
    held: dict[int, list[tuple[str, str, str, int, int]]] = {}
    own = lines.filter(pl.col("line_state").is_in([str(state) for state in HELD]) & pl.col(PERSON).is_not_null())
    for person, *line in own.select(PERSON, "policy", "period", "line_state", "line", "list").iter_rows():
        held.setdefault(person, []).append((line[0], line[1], line[2], line[3], line[4]))
    people, first = missing[PERSON].unique().to_list(), day.replace(day=1)
    decided, cared_for = decided_in(people, first, False), decided_in(people, first, True)
    changed: dict[int, tuple[str, int | None, int | None, str]] = {}
    for row, name, person, at in missing.select("_row", "policy", PERSON, "stage").iter_rows():
        policy = asked[name]
        if at != unlisted and not any(for_a_child(*each) for each in decided.get(person, ())):
            continue  # nothing says whose the children are: asked
        period = _period(policy, day)
        monthly = policy.excludes == MONTHLY and len(period) == len("2026-09")
        others = {*others_of_group(policy), *([ALLOWANCES] if monthly else [])} if period else set()
        found = next(
            (each for each in held.get(person, ()) if each[0] in others and each[1] in overlapping(period)), None
        )
        if found is not None:
            changed[row] = (stage_of[found[2]], found[3], found[4], _note(found[0], policies))
        elif at != unlisted or (monthly and any(holds_by_decision(policy, *each) for each in decided.get(person, ()))):
            changed[row] = (unlisted, None, None, _by_decision())
        elif name in CARE and any(holds_by_decision(policy, *each) for each in cared_for.get(person, ())):
            changed[row] = (unlisted, None, None, _to_the_carer())
    return _with(rows, changed)


def whose_children(policies: Mapping[str, Policy]) -> pl.Expr:
    """Rows of whom nobody can say for how many children: a birthday is missing, or two of the household raise children
    alone. An allowance by decision for each child says it."""
    parents = [name for name, policy in policies.items() if {"care", *_OF_CHILDREN} <= policy.reads]
    asks = pl.any_horizontal(pl.col("missing").fill_null("").str.contains(name) for name in _OF_CHILDREN)
    return (pl.col("stage") == "unknown") & pl.col("policy").is_in(parents) & asks


def for_a_child(title: str, paid_for: int | None) -> bool:
    """Whether an allowance by decision is a parent's own, for a child that it names."""
    return paid_for is not None and not is_care(title, paid_for)


def _with(rows: pl.DataFrame, changed: Mapping[int, tuple[str, int | None, int | None, str]]) -> pl.DataFrame:
    if not changed:
        return rows
    told = pl.DataFrame(
        [(row, *each) for row, each in changed.items()],
        schema={"_row": pl.UInt32, "_stage": pl.String, "_line": pl.Int64, "_list": pl.Int64, "_note": pl.String},
        orient="row",
    )
    joined = rows.with_row_index("_row").join(told, "_row", "left").sort("_row")
    names = ("stage", "line", "list", "note")
    return joined.with_columns(pl.coalesce(f"_{name}", name).alias(name) for name in names).select(rows.columns)


def _period(policy: Policy, day: datetime.date) -> str:
    """The period that a day lies in, "" for what is given once."""
    return "" if policy.period == "once" else period_of(policy, day)


def _note(other: str, policies: Mapping[str, Policy]) -> str:
    if other == ALLOWANCES:
        return _("Paid as a monthly allowance by decision; the two are not paid beside one another.")
    label = policies[other].label if other in policies else None
    name = other if label is None else label.en if get_language() == "en" else label.vi
    return _("Gets “%(other)s”, which is not paid beside it.") % {"other": name}


def _to_the_carer() -> str:
    return _(
        "Paid to the carer as a monthly allowance by decision: draw up the month on the page of monthly allowances."
    )


def _by_decision() -> str:
    return _("Has a monthly allowance by decision: draw up the month on the page of monthly allowances.")
