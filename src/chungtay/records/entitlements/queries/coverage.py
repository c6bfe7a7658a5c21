"""How far each policy has reached its people: in a ward group by group, above it ward by ward, and by name.

To whom a policy is *due* is whoever has the right on the day, or stands on a list of the period that the day lies in.
Each of them stands at exactly one stage, so that for every policy, part and day

    due = delivered + still missing + refused + lapsed + returned,    still missing = unlisted + drafted + approved

and `unknown` (nobody can say whether it is due) stands beside. Who gets another of policies of which one is paid stands
where that one's line does (`covered_otherwise`). What gives a health-insurance card is told by the cards
that hold on the day (`card_coverage`), not by lists. Everybody is counted once: where the person lives on the
day, else where the household of the line does, else at the ward of the list, in no group. So the groups add up to the
ward, and the wards to the district.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db.models import Q, QuerySet

from chungtay.foundation.places.models import Unit
from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.models import LineState, SupportLine
from chungtay.records.entitlements.models.lists import HELD, OPEN
from chungtay.records.entitlements.queries.card_coverage import card_policies, card_rows
from chungtay.records.entitlements.queries.covered_otherwise import told_by_others
from chungtay.records.entitlements.queries.periods import by_school_year, holding, school_year
from chungtay.records.entitlements.queries.rights import Rights, reach
from chungtay.records.entitlements.queries.wards import rights_by_ward, ward_of_groups, wards_within
from chungtay.records.registry.queries.dwelling import groups_of_homes, homes_of_people, homes_on, people_on
from chungtay.records.registry.queries.same import standing_people
from chungtay.rulebook.rights import Policy

UNLISTED, DRAFTED, APPROVED, DELIVERED = "unlisted", "drafted", "approved", "delivered"
REFUSED, LAPSED, RETURNED, UNKNOWN, CARRIED = "refused", "lapsed", "returned", "unknown", "carried"
MISSING = (UNLISTED, DRAFTED, APPROVED)
DUE = (*MISSING, DELIVERED, REFUSED, LAPSED, RETURNED)
STAGES = (*DUE, UNKNOWN, CARRIED)
NOWHERE = 0  # the part of those who live in no group of the ward any more

_STAGE_OF = {
    LineState.DUE: DRAFTED,
    LineState.APPROVED: APPROVED,
    LineState.DELIVERED: DELIVERED,
    LineState.REFUSED: REFUSED,
    LineState.LAPSED: LAPSED,
    LineState.RETURNED: RETURNED,
}
_LINES = {
    "line": pl.Int64,
    "policy": pl.String,
    "period": pl.String,
    HOUSEHOLD: pl.Int64,
    PERSON: pl.Int64,
    "line_state": pl.String,
    "list": pl.Int64,
    "_listed_in": pl.Int64,
    "line_amount": pl.Int64,
    "note": pl.String,
}
_FIELDS = ("pk", "policy", "period", "household", "person", "state", "list", "list__ward", "amount", "note")
_KEY = pl.when(pl.col(PERSON).is_null()).then(-pl.col(HOUSEHOLD)).otherwise(PERSON).alias("_key")


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


def coverage_of(
    user: Any,
    place: Unit,
    day: datetime.date,
    today: datetime.date,
    *,
    found: Mapping[int, Rights] | None = None,
    late: Sequence[Unit] = (),
) -> Coverage:
    """The coverage of a ward, or of a place above it, on a day, of the reader's own area alone; as lists stand now.
    `found`: the rights of the day by ward, where they are at hand (`operations.standing`), without those of the `late`
    wards, of which nothing is said then: lists without rights would tell a part for the whole."""
    paths = reach(user, place, today)
    if found is None:
        found = rights_by_ward(user, place, day, today)
    ward_of = ward_of_groups(paths)
    apart, of_cards = _given_apart(found), card_policies(found)
    lines = _placed(_lines(paths, day, apart).exclude(policy__in=of_cards), day, ward_of, apart)
    carried = lines.filter(pl.col("_now").not_()).with_columns(stage=pl.lit(CARRIED), state=pl.lit(None, pl.String))
    now = _one_a_person(lines.filter("_now"))
    rights = _rights(found)
    rows = _staged(rights.filter(pl.col("policy").is_in(of_cards).not_()), now, present=day == today)
    policies = {policy.id: policy for each in found.values() for policy in each.rules.policies}
    stages = {str(state): stage for state, stage in _STAGE_OF.items()}
    rows = told_by_others(rows, now, policies, paths, day, stages, unlisted=UNLISTED)
    cards = card_rows(rights, found, of_cards, paths, day, ward_of=ward_of, present=day == today)
    without = {ward.pk for ward in late}
    wards = {number: unit for number, unit in wards_within(paths).items() if number not in without}
    every = pl.concat([rows, carried.select(_shape(carried)), cards]).filter(pl.col("ward").is_in(list(without)).not_())
    return Coverage(day, found, wards, every, tuple(late), tuple(of_cards))


def _given_apart(found: Mapping[int, Rights]) -> tuple[list[str], list[str]]:
    """Policies whose lines may hold on a day that their period does not tell by itself: what is given once, and what
    pupils get by the school year."""
    policies = {policy.id: policy for each in found.values() for policy in each.rules.policies}.values()
    return (
        [policy.id for policy in policies if policy.period == "once"],
        [policy.id for policy in policies if by_school_year(policy)],
    )


def _lines(paths: Sequence[str], day: datetime.date, apart: tuple[list[str], list[str]]) -> QuerySet[SupportLine]:
    """Lines of the period of the day, and open ones of earlier periods: of whoever lives in the places on the day, or
    stands on a list of them."""
    month, year = f"{day:%Y-%m}", f"{day:%Y}"
    earlier = Q(period__lt=year) | Q(period__startswith=f"{year}-", period__lt=month)
    homes = homes_on(day, paths).values("household")
    listed = Q(pk__in=[])
    for path in paths:
        listed |= Q(list__ward__path__startswith=path)
    living = people_on(day, homes).values("person")
    here = Q(household__in=homes) | Q(person__in=living) | Q(person__merged_into__in=living) | listed
    once, pupils = apart
    others = Q(policy__in=once, state__in=HELD) | Q(policy__in=pupils, period=school_year(day))
    when = Q(period__in=holding(day)) & ~Q(policy__in=pupils) | others | (earlier & Q(state__in=OPEN))
    listed_here = SupportLine.objects.filter(when, here).exclude(state=LineState.DROPPED)
    return listed_here.exclude(policy__contains=":")  # what follows no policy of the book is due to nobody


def _placed(
    lines: QuerySet[SupportLine], day: datetime.date, ward_of: dict[int, int], apart: tuple[list[str], list[str]]
) -> pl.DataFrame:
    """The lines with the ward and group that they count in; those of elsewhere are left out. A line of a record
    that was joined to another is that one's. Five statements, and two more where records were joined."""
    frame = pl.DataFrame(list(lines.values_list(*_FIELDS)), schema=_LINES, orient="row")
    plain = lines.order_by()
    stands = standing_people(frame[PERSON].drop_nulls().unique())
    frame = frame.with_columns(pl.col(PERSON).replace(stands))
    lives = homes_of_people(plain.filter(person__isnull=False).values("person"), day)
    groups = groups_of_homes(plain.values("household"), day)
    moved = people_on(day, homes_on(day).values("household")).filter(person__in=plain.values("person"))
    groups |= groups_of_homes(moved.values("household"), day)
    if stands:  # where the record that stands lives
        now = homes_of_people(sorted(set(stands.values())), day)
        lives |= now
        groups |= groups_of_homes(sorted(set(now.values())), day)
    homes = [lives.get(person, home) for person, home in frame.select(PERSON, HOUSEHOLD).iter_rows()]
    where = [groups.get(home, NOWHERE) for home in homes]
    once = pl.col("policy").is_in(apart[0]) & pl.col("line_state").is_in(list(HELD))
    pupils = pl.col("policy").is_in(apart[1])  # "2026" is the school year, not the calendar year, of theirs
    in_time = pl.when(pupils).then(pl.col("period") == school_year(day)).otherwise(pl.col("period").is_in(holding(day)))
    inside = set(ward_of.values())
    wards = [
        ward_of.get(group) if group else (listed if listed in inside else None)
        for group, listed in zip(where, frame["_listed_in"], strict=True)
    ]
    return frame.with_columns(
        pl.Series("group", where, dtype=pl.Int64),
        pl.Series("ward", wards, dtype=pl.Int64),
        pl.Series(HOUSEHOLD, homes, dtype=pl.Int64),
        (in_time | once).alias("_now"),
        _KEY,
    ).filter(pl.col("ward").is_not_null())


def _one_a_person(lines: pl.DataFrame) -> pl.DataFrame:
    """Of several lines of a policy the one that holds the person, else the last."""
    held = pl.col("line_state").is_in(list(HELD))
    ordered = lines.with_columns(held.alias("_held")).sort("_held", "line", descending=[True, True])
    return ordered.unique(["policy", "_key"], keep="first", maintain_order=True)


def _rights(found: Mapping[int, Rights]) -> pl.DataFrame:
    """Everybody's rights with the ward and the group."""
    parts = [
        each.rows.join(each.homes.select(HOUSEHOLD, "group"), HOUSEHOLD).with_columns(
            pl.lit(ward, pl.Int64).alias("ward"), _KEY
        )
        for ward, each in found.items()
    ]
    empty = pl.DataFrame(
        schema={
            "ward": pl.Int64,
            "group": pl.Int64,
            HOUSEHOLD: pl.Int64,
            PERSON: pl.Int64,
            "policy": pl.String,
            "state": pl.String,
            "amount": pl.Int64,
            "rate": pl.Int8,
            "missing": pl.String,
            "instead_of": pl.String,
            "_key": pl.Int64,
        }
    )
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
