"""What each standard of a campaign makes of one form: the same rule book for every door."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.rulebook import rule_sets
from chungtay.rulebook.classes import classify_by_income
from chungtay.rulebook.counted import counted
from chungtay.rulebook.errors import AnswersError
from chungtay.rulebook.evaluate import evaluate
from chungtay.rulebook.model import RuleSet
from chungtay.work.review.models import CampaignStandard, Method, SurveyResult
from chungtay.work.review.queries.ground import Ground

COUNTED = "counted"  # beside the reasons of a result: what the report templates count of the form


def area_answers(rules: RuleSet, group: Unit, on: datetime.date) -> dict[str, int]:
    """The answers that the place itself gives: area type, region, rural sheet. Raises AnswersError where the group has
    no area type on the day."""
    return Ground([group]).answers(rules, group, on)


def result_of(
    standard: CampaignStandard,
    answers: Mapping[str, Any],
    *,
    group: Unit,
    on: datetime.date,
    ground: Ground | None = None,
) -> SurveyResult:
    """One form under one standard, not saved yet; with class "" and the problems named when it cannot be classified.
    `ground` knows the group when many forms are scored together."""
    ground = ground or Ground([group])
    rules = rule_sets.load(standard.rule_set)
    told = dict(answers.get("household") or {})
    members = [
        {key: value for key, value in member.items() if key != "person"} for member in answers.get("members") or []
    ]
    counts = counted(rules, {"household": told, "members": members}, on=on)
    if standard.method == Method.INCOME:
        return _by_income(rules, answers, group, on, ground, counts)
    raw = {
        "household": told | ground.answers(rules, group, on),
        "members": members,
        "overrides": answers.get("overrides") or {},
    }
    found = evaluate(rules, raw, on=on)
    explained = found.as_json() | {COUNTED: counts}
    scores = explained.get("scores") or {}
    return SurveyResult(
        rule_set=rules.id,
        rule_set_version=rules.version,
        method=Method.POINTS,
        class_id=found.class_id,
        sub_class=found.sub_class,
        b1=scores["b1"]["low"] if found.class_id else None,
        b2=scores["b2"]["low"] if found.class_id else None,
        deprived=",".join(entry.id for entry in found.indicators if entry.deprived),
        deprivations=sum(1 for entry in found.indicators if entry.deprived) if found.class_id else None,
        explanation=explained,
    )


def _by_income(
    rules: RuleSet,
    answers: Mapping[str, Any],
    group: Unit,
    on: datetime.date,
    ground: Ground,
    counts: Mapping[str, Any],
) -> SurveyResult:
    declared = answers.get("declared") or {}
    known = [entry.id for entry in rules.indicators]
    if unknown := sorted(set(declared) - set(known)):
        raise AnswersError(f"Không có chỉ số “{unknown[0]}”.", f'There is no indicator "{unknown[0]}".')
    income = answers.get("income_per_person")
    problems = [_problem(entry.short) for entry in rules.indicators if type(declared.get(entry.id)) is not bool]
    if type(income) is not int or income < 0:
        problems.insert(
            0,
            {
                "vi": "Thu nhập bình quân một người một tháng chưa ghi, hoặc không phải số đồng nguyên.",
                "en": "Income per person per month is missing or is no whole number of đồng.",
            },
        )
    if problems or type(income) is not int:
        return SurveyResult(
            rule_set=rules.id,
            rule_set_version=rules.version,
            method=Method.INCOME,
            explanation={"rule_set": rules.id, "status": "refused", "method": "income", "problems": problems},
        )
    deprived = [name for name in known if declared[name]]
    found = classify_by_income(rules, area=ground.kind(group, on), income=income, deprivations=len(deprived))
    explained = found.as_json() | {
        "declared": [
            {"id": entry.id, "label": {"vi": entry.short.vi, "en": entry.short.en}, "deprived": declared[entry.id]}
            for entry in rules.indicators
        ],
        COUNTED: dict(counts),
    }
    return SurveyResult(
        rule_set=rules.id,
        rule_set_version=rules.version,
        method=Method.INCOME,
        class_id=found.class_id,
        sub_class=found.sub_class,
        income=income,
        deprivations=len(deprived),
        deprived=",".join(deprived),
        explanation=explained,
    )


def _problem(label: Any) -> dict[str, str]:
    return {"vi": f"“{label.vi}”: chưa kê khai có thiếu hụt hay không.", "en": f'"{label.en}" is not declared.'}
