"""Which class of a household counts on which day, while a later decision beside the first is signed and does not hold
yet. Unscoped: the caller asks who may.

`Case.class_id` is what the last decision says, whenever it begins to hold. What holds until then is read from the
decisions as they were signed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from chungtay.work.review.models import Case, Decision, DecisionKind, DecisionState
from chungtay.work.review.queries.decisions import main_of

_ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A class by the main standard, from a day to a day, with the decision and the form that it rests on."""

    class_id: str
    begins: datetime.date
    last: datetime.date
    number: str
    survey: int | None


def still_holding(cases: Iterable[Case], day: datetime.date) -> dict[int, list[Span]]:
    """Case -> what holds on a day and after it, before its last decision does; in order. Only households whose last
    decision, beside another, begins later than the day. No statement where there is none (with `decision` read along),
    else one."""
    later = {
        case.pk: case.decision
        for case in cases
        if case.decision is not None
        and case.decision.kind != DecisionKind.RECOGNISE
        and (case.decision.effective_on or day) > day
    }
    if not later:
        return {}
    wards = {decision.ward_id for decision in later.values()}
    found: dict[int, list[tuple[str, datetime.date, str, int | None]]] = {case: [] for case in later}
    rows = Decision.objects.filter(ward__in=wards, state=DecisionState.SIGNED)
    for decision in rows.order_by("effective_on", "signed_at", "pk"):
        main = main_of(decision.annex)
        for row in decision.annex.get("rows", []):
            class_id = row["found"].get(main, {}).get("class", "")
            if row["case"] in found and class_id and decision.effective_on:
                said = (class_id, decision.effective_on, decision.number, row["survey"])
                found[row["case"]].append(said)
    spans = {
        case: [Span(*one, number=number, survey=survey) for one, number, survey in _days(said)]
        for case, said in found.items()
    }
    return {case: [span for span in each if span.last >= day] for case, each in spans.items()}


def _days(
    said: list[tuple[str, datetime.date, str, int | None]],
) -> list[tuple[tuple[str, datetime.date, datetime.date], str, int | None]]:
    """Each but the last until the day before the next; of two that begin on one day the later signature holds."""
    return [
        ((class_id, begins, following[1] - _ONE_DAY), number, survey)
        for (class_id, begins, number, survey), following in pairwise(said)
        if begins < following[1]
    ]


def ended_by_later(decision: Decision) -> dict[int, datetime.date]:
    """Case -> the last day on which a signed decision holds of it, where a later one stands beside it. One
    statement."""
    rows = Decision.objects.filter(ward=decision.ward_id, state=DecisionState.SIGNED, pk__gt=decision.pk)
    rows = rows.exclude(kind=DecisionKind.RECOGNISE)
    last: dict[int, datetime.date] = {}
    for later in rows:
        for row in later.annex.get("rows", []):
            if later.effective_on:
                day = later.effective_on - _ONE_DAY
                last[row["case"]] = min(last.get(row["case"], day), day)
    return last


def recognised_as(case: Case) -> str:
    """The class by which the review ended for a household: that of the first decision, whatever was corrected later."""
    if case.decision is None or case.decision.kind == DecisionKind.RECOGNISE:
        return case.class_id
    first = Decision.objects.filter(ward=case.ward_id, state=DecisionState.SIGNED, kind=DecisionKind.RECOGNISE)
    for decision in first.order_by("-pk"):
        for row in decision.annex.get("rows", []):
            if row["case"] == case.pk:
                return str(row["found"].get(main_of(decision.annex), {}).get("class", ""))
    return case.class_id
