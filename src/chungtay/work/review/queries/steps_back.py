"""Steps back that wait for another person, and what the proposer had seen."""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import Any, cast

from django.db.models import Q, QuerySet

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import (
    Campaign,
    CampaignState,
    Case,
    CaseState,
    Complaint,
    Discussed,
    ListedFor,
    Meeting,
    MeetingState,
    Purpose,
    Request,
    StepBack,
    StepBackState,
    Survey,
    SurveyState,
)
from chungtay.work.review.queries.campaigns import inside, reach
from chungtay.work.review.queries.decisions import LISTED, listed_here
from chungtay.work.review.queries.postings import OPEN_COMPLAINT, changes_posted

# Who may say the second word: whoever prepares, checks forms or signs there.
SECOND = (Permission.REVIEW_PREPARE, Permission.REVIEW_CONFIRM, Permission.REVIEW_SIGN)
CLOSABLE = (CaseState.TO_SCREEN, CaseState.LISTED, CaseState.SURVEYED, CaseState.RETURNED)


def has_votes(meeting: Meeting) -> bool:
    """Was anything said of a household entered?"""
    return meeting.discussed.filter(Q(for_it__isnull=False) | Q(against__isnull=False)).exists()


def has_form(case: Case) -> bool:
    """Did any form of the household come in, also one that was only typed once?"""
    return case.surveys.exists()


def of_the_list(case: Case) -> bool:
    """Does the review start from a class of this household, poor or near-poor by some standard?"""
    return case.listed_for == ListedFor.LISTED or case.was in LISTED


def has_class(case: Case, on: datetime.date) -> bool:
    """Is it poor or near-poor: by the list that the review started from, or by any standard of the register since?"""
    return of_the_list(case) or bool(listed_here([case.household_id], case.ward.ward, on))


def by_two(case: Case, on: datetime.date) -> bool:
    """Do two people close it? A form that came in and a class are not put away by one person."""
    return has_form(case) or has_class(case, on)


def rechecks_of(complaint: Complaint) -> list[Survey]:
    """Forms of the second visit that found a class: that of the complaint, and those that came since
    the list was posted and no complaint is tied to yet."""
    case = complaint.case
    if case is None:
        return []
    tied = Q(pk=complaint.recheck_id or 0)
    others = Complaint.objects.filter(case=case).exclude(recheck=None).values("recheck")
    loose = Q(state=SurveyState.SENT) & ~Q(pk__in=others)
    if case.posting is not None:
        loose &= Q(received_at__gte=case.posting.posted_at)
    rows = case.surveys.filter(tied | loose, purpose=Purpose.RECHECK).order_by("pk")
    return [each for each in rows if found_by(each)]


def found_by(survey: Survey) -> str:
    """The class that a form gives by the main standard; "" when none."""
    rows = survey.results.filter(rule_set__in=survey.case.campaign.standards.filter(main=True).values("rule_set"))
    return rows.values_list("class_id", flat=True).first() or ""


def changed_by_recheck(complaint: Complaint) -> bool:
    """Did the second visit find another class than was posted, or than the household has by now, or does the household
    rest on a form that does not hold any more? Then the result stands and is answered."""
    case = complaint.case
    if case is None:
        return False
    found = [found_by(each) for each in rechecks_of(complaint)]
    overtaken = case.survey is not None and case.survey.state == SurveyState.REPLACED
    return bool(found) and (overtaken or any(each != case.class_id or changes_posted(case, each) for each in found))


def seen_of_meeting(meeting: Meeting) -> str:
    rows = meeting.discussed.order_by("case").values_list("case", "for_it", "against", "objections")
    return _digest([meeting.state, meeting.present, [list(row) for row in rows]])


def seen_of_review(campaign: Campaign) -> str:
    """What residents said. Forms that come in meanwhile change nothing: they are kept all the same."""
    rows = Discussed.objects.filter(meeting__group__ward__campaign=campaign).order_by("meeting", "case")
    return _digest([campaign.state, [list(row) for row in rows.values_list("meeting", "case", "for_it", "against")]])


def about(campaign: Campaign) -> Q:
    """Steps back in a review, of whatever kind."""
    return (
        Q(meeting__group__ward__campaign=campaign)
        | Q(complaint__ward__campaign=campaign)
        | Q(case__campaign=campaign)
        | Q(campaign=campaign)
    )


def seen_of_complaint(complaint: Complaint) -> str:
    return _digest([complaint.state, [[each.pk, found_by(each)] for each in rechecks_of(complaint)]])


def seen_of_case(case: Case) -> str:
    return _digest([case.state, case.version, list(case.surveys.order_by("pk").values_list("pk", "state"))])


def seen_now(step: StepBack) -> str:
    if step.meeting is not None:
        return seen_of_meeting(step.meeting)
    if step.complaint is not None:
        return seen_of_complaint(step.complaint)
    if step.campaign is not None:
        return seen_of_review(step.campaign)
    return seen_of_case(step.case) if step.case is not None else ""


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def steps_back_seen(user: Any, place: Unit, campaign: Campaign | None = None) -> QuerySet[StepBack]:
    """Those in the place, as far as the user's areas reach."""
    paths, condition = reach(user), Q(pk__in=[])
    for field in ("meeting__group__group", "complaint__ward__ward", "case__group__group", "campaign__area"):
        condition |= Q(**{f"{field}__path__startswith": place.path}) & inside(f"{field}__path", paths)
    rows = StepBack.objects.filter(condition).select_related(
        "meeting__group__group", "meeting__group__ward__ward", "meeting__group__ward__campaign__area",
        "complaint__ward__ward", "complaint__ward__campaign__area", "complaint__case__group__group",
        "case__group__group", "case__ward__ward", "case__campaign__area", "campaign__area", "proposed_by", "decided_by",
    )  # fmt: skip
    if campaign is None:
        return rows
    return rows.filter(about(campaign))


def waiting(rows: QuerySet[StepBack]) -> QuerySet[StepBack]:
    """Those that can still be done: the meeting is not closed, the complaint not answered, the household not met."""
    return rows.filter(
        Q(meeting__state=MeetingState.HELD)
        | Q(complaint__state__in=OPEN_COMPLAINT)
        | Q(case__state__in=CLOSABLE)
        | Q(campaign__state=CampaignState.OPEN),
        state=StepBackState.WAITING,
    )


def to_decide(user: Any, place: Unit, campaigns: list[Campaign], today: datetime.date) -> list[StepBack]:
    """Those that wait for this person: somebody else proposed them, and the person prepares, checks or signs there."""
    rows = waiting(steps_back_seen(user, place)).exclude(proposed_by=user)
    numbers = [each.pk for each in campaigns]
    rows = rows.filter(
        Q(meeting__group__ward__campaign__in=numbers)
        | Q(complaint__ward__campaign__in=numbers)
        | Q(case__campaign__in=numbers)
        | Q(campaign__in=numbers)
    )
    paths = [path for each in SECOND for path in reach(user, each)]
    return [step for step in rows.order_by("proposed_at", "pk") if area_of(step).path.startswith(tuple(paths))]


def area_of(step: StepBack) -> Unit:
    """The group, ward or place that the step back is in."""
    if step.meeting is not None:
        return step.meeting.group.group
    if step.campaign is not None:
        return step.campaign.area
    return step.complaint.ward.ward if step.complaint is not None else _case_of(step).group.group


def campaign_of(step: StepBack) -> Campaign:
    if step.meeting is not None:
        return step.meeting.group.ward.campaign
    if step.campaign is not None:
        return step.campaign
    return step.complaint.ward.campaign if step.complaint is not None else _case_of(step).campaign


def _case_of(step: StepBack) -> Case:
    return cast(Case, step.case)  # the database keeps exactly one of the four


def steps_back_of(**subject: Any) -> list[StepBack]:
    """Those about one meeting, complaint or case, the newest first."""
    return list(StepBack.objects.filter(**subject).select_related("proposed_by").order_by("-pk"))


def closing_waits(request: Request) -> bool:
    """Does a household that the request brought into a review wait for a second person to close it?"""
    return StepBack.objects.filter(case__request=request, state=StepBackState.WAITING).exists()


def one_waits(steps: list[StepBack]) -> bool:
    return any(step.state == StepBackState.WAITING for step in steps)
