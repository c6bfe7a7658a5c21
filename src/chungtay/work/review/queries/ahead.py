"""What groups and wards of reviews under way are ready for next; two statements for any number of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import (
    Campaign,
    CampaignGroup,
    CampaignWard,
    CaseState,
    Complaint,
    Decision,
    GroupState,
    Posting,
    PostingState,
    Survey,
    SurveyState,
    WardState,
)
from chungtay.work.review.queries.campaigns import inside, reach
from chungtay.work.review.queries.meetings import TO_SURVEY
from chungtay.work.review.queries.postings import OPEN_COMPLAINT, before_posting, waits_for_posting

_BEHIND = (CaseState.DECIDED, CaseState.SCREENED_OUT, CaseState.CLOSED)


def groups_to_meet(user: Any, place: Unit, campaigns: Collection[Campaign]) -> QuerySet[CampaignGroup]:
    """Groups whose every household is surveyed and checked and that have one which no meeting was called about."""
    rows = CampaignGroup.objects.filter(
        inside("group__path", reach(user)),
        ward__campaign__in=[each.pk for each in campaigns],
        group__path__startswith=place.path,
        state__in=[GroupState.SURVEY, GroupState.MET],
    )
    counted = rows.annotate(
        to_survey=Count("cases", filter=Q(cases__state__in=TO_SURVEY)),
        to_meet=Count("cases", filter=Q(cases__state=CaseState.CONFIRMED, cases__meets=True)),
    )
    found = counted.filter(to_survey=0, to_meet__gt=0).order_by("ward__ward__code", "group__code")
    return found.select_related("group", "ward__ward", "ward__campaign")


def wards_ahead(user: Any, place: Unit, campaigns: Collection[Campaign]) -> QuerySet[CampaignWard]:
    """Wards with what decides their next step: `before` households not met yet, `ready` to be posted, `open_ones` not
    settled, `settled` that wait for the decision, and whether a list hangs, one hung to its end, a complaint is open,
    forms contradict each other, a draft is written."""
    lists = Posting.objects.filter(ward=OuterRef("pk"))
    complaints = Complaint.objects.filter(ward=OuterRef("pk"), state__in=OPEN_COMPLAINT)
    forms = Survey.objects.filter(case__ward=OuterRef("pk"), state=SurveyState.CONFLICT)
    rows = CampaignWard.objects.filter(
        inside("ward__path", reach(user)),
        campaign__in=[each.pk for each in campaigns],
        ward__path__startswith=place.path,
    )
    counted = rows.annotate(
        before=Count("cases", filter=before_posting("cases__")),
        ready=Count("cases", filter=waits_for_posting("cases__")),
        settled=Count("cases", filter=Q(cases__state=CaseState.SETTLED)),
        open_ones=Count("cases", filter=~Q(cases__state__in=[CaseState.SETTLED, *_BEHIND]) & Q(cases__isnull=False)),
        hangs=Exists(lists.filter(state=PostingState.POSTED)),
        hung=Exists(lists.filter(state=PostingState.ENDED)),
        contested=Exists(complaints),
        contradicted=Exists(forms),
        drafted=Exists(Decision.objects.filter(ward=OuterRef("pk"), state="draft")),
    )
    return counted.select_related("ward", "campaign").order_by("ward__code")


def to_post(ward: CampaignWard) -> bool:
    """Of a ward from `wards_ahead`: may its list be hung?"""
    counts: Any = ward
    return bool(
        ward.state in (WardState.SURVEY, WardState.POSTED) and counts.ready and not counts.before and not counts.hangs
    )


def posting_behind(ward: CampaignWard) -> bool:
    """Of a ward from `wards_ahead`: the same as `ready_for_opinion_or_decision`."""
    counts: Any = ward
    settled = counts.settled and not counts.open_ones
    return bool(
        ward.state in (WardState.SURVEY, WardState.POSTED)
        and counts.hung
        and not counts.hangs
        and not counts.contested
        and not counts.contradicted
        and settled
    )
