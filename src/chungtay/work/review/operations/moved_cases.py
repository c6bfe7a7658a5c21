"""A household that was closed as moved away and lives elsewhere within the same review is reviewed there."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.words import fold
from chungtay.records.registry.queries.listed import Home
from chungtay.work.review.models import CampaignGroup, Case, CaseState, ClosedWhy


def follow_moved(groups: Mapping[int, CampaignGroup], homes: Sequence[Home], *, by: Any, at: datetime.datetime) -> int:
    """Put the cases of these households, closed as moved, on the lists of the groups where they live now; how many. For
    the operation that draws up the list, which says which groups take households."""
    living = {home.number: home for home in homes}
    campaigns = {group.ward.campaign_id for group in groups.values()}
    rows = Case.objects.select_for_update(of=("self",), no_key=True).select_related("ward__ward")
    rows = rows.filter(campaign__in=campaigns, state=CaseState.CLOSED, closed_why=ClosedWhy.MOVED)
    moved = 0
    for case in rows.filter(household__in=living).order_by("pk"):
        home = living[case.household_id]
        group, left = groups[home.group], case.ward.ward.code
        if group.pk == case.group_id:
            continue  # the register does not know of the move yet
        case.group, case.ward, case.address = group, group.ward, home.address
        case.search = fold(f"{home.code} {home.head_name} {home.address}")[:300]
        case.state, case.closed_why, case.note = CaseState.LISTED, "", ""
        case.assigned_to, case.version = None, case.version + 1
        case.save()
        detail = {"from": left}
        record_event("review.case_taken_up", case, by=by, at=at, area=group.ward.ward, detail=detail)
        moved += 1
    return moved
