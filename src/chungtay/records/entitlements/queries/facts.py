"""From the register to the facts that policies ask (`rulebook/assistance/facts.toml`): one table of people, one of
households, whole numbers, null where nobody knows.

Nothing is filled in: an unknown date of birth leaves the age unknown wherever a policy would answer differently within
what it may be; a place in which no class was ever decided leaves every class unknown, a household that was founded by
a split of one with a class its own until that is decided; of a card what a list or an answer told. What is asked of
people (a pension, who can support them ...) stands in `facts_asked`.
"""

from __future__ import annotations

import datetime
import functools
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.queries.cards import insured_in, insured_on_days
from chungtay.records.entitlements.queries.cards_known import insured_known
from chungtay.records.entitlements.queries.facts_asked import ages_read, with_asked
from chungtay.records.entitlements.queries.listed_benefits import columns_on, told_on_days, told_then
from chungtay.records.registry.queries.asked import ASKED_OF_HOME
from chungtay.records.registry.queries.known import any_class_known, rights_facts_known
from chungtay.records.registry.queries.peoples import is_minority
from chungtay.records.registry.queries.raising_alone import COUPLE
from chungtay.records.registry.queries.rights_facts import Columns, any_class
from chungtay.records.registry.queries.rights_facts_between import rights_facts_between
from chungtay.rulebook import policy_book, rule_sets
from chungtay.rulebook.language import edges_of
from chungtay.rulebook.rights import InForce

_CLASSES = {"poor": 1, "near_poor": 2, "average": 3, "not_poor": 0}
_LISTED = (1, 2)
_CHILD = 16 * 12
_STUDENT = 22 * 12  # "to 22 at most", 20/2021/NĐ-CP Điều 5 khoản 2
_OF_CHILDREN = ("children_under_16", "students_16_to_22")
_SINGLE_PARENTS = (2, 7, 8)  # `care`: raises children alone, by itself or as an elderly person
_NEVER = (0, 0)  # how a household left a list, and months since
_OF_CLASSES = (
    "household_class", "escaped", "months_since_escape",
    "left_poverty", "months_since_poverty", "left_near_poverty", "months_since_near_poverty",
)  # fmt: skip

_TOLD = {PERSON: pl.Int64, "kind": pl.String, "code": pl.String}


@dataclass(frozen=True, slots=True)
class Facts:
    """`people` has household, person, every fact; `homes` household, group and the facts of households."""

    people: pl.DataFrame
    homes: pl.DataFrame


def facts_of(paths: Sequence[str], day: datetime.date, rules: InForce, *, household: int | None = None) -> Facts:
    """The facts of the places on a day (or of one household of them)."""
    only = None if household is None else [household]
    columns = columns_on(paths, day, only=only)
    told = bool(columns.classes) or any_class(paths, day)
    return facts_from(columns, day, rules, told=told, insured=insured_in(paths, day, only=only, read=columns.persons))


def facts_known(
    paths: Sequence[str],
    day: datetime.date,
    known_on: datetime.date,
    rules: InForce,
    *,
    household: int | None = None,
) -> Facts:
    """As `facts_of`, by what was on record at the end of the day `known_on`. Raises CardUnknown."""
    columns = rights_facts_known(paths, day, known_on, only=None if household is None else [household])
    told = bool(columns.classes) or any_class_known(paths, day, known_on)
    insured = insured_known(columns.persons, day, known_on)
    columns = told_then(columns, day, known_on)
    return facts_from(columns, day, rules, told=told, insured=insured)


def facts_on_days(
    paths: Sequence[str], rules: Mapping[datetime.date, InForce], *, household: int | None = None
) -> dict[datetime.date, Facts]:
    """Day -> what `facts_of` says of it by the rules of that day, in as many statements as for one day."""
    if not rules:
        return {}
    only, days = None if household is None else [household], sorted(rules)
    read = rights_facts_between(paths, days[0], days[-1], only=only)
    insured = insured_on_days(paths, days, read.persons, only=only)
    found = {}
    for day, columns in told_on_days(read, days, paths, only).items():
        told = bool(columns.classes) or read.told(day)
        found[day] = facts_from(columns, day, rules[day], told=told, insured=insured[day])
    return found


def facts_from(
    columns: Columns, day: datetime.date, rules: InForce, *, told: bool, insured: Mapping[int, bool]
) -> Facts:
    """`told`: a class was decided in the place at some time, so that "on no list" is known of the others. `insured`:
    person -> has a card on the day, of whom that is known (of more people than these, perhaps)."""
    people = _people(columns, day, edges(rules))
    homes = _homes(columns, people, day, told=told)
    people = people.drop("_child", "_student").join(_insured(insured), PERSON, "left")
    people = people.drop(ASKED_OF_HOME).join(homes.drop("group"), HOUSEHOLD, "left")
    people = _whose_children(people)
    known = set(people.columns)
    lacking = [fact.id for fact in rules.facts.values() if fact.id not in known]
    return Facts(people.with_columns(pl.lit(None, dtype=pl.Int64).alias(name) for name in lacking), homes)


def _whose_children(people: pl.DataFrame) -> pl.DataFrame:
    """Where two of a household raise children alone, the register cannot tell whose each child is: unknown for both,
    never all children for each of them."""
    alone = pl.col("care").is_in(_SINGLE_PARENTS).fill_null(False)
    several = alone & (alone.sum().over(HOUSEHOLD) > 1)
    shared = {name: (several & (pl.col(name) != 0)).fill_null(False) for name in _OF_CHILDREN}
    return people.with_columns(pl.when(~hidden).then(name).alias(name) for name, hidden in shared.items())


def _insured(known: Mapping[int, bool]) -> pl.DataFrame:
    """Whoever is not among them stays unknown: a card nobody asked about is not "no card"."""
    rows = [(person, int(card)) for person, card in known.items()]
    return pl.DataFrame(rows, schema={PERSON: pl.Int64, "insured": pl.Int64}, orient="row")


def edges(rules: InForce) -> tuple[int, ...]:
    """The ages in months at which some policy answers differently."""
    found = {_CHILD}
    for policy in rules.policies:
        found |= {*ages_read(policy.reads)} | ({_STUDENT} if "students_16_to_22" in policy.reads else set())
        for node in (policy.who, *(rate.when for rate in policy.rates)):
            found |= edges_of(node, "age_months")
    return tuple(sorted(found))


def _people(columns: Columns, day: datetime.date, edges: Sequence[int]) -> pl.DataFrame:
    people = pl.DataFrame(
        columns.people,
        schema={
            PERSON: pl.Int64,
            HOUSEHOLD: pl.Int64,
            "born": pl.Date,
            "known": pl.String,
            "people": pl.String,
            "relation": pl.String,
        },
        orient="row",
    ).lazy()
    told = _once(pl.DataFrame(columns.circumstances, schema=_TOLD, orient="row").lazy())
    people = people.with_columns(_age(day, edges).alias("age_months"), _minority(columns).alias("minority"))
    people = people.with_columns(_under(day, _CHILD).alias("_child"), _child_card(day).alias("child_card"))
    for fact, kind, bare in (
        ("disability", "disability", None),
        ("monthly_benefit", "protection", 1),
        ("care", "care", None),
        ("schooling", "schooling", None),
        ("serious_illness", "illness", None),
    ):
        people = (
            people.join(_circumstance(told, fact, kind, bare), PERSON, "left")
            .with_columns(pl.when(pl.col(f"_{fact}").is_null()).then(0).otherwise(fact).alias(fact))
            .drop(f"_{fact}")
        )
    people = people.with_columns(_not_of_a_couple().alias("care"))
    people = people.with_columns(_student(day).alias("_student"))
    return with_asked(people, told).drop("born", "known", "people", "relation").collect()


def _not_of_a_couple() -> pl.Expr:
    """Recorded as raising children alone beside wife or husband in one household: one of the two records is wrong, so
    who cares is unknown and is asked."""
    couple = pl.col("relation").is_in(COUPLE)
    both = couple & (couple.sum().over(HOUSEHOLD) > 1)
    return pl.when(~(both & pl.col("care").is_in(_SINGLE_PARENTS)).fill_null(False)).then("care")


def _student(day: datetime.date) -> pl.Expr:
    """Of 16 to under 22 and at school; whoever raises children alone is no child of the household here."""
    parent = pl.col("care").is_in(_SINGLE_PARENTS).fill_null(False)
    return ~pl.col("_child") & _under(day, _STUDENT) & (pl.col("schooling") != 0) & ~parent


def _once(told: pl.LazyFrame) -> pl.LazyFrame:
    """One row for a kind of a person. Two that hold on one day and differ are known to be there, and not which; left as
    they are they would count the person twice."""
    code = pl.when(pl.col("code").n_unique() == 1).then(pl.col("code").first())
    return told.group_by(PERSON, "kind").agg(code)


def _circumstance(told: pl.LazyFrame, fact: str, kind: str, bare: int | None) -> pl.LazyFrame:
    """`_fact` tells that something is on record; the fact is its code, or `bare` where the record alone says it. A
    record whose code the policies do not know (an illness in words) stays unknown."""
    codes = {str(code) for _, code, _ in policy_book.load().facts[fact].words if code}
    code = pl.when(pl.col("code").is_in(codes)).then(pl.col("code").cast(pl.Int64, strict=False))
    value = pl.lit(bare, dtype=pl.Int64) if bare is not None else code
    return told.filter(pl.col("kind") == kind).select(PERSON, pl.lit(True).alias(f"_{fact}"), value.alias(fact))


def _age(day: datetime.date, edges: Sequence[int]) -> pl.Expr:
    """Completed months; of a birthday known by month or year alone only where no policy would answer differently."""
    low, high = _ages(day)
    apart = functools.reduce(lambda found, edge: found | ((low < edge) & (high >= edge)), edges, pl.lit(False))
    return pl.when(~apart & (pl.col("born") <= day)).then(high)


def _under(day: datetime.date, months: int) -> pl.Expr:
    """Whether somebody is younger than so many months; unknown only where what the age may be lies on both sides."""
    low, high = _ages(day)
    known = pl.when(low >= months).then(pl.lit(False)).when(high < months).then(pl.lit(True))
    return pl.when(pl.col("born") <= day).then(known)


def _child_card(day: datetime.date) -> pl.Expr:
    """1 until the last day of the card of a child (`rulebook.birth.child_card_ends`), 0 after it; unknown where a
    birthday known by year alone leaves both open. The month alone is enough."""
    first, last = _card_ends(pl.col("born")), _card_ends(_last_born())
    known = pl.when(first >= day).then(1).when(last < day).then(0)
    return pl.when(pl.col("born") <= day).then(known).cast(pl.Int64)


def _card_ends(born: pl.Expr) -> pl.Expr:
    year = born.dt.year() + 6
    later = pl.date(year, born.dt.month(), 1).dt.month_end()
    return pl.when(born.dt.month() <= 9).then(pl.date(year, 9, 30)).otherwise(later)


def _ages(day: datetime.date) -> tuple[pl.Expr, pl.Expr]:
    """The least and the most completed months that somebody may have."""
    return _months(pl.min_horizontal(_last_born(), pl.lit(day)), day), _months(pl.col("born"), day)


def _last_born() -> pl.Expr:
    """The last day that a birthday may be; the first is `born`."""
    born = pl.col("born")
    return (
        pl.when(pl.col("known") == "year")
        .then(pl.date(born.dt.year(), 12, 31))
        .when(pl.col("known") == "month")
        .then(born.dt.month_end())
        .otherwise(born)
    )


def _months(born: pl.Expr, day: datetime.date) -> pl.Expr:
    """As `rulebook.birth.completed_months`."""
    months = (day.year - born.dt.year()).cast(pl.Int64) * 12 + day.month - born.dt.month()
    return (months - (born.dt.day() > day.day)).cast(pl.Int64)


def _minority(columns: Columns) -> pl.Expr:
    told = {text: is_minority(text) for text in {row[4] for row in columns.people}}
    known = {text: int(is_one) for text, is_one in told.items() if is_one is not None}
    return pl.col("people").replace_strict(known, default=None, return_dtype=pl.Int64)


def _homes(columns: Columns, people: pl.DataFrame, day: datetime.date, *, told: bool) -> pl.DataFrame:
    homes = pl.DataFrame(columns.homes, schema={HOUSEHOLD: pl.Int64, "group": pl.Int64}, orient="row")
    counts = people.group_by(HOUSEHOLD).agg(
        pl.len().cast(pl.Int64).alias("persons"),
        _counted("_child").alias("children_under_16"),
        _counted("_student").alias("students_16_to_22"),
        *[pl.col(kind).first() for kind in ASKED_OF_HOME],
    )
    classes = pl.DataFrame(
        list(standings(columns, day)),
        schema={HOUSEHOLD: pl.Int64, **dict.fromkeys(_OF_CLASSES, pl.Int64)},
        orient="row",
    )
    hit = {household for household, _day in columns.hardships}
    split = [home for (home,) in columns.class_open]
    never = pl.when(~pl.col(HOUSEHOLD).is_in(split)).then(pl.lit(0 if told else None, dtype=pl.Int64))
    return (
        homes.join(counts, HOUSEHOLD, "left")
        .join(classes.with_columns(pl.lit(True).alias("_told")), HOUSEHOLD, "left")
        .with_columns(
            *[pl.when("_told").then(name).otherwise(never).alias(name) for name in _OF_CLASSES],
            pl.col(HOUSEHOLD).is_in(hit).cast(pl.Int64).alias("hardship"),
            pl.col("persons").fill_null(0),
        )
        .drop("_told")
    )


def _counted(name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_null().any()).then(None).otherwise(pl.col(name).sum()).cast(pl.Int64)


def standings(columns: Columns, day: datetime.date) -> Iterable[tuple[int | None, ...]]:
    """Household and `_OF_CLASSES`: by the decisions of the national standard up to the day, one after another. A class
    that ended and nothing followed leaves how it left unknown."""
    national = {name for name in {row[1] for row in columns.classes} if rule_sets.load(name).standard == "national"}
    rows = (row for row in columns.classes if row[1] in national)
    for household, spells in itertools.groupby(rows, key=lambda row: row[0]):
        yield (household, *_standing([row[2:] for row in spells], day))


def _standing(
    spells: Sequence[tuple[str, datetime.date, datetime.date | None]], day: datetime.date
) -> tuple[int | None, ...]:
    """`_OF_CLASSES` from (class, first day, last day), oldest first.

    Each recognition opens 36 months of its own, and a fall back in between does not end the earlier ones (TT 09/2022
    Điều 2: from the day of recognition; no text read says that they end). While a household is listed again, what it
    left does not count: a poor one has left neither, a near-poor one has left poverty alone.
    """
    class_id, _first, last = spells[-1]
    now = _CLASSES[class_id]
    if last is not None and last < day:  # it ended, and no decision says what followed
        return (None if now in _LISTED else 0, *(None,) * (len(_OF_CLASSES) - 1))
    turns = [(0, spells[0][1])]
    for name, since, _last in spells:
        place = _CLASSES[name] if _CLASSES[name] in _LISTED else 0
        if place != turns[-1][0]:
            turns.append((place, since))
    left = {1: _NEVER, 2: _NEVER}
    how = _NEVER
    for (before, _since), (after, since) in itertools.pairwise(turns):
        kind = {(1, 0): 1, (2, 0): 2, (1, 2): 3}.get((before, after), 0)
        how = (kind, _whole_months(since, day)) if kind else _NEVER
        if kind:
            left[before] = how
    of_poverty, of_near_poverty = left[1], left[2]
    stands = turns[-1][0]
    if of_poverty[0]:  # told by where it stands now: poor again, near-poor, or neither
        of_poverty = {1: _NEVER, 2: (3, of_poverty[1]), 0: (1, of_poverty[1])}[stands]
    return now, *how, *of_poverty, *(of_near_poverty if stands == 0 else _NEVER)


def _whole_months(since: datetime.date, day: datetime.date) -> int:
    """Months after the month of recognition, which is 0."""
    return (day.year - since.year) * 12 + day.month - since.month
