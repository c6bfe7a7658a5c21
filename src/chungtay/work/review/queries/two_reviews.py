"""Households that stand in the reviews of two wards, since they moved in between: which decision holds of each.
Unscoped: the caller asks who may."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.parts import in_parts
from chungtay.work.review.models import OUT_OF_THE_REVIEW, CampaignState, Case, Decision, DecisionState


@dataclass(frozen=True, slots=True)
class Other:
    """A household of a decision that another review of the same kind and time has, too. `decision` is that of the other
    one, None while there is none."""

    household: int
    head: str
    ward: Unit
    decision: Decision | None


def also_reviewed(decision: Decision) -> list[Other]:
    """Those of the decision's households, in the order of its rows. One statement for 1,000 households."""
    campaign = decision.ward.campaign
    heads = {row["household"]: str(row["head"]) for row in decision.annex.get("rows", [])}
    found: dict[int, Other] = {}
    for part in in_parts(list(heads), 1_000):
        rows = Case.objects.filter(
            household__in=part,
            campaign__kind=campaign.kind,
            campaign__year=campaign.year,
            campaign__month=campaign.month,
        )
        rows = rows.exclude(campaign=campaign).exclude(campaign__state=CampaignState.CANCELLED)
        rows = rows.exclude(state__in=OUT_OF_THE_REVIEW).select_related("ward__ward", "decision").order_by("pk")
        for case in rows:
            found[case.household_id] = Other(case.household_id, heads[case.household_id], case.ward.ward, case.decision)
    return [found[home] for home in heads if home in found]


def holds_over(one: Decision, other: Decision) -> bool:
    """Does the one decision hold of a household that both name? The register has it by the day from which they hold;
    of two that begin on one day the later signature."""
    return _rank(one) > _rank(other)


def _rank(decision: Decision) -> tuple[datetime.date, datetime.datetime, int]:
    first = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    return decision.effective_on or datetime.date.min, decision.signed_at or first, decision.pk


def overtaken(decision: Decision, until: Mapping[int, datetime.date]) -> set[int]:
    """Households of a signed decision on which a decision signed later, of another review, holds by now or before the
    last day of the certificate (household -> day) that this one would give: that one gives the certificate."""
    found: set[int] = set()
    for part in in_parts(list(until), 1_000):
        rows: Iterable[tuple[int, Any]] = (
            Case.objects.filter(
                household__in=part,
                decision__state=DecisionState.SIGNED,
                decision__signed_at__gt=decision.signed_at,
                decision__effective_on__gte=decision.effective_on,
            )
            .exclude(ward=decision.ward_id)
            .values_list("household", "decision__effective_on")
        )
        found |= {home for home, first in rows if first <= until[home]}
    return found
