"""Households with a form that nobody has said anything about yet: it contradicts the one that holds, or came late."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from chungtay.work.review.models import Case, Survey, SurveyState


def contradicted(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those of the households with an open contradiction, by name."""
    return cases.filter(Exists(_open_forms())).order_by("name_key", "pk")


def contradicted_or_not_in(cases: QuerySet[Case], states: Sequence[str]) -> list[tuple[str, str]]:
    """Name and state of the households with an open contradiction, and of those in no such state. One statement."""
    rows = cases.filter(~Q(state__in=states) | Exists(_open_forms())).order_by("name_key", "pk")
    return list(rows.values_list("head_name", "state"))


def _open_forms() -> QuerySet[Survey]:
    return Survey.objects.filter(case=OuterRef("pk"), state=SurveyState.CONFLICT)
