"""The stored results of a ward held against what the rules make of its forms now, as fast as the population engine.

Compared are class, both scores (or the income) and the indicators that are lacking. By points the forms go through the
engine in columns; what a column cannot hold, and every form by income, goes through the reference one by one. At most
`bulk_scoring.PART` forms are in memory.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
from django.db.models import Max, QuerySet

from chungtay.population.plan import flag_column
from chungtay.population.tables import KEY
from chungtay.records.registry.queries.parts import in_parts
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import AnswersError
from chungtay.rulebook.model import RuleSet
from chungtay.work.review.models import (
    CampaignStandard,
    CampaignWard,
    Method,
    ScoringDifference,
    ScoringRun,
    SurveyResult,
)
from chungtay.work.review.queries.bulk_scoring import PART, Form, form_numbers, forms_of, ground_of, score_forms
from chungtay.work.review.queries.scoring import result_of

_STORED_AT_ONCE = 5_000
Told = dict[str, Any]
_Found = tuple[Any, ...]  # class, b1, b2, income, indicators that are lacking
NOTHING: _Found = ("", None, None, None, "")


@dataclass(frozen=True, slots=True)
class Different:
    """One form: what is stored ({} when nothing is) by which version, and what comes out now."""

    survey: int
    version: str
    was: Told
    now: Told


@dataclass(slots=True)
class Compared:
    """`by_reference` counts the forms that went one by one."""

    forms: int = 0
    refused: int = 0
    by_reference: int = 0
    different: list[Different] = field(default_factory=list)


def compared(
    ward: CampaignWard, standard: CampaignStandard, beat: Callable[[int], None] = lambda _done: None
) -> Compared:
    """Every form that holds of a ward under one standard. Nothing is written."""
    rules, found = rule_sets.load(standard.rule_set), Compared()
    groups, ground = ground_of(ward)
    for numbers in in_parts(form_numbers(ward), PART):
        forms = forms_of(numbers, rules, groups, ground)
        one_by_one = forms
        now: dict[int, _Found] = {}
        if standard.method == Method.POINTS:
            now, left = _in_columns(forms, rules)
            one_by_one = [form for form in forms if form.number in left]
        for form in one_by_one:
            now[form.number] = _by_reference(standard, form, groups, ground)
        _hold(standard, numbers, now, found)
        found.by_reference += len(one_by_one)
        beat(found.forms)
    return found


def _in_columns(forms: Sequence[Form], rules: RuleSet) -> tuple[dict[int, _Found], set[int]]:
    flags = [(flag_column(entry.id), entry.id) for entry in rules.indicators]
    lacking = pl.concat_str(
        [pl.when(pl.col(column)).then(pl.lit(name)) for column, name in flags], separator=",", ignore_nulls=True
    )
    known = pl.col("class").is_not_null()
    with tempfile.TemporaryDirectory() as folder:
        scored = score_forms(forms, rules, Path(folder))
        if not scored.written:
            return {}, set(scored.by_hand)
        table = pl.scan_parquet(scored.written).select(
            KEY, "class", pl.col("b1").cast(pl.Int64), pl.col("b2").cast(pl.Int64), pl.when(known).then(lacking)
        )
        rows = table.collect().iter_rows()
    now = {number: (name, b1, b2, None, told or "") if name else NOTHING for number, name, b1, b2, told in rows}
    return now, set(scored.by_hand)


def _by_reference(standard: CampaignStandard, form: Form, groups: Mapping[int, Any], ground: Any) -> _Found:
    try:
        result = result_of(standard, form.answers, group=groups[form.group], on=form.on, ground=ground)
    except AnswersError:
        return NOTHING
    return (result.class_id, result.b1, result.b2, result.income, result.deprived) if result.class_id else NOTHING


def _hold(standard: CampaignStandard, numbers: Sequence[int], now: Mapping[int, _Found], found: Compared) -> None:
    columns = ("survey", "rule_set_version", "class_id", "b1", "b2", "income", "deprived")
    stored: dict[int, tuple[str, _Found]] = {}
    for part in in_parts(numbers, _STORED_AT_ONCE):
        rows = SurveyResult.objects.filter(survey__in=part, rule_set=standard.rule_set)
        for survey, version, *told in rows.values_list(*columns):
            stored[survey] = version, tuple(told) if told[0] else NOTHING
    for number in numbers:
        found.forms += 1
        found.refused += not now[number][0]
        version, was = stored.get(number, ("", None))
        if was != now[number]:
            told = {} if was is None else _told(was)
            found.different.append(Different(number, version, told, _told(now[number])))


def _told(found: _Found) -> Told:
    return dict(zip(("class", "b1", "b2", "income", "deprived"), found, strict=True))


# --- what was found -------------------------------------------------------------------------------------------------


def latest_runs(wards: QuerySet[CampaignWard]) -> list[ScoringRun]:
    """The last computation of each ward and standard."""
    rows = ScoringRun.objects.filter(ward__in=wards)
    last = rows.order_by().values("ward", "rule_set").annotate(last=Max("pk")).values("last")
    return list(
        rows.filter(pk__in=last).select_related("ward__ward", "done_by").order_by("ward__ward__code", "rule_set")
    )


def differences_of(runs: Sequence[ScoringRun]) -> QuerySet[ScoringDifference]:
    """By ward, group and given name, with what a list of households shows."""
    rows = ScoringDifference.objects.filter(run__in=[run.pk for run in runs])
    rows = rows.select_related("run__ward__ward", "survey__case__group__group")
    return rows.order_by("run__ward__ward__code", "survey__case__group__group__code", "survey__case__name_key", "pk")


def standards_in_order(ward: CampaignWard) -> Iterator[CampaignStandard]:
    yield from ward.campaign.standards.order_by("-main", "rule_set")
