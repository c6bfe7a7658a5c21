"""The calendar of a campaign: each step with its deadline, who acts, and what is late."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q

from chungtay.rulebook.result import Text
from chungtay.work.review.models import (
    Campaign,
    CampaignGroup,
    CampaignKind,
    CampaignState,
    CampaignWard,
    CaseState,
    Complaint,
    ComplaintState,
    GroupState,
    Opinion,
    OpinionState,
    Posting,
    PostingState,
    ReportSent,
    WardState,
)
from chungtay.work.review.queries.campaigns import ends_on, process_of, takes
from chungtay.work.review.queries.meetings import TO_SURVEY

WAITING, RUNNING, DONE, LATE = "waiting", "running", "done", "late"


@dataclass(frozen=True, slots=True)
class Line:
    """One step: `due` is the last day the law or the plan gives, None where neither does; `open` counts what is not
    done (groups, wards, households or complaints, by `unit`)."""

    step: str
    name: Text
    actor: Text
    article: str
    mark: str
    due: datetime.date | None
    open: int
    total: int
    unit: str
    state: str


def calendar(campaign: Campaign, wards: list[CampaignWard], today: datetime.date) -> list[Line]:
    """The steps of these wards in the order of the process, in a fixed number of statements."""
    tally = _tally(wards)
    dues = {step.id: _due(campaign, step.id, wards) for step in process_of(campaign).steps if takes(campaign, step.id)}
    return lines_of(campaign, tally, dues, today)


def lines_of(
    campaign: Campaign,
    tally: dict[str, tuple[int, int, str]],
    dues: dict[str, datetime.date | None],
    today: datetime.date,
) -> list[Line]:
    """The steps that the review has, in their order: `tally` is step -> (open, all, unit), `dues` step -> last day."""
    lines = []
    reached = True  # has anything of the step before come through?
    for step in process_of(campaign).steps:
        if not takes(campaign, step.id):
            continue
        open_, total, unit = tally[step.id]
        due = dues[step.id]
        late = bool(total and open_ and due and due < today)
        begun = bool(total) and (open_ < total or reached)
        state = LATE if late else WAITING if not begun else DONE if not open_ else RUNNING
        if step.id != "complaints":  # nobody need complain for the next step
            reached = open_ < total
        lines.append(
            Line(step.id, step.name, step.actor_words, step.article, step.mark, due, open_, total, unit, state)
        )
    return lines


@dataclass(frozen=True, slots=True)
class ReportDue:
    """A report upwards: in before a day, or by it when `on_the_day` still counts; `due` when that day has come and the
    report, as far as we are told, has not gone out. `sent` tells that the monthly one went out."""

    name: Text
    day: datetime.date
    article: str
    on_the_day: bool
    due: bool
    sent: ReportSent | None = None


def reports_due(campaign: Campaign, today: datetime.date) -> list[ReportDue]:
    """The yearly review's two reports; of a review within the year the monthly one, in the months that have it."""
    process, still = process_of(campaign), campaign.state != CampaignState.CLOSED
    if campaign.kind == CampaignKind.IN_YEAR:
        monthly = monthly_due(campaign, today, campaign.reports_sent.first())
        return [monthly] if monthly else []
    found = []
    for report in process.reports:
        day = datetime.date(campaign.year, *report.before)
        found.append(ReportDue(report.name, day, report.article, on_the_day=False, due=today >= day and still))
    return found


def monthly_due(campaign: Campaign, today: datetime.date, sent: ReportSent | None) -> ReportDue | None:
    """The report of a review within the year; None where its month has none. Closed or not, it is due until sent."""
    monthly = process_of(campaign).monthly_report
    day = monthly.of_review(campaign.year, campaign.month) if monthly else None
    if monthly is None or day is None:
        return None
    return ReportDue(monthly.name, day, monthly.article, on_the_day=True, due=today >= day and sent is None, sent=sent)


def _tally(wards: list[CampaignWard]) -> dict[str, tuple[int, int, str]]:
    """Step -> (open, all, unit)."""
    numbers = [ward.pk for ward in wards]
    groups = CampaignGroup.objects.filter(ward__in=numbers)
    by_group = groups.aggregate(
        all=Count("pk"),
        lists=Count("pk", filter=Q(state=GroupState.LISTS)),
        met=Count("pk", filter=Q(state=GroupState.MET)),
    )
    by_case = groups.aggregate(
        all=Count("cases"),
        survey=Count("cases", filter=Q(cases__state__in=TO_SURVEY)),
        settled=Count("cases", filter=Q(cases__state__in=[CaseState.CONTESTED, CaseState.RECHECKED])),
        busy=Count("pk", filter=Q(cases__isnull=False), distinct=True),
    )
    busy = by_case["busy"]
    states = [ward.state for ward in wards]
    hanging = Posting.objects.filter(ward__in=numbers, state=PostingState.POSTED).values("ward").distinct().count()
    posted = sum(state == WardState.SURVEY for state in states) + hanging
    decided = sum(state not in (WardState.DECIDED, WardState.CERTIFIED) for state in states)
    certified = sum(state != WardState.CERTIFIED for state in states)
    opinions = sum(state in (WardState.SURVEY, WardState.POSTED, WardState.OPINION) for state in states)
    complaints = Complaint.objects.filter(ward__in=numbers).aggregate(
        all=Count("pk"),
        open=Count("pk", filter=~Q(state__in=[ComplaintState.ANSWERED, ComplaintState.WITHDRAWN])),
    )
    return {
        "lists": (by_group["lists"], by_group["all"], "groups"),
        "survey": (by_case["survey"], by_case["all"], "households"),
        "meeting": (max(busy - by_group["met"], 0), busy, "groups"),
        "posting": (posted, len(wards), "wards"),
        "complaints": (complaints["open"], complaints["all"], "complaints"),
        "opinion": (opinions, len(wards), "wards"),
        "decision": (decided, len(wards), "wards"),
        "certificates": (certified, len(wards), "wards"),
    }


def _due(campaign: Campaign, step: str, wards: list[CampaignWard]) -> datetime.date | None:
    """Steps end with the campaign; what has a clock of its own ends when the clock does."""
    numbers = [ward.pk for ward in wards]
    if step == "posting":
        last = Posting.objects.filter(ward__in=numbers, state=PostingState.POSTED).order_by("last_day").last()
        return last.last_day if last else ends_on(campaign)
    if step == "complaints":
        first = (
            Complaint.objects.filter(ward__in=numbers)
            .exclude(state__in=[ComplaintState.ANSWERED, ComplaintState.WITHDRAWN])
            .order_by("due_on")
            .first()
        )
        return first.due_on if first else None
    if step == "opinion":
        asked = Opinion.objects.filter(ward__in=numbers, state=OpinionState.ASKED).order_by("due_on").first()
        return asked.due_on if asked else ends_on(campaign)
    return ends_on(campaign)
