"""A whole campaign's forms through the population engine: the same classes, scores and points as form by form.

The engine reads columns, so the stored answers become two tables, one of households and one of members, whose ages are
of the day of the visit. What a table cannot hold (an answer that is no number or text, a score that was set by hand, a
date of birth that leaves the result open) is left to the reference and named in `by_hand`.
"""

from __future__ import annotations

import datetime
import functools
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import polars as pl

from chungtay.foundation.places.models import Unit
from chungtay.population.checked import ONE_IN
from chungtay.population.classify import classify
from chungtay.population.tables import KEY
from chungtay.records.registry.queries.parts import in_parts
from chungtay.rulebook.birth import age_span
from chungtay.rulebook.errors import AnswersError
from chungtay.rulebook.model import RuleSet
from chungtay.work.review.models import CampaignWard, Case, Survey
from chungtay.work.review.queries.ground import Ground

PART = 20_000  # forms in memory at once
_READ_AT_ONCE = 5_000
_AGE = "age_months"


@dataclass(frozen=True, slots=True)
class Form:
    """A stored form: the number of its survey, the day of the visit, what the place answers, what the household did."""

    number: int
    on: datetime.date
    area: Mapping[str, int]
    answers: Mapping[str, Any]
    group: int = 0


@dataclass(slots=True)
class Scored:
    """Households by class, how many were refused, forms for the reference, and the tables that were written."""

    classes: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    by_hand: list[int] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)


def form_numbers(ward: CampaignWard) -> list[int]:
    """The forms that hold of the households of a ward, by the day of the visit: neighbours in the list share a day."""
    rows = Survey.objects.filter(pk__in=Case.objects.filter(ward=ward).values("survey"))
    return list(rows.order_by("surveyed_on", "pk").values_list("pk", flat=True))


def ground_of(ward: CampaignWard) -> tuple[dict[int, Unit], Ground]:
    """The residential groups of a ward by the number of the campaign's group, and what they answer by themselves."""
    groups = {each.pk: each.group for each in ward.groups.select_related("group")}
    return groups, Ground(groups.values())


def forms_of(numbers: Sequence[int], rules: RuleSet, groups: Mapping[int, Unit], ground: Ground) -> list[Form]:
    """These forms with what their place answers. A group without area type has no score column: its forms come without
    an area and are refused."""
    areas: dict[tuple[int, datetime.date], Mapping[str, int]] = {}
    found: list[Form] = []
    columns = ("pk", "surveyed_on", "case__group", "answers")
    for part in in_parts(numbers, _READ_AT_ONCE):
        for number, on, group, answers in Survey.objects.filter(pk__in=part).values_list(*columns):
            if (group, on) not in areas:
                try:
                    areas[group, on] = ground.answers(rules, groups[group], on)
                except AnswersError:
                    areas[group, on] = {}
            found.append(Form(number, on, areas[group, on], cast(dict[str, Any], answers), group))
    return found


def score_forms(forms: Iterable[Form], rules: RuleSet, folder: Path, *, check_one_in: int = ONE_IN) -> Scored:
    """Score every form; a Parquet file for each part of them, with the points of every item."""
    found = Scored()
    for part in _in_parts(forms):
        aged = [(form, ages_of(form, rules)) for form in part]
        known = [(form, ages) for form, ages in aged if ages is not None and _fits(form)]
        told = {form.number for form, _ages in known}
        found.by_hand += [form.number for form in part if form.number not in told]
        if not known:
            continue
        homes, people = _tables(known, rules)
        out = folder / f"{len(found.written):04}.parquet"
        summary = classify(
            homes.lazy(), rules, members=people.lazy(), out=out, explain_at_most=0, check_one_in=check_one_in
        )
        found.written.append(out)
        for name, count in pl.scan_parquet(out).group_by("class").len().collect().iter_rows():
            if name is None:
                found.refused += count
            else:
                found.classes[name] += count
        if summary.strangers:
            raise AssertionError("a member of a household that is not there")
    return found


def _in_parts(forms: Iterable[Form]) -> Iterator[list[Form]]:
    waiting = iter(forms)
    while part := list(itertools.islice(waiting, PART)):
        yield part


def ages_of(form: Form, rules: RuleSet) -> list[Any] | None:
    """The age in months of every member on the day of the visit, as the rule book reads it: a year of birth is enough
    where no rule changes all through that year. None where the reference must look at a date itself."""
    found: list[Any] = []
    oldest = rules.inputs[_AGE].maximum
    for member in form.answers.get("members") or []:
        if _AGE in member:
            found.append(member[_AGE])
            continue
        text = member.get("birth_date")
        if text is None or text == "":
            found.append(None)
            continue
        span = _age_span(str(text), form.on)
        if span is None or span[1] > oldest:
            return None
        if span[0] != span[1] and any(span[0] < edge <= span[1] for edge in rules.age_edges):
            return None
        found.append(span[0])
    return found


_age_span = functools.lru_cache(maxsize=100_000)(age_span)  # people share their days of birth


def _fits(form: Form) -> bool:
    """Numbers and text alone, nothing set by hand, somebody in the household."""
    members = form.answers.get("members") or []
    if form.answers.get("overrides") or not members:
        return False
    values = [*(form.answers.get("household") or {}).values(), *(each for one in members for each in one.values())]
    return all(each is None or type(each) in (int, str) for each in values)


def _tables(aged: list[tuple[Form, list[Any]]], rules: RuleSet) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Every answer as text: the engine reads it as the rule book does. Nobody's answer is an empty cell."""
    forms = [form for form, _ages in aged]
    of_home = [entry.id for entry in rules.inputs_of("household")]
    of_member = [entry.id for entry in rules.inputs_of("member") if entry.id != _AGE]
    homes: dict[str, list[Any]] = {KEY: [form.number for form in forms]}
    told = [dict(form.answers.get("household") or {}) | dict(form.area) for form in forms]
    for name in of_home:
        homes[name] = [_text(each.get(name)) for each in told]
    members = [member for form in forms for member in form.answers["members"]]
    people: dict[str, list[Any]] = {
        KEY: [form.number for form in forms for _member in form.answers["members"]],
        _AGE: [_text(age) for _form, ages in aged for age in ages],
    }
    for name in of_member:
        people[name] = [_text(member.get(name)) for member in members]
    schema = {KEY: pl.Int64}
    return (
        pl.DataFrame(homes, schema=schema | dict.fromkeys(of_home, pl.String)),
        pl.DataFrame(people, schema=schema | dict.fromkeys([_AGE, *of_member], pl.String)),
    )


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)
