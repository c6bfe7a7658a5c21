"""What a review has found so far of each household, for the preliminary reports. Unscoped: the caller asks who may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, cast

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.movement import LISTED
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.reporting import Found, found_in
from chungtay.work.review.models import Campaign, Case, CaseState, SurveyResult
from chungtay.work.review.queries.scoring import COUNTED

_PART = 5_000
_WITHOUT = (CaseState.SCREENED_OUT, CaseState.CLOSED)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Household -> what was found; and the households that wait for a result."""

    found: dict[int, Found] = field(default_factory=dict)
    pending: frozenset[int] = frozenset()


def outcomes_of(campaigns: Iterable[Campaign], place: Unit, rule_set: str) -> Outcomes:
    """The results of the confirmed forms of campaigns (one, or one for each ward) under one rule set, for the
    households of a place. Who was screened out or closed keeps the class of the register; who has no result yet is
    pending. A household that moved and is in two has what the later one found."""
    numbers = [each.pk for each in campaigns]
    cases = Case.objects.filter(campaign__in=numbers, group__group__path__startswith=place.path)
    surveys: dict[int, int] = {}
    pending: set[int] = set()
    rows = cases.exclude(state__in=_WITHOUT).order_by("pk")
    for home, class_id, survey in rows.values_list("household", "class_id", "survey"):
        if class_id and survey is not None:
            surveys[survey] = home
        else:
            pending.add(home)
    found: dict[int, Found] = {}
    for part in in_parts(sorted(surveys), _PART):
        results = (
            SurveyResult.objects.filter(survey__in=part, rule_set=rule_set).exclude(class_id="").order_by("survey")
        )
        why = results.filter(class_id__in=LISTED).values_list("survey", "explanation")
        counts: dict[int, Any] = {survey: cast(dict[str, Any], told).get(COUNTED) for survey, told in why}
        for survey, class_id, deprived in results.values_list("survey", "class_id", "deprived"):
            told = found_in(class_id, counts.get(survey))
            names = tuple(name for name in deprived.split(",") if name)
            found[surveys[survey]] = replace(told, deprived=names)
    pending |= set(surveys.values())
    pending -= found.keys()
    return Outcomes(found, frozenset(pending))
