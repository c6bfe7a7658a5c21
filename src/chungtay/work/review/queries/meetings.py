"""Meetings of residential groups: which can be called, which wait for their results, what the agenda says."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import (
    OUT_OF_THE_REVIEW,
    Campaign,
    CampaignGroup,
    Case,
    CaseState,
    Discussed,
    Meeting,
    Survey,
    SurveyState,
)
from chungtay.work.review.queries.campaigns import inside, reach

TO_SURVEY = (CaseState.TO_SCREEN, CaseState.LISTED, CaseState.SURVEYED, CaseState.RETURNED)


def agreed_by(for_it: int, present: int, percent: int) -> bool:
    """Did at least so many per cent of those present agree? Whole numbers only: 25 of 50 are 50 %, 24 of 49 are not."""
    return for_it * 100 >= percent * present


def votes_needed(present: int, percent: int) -> int:
    """The least number of votes that agrees."""
    return -(-percent * present // 100)


def left_to_survey(group: CampaignGroup) -> tuple[int, int]:
    """Households of the group whose survey is not over, and forms that contradict another. A form that came late for a
    household that was closed or left out holds nobody up: an officer keeps it beside or takes the household up."""
    cases = Case.objects.filter(group=group)
    conflicts = Survey.objects.filter(case__group=group, state=SurveyState.CONFLICT).exclude(
        case__state__in=OUT_OF_THE_REVIEW
    )
    return cases.filter(state__in=TO_SURVEY).count(), conflicts.count()


def not_heard(group: CampaignGroup) -> list[str]:
    """Names of the checked households of the group that no meeting has heard yet."""
    rows = Case.objects.filter(group=group, state=CaseState.CONFIRMED, meets=True).order_by("name_key", "pk")
    return list(rows.values_list("head_name", flat=True))


def meetings_seen(user: Any, campaign: Campaign, place: Unit) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(group__ward__campaign=campaign, group__group__path__startswith=place.path)
    return rows.filter(inside("group__group__path", reach(user))).select_related(
        "group__group", "group__ward__ward", "group__ward__campaign__area"
    )


def agenda_of(meeting: Meeting) -> QuerySet[Discussed]:
    """The households as frozen when the meeting was called."""
    return meeting.discussed.select_related("case", "survey")


def waiting_by_group(groups: list[CampaignGroup]) -> dict[int, tuple[int, int]]:
    """Group -> households still to survey or check, households that wait for a meeting; one statement for all."""
    rows = (
        Case.objects.filter(group__in=[group.pk for group in groups])
        .order_by()
        .values_list("group")
        .annotate(
            to_survey=Count("pk", filter=Q(state__in=TO_SURVEY)),
            to_meet=Count("pk", filter=Q(state=CaseState.CONFIRMED, meets=True)),
        )
    )
    return {group: (to_survey, to_meet) for group, to_survey, to_meet in rows}
