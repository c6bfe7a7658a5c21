"""Second visits that were ordered so that a decision can be corrected: who makes them, what they brought."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import (
    Case,
    Decision,
    DecisionState,
    Purpose,
    Revisit,
    RevisitState,
    Survey,
    SurveyState,
)
from chungtay.work.review.queries.campaigns import inside, reach
from chungtay.work.review.queries.complaints import first_surveyors
from chungtay.work.review.queries.teams import people_with


def ordered(case: Case) -> QuerySet[Revisit]:
    """The visit of the household that is ordered and not made yet: one at most."""
    return Revisit.objects.filter(case=case, state=RevisitState.ORDERED).select_related("assigned_to")


def ordered_among(cases: Iterable[Case]) -> set[int]:
    """The households among these that are to be visited again for a correction. One statement."""
    rows = Revisit.objects.filter(case__in=[case.pk for case in cases], state=RevisitState.ORDERED)
    return set(rows.values_list("case", flat=True))


def of_decision(decision: Decision) -> list[Revisit]:
    """With `came`: a form of the visitor is in; where the visit is still ordered, it gives no class."""
    rows = decision.revisits.select_related("case__group__group", "assigned_to", "ordered_by", "survey", "correction")
    rows = rows.annotate(came=Exists(_forms()))
    return list(rows.order_by("case__name_key", "pk"))


def _forms() -> QuerySet[Survey]:
    """Whole forms of the visitor since the visit was ordered."""
    return Survey.objects.filter(
        case=OuterRef("case"),
        surveyed_by=OuterRef("assigned_to"),
        purpose=Purpose.RECHECK,
        state=SurveyState.SENT,
        received_at__gte=OuterRef("ordered_at"),
    )


def revisits_for(user: Any, place: Unit, year: int) -> list[Revisit]:
    """Visits that this person is to make in the place, of decisions of that year; also of reviews that are closed."""
    rows = Revisit.objects.filter(
        assigned_to=user,
        state=RevisitState.ORDERED,
        case__campaign__year=year,
        case__group__group__path__startswith=place.path,
    ).filter(inside("case__group__group__path", reach(user, Permission.REVIEW_RECHECK)))
    return list(rows.select_related("case__group__group").order_by("ordered_at", "pk"))


def without_class(user: Any, place: Unit, year: int) -> list[Revisit]:
    """Visits whose form is in and gives no class, so that no correction can rest on it, where the user prepares
    decisions. Two statements at most."""
    rows = Revisit.objects.filter(
        Exists(_forms()),
        state=RevisitState.ORDERED,
        case__campaign__year=year,
        case__group__group__path__startswith=place.path,
    ).filter(inside("case__group__group__path", reach(user, Permission.REVIEW_PREPARE)))
    return list(rows.select_related("case__group__group").order_by("ordered_at", "pk"))


def to_decide(user: Any, place: Unit, year: int) -> list[Revisit]:
    """Visits whose form is in and on which no draft or signed correction rests, where the user prepares decisions."""
    rows = Revisit.objects.filter(
        Q(correction=None) | Q(correction__state=DecisionState.DROPPED),
        state=RevisitState.DONE,
        case__campaign__year=year,
        case__group__group__path__startswith=place.path,
    ).filter(inside("case__group__group__path", reach(user, Permission.REVIEW_PREPARE)))
    return list(rows.select_related("case__group__group").order_by("ordered_at", "pk"))


def possible_revisitors(decision: Decision, case: Case | None, on: datetime.date) -> list[User]:
    """People of the ward who may visit this household again: nobody who filled in, typed or confirmed its first forms.
    Nobody at all before the household is chosen."""
    if case is None:
        return []
    first = first_surveyors(case)
    people = people_with(Permission.REVIEW_RECHECK, decision.ward.ward, on)
    return [person for person in people if person.pk not in first]


def household_of(decision: Decision, number: str) -> Case | None:
    """The household of the decision that an address or a form names."""
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    if int(number) not in {row["case"] for row in decision.annex.get("rows", [])}:
        return None
    return Case.objects.filter(pk=int(number)).first()
