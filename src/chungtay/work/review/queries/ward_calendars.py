"""How far each ward of a campaign is: its forms, its steps with their last days, who must act. Five statements for any
number of wards."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q

from chungtay.work.review.models import (
    Campaign,
    CampaignGroup,
    CampaignWard,
    Case,
    CaseState,
    Complaint,
    GroupState,
    Opinion,
    OpinionState,
    Posting,
    PostingState,
    WardState,
)
from chungtay.work.review.queries.calendar import LATE, RUNNING, Line, lines_of
from chungtay.work.review.queries.campaigns import DONE, ends_on
from chungtay.work.review.queries.meetings import TO_SURVEY
from chungtay.work.review.queries.postings import OPEN_COMPLAINT

_NO_FORM = (CaseState.TO_SCREEN, CaseState.LISTED, CaseState.RETURNED)


@dataclass(frozen=True, slots=True)
class WardRow:
    """A ward: `forms` of `total` households whose survey is over, `done` with an outcome, its steps."""

    ward: CampaignWard
    total: int
    forms: int
    done: int
    lines: list[Line]

    @property
    def late(self) -> list[Line]:
        return [line for line in self.lines if line.state == LATE]

    @property
    def now(self) -> Line | None:
        """The first step that is under way or late: who must act is its actor."""
        return next((line for line in self.lines if line.state in (RUNNING, LATE)), None)


def ward_rows(campaign: Campaign, wards: Sequence[CampaignWard], today: datetime.date) -> list[WardRow]:
    """One row a ward, in the order given. The same figures as `calendar` has for that ward alone."""
    numbers = [ward.pk for ward in wards]
    groups = _by_ward(
        CampaignGroup.objects.filter(ward__in=numbers),
        all=Count("pk"),
        lists=Count("pk", filter=Q(state=GroupState.LISTS)),
        met=Count("pk", filter=Q(state=GroupState.MET)),
    )
    cases = _by_ward(
        Case.objects.filter(ward__in=numbers),
        all=Count("pk"),
        survey=Count("pk", filter=Q(state__in=TO_SURVEY)),
        no_form=Count("pk", filter=Q(state__in=_NO_FORM)),
        done=Count("pk", filter=Q(state__in=DONE)),
        busy=Count("group", distinct=True),
    )
    hanging = _by_ward(Posting.objects.filter(ward__in=numbers, state=PostingState.POSTED), last=Max("last_day"))
    complaints = _by_ward(
        Complaint.objects.filter(ward__in=numbers),
        all=Count("pk"),
        open=Count("pk", filter=Q(state__in=OPEN_COMPLAINT)),
        due=Min("due_on", filter=Q(state__in=OPEN_COMPLAINT)),
    )
    asked = _by_ward(Opinion.objects.filter(ward__in=numbers, state=OpinionState.ASKED), due=Min("due_on"))
    rows, last_day = [], ends_on(campaign)
    for ward in wards:
        group, case = groups.get(ward.pk, {}), cases.get(ward.pk, {})
        tally = _tally(ward, group, case, ward.pk in hanging, complaints.get(ward.pk, {}))
        dues = {
            **dict.fromkeys(tally, last_day),
            "posting": hanging.get(ward.pk, {}).get("last") or last_day,
            "complaints": complaints.get(ward.pk, {}).get("due"),
        }
        if ward.pk in asked:
            dues["opinion"] = asked[ward.pk]["due"]
        total = case.get("all", 0)
        lines = lines_of(campaign, tally, dues, today)
        if not total:  # a ward without households has nothing to post or decide, only a list to settle
            lines = [line for line in lines if line.step == "lists"]
        rows.append(WardRow(ward, total, total - case.get("no_form", 0), case.get("done", 0), lines))
    return rows


def _by_ward(rows: Any, **counted: Any) -> dict[int, dict[str, Any]]:
    return {row["ward"]: row for row in rows.order_by().values("ward").annotate(**counted)}


def _tally(
    ward: CampaignWard, group: dict[str, int], case: dict[str, int], hangs: bool, complaint: dict[str, Any]
) -> dict[str, tuple[int, int, str]]:
    """Step -> (open, all, unit) of one ward."""
    busy, state = case.get("busy", 0), ward.state
    return {
        "lists": (group.get("lists", 0), group.get("all", 0), "groups"),
        "survey": (case.get("survey", 0), case.get("all", 0), "households"),
        "meeting": (max(busy - group.get("met", 0), 0), busy, "groups"),
        "posting": (int(state == WardState.SURVEY) + int(hangs), 1, "wards"),
        "complaints": (complaint.get("open", 0), complaint.get("all", 0), "complaints"),
        "opinion": (int(state in (WardState.SURVEY, WardState.POSTED, WardState.OPINION)), 1, "wards"),
        "decision": (int(state not in (WardState.DECIDED, WardState.CERTIFIED)), 1, "wards"),
        "certificates": (int(state != WardState.CERTIFIED), 1, "wards"),
    }
