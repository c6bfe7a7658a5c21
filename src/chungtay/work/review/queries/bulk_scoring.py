"""A whole campaign's forms through the population engine: the same classes, scores and points as form by form.

The engine reads columns, so the stored answers become two tables, one of households and one of members, day of visit by
day of visit (ages are of that day). What a table cannot hold (an answer that is no number or text, a score that was set
by hand) is left to the reference and named in `by_hand`.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from chungtay.foundation.places.models import Unit
from chungtay.population.classify import classify
from chungtay.population.tables import KEY
from chungtay.rulebook.errors import AnswersError
from chungtay.rulebook.model import RuleSet
from chungtay.work.review.models import Campaign, Case, Survey
from chungtay.work.review.queries.scoring import area_answers

_PART = 20_000


@dataclass(frozen=True, slots=True)
class Form:
    """A stored form: the number of its survey, the day of the visit, what the place answers, what the household did."""

    number: int
    on: datetime.date
    area: Mapping[str, int]
    answers: Mapping[str, Any]


@dataclass(slots=True)
class Scored:
    """Households by class, how many were refused, forms for the reference, and the tables that were written."""

    classes: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    by_hand: list[int] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)


def forms_of(campaign: Campaign, rules: RuleSet) -> Iterator[Form]:
    """The form that holds of every household under review, read part by part. A group without area type has no score
    column: its forms come without an area and are refused."""
    areas: dict[tuple[int, datetime.date], Mapping[str, int]] = {}
    groups = {unit.pk: unit for unit in Unit.objects.filter(pk__in=_groups(campaign))}
    rows = Survey.objects.filter(pk__in=Case.objects.filter(campaign=campaign).values("survey")).order_by(
        "surveyed_on", "pk"
    )
    columns = ("pk", "surveyed_on", "case__group__group", "answers")
    for number, on, group, answers in rows.values_list(*columns).iterator(_PART):
        if (group, on) not in areas:
            try:
                areas[group, on] = area_answers(rules, groups[group], on)
            except AnswersError:
                areas[group, on] = {}
        yield Form(number, on, areas[group, on], answers)


def _groups(campaign: Campaign) -> Any:
    return Case.objects.filter(campaign=campaign).values("group__group")


def score_forms(forms: Iterable[Form], rules: RuleSet, folder: Path) -> Scored:
    """Score every form; a Parquet file for each day and part of the campaign, with the points of every item."""
    found = Scored()
    for on, part in _by_day(forms):
        known = [form for form in part if _fits(form)]
        found.by_hand += [form.number for form in part if not _fits(form)]
        if not known:
            continue
        homes, people = _tables(known, rules)
        out = folder / f"{on:%Y%m%d}-{len(found.written):04}.parquet"
        summary = classify(homes.lazy(), rules, members=people.lazy(), out=out, on=on, explain_at_most=0)
        found.written.append(out)
        for name, count in pl.scan_parquet(out).group_by("class").len().collect().iter_rows():
            if name is None:
                found.refused += count
            else:
                found.classes[name] += count
        if summary.strangers:
            raise AssertionError("a member of a household that is not there")
    return found


def _by_day(forms: Iterable[Form]) -> Iterator[tuple[datetime.date, list[Form]]]:
    waiting: dict[datetime.date, list[Form]] = defaultdict(list)
    for form in forms:
        waiting[form.on].append(form)
        if len(waiting[form.on]) == _PART:
            yield form.on, waiting.pop(form.on)
    yield from waiting.items()


def _fits(form: Form) -> bool:
    """Numbers and text alone, nothing set by hand, somebody in the household."""
    members = form.answers.get("members") or []
    if form.answers.get("overrides") or not members:
        return False
    values = [*(form.answers.get("household") or {}).values(), *(each for one in members for each in one.values())]
    return all(each is None or type(each) in (int, str) for each in values)


def _tables(forms: list[Form], rules: RuleSet) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Every answer as text: the engine reads it as the rule book does. Nobody's answer is an empty cell."""
    of_home = [entry.id for entry in rules.inputs_of("household")]
    of_member = [entry.id for entry in rules.inputs_of("member")]
    if "birth_date" not in of_member:
        of_member.append("birth_date")
    homes: dict[str, list[Any]] = {KEY: [form.number for form in forms]}
    told = [dict(form.answers.get("household") or {}) | dict(form.area) for form in forms]
    for name in of_home:
        homes[name] = [_text(each.get(name)) for each in told]
    pairs = [(form.number, member) for form in forms for member in form.answers["members"]]
    people: dict[str, list[Any]] = {KEY: [number for number, _member in pairs]}
    for name in of_member:
        people[name] = [_text(member.get(name)) for _number, member in pairs]
    schema = {KEY: pl.Int64}
    return (
        pl.DataFrame(homes, schema=schema | dict.fromkeys(of_home, pl.String)),
        pl.DataFrame(people, schema=schema | dict.fromkeys(of_member, pl.String)),
    )


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)
