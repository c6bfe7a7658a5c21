"""How far each policy has reached its people: in a ward group by group, above it ward by ward, and by name.

To whom a policy is *due* is whoever has the right on the day, or stands on a list of the period that the day lies in.
Each of them stands at exactly one stage, so that for every policy, part and day

    due = delivered + open + refused + lapsed + returned,    open = still missing + ask,
    still missing = unlisted + drafted + approved

where `ask` is a card that is due to somebody of whom nobody knows whether they have one, or whether the state pays it:
open, and not missing. `unknown` (nobody can say whether it is due) stands beside. Who gets another of policies of which
one is paid stands where that one's line does (`covered_otherwise`). What gives a health-insurance card is told by the
cards that hold on the day (`card_coverage`), not by lists. Everybody is counted once: where the person lives on the
day, else where the household of the line does, else at the ward of the list, in no group. So the groups add up to the
ward, and the wards to the district. Whoever died in the month of the day is due its money all the same
(`paid_after_death`).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.queries.units import groups_ever
from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.models import LineState
from chungtay.records.entitlements.models.lists import HELD
from chungtay.records.entitlements.queries.card_coverage import SCHEMA, card_policies, card_rows
from chungtay.records.entitlements.queries.coverage_known import Then, then
from chungtay.records.entitlements.queries.coverage_lines import KEY, NOWHERE, Apart, placed
from chungtay.records.entitlements.queries.coverage_now import Now
from chungtay.records.entitlements.queries.covered_otherwise import told_by_others, whose_children
from chungtay.records.entitlements.queries.paid_after_death import ROWS, paid_after_death
from chungtay.records.entitlements.queries.periods import by_school_year
from chungtay.records.entitlements.queries.rights import Rights, reach
from chungtay.records.entitlements.queries.wards import rights_by_ward, within
from chungtay.rulebook.rights import Policy

__all__ = ["NOWHERE"]
UNLISTED, DRAFTED, APPROVED, DELIVERED = "unlisted", "drafted", "approved", "delivered"
REFUSED, LAPSED, RETURNED, UNKNOWN, CARRIED = "refused", "lapsed", "returned", "unknown", "carried"
ASK = "ask"
MISSING = (UNLISTED, DRAFTED, APPROVED)
OPEN = (*MISSING, ASK)
DUE = (*OPEN, DELIVERED, REFUSED, LAPSED, RETURNED)
STAGES = (*DUE, UNKNOWN, CARRIED)
_STAGE_OF = {
    LineState.DUE: DRAFTED,
    LineState.APPROVED: APPROVED,
    LineState.DELIVERED: DELIVERED,
    LineState.REFUSED: REFUSED,
    LineState.LAPSED: LAPSED,
    LineState.RETURNED: RETURNED,
}


@dataclass(frozen=True, slots=True)
class Coverage:
    """`rows`: one for each policy and person (or household) at its stage: policy, ward, group (0: none), household,
    person, stage, state (of the right: due, open, instead, null: none), amount, rate, missing, line, list, period.
    `late`: wards whose rights were not worked out; nothing of them counts here. `of_cards`: what gives a card."""

    day: datetime.date
    found: Mapping[int, Rights]
    wards: dict[int, Unit]
    rows: pl.DataFrame
    late: tuple[Unit, ...] = ()
    of_cards: tuple[str, ...] = ()

    @property
    def policies(self) -> dict[str, Policy]:
        """Those in force in some ward, by name."""
        return {policy.id: policy for found in self.found.values() for policy in found.rules.policies}

    def counts(self, part: str) -> dict[tuple[str, int], dict[str, int]]:
        """(policy, number of the ward or group) -> stage -> how many. `part` is "ward" or "group"."""
        found: dict[tuple[str, int], dict[str, int]] = {}
        for policy, number, stage, count in self.rows.group_by("policy", part, "stage").len().iter_rows():
            found.setdefault((policy, number), dict.fromkeys(STAGES, 0))[stage] = count
        return found

    def named(self, policy: str, stages: Sequence[str], part: str, number: int | None) -> pl.DataFrame:
        """Who of a policy stands at one of these stages, of a part alone where it is told; in a fixed order."""
        rows = self.rows.filter((pl.col("policy") == policy) & pl.col("stage").is_in(list(stages)))
        if number is not None:
            rows = rows.filter(pl.col(part) == number)
        return rows.sort("ward", "group", HOUSEHOLD, PERSON, "line", nulls_last=False)

    def alone_beside(self, page: pl.DataFrame) -> dict[tuple[int, int], list[int]]:
        """(household, person) of a page -> the others of the household by whom the same right is open, since nobody
        can say whose each child is."""
        asked = page.filter(pl.col("stage") == UNKNOWN).select("policy", HOUSEHOLD).unique()
        open_ = self.rows.filter(whose_children(self.policies)).join(asked, ["policy", HOUSEHOLD], "semi")
        found: dict[tuple[int, int], list[int]] = {}
        for home, persons in open_.group_by("policy", HOUSEHOLD).agg(PERSON).select(HOUSEHOLD, PERSON).iter_rows():
            for person in persons:
                found[home, person] = [other for other in sorted(persons) if other != person]
        return found


def nothing_told(day: datetime.date) -> Coverage:
    """What stands where a past day cannot be told."""
    return Coverage(day, {}, {}, pl.DataFrame(schema=SCHEMA))


def coverage_of(
    user: Any,
    place: Unit,
    day: datetime.date,
    today: datetime.date,
    *,
    found: Mapping[int, Rights] | None = None,
    late: Sequence[Unit] = (),
    known_on: datetime.date | None = None,
) -> Coverage:
    """The coverage of a ward, or of a place above it, on a day, of the reader's own area alone; as rights, lists and
    cards are told now, or as they were told at the end of the day `known_on`. `found`: the rights of the day by ward,
    where they are at hand (`operations.standing`), without those of the `late` wards, of which nothing is said then:
    lists without rights would tell a part for the whole. Raises NotKnownThen where something of then was not kept."""
    paths = reach(user, place, today)
    inside = within(paths)
    ward_of = inside.ward_of if known_on is None else groups_ever(paths)
    told: Now | Then
    if known_on is None:
        told = Now(paths, day)
        rights_of = rights_by_ward(user, place, day, today, inside=inside) if found is None else found
        after = paid_after_death(paths, day.replace(day=1), day, today)
    else:
        told, rights_of = then(user, place, day, known_on, today)
        after = told.paid_after_death()
    apart, of_cards = _given_apart(rights_of), card_policies(rights_of)
    present = day == (known_on or today)
    lines = placed(told.lines(apart, of_cards), day, ward_of, apart)
    carried = lines.filter(pl.col("_now").not_()).with_columns(stage=pl.lit(CARRIED), state=pl.lit(None, pl.String))
    now = _one_a_person(lines.filter("_now"))
    rights = _rights(rights_of, after.rows)
    rows = _staged(rights.filter(pl.col("policy").is_in(of_cards).not_()), now, present=present)
    policies = {policy.id: policy for each in rights_of.values() for policy in each.rules.policies}
    stages = {str(state): stage for state, stage in _STAGE_OF.items()}
    rows = told_by_others(rows, now, policies, told.decided, day, stages, unlisted=UNLISTED)
    cards = card_rows(rights, rights_of, of_cards, told, ward_of=ward_of, present=present)
    without = {ward.pk for ward in late}
    wards = {number: unit for number, unit in inside.wards.items() if number not in without}
    every = pl.concat([rows, carried.select(_shape(carried)), cards]).filter(pl.col("ward").is_in(list(without)).not_())
    return Coverage(day, rights_of, wards, every, tuple(late), tuple(of_cards))


def _given_apart(found: Mapping[int, Rights]) -> Apart:
    policies = {policy.id: policy for each in found.values() for policy in each.rules.policies}.values()
    once = [policy.id for policy in policies if policy.period == "once"]
    return Apart(once, [policy.id for policy in policies if by_school_year(policy)])


def _one_a_person(lines: pl.DataFrame) -> pl.DataFrame:
    """Of several lines of a policy the one that holds the person, else the last."""
    held = pl.col("line_state").is_in(list(HELD))
    ordered = lines.with_columns(held.alias("_held")).sort("_held", "line", descending=[True, True])
    return ordered.unique(["policy", "_key"], keep="first", maintain_order=True)


def _rights(found: Mapping[int, Rights], after: pl.DataFrame) -> pl.DataFrame:
    """Everybody's rights with the ward and the group; `after`: of those who died in the month."""
    parts = [
        each.rows.join(each.homes.select(HOUSEHOLD, "group"), HOUSEHOLD).with_columns(
            pl.lit(ward, pl.Int64).alias("ward"), KEY
        )
        for ward, each in found.items()
    ]
    columns = {name: kind for name, kind in ROWS.items() if name != "died"} | {"_key": pl.Int64}
    empty = pl.DataFrame(schema=columns)
    parts.append(after.with_columns(KEY))
    return pl.concat([empty, *(part.select(empty.columns) for part in parts)])


def _staged(rights: pl.DataFrame, lines: pl.DataFrame, *, present: bool) -> pl.DataFrame:
    """Each right and each line at its stage; who gives way to another policy and stands on no list is left out.

    A line that lapsed though today's facts give the right is missing again. Of a past day that cannot be told: facts of
    then give the right that the lapse ended later.
    """
    both = rights.join(lines, ["policy", "_key"], "full", coalesce=True, suffix="_of_line")
    moved = [pl.coalesce(name, f"{name}_of_line").alias(name) for name in ("ward", "group", HOUSEHOLD, PERSON)]
    again = (pl.col("line_state") == LineState.LAPSED) & (pl.col("state") == "due") & pl.lit(present)
    stage = (
        pl.when(pl.col("line_state").is_null() & (pl.col("state") == "due"))
        .then(pl.lit(UNLISTED))
        .when(pl.col("line_state").is_null() & (pl.col("state") == "open"))
        .then(pl.lit(UNKNOWN))
        .when(again)
        .then(pl.lit(UNLISTED))
        .otherwise(pl.col("line_state").replace_strict(_STAGE_OF, default=None, return_dtype=pl.String))
    )
    placed = both.with_columns(*moved, stage.alias("stage")).filter(pl.col("stage").is_not_null())
    return placed.select(_shape(placed))


def _shape(rows: pl.DataFrame) -> list[pl.Expr]:
    """The columns of `Coverage.rows`. The amount of a line is what was listed."""
    there = set(rows.columns)
    right = {"rate": pl.Int8, "missing": pl.String}
    amount = pl.coalesce("line_amount", "amount") if "amount" in there else pl.col("line_amount")
    whole = ("policy", "ward", "group", HOUSEHOLD, PERSON, "stage", "state")
    kept = [pl.col(name) if name in there else pl.lit(None, kind).alias(name) for name, kind in right.items()]
    return [*map(pl.col, whole), amount.alias("amount"), *kept, *map(pl.col, ("line", "list", "period", "note"))]
