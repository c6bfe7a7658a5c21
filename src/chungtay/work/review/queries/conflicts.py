"""Households with a form that nobody has said anything about yet: it contradicts the one that holds, or came late."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from chungtay.work.review.models import Case, Survey, SurveyState


def contradicted(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those of the households with an open contradiction, by name."""
    open_forms = Survey.objects.filter(case=OuterRef("pk"), state=SurveyState.CONFLICT)
    return cases.filter(Exists(open_forms)).order_by("name_key", "pk")
