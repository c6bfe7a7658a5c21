"""A campaign is prepared, opened by decision, and closed when every household has an outcome."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.foundation.places.models import Level, Unit
from chungtay.rulebook import process as processes
from chungtay.work.review.models import (
    Campaign,
    CampaignGroup,
    CampaignStandard,
    CampaignState,
    CampaignWard,
    Case,
    CaseState,
    Flag,
    FlagKind,
    FlagState,
    GroupState,
    WardState,
)
from chungtay.work.review.operations.conflicts import check_no_conflict
from chungtay.work.review.operations.planning import check_baseline, check_once, check_plan
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_open, check_may_prepare
from chungtay.work.review.queries.campaigns import left_open, open_households, takes
from chungtay.work.review.queries.decisions import still_here
from chungtay.work.review.transitions import StepRefused, check_campaign_step


@dataclass(frozen=True, slots=True)
class Standard:
    """A rule set to apply, and how it classifies. The first of a campaign is the main one."""

    rule_set: str
    method: str


@guarded
def prepare_campaign(
    area: Unit,
    *,
    kind: str,
    year: int,
    month: int = 0,
    first_day: datetime.date,
    last_day: datetime.date,
    baseline_on: datetime.date,
    standards: Sequence[Standard],
    settled: Mapping[str, int],
    holidays: Collection[datetime.date] = (),
    show_score: bool = False,
    by: Any,
    at: datetime.datetime,
) -> Campaign:
    """Write the plan of a review down. Nothing is open yet.

    `settled` answers what no source gives ("posting.working_days": 5); an answer to anything else, or a missing one,
    is refused when the campaign is opened.
    """
    check_may_prepare(by, area, timezone.localdate(at))
    process = processes.in_force(first_day)
    check_plan(area, kind, year, month, first_day, last_day, standards, process, holidays)
    check_baseline(area, year, first_day, baseline_on)
    check_once(area, kind, year, month)
    campaign = Campaign.objects.create(
        area=area,
        kind=kind,
        year=year,
        month=month,
        process=process.id,
        first_day=first_day,
        last_day=last_day,
        baseline_on=baseline_on,
        settled=_settled(process, settled),
        holidays=sorted(day.isoformat() for day in holidays),
        show_score=show_score,
        prepared_by=by,
        prepared_at=at,
    )
    CampaignStandard.objects.bulk_create(
        CampaignStandard(campaign=campaign, rule_set=each.rule_set, method=each.method, main=number == 0)
        for number, each in enumerate(standards)
    )
    detail = {"process": process.id, "standards": [each.rule_set for each in standards]}
    record_event("review.campaign_prepared", campaign, by=by, at=at, area=area, detail=detail)
    return campaign


def _settled(process: processes.Process, settled: Mapping[str, int]) -> dict[str, int]:
    open_ones = {f"{step}.{unknown.what}" for step, unknown in process.unknowns()}
    for name, value in settled.items():
        if name not in open_ones:
            raise ValidationError(_("“%(name)s” is not left open by the process.") % {"name": name})
        most = 100 if name.endswith("percent") else 60
        if type(value) is not int or not 1 <= value <= most:
            raise ValidationError(
                _("“%(name)s” must be a whole number from 1 to %(most)s.") % {"name": name, "most": most}
            )
    return dict(settled)


@guarded
def settle(campaign: Campaign, *, settled: Mapping[str, int], by: Any, at: datetime.datetime) -> Campaign:
    """Decide what the law leaves open, while the campaign is prepared."""
    campaign = Campaign.objects.select_for_update(no_key=True).select_related("area").get(pk=campaign.pk)
    check_may_prepare(by, campaign.area, timezone.localdate(at))
    check_campaign_step(campaign, CampaignState.OPEN)
    campaign.settled = _settled(processes.load(campaign.process), settled)
    campaign.save(update_fields=["settled"])
    record_event("review.campaign_settled", campaign, by=by, at=at, area=campaign.area, detail=dict(settled))
    return campaign


@guarded
def open_campaign(campaign: Campaign, *, number: str, date: datetime.date, by: Any, at: datetime.datetime) -> Campaign:
    """Open by decision: number and date of the decision. Wards and residential groups of the first day take part."""
    campaign = Campaign.objects.select_for_update(no_key=True).select_related("area").get(pk=campaign.pk)
    today = timezone.localdate(at)
    check_may_open(by, campaign.area, today)
    check_campaign_step(campaign, CampaignState.OPEN)
    lacking = [u.why for step, u in left_open(campaign) if f"{step}.{u.what}" not in campaign.settled]
    if lacking:
        raise ValidationError(
            _("Decide first what the law leaves open: %(what)s.") % {"what": "; ".join(why.vi for why in lacking)},
            code="unsettled",
        )
    number = tidy(number)
    if not number:
        raise ValidationError(_("Write the number of the decision."), code="number")
    if date > today:
        raise ValidationError(_("The decision is dated after today."), code="date")
    _check_no_other(campaign)
    campaign.state = CampaignState.OPEN
    campaign.decision_number, campaign.decision_date = number, date
    campaign.opened_by, campaign.opened_at = by, at
    campaign.save()
    groups = _take_part(campaign)
    record_event("review.campaign_opened", campaign, by=by, at=at, area=campaign.area, detail={"groups": groups})
    return campaign


def _check_no_other(campaign: Campaign) -> None:
    """Two reviews of one kind and time do not overlap: a district's covers its wards'."""
    others = Campaign.objects.filter(
        kind=campaign.kind,
        year=campaign.year,
        month=campaign.month,
        state__in=[CampaignState.OPEN, CampaignState.CLOSED],
    ).exclude(pk=campaign.pk)
    for other in others.select_related("area"):
        if other.area.path.startswith(campaign.area.path) or campaign.area.path.startswith(other.area.path):
            raise ValidationError(
                _("%(area)s has a review of that time already.") % {"area": other.area.name}, code="overlap"
            )


def _take_part(campaign: Campaign) -> int:
    units = list(
        Unit.objects.filter(level__in=[Level.WARD, Level.GROUP]).within([campaign.area.path]).on(campaign.first_day)
    )
    wards = {unit.pk: CampaignWard(campaign=campaign, ward=unit) for unit in units if unit.level == Level.WARD}
    if not wards:
        raise ValidationError(
            _("%(area)s had no ward on %(day)s.")
            % {"area": campaign.area.name, "day": f"{campaign.first_day:%d/%m/%Y}"}
        )
    CampaignWard.objects.bulk_create(wards.values())
    state = GroupState.LISTS if takes(campaign, "lists") else GroupState.SURVEY
    groups = [
        CampaignGroup(ward=wards[unit.parent_id], group=unit, state=state)
        for unit in units
        if unit.level == Level.GROUP and unit.parent_id in wards
    ]
    CampaignGroup.objects.bulk_create(groups, batch_size=1_000)
    return len(groups)


@guarded
def cancel_campaign(campaign: Campaign, *, by: Any, at: datetime.datetime) -> Campaign:
    """Put a plan away that was never opened."""
    campaign = Campaign.objects.select_for_update(no_key=True).select_related("area").get(pk=campaign.pk)
    check_may_prepare(by, campaign.area, timezone.localdate(at))
    check_campaign_step(campaign, CampaignState.CANCELLED)
    if campaign.state == CampaignState.OPEN:
        raise StepRefused(
            _("This review is open. A leader cancels it, with a reason, on the page of the review."),
            subject=campaign,
            area=campaign.area,
            stands=campaign.state,
            wanted=CampaignState.CANCELLED,
        )
    campaign.state = CampaignState.CANCELLED
    campaign.save(update_fields=["state"])
    record_event("review.campaign_cancelled", campaign, by=by, at=at, area=campaign.area)
    return campaign


@guarded
def close_campaign(campaign: Campaign, *, left_open: str = "", by: Any, at: datetime.datetime) -> Campaign:
    """Close when every household has an outcome and every ward its decision; otherwise say what is missing. What looks
    wrong in the forms and nobody looked at is closed with it only by the leader's own words (`left_open`)."""
    campaign = Campaign.objects.select_for_update(no_key=True).select_related("area").get(pk=campaign.pk)
    check_may_open(by, campaign.area, timezone.localdate(at))
    check_campaign_step(campaign, CampaignState.CLOSED)
    waiting = open_households(campaign)
    undecided = _to_decide(campaign)
    if waiting or undecided.exists():
        names = ", ".join(undecided.values_list("ward__name", flat=True)[:5])
        raise StepRefused(
            _("%(count)s households have no outcome yet; wards without a decision: %(wards)s.")
            % {"count": waiting, "wards": names or "0"},
            subject=campaign,
            area=campaign.area,
            stands=campaign.state,
            wanted=CampaignState.CLOSED,
        )
    check_no_conflict(campaign, CampaignState.CLOSED)
    _check_gone(campaign, timezone.localdate(at))
    left = _leave_flags(campaign, left_open, by, at)
    campaign.state, campaign.closed_by, campaign.closed_at = CampaignState.CLOSED, by, at
    campaign.save(update_fields=["state", "closed_by", "closed_at"])
    record_event("review.campaign_closed", campaign, by=by, at=at, area=campaign.area, detail={"flags_left": left})
    return campaign


def _to_decide(campaign: Campaign) -> QuerySet[CampaignWard]:
    """Wards without a decision that have something to decide: one whose every household was closed or left out by form
    A has nothing, and holds nobody up."""
    reviewed = Case.objects.filter(ward=OuterRef("pk")).exclude(state__in=[CaseState.CLOSED, CaseState.SCREENED_OUT])
    wards = campaign.wards.exclude(state__in=[WardState.DECIDED, WardState.CERTIFIED])
    return wards.filter(Exists(reviewed))


def _check_gone(campaign: Campaign, today: datetime.date) -> None:
    """Where nobody drafts a decision nobody was asked either: who left or dissolved must be so in the register."""
    decided = [WardState.DECIDED, WardState.CERTIFIED]
    for ward in campaign.wards.exclude(state__in=decided).filter(cases__isnull=False).distinct():
        if left := still_here(ward, today):
            raise ValidationError(
                _(
                    "The register still has households living here that the review closed: %(names)s. Record in the"
                    " register that they left, dissolved or joined another; then close the review."
                )
                % {"names": "; ".join(case.head_name for case in left[:5])},
                code="still_here",
            )


def _leave_flags(campaign: Campaign, words: str, by: Any, at: datetime.datetime) -> list[int]:
    """Every flag nobody looked at gets its outcome: left open, with the leader's words. Raises ValidationError with the
    kinds and how many, where there are such and nothing was said. Returns their numbers."""
    flags = Flag.objects.filter(campaign=campaign, state=FlagState.OPEN)
    kinds = Counter(flags.order_by().values_list("kind", flat=True))
    if not kinds:
        return []
    said = tidy(words, lines=True)
    if not said:
        named = "; ".join(f"{FlagKind(kind).label}: {count}" for kind, count in sorted(kinds.items()))
        raise ValidationError(
            _("Nobody has looked at: %(kinds)s. Look at them on the page of quality, or write why they stay open.")
            % {"kinds": named},
            code="flags",
        )
    numbers = list(flags.values_list("pk", flat=True))
    flags.update(state=FlagState.LEFT, words=said, closed_by=by, closed_at=at)
    return numbers
