"""A review that was opened by mistake is cancelled: only while nothing of it is public or law. Nothing that was entered
is lost, nothing goes on in it, and the place and year are free for another review.

No instrument speaks of it; the line and its reasons are in `docs/decisions/2026-11-30-cancelling-a-review.md`.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import Entry, record_event, record_events
from chungtay.foundation.core.text import tidy
from chungtay.work.review.models import (
    Campaign,
    CampaignGroup,
    CampaignState,
    Flag,
    FlagState,
    GroupState,
    Meeting,
    MeetingState,
    RequestState,
    SpotVisit,
    StepBack,
    StepBackState,
    Takeover,
    TakeoverState,
)
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_open
from chungtay.work.review.queries.cancelling import inside_of, waiting_requests, went_public
from chungtay.work.review.queries.requests import due_of
from chungtay.work.review.queries.second_papers import awaited
from chungtay.work.review.queries.steps_back import about
from chungtay.work.review.transitions import StepRefused, check_campaign_step


@guarded
def cancel_review(campaign: Campaign, *, why: str, by: Any, at: datetime.datetime) -> Campaign:
    """By whoever may open it, with a reason, while no form and no vote stands in it; else two people do it
    (`operations.steps_back.propose_cancelling_review`). Raises StepRefused, PermissionDenied, ValidationError."""
    campaign = hold_review(campaign)
    check_may_open(by, campaign.area, timezone.localdate(at))
    said = tidy(why, lines=True)
    if not said:
        raise ValidationError(_("Say why the review is cancelled."), code="why")
    if inside_of(campaign).by_two:
        raise ValidationError(
            _("Forms or votes stand in this review. One person proposes to cancel it, another one decides."),
            code="second",
        )
    return note_review_cancelled(campaign, why=said, by=by, at=at)


def hold_review(campaign: Campaign) -> Campaign:
    """The review as it stands, held until the end of the transaction: its lists are posted and its decisions drafted
    under the same lock. Raises StepRefused unless it can still be cancelled."""
    campaign = Campaign.objects.select_for_update(of=("self",), no_key=True).select_related("area").get(pk=campaign.pk)
    if campaign.state == CampaignState.OPEN and went_public(campaign):
        raise StepRefused(
            _(
                "A list of this review was posted, the district was asked or a decision was drafted: it is not"
                " cancelled any more. Carry it through; what is wrong is corrected by another decision."
            ),
            subject=campaign,
            area=campaign.area,
            stands=campaign.state,
            wanted=CampaignState.CANCELLED,
        )
    if campaign.state != CampaignState.OPEN:
        raise StepRefused(
            _("The review is at “%(state)s”; it cannot be cancelled. Load the page anew.")
            % {"state": CampaignState(campaign.state).label},
            subject=campaign,
            area=campaign.area,
            stands=campaign.state,
            wanted=CampaignState.CANCELLED,
        )
    return campaign


def note_review_cancelled(
    campaign: Campaign, *, why: str, by: Any, at: datetime.datetime, agreed: StepBack | None = None
) -> Campaign:
    """The review, held by `hold_review`, ends; whatever waited in it ends with a sentence. `agreed` is the proposal by
    which it is done."""
    check_campaign_step(campaign, CampaignState.CANCELLED)
    found = inside_of(campaign)
    requests = _requests_back(campaign, by, at)
    campaign.state, campaign.cancelled_why = CampaignState.CANCELLED, why
    campaign.cancelled_by, campaign.cancelled_at = by, at
    campaign.save(update_fields=["state", "cancelled_why", "cancelled_by", "cancelled_at"])
    words = _("The review was cancelled: %(why)s") % {"why": why}
    detail = {"opened": True, "households": found.households, "forms": found.forms, "votes": found.votes}
    detail |= {"requests": requests, **_ended(campaign, words, by, at, agreed)}
    record_event("review.review_cancelled", campaign, by=by, at=at, area=campaign.area, detail=detail)
    return campaign


def _requests_back(campaign: Campaign, by: Any, at: datetime.datetime) -> int:
    """Who asked still asks: the request waits again for a review, with the clock of the day it came."""
    found = list(waiting_requests(campaign).select_for_update(of=("self",), no_key=True).select_related("area"))
    for request in found:
        request.state, request.due_on = RequestState.RECEIVED, due_of(request.received_on, request.area)
        request.save(update_fields=["state", "due_on"])
    detail = {"campaign": campaign.pk}
    record_events([Entry("review.request_waits_again", each, each.area, detail) for each in found], by=by, at=at)
    return len(found)


def _ended(campaign: Campaign, words: str, by: Any, at: datetime.datetime, agreed: StepBack | None) -> dict[str, int]:
    """Meetings, drawn visits, flags, proposals: how many of each ended. The number of statements stays the same."""
    meetings = Meeting.objects.filter(
        group__ward__campaign=campaign, state__in=[MeetingState.PLANNED, MeetingState.HELD]
    )
    groups = CampaignGroup.objects.filter(ward__campaign=campaign, state=GroupState.MEETING)
    visits = awaited(SpotVisit.objects.filter(case__campaign=campaign))
    flags = Flag.objects.filter(campaign=campaign, state=FlagState.OPEN)
    takeovers = Takeover.objects.filter(case__campaign=campaign, state=TakeoverState.WAITING)
    number = by.pk if by is not None else 0
    returned = {"state": TakeoverState.RETURNED, "answer": words, "decided_at": at}
    counts = {
        "meetings": meetings.update(state=MeetingState.CANCELLED, words=words),
        "visits": visits.update(aside_why=words, aside_by=by, aside_at=at),
        "flags": flags.update(state=FlagState.LEFT, words=words, closed_by=by, closed_at=at),
        # nobody decides on an own proposal: such a one ends without a name
        "takeovers": takeovers.filter(proposed_by=number).update(**returned)
        + takeovers.exclude(proposed_by=number).update(**returned, decided_by=by),
    }
    groups.update(state=GroupState.SURVEY)
    steps = StepBack.objects.filter(about(campaign), state=StepBackState.WAITING).exclude(pk=agreed.pk if agreed else 0)
    counts["proposals"] = steps.update(state=StepBackState.RETURNED, answer=words, decided_by=by, decided_at=at)
    return {name: count for name, count in counts.items() if count}
