"""Households with a form that nobody has said anything about yet: it contradicts the one that holds, or came late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from chungtay.work.review.models import Case, CaseState, Purpose, Survey, SurveyState, Typing

ALONE = Q(state__in=(CaseState.LISTED, CaseState.RETURNED), standing=1)  # of `with_open_forms`
_STANDING = (SurveyState.SENT, SurveyState.CONFIRMED, SurveyState.CONFLICT)


def contradicted(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those of the households with an open contradiction, by name."""
    return cases.filter(Exists(_open_forms())).order_by("name_key", "pk")


def contradicted_or_not_in(cases: QuerySet[Case], states: Sequence[str]) -> list[tuple[str, str]]:
    """Name and state of the households with an open contradiction, and of those in no such state. One statement."""
    rows = cases.filter(~Q(state__in=states) | Exists(_open_forms())).order_by("name_key", "pk")
    return list(rows.values_list("head_name", "state"))


def waiting_alone(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Households still to visit with one form, which contradicts no other: it came from whom the household is given to
    no longer, or the household changed meanwhile. An officer says what becomes of it."""
    return with_open_forms(cases).filter(ALONE)


def _standing() -> QuerySet[Survey, Any]:
    """How many forms of the first visit stand, by household."""
    rows = Survey.objects.filter(case=OuterRef("pk"), purpose=Purpose.FIRST, state__in=_STANDING)
    return rows.order_by().values("case").annotate(count=Count("pk")).values("count")


def with_open_forms(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those of the households with a form nobody has said anything about, each with how many forms are `standing`."""
    return cases.annotate(standing=Subquery(_standing())).filter(Exists(_open_forms()))


def is_alone(case: Case, forms: Sequence[Survey]) -> bool:
    """What `waiting_alone` says, of one household and its forms."""
    standing = [form for form in forms if form.purpose == Purpose.FIRST and form.state in _STANDING]
    return case.state in (CaseState.LISTED, CaseState.RETURNED) and [form.state for form in standing] == [
        SurveyState.CONFLICT
    ]


def version_compared(case: Case, half: Survey, typing: Typing) -> int:
    """The version of the household that a paper typed twice is held against: as it stands, unless another form of it
    came or was decided about since the second typing was kept, or one holds. That the household was given to somebody
    else in between contradicts no answer on the paper."""
    since = typing.saved_at
    others = Survey.objects.filter(case=case, purpose=Purpose.FIRST).exclude(pk=half.pk).exclude(state=SurveyState.HALF)
    newer = Q(state__in=_STANDING) | Q(received_at__gte=since) | Q(decided_at__gte=since)
    return typing.case_version if others.filter(newer).exists() else case.version


def why_it_waits(survey: Survey) -> str:
    """To whoever sent a form that waits for an officer: it is safe, and why it waits."""
    case = survey.case
    given = case.assigned_to_id is not None and case.assigned_to_id not in (survey.surveyed_by_id, survey.entered_by_id)
    if given and case.state in (CaseState.LISTED, CaseState.RETURNED):
        return _(
            "This household was given to somebody else meanwhile. Your form is safe at the office; the officer decides "
            "what becomes of it. You need not do anything."
        )
    return _("Another form or a change of the officer came in between. Both are kept; the officer decides.")


def _open_forms() -> QuerySet[Survey]:
    return Survey.objects.filter(case=OuterRef("pk"), state=SurveyState.CONFLICT)
