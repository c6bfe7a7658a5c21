"""What the letters to households are made of: stored results, the posted list, the decision."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.parts import in_parts
from chungtay.work.review.models import Campaign, Case, CaseState, Decision, SurveyResult
from chungtay.work.review.queries.campaigns import cases_seen
from chungtay.work.review.queries.holding import Span, still_holding

# A letter speaks of a class that two people stand for and that residents have seen.
TOLD = (CaseState.POSTED, CaseState.CONTESTED, CaseState.RECHECKED, CaseState.SETTLED, CaseState.DECIDED)


@dataclass(frozen=True, slots=True)
class Told:
    """A household with what its letter needs."""

    case: Case
    results: dict[str, SurveyResult]
    decision: Decision | None
    before: Sequence[Span] = ()


def cases_told(user: Any, campaign: Campaign, place: Unit) -> QuerySet[Case]:
    rows = cases_seen(user, place).filter(campaign=campaign, state__in=TOLD)
    return rows.select_related("campaign", "ward__ward", "group__group", "posting")


def told(cases: Iterable[Case], today: datetime.date) -> list[Told]:
    """Two statements for each thousand households, one for their decisions, and one more where a later decision does
    not hold yet: `before` is what holds until then."""
    rows = list(cases)
    numbers = {case.decision_id for case in rows if case.decision_id}
    decisions = Decision.objects.select_related("corrects").in_bulk(numbers)
    for case in rows:
        if case.decision_id:
            case.decision = decisions[case.decision_id]
    before = still_holding(rows, today)
    results: dict[int, dict[str, SurveyResult]] = {}
    for part in in_parts(sorted({case.survey_id for case in rows if case.survey_id}), 1_000):
        for result in SurveyResult.objects.filter(survey__in=part):
            results.setdefault(result.survey_id, {})[result.rule_set] = result
    return [
        Told(case, results.get(case.survey_id or 0, {}), decisions.get(case.decision_id or 0), before.get(case.pk, ()))
        for case in rows
        if results.get(case.survey_id or 0)
    ]


def standards_of(campaign: Campaign) -> list[str]:
    """Rule sets of a campaign, the main one first."""
    return list(campaign.standards.order_by("-main", "rule_set").values_list("rule_set", flat=True))
