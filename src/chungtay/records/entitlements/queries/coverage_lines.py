"""The lines of lists that the coverage of a day counts, as they stand now, and where each of them counts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from django.db.models import Q, QuerySet

from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.models import LineState, SupportLine
from chungtay.records.entitlements.models.lists import HELD, OPEN
from chungtay.records.entitlements.queries.periods import holding, school_year
from chungtay.records.registry.queries.dwelling import groups_of_homes, homes_of_people, homes_on, people_on
from chungtay.records.registry.queries.same import standing_people

NOWHERE = 0  # the part of those who live in no group of the ward any more
LINES = {
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
FIELDS = ("pk", "policy", "period", "household", "person", "state", "list", "list__ward", "amount", "note")
KEY = pl.when(pl.col(PERSON).is_null()).then(-pl.col(HOUSEHOLD)).otherwise(PERSON).alias("_key")


@dataclass(frozen=True, slots=True)
class Apart:
    """Policies whose lines may hold on a day that their period does not tell by itself: what is given once, and what
    pupils get by the school year."""

    once: list[str]
    pupils: list[str]


@dataclass(frozen=True, slots=True)
class Listed:
    """`rows`: lines in the columns of LINES. `stands`: record that went -> the one that stands for it. Of the day:
    `lives`: person -> household, `groups`: household -> residential group, of all that the lines name."""

    rows: pl.DataFrame
    stands: Mapping[int, int]
    lives: Mapping[int, int]
    groups: Mapping[int, int]


def earlier(day: datetime.date) -> Q:
    """Lines of months and years before that of the day."""
    month, year = f"{day:%Y-%m}", f"{day:%Y}"
    return Q(period__lt=year) | Q(period__startswith=f"{year}-", period__lt=month)


def listed_in(paths: Sequence[str]) -> Q:
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(list__ward__path__startswith=path)
    return found


def lines_now(paths: Sequence[str], day: datetime.date, apart: Apart, besides: Sequence[str]) -> Listed:
    """Lines of the period of the day, and open ones of earlier periods: of whoever lives in the places on the day, or
    stands on a list of them; without those of the policies `besides`. Four statements, and two more where records were
    joined."""
    lines = _lines(paths, day, apart).exclude(policy__in=besides)
    frame = pl.DataFrame(list(lines.values_list(*FIELDS)), schema=LINES, orient="row")
    plain = lines.order_by()
    stands = standing_people(frame[PERSON].drop_nulls().unique())
    lives = homes_of_people(plain.filter(person__isnull=False).values("person"), day)
    moved = people_on(day, homes_on(day).values("household")).filter(person__in=plain.values("person"))
    told = Q(household__in=plain.values("household")) | Q(household__in=moved.values("household"))
    groups = dict(homes_on(day).filter(told).values_list("household", "group"))
    if stands:  # where the record that stands lives
        now = homes_of_people(sorted(set(stands.values())), day)
        lives |= now
        groups |= groups_of_homes(sorted(set(now.values())), day)
    return Listed(frame, stands, lives, groups)


def _lines(paths: Sequence[str], day: datetime.date, apart: Apart) -> QuerySet[SupportLine]:
    homes = homes_on(day, paths).values("household")
    living = people_on(day, homes).values("person")
    here = Q(household__in=homes) | Q(person__in=living) | Q(person__merged_into__in=living) | listed_in(paths)
    others = Q(policy__in=apart.once, state__in=HELD) | Q(policy__in=apart.pupils, period=school_year(day))
    when = Q(period__in=holding(day)) & ~Q(policy__in=apart.pupils) | others | (earlier(day) & Q(state__in=OPEN))
    listed_here = SupportLine.objects.filter(when, here).exclude(state=LineState.DROPPED)
    return listed_here.exclude(policy__contains=":")  # what follows no policy of the book is due to nobody


def placed(listed: Listed, day: datetime.date, ward_of: Mapping[int, int], apart: Apart) -> pl.DataFrame:
    """The lines with the ward and group that they count in; those of elsewhere are left out. A line of a record
    that was joined to another is that one's."""
    frame = listed.rows.with_columns(pl.col(PERSON).replace(dict(listed.stands)))
    homes = [listed.lives.get(person, home) for person, home in frame.select(PERSON, HOUSEHOLD).iter_rows()]
    where = [listed.groups.get(home, NOWHERE) for home in homes]
    once = pl.col("policy").is_in(apart.once) & pl.col("line_state").is_in(list(HELD))
    pupils = pl.col("policy").is_in(apart.pupils)  # "2026" is the school year, not the calendar year, of theirs
    in_time = pl.when(pupils).then(pl.col("period") == school_year(day)).otherwise(pl.col("period").is_in(holding(day)))
    inside = set(ward_of.values())
    wards = [
        ward_of.get(group) if group else (listed_in if listed_in in inside else None)
        for group, listed_in in zip(where, frame["_listed_in"], strict=True)
    ]
    return frame.with_columns(
        pl.Series("group", where, dtype=pl.Int64),
        pl.Series("ward", wards, dtype=pl.Int64),
        pl.Series(HOUSEHOLD, homes, dtype=pl.Int64),
        (in_time | once).alias("_now"),
        KEY,
    ).filter(pl.col("ward").is_not_null())
