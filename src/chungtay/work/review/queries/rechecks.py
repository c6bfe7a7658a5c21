"""Second visits about one posting that found different classes: which, by whom, whether one was named that holds."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import (
    Campaign,
    Case,
    Complaint,
    ComplaintState,
    Purpose,
    Settled,
    Survey,
    SurveyResult,
    SurveyState,
)
from chungtay.work.review.queries.campaigns import inside, main_standard, reach
from chungtay.work.review.queries.teams import without_duty


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


def visited_again(user: Any, place: Unit, campaigns: Iterable[Campaign]) -> list[Complaint]:
    """Complaints whose household is to be visited again or was, the first due first. One statement."""
    rows = _seen(user, place, campaigns).filter(state__in=[ComplaintState.CHECKING, ComplaintState.CHECKED])
    return list(rows.order_by("due_on", "pk"))


def to_settle(visited: Iterable[Complaint], today: datetime.date) -> list[Complaint]:
    """Those of `visited_again` that wait until somebody says which of the second visits holds; also while a third
    person was asked for and nobody has the visit, or whoever has it can no longer go. Two statements at most."""
    waiting = [one for one in visited if one.state == ComplaintState.CHECKED or one.settled == Settled.THIRD]
    given = [one for one in waiting if one.state == ComplaintState.CHECKING and one.checker_id]
    going = {one.pk for one in given} - {one.pk for one in gone(given, today)}
    waiting = [one for one in waiting if one.pk not in going]
    classes: dict[int, set[str]] = {}
    pairs = _results({one.case_id for one in waiting if one.case_id}).values_list("survey__case", "class_id")
    for case, class_id in pairs.distinct() if waiting else ():
        classes.setdefault(case, set()).add(class_id)
    return [one for one in waiting if len(classes.get(one.case_id or 0, ())) > 1]


def stranded(visited: Iterable[Complaint], today: datetime.date) -> list[Complaint]:
    """Those of `visited_again` whose visit was given to somebody who can no longer go: the account ended, the duty was
    handed over. One statement at most."""
    return gone([one for one in visited if one.state == ComplaintState.CHECKING and one.checker_id], today)


def untied(user: Any, place: Unit, campaigns: Iterable[Campaign]) -> list[Complaint]:
    """Complaints whose visitor sent a form that could not be tied to them: it gives no class, or came before the visit
    was given. One statement."""
    rows = _seen(user, place, campaigns).filter(
        _AWAITED,
        Exists(_loose(OuterRef("case"), OuterRef("checker")).filter(received_at__gte=OuterRef("received_at"))),
    )
    return list(rows.order_by("due_on", "pk"))


def untied_forms(complaint: Complaint) -> list[tuple[Survey, str]]:
    """Those forms of the complaint's visitor, each with the class it gives ("" for none), the newest first."""
    if complaint.state != ComplaintState.CHECKING or complaint.case_id is None or complaint.checker_id is None:
        return []
    main = main_standard(complaint.ward.campaign).rule_set
    results = SurveyResult.objects.filter(survey=OuterRef("pk"), rule_set=main).values("class_id")
    rows = _loose(complaint.case_id, complaint.checker_id).filter(received_at__gte=complaint.received_at)
    named = rows.annotate(found=Subquery(results[:1]))
    return [(each, each.found or "") for each in named.select_related("surveyed_by").order_by("-number")]


_AWAITED = Q(state=ComplaintState.CHECKING, checker__isnull=False)


def _loose(case: Any, person: Any) -> QuerySet[Survey]:
    """Whole forms of second visits of a person to a household on which no complaint rests."""
    rows = Survey.objects.filter(case=case, surveyed_by=person, purpose=Purpose.RECHECK, state=SurveyState.SENT)
    return rows.exclude(Exists(Complaint.objects.filter(recheck=OuterRef("pk"))))


def gone(given: Sequence[Complaint], today: datetime.date) -> list[Complaint]:
    """Those among these whose checker may not check households of the ward again any more. One statement."""
    wanted = {(one.checker_id, one.ward.ward) for one in given if one.checker_id}
    left = without_duty(Permission.REVIEW_RECHECK, wanted, today)
    return [one for one in given if (one.checker_id, one.ward.ward_id) in left]


def _seen(user: Any, place: Unit, campaigns: Iterable[Campaign]) -> QuerySet[Complaint]:
    rows = Complaint.objects.filter(
        inside("ward__ward__path", reach(user)),
        ward__ward__path__startswith=place.path,
        ward__campaign__in=[each.pk for each in campaigns],
    )
    return rows.select_related("case__group__group", "ward__ward", "checker")
