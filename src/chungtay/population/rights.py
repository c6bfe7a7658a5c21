"""The rights of everybody at once: one row per person (or household) and policy, from a table of facts.

    found = rights(people.lazy(), rules, "person")      # KEYS, policy, state, amount, rate, instead_of, missing

`people` has the keys and one whole-number column per fact; null is "not known" and never "no". Held equal to
`rulebook.rights.entitlements`, person by person, by a property test. Amounts are whole đồng (Int64).
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from typing import Literal

import polars as pl

from chungtay.population.polars_conditions import condition, number
from chungtay.rulebook.language import Node, names_in
from chungtay.rulebook.rights import InForce, Of, Policy, whole_dong

HOUSEHOLD, PERSON = "household", "person"
PART = "part_of_dong"  # stands in `missing` where the formula of the policy leaves a part of a đồng
SCHEMA = {
    HOUSEHOLD: pl.Int64,
    PERSON: pl.Int64,
    "policy": pl.String,
    "state": pl.String,
    "amount": pl.Int64,
    "rate": pl.Int8,
    "instead_of": pl.String,
    "missing": pl.String,
}


def rights(facts: pl.LazyFrame, rules: InForce, of: Of, *, uneven: Literal["raise", "open"] = "raise") -> pl.DataFrame:
    """Who is entitled to what. `facts` has `household`, for persons also `person`, and the facts as columns.

    A policy that reads a fact which the table has no column for is left out when it is for the other kind (`of`).
    `uneven`: what becomes of somebody to whom a formula gives a part of a đồng. "raise" raises AmountNotWhole; with
    "open" the right is open for them (PART), so that one formula does not take everybody's answer away. Raises KeyError
    for a fact without a column.
    """
    policies = [policy for policy in rules.policies if policy.of == of]
    present = set(facts.collect_schema())
    lacking = sorted({name for policy in policies for name in policy.reads} - present - rules.parameters.keys())
    if lacking:
        raise KeyError(", ".join(lacking))
    keys = [HOUSEHOLD, PERSON] if of == "person" else [HOUSEHOLD]
    frame = facts.with_columns(pl.lit(value.amount).alias(name) for name, value in rules.parameters.items())
    parts = pl.collect_all([_of_one(frame, policy, keys) for policy in policies], engine="streaming")
    for place, (policy, part) in enumerate(zip(policies, parts, strict=True)):
        left = part.filter(pl.col("amount") % policy.per != 0)
        if left.height and uneven == "raise":
            whole_dong(policy, left["amount"][0])  # raises in words
        if left.height:
            parts[place] = _opened(part, policy)
    found = pl.concat(
        [_in_dong(part, policy) for policy, part in zip(policies, parts, strict=True)] or [pl.DataFrame(schema=SCHEMA)]
    )
    return _paid(_one_of_each_group(found, policies), frame, policies, keys[-1])


def _paid(found: pl.DataFrame, frame: pl.LazyFrame, policies: Sequence[Policy], key: str) -> pl.DataFrame:
    """Without an amount where nothing is paid for the right, or nobody can say whether it is (`pays_while`)."""
    for policy in policies:
        if policy.pays_while is None:
            continue
        whose = found.filter((pl.col("policy") == policy.id) & pl.col("amount").is_not_null())[key]
        paid = frame.filter(pl.col(key).is_in(whose.implode()) & condition(policy.pays_while).fill_null(False))
        unpaid = (pl.col("policy") == policy.id) & ~pl.col(key).is_in(paid.select(key).collect()[key].implode())
        found = found.with_columns(pl.when(~unpaid).then(pl.col(name)).alias(name) for name in ("amount", "rate"))
    return found


def _of_one(frame: pl.LazyFrame, policy: Policy, keys: Sequence[str]) -> pl.LazyFrame:
    """Those for whom the policy holds, or may hold. `amount` is still in parts (`per`)."""
    who = condition(policy.who)
    asked = frame.filter(who.fill_null(True)).with_columns(who.alias("_who"), *_worth(policy))
    unknown = pl.col("_who").is_null() | (pl.col("_open") & pl.lit(bool(policy.rates)))
    return (
        asked.filter(unknown | pl.col("_some"))
        .select(
            *keys,
            unknown.alias("_unknown"),
            pl.when(~unknown).then(pl.col("_amount")).cast(pl.Int64).alias("amount"),
            pl.when(~unknown).then(pl.col("_rate")).cast(pl.Int8).alias("rate"),
            pl.when(unknown).then(_missing(policy)).otherwise(pl.lit("")).alias("missing"),
        )
        .select(
            pl.col(HOUSEHOLD).cast(pl.Int64),
            (pl.col(PERSON) if PERSON in keys else pl.lit(None)).cast(pl.Int64).alias(PERSON),
            pl.lit(policy.id).alias("policy"),
            pl.when("_unknown").then(pl.lit("open")).otherwise(pl.lit("due")).alias("state"),
            "amount",
            "rate",
            pl.lit("").alias("instead_of"),
            "missing",
        )
    )


def _worth(policy: Policy) -> list[pl.Expr]:
    """`_amount`, `_rate` (place of the row that counts), `_some` (a row applies), `_open` (nobody can say)."""
    if not policy.rates:
        nothing = pl.lit(None, dtype=pl.Int64)
        return [
            nothing.alias("_amount"),
            nothing.alias("_rate"),
            pl.lit(True).alias("_some"),
            pl.lit(False).alias("_open"),
        ]
    whens = [condition(rate.when) for rate in policy.rates]
    times = [number(rate.times).cast(pl.Int64) for rate in policy.rates]
    if policy.hit == "first":
        return _first(whens, times)
    held = [pl.when(when).then(worth) for when, worth in zip(whens, times, strict=True)]
    unsure = [when.is_null() | (when & worth.is_null()) for when, worth in zip(whens, times, strict=True)]
    some = functools.reduce(operator.or_, [when.fill_null(False) for when in whens])
    if policy.hit == "sum":
        amount, rate = pl.sum_horizontal(held), pl.lit(None, dtype=pl.Int64)
    else:
        amount = pl.max_horizontal(held)
        rate = pl.coalesce(pl.when(each == amount).then(pl.lit(place)) for place, each in enumerate(held))
    opened = functools.reduce(operator.or_, unsure)
    return [amount.alias("_amount"), rate.alias("_rate"), some.alias("_some"), opened.alias("_open")]


def _first(whens: Sequence[pl.Expr], times: Sequence[pl.Expr]) -> list[pl.Expr]:
    """The first row that applies; a row of which nobody knows whether it applies leaves all after it open."""
    amount, rate = pl.lit(None, dtype=pl.Int64), pl.lit(None, dtype=pl.Int64)
    opened, some = pl.lit(False), pl.lit(False)
    for place, (when, worth) in reversed(list(enumerate(zip(whens, times, strict=True)))):
        amount = pl.when(when).then(worth).when(when.is_null()).then(None).otherwise(amount)
        rate = pl.when(when).then(pl.lit(place, dtype=pl.Int64)).otherwise(rate)
        opened = pl.when(when).then(worth.is_null()).when(when.is_null()).then(pl.lit(True)).otherwise(opened)
        some = pl.when(when).then(pl.lit(True)).otherwise(some)
    return [amount.alias("_amount"), rate.alias("_rate"), some.alias("_some"), opened.alias("_open")]


def _missing(policy: Policy) -> pl.Expr:
    """The facts that are not known, by comma: of the condition, or where that is settled, of the amount."""
    who = _unknown_names(policy.who)
    rates = sorted({name for rate in policy.rates for node in (rate.when, rate.times) for name in names_in(node)})
    amounts = [pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in rates]
    worth = pl.concat_str(amounts, separator=",", ignore_nulls=True) if amounts else pl.lit("")
    return pl.when(pl.col("_who").is_null()).then(who).otherwise(worth)


def _unknown_names(node: Node) -> pl.Expr:
    parts = [pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in sorted(names_in(node))]
    return pl.concat_str(parts, separator=",", ignore_nulls=True) if parts else pl.lit("")


def _opened(part: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Nobody can say how much it is for whom it leaves a part of a đồng: not rounded, and not refused either."""
    left = (pl.col("amount") % policy.per != 0).fill_null(False)
    return part.with_columns(
        pl.when(left).then(pl.lit("open")).otherwise("state").alias("state"),
        *[pl.when(~left).then(pl.col(name)).alias(name) for name in ("amount", "rate")],
        pl.when(left).then(pl.lit(PART)).otherwise("missing").alias("missing"),
    )


def _in_dong(part: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    return part.with_columns(pl.col("amount") // policy.per).cast(SCHEMA)  # type: ignore[arg-type]


def _one_of_each_group(found: pl.DataFrame, policies: Sequence[Policy]) -> pl.DataFrame:
    """As in the reference: highest first, then whoever stands beside all that are given. Only people to whom two
    policies of one group are due are looked at; each round settles the next of each of them."""
    about = pl.DataFrame(
        [(policy.id, policy.excludes, policy.order) for policy in policies if policy.excludes],
        schema={"policy": pl.String, "_group": pl.String, "_order": pl.Int64},
        orient="row",
    )
    pairs = {(one.id, other) for one in policies for other in one.beside}
    beside = pl.DataFrame(
        sorted(pairs | {(other, one) for one, other in pairs}),
        schema={"policy": pl.String, "given": pl.String},
        orient="row",
    )
    whose = [HOUSEHOLD, PERSON, "_group"]
    due = found.with_row_index("_row").filter(pl.col("state") == "due").join(about, "policy")
    contested = due.filter(pl.len().over(whose) > 1).sort(
        *whose, pl.col("amount").fill_null(0), "_order", "policy", descending=[False, False, False, True, False, False]
    )
    if contested.is_empty():
        return found
    contested = contested.with_columns(pl.int_range(pl.len()).over(whose).alias("_place"))
    given = contested.filter(pl.col("_place") == 0).select(*whose, given="policy", _given_place="_place")
    lost: list[pl.DataFrame] = []
    for place in range(1, contested["_place"].n_unique()):
        turn = contested.filter(pl.col("_place") == place)
        against = (
            turn.join(given, whose, nulls_equal=True)
            .join(beside, ["policy", "given"], "anti")
            .sort("_given_place")
            .unique("_row", keep="first", maintain_order=True)
        )
        lost.append(against.select("_row", "given"))
        also = turn.join(against, "_row", "anti").select(*whose, given="policy", _given_place="_place")
        given = pl.concat([given, also])
    instead = pl.concat(lost)
    return (
        found.with_row_index("_row")
        .join(instead, "_row", "left", maintain_order="left")
        .with_columns(
            pl.when(pl.col("given").is_not_null()).then(pl.lit("instead")).otherwise("state").alias("state"),
            pl.col("given").fill_null("").alias("instead_of"),
        )
        .select(*SCHEMA)
    )
