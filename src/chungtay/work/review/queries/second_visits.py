"""Second visits of a person: drawn at random, to check a complaint, or to correct a decision. A key tells them from
first ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from chungtay.foundation.accounts.permissions import Permission
from chungtay.work.review.models import (
    CampaignState,
    Case,
    Complaint,
    ComplaintState,
    HandedBack,
    Purpose,
    Revisit,
    RevisitState,
    SpotVisit,
    Survey,
    SurveyState,
)
from chungtay.work.review.queries.campaigns import inside, reach


@dataclass(frozen=True, slots=True)
class SecondVisit:
    """`done` counts the whole forms that the person sent for it already: none of them could be classified."""

    case: int
    purpose: str
    case_version: int
    done: int

    @property
    def key(self) -> str:
        return f"{self.case}:{self.purpose}"

    @property
    def version(self) -> int:
        return self.case_version + self.done


def second_visits(user: Any) -> list[SecondVisit]:
    """What the person is to visit again, in an order that stays the same. Three statements."""
    paths = reach(user, Permission.REVIEW_RECHECK)
    if not paths:
        return []
    inside_paths = inside("case__group__group__path", paths)
    here = Q(inside_paths, case__campaign__state=CampaignState.OPEN)
    whole = Survey.objects.filter(purpose=Purpose.SPOT).exclude(state=SurveyState.HALF)
    drawn = SpotVisit.objects.filter(here, assigned_to=user, survey=None, aside_at=None)
    drawn = drawn.exclude(case__in=whole.values("case"))
    sent = Q(
        case__surveys__purpose=Purpose.RECHECK,
        case__surveys__surveyed_by=user,
        case__surveys__received_at__gte=F("received_at"),
    )
    checks = Complaint.objects.filter(here, checker=user, state=ComplaintState.CHECKING)
    counted = (
        checks.order_by("case")
        .annotate(done=Count("case__surveys", filter=sent))
        .values_list("case", "case__version", "done")
    )
    found = {f"{case}:{Purpose.RECHECK}": SecondVisit(case, Purpose.RECHECK, *rest) for case, *rest in counted if case}
    again = Revisit.objects.filter(inside_paths, assigned_to=user, state=RevisitState.ORDERED)
    since = Q(
        case__surveys__purpose=Purpose.RECHECK,
        case__surveys__surveyed_by=user,
        case__surveys__received_at__gte=F("ordered_at"),
    )
    repeated = again.order_by("case").annotate(done=Count("case__surveys", filter=since))
    for case, version, done in repeated.values_list("case", "case__version", "done"):
        visit = SecondVisit(case, Purpose.RECHECK, version, done)
        found.setdefault(visit.key, visit)
    for case, version in drawn.order_by("case").values_list("case", "case__version"):
        visit = SecondVisit(case, Purpose.SPOT, version, 0)
        found[visit.key] = visit
    return list(found.values())


def given_second_visits(user: Any, cases: set[int]) -> set[tuple[int, str]]:
    """(household, purpose) of every second visit that was ever given to the person: a form that comes late, after the
    complaint was taken back or the visit given to somebody else, is kept all the same."""
    drawn = SpotVisit.objects.filter(assigned_to=user, case__in=cases).values_list("case", flat=True)
    checked = Complaint.objects.filter(checker=user, case__in=cases).values_list("case", flat=True)
    again = Revisit.objects.filter(assigned_to=user, case__in=cases).values_list("case", flat=True)
    given_up = HandedBack.objects.filter(person=user, complaint__case__in=cases)
    handed_back = given_up.values_list("complaint__case", flat=True)
    rechecks = {case for case in [*checked, *again, *handed_back] if case}
    passed_on = HandedBack.objects.filter(person=user, visit__case__in=cases).values_list("visit__case", flat=True)
    spots = {case for case in [*drawn, *passed_on] if case}
    return {(case, str(Purpose.SPOT)) for case in spots} | {(case, str(Purpose.RECHECK)) for case in rechecks}


def cases_of(visits: list[SecondVisit]) -> QuerySet[Case]:
    return Case.objects.filter(pk__in={each.case for each in visits})
