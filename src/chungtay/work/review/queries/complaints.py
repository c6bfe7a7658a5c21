"""Complaints of a place: which are open, which are late, who may check them again."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import F, QuerySet

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.core.privacy import sensitive_of
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import (
    Campaign,
    Case,
    Channel,
    Complaint,
    ComplaintState,
    Posting,
    PostingState,
    Purpose,
    Request,
    SurveyState,
    Upheld,
)
from chungtay.work.review.queries.campaigns import inside, reach
from chungtay.work.review.queries.postings import OPEN_COMPLAINT
from chungtay.work.review.queries.rechecks import disagree, found_of, visitors_of
from chungtay.work.review.queries.teams import people_with

WEB_AN_HOUR = 30  # by the web and ward; more is no village's anger but a machine
WEB_A_HOUSEHOLD = 3  # open at once


def complaints_seen(user: Any, place: Unit, campaign: Campaign | None = None) -> QuerySet[Complaint]:
    rows = Complaint.objects.filter(ward__ward__path__startswith=place.path)
    if campaign is not None:
        rows = rows.filter(ward__campaign=campaign)
    return rows.filter(inside("ward__ward__path", reach(user))).select_related(
        "ward__ward", "ward__campaign__area", "case__group__group", "posting", "checker"
    )


def complaints_about(user: Any, household: int) -> list[Complaint]:
    """Those about the results of one household, the newest first. Without who complained and the words."""
    rows = Complaint.objects.filter(inside("ward__ward__path", reach(user)), case__household=household)
    rows = rows.select_related("ward__ward", "ward__campaign").order_by("-received_on", "-pk")
    return list(rows.defer(*sensitive_of(Complaint)))


def open_now(found: QuerySet[Complaint]) -> QuerySet[Complaint]:
    return found.filter(state__in=OPEN_COMPLAINT)


def late(found: QuerySet[Complaint], today: datetime.date) -> QuerySet[Complaint]:
    return open_now(found).filter(due_on__lt=today)


def runs(posting: Posting, today: datetime.date) -> bool:
    """May somebody object to the list today?"""
    return posting.state == PostingState.POSTED and posting.first_day <= today <= posting.last_day


def case_of_row(posting: Posting, row: int) -> Case | None:
    """The household of a row of the posted list, counted from 1."""
    if not 1 <= row <= len(posting.rows_of):
        return None
    return Case.objects.filter(pk=posting.rows_of[row - 1]).first()


def row_of(posting: Posting, case: Case) -> int | None:
    """The row of the posted list that shows the household."""
    return posting.rows_of.index(case.pk) + 1 if case.pk in posting.rows_of else None


def first_surveyors(case: Case) -> set[int]:
    """Whoever filled in, typed or confirmed the form that holds, or any form before a complaint: who confirmed a class
    stands for it as much as who found it. Not the leader who took the form of a re-check over by an answer."""
    forms = case.surveys.exclude(purpose=Purpose.RECHECK)
    rows = forms.values_list("surveyed_by", "entered_by", "entered_again_by")
    confirmed = forms.filter(state__in=[SurveyState.CONFIRMED, SurveyState.REPLACED]).values_list("decided_by")
    answered = case.survey is not None and case.survey.purpose == Purpose.RECHECK
    held = (case.surveyed_by_id, None if answered else case.confirmed_by_id)
    return {number for found in (*rows, *confirmed, held) for number in found if number}


def kept_from_checking(case: Case) -> set[int]:
    """Who may not visit the household again: the first surveyors, and who made second visits that disagree."""
    found = found_of(case)
    return first_surveyors(case) | (visitors_of(found) if disagree(found) else set())


def possible_checkers(complaint: Complaint, on: datetime.date) -> list[User]:
    """People of the ward who may visit the household again: nobody who filled in, typed or confirmed a form of it."""
    first = kept_from_checking(complaint.case) if complaint.case else set()
    people = people_with(Permission.REVIEW_RECHECK, complaint.ward.ward, on)
    return [person for person in people if person.pk not in first]


def is_flooded(posting: Posting, case: Case | None, at: datetime.datetime) -> bool:
    """More came by the web than people write: then the form closes for a while, the counter stays open."""
    since = at - datetime.timedelta(hours=1)
    web = Complaint.objects.filter(channel=Channel.WEB)
    if web.filter(ward=posting.ward_id, received_at__gt=since).count() >= WEB_AN_HOUR:
        return True
    return case is not None and web.filter(case=case, state__in=OPEN_COMPLAINT).count() >= WEB_A_HOUSEHOLD


def requests_flooded(area: Unit, at: datetime.datetime) -> bool:
    since = at - datetime.timedelta(hours=1)
    web = Request.objects.filter(area=area, channel=Channel.WEB, received_at__gt=since)
    return web.count() >= WEB_AN_HOUR


def upheld_since(case: Case) -> bool:
    """Did a complaint about the posting that the household stands on change its result?"""
    rows = Complaint.objects.filter(case=case, posting=F("case__posting"), state=ComplaintState.ANSWERED)
    return rows.filter(upheld=Upheld.YES).exists()
