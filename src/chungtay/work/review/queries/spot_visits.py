"""Drawn second visits: who may make them, and which have nobody any more."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import Any

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import Campaign, Case, SpotVisit
from chungtay.work.review.queries.campaigns import inside, reach
from chungtay.work.review.queries.second_papers import awaited
from chungtay.work.review.queries.teams import people_with, without_duty


def kept_from(case: Case) -> set[int]:
    """Who filled in, typed or confirmed the form that is looked at a second time."""
    form = case.survey
    typed = (form.surveyed_by_id, form.entered_by_id, form.entered_again_by_id) if form is not None else ()
    return {number for number in (*typed, case.surveyed_by_id, case.confirmed_by_id) if number}


def possible_visitors(ward: Unit, visits: Iterable[SpotVisit], today: datetime.date) -> dict[int, list[User]]:
    """Visit -> people of the ward who may make it. One statement for visits read with their case's form."""
    people = people_with(Permission.REVIEW_RECHECK, ward, today)
    return {
        visit.pk: [each for each in people if each.pk not in kept_from(visit.case) and each.pk != visit.assigned_to_id]
        for visit in visits
    }


def gone(visits: Iterable[SpotVisit], today: datetime.date) -> set[int]:
    """Of visits read with their ward the ones that nobody can make: given to nobody, or to somebody whose account ended
    or who handed the duty over. One statement at most."""
    rows = list(visits)
    wanted = {(row.assigned_to_id, row.case.ward.ward) for row in rows if row.assigned_to_id}
    left = without_duty(Permission.REVIEW_RECHECK, wanted, today)
    return {row.pk for row in rows if row.assigned_to_id is None or (row.assigned_to_id, row.case.ward.ward_id) in left}


def stranded(user: Any, place: Unit, campaigns: Iterable[Campaign], today: datetime.date) -> Counter[int]:
    """Campaign -> how many awaited visits in the place nobody can make. Two statements."""
    rows = SpotVisit.objects.filter(
        inside("case__group__group__path", reach(user)),
        case__campaign__in=[each.pk for each in campaigns],
        case__group__group__path__startswith=place.path,
    )
    visits = list(awaited(rows).select_related("case__ward__ward"))
    lost = gone(visits, today)
    return Counter(visit.case.campaign_id for visit in visits if visit.pk in lost)
