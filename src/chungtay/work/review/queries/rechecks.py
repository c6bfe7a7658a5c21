"""Second visits about one posting that found different classes: which, by whom, whether one was named that holds."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import (
    Campaign,
    Case,
    Complaint,
    ComplaintState,
    Purpose,
    Survey,
    SurveyResult,
    SurveyState,
)
from chungtay.work.review.queries.campaigns import inside, reach


@dataclass(frozen=True, slots=True)
class Found:
    """A form of a second visit and the class it gives by the main standard."""

    survey: Survey
    class_id: str

    @property
    def by(self) -> str:
        return self.survey.surveyed_by.full_name if self.survey.surveyed_by else ""

    @property
    def on(self) -> datetime.date:
        return self.survey.surveyed_on


def _results(cases: Iterable[int]) -> QuerySet[SurveyResult]:
    """By the main standard, of forms that may hold: neither put aside nor from before the posting that the household
    stands on, nor of a complaint about an earlier one."""
    earlier = Complaint.objects.filter(recheck=OuterRef("survey")).exclude(posting=OuterRef("survey__case__posting"))
    rows = SurveyResult.objects.filter(
        rule_set=F("survey__case__campaign__standards__rule_set"),
        survey__case__campaign__standards__main=True,
        survey__case__in=list(cases),
        survey__purpose=Purpose.RECHECK,
        survey__state__in=[SurveyState.SENT, SurveyState.CONFIRMED],
        survey__received_at__gte=F("survey__case__posting__posted_at"),
    )
    return rows.exclude(class_id="").exclude(Exists(earlier))


def found_of(case: Case) -> list[Found]:
    """Every second visit about the posting that the household stands on, in the order they came."""
    rows = _results([case.pk]).select_related("survey__surveyed_by").order_by("survey__number", "survey")
    return [Found(row.survey, row.class_id) for row in rows]


def disagree(found: Iterable[Found]) -> bool:
    return len({each.class_id for each in found}) > 1


def visitors_of(found: Iterable[Found]) -> set[int]:
    """Whoever made or typed one of these visits."""
    return {
        number
        for each in found
        for number in (each.survey.surveyed_by_id, each.survey.entered_by_id, each.survey.entered_again_by_id)
        if number
    }


def to_settle(user: Any, place: Unit, campaigns: Iterable[Campaign]) -> list[Complaint]:
    """Complaints that wait until somebody says which of the second visits holds. Two statements."""
    rows = Complaint.objects.filter(
        inside("ward__ward__path", reach(user)),
        ward__ward__path__startswith=place.path,
        ward__campaign__in=[each.pk for each in campaigns],
        state=ComplaintState.CHECKED,
    )
    waiting = list(rows.select_related("case__group__group", "ward").order_by("due_on", "pk"))
    classes: dict[int, set[str]] = {}
    pairs = _results({one.case_id for one in waiting if one.case_id}).values_list("survey__case", "class_id")
    for case, class_id in pairs.distinct() if waiting else ():
        classes.setdefault(case, set()).add(class_id)
    return [one for one in waiting if len(classes.get(one.case_id or 0, ())) > 1]
