"""The order of the steps of a review. No step is passed by: survey, second pair of eyes, meeting, posting, decision.

The tables say what may follow what; `docs/features/campaign.md` shows them. Sources: Điều 4 and 5 of QĐ 24/2021/QĐ-TTg,
Điều 6 of TT 17/2016/TT-BLĐTBXH as amended by TT 14/2018.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import (
    Campaign,
    CampaignGroup,
    CampaignState,
    CampaignWard,
    Case,
    CaseState,
    GroupState,
    WardState,
)

C, G, W = CaseState, GroupState, WardState
CAMPAIGN_NEXT: dict[str, frozenset[str]] = {
    CampaignState.PREPARING: frozenset({CampaignState.OPEN, CampaignState.CANCELLED}),
    CampaignState.OPEN: frozenset({CampaignState.CLOSED, CampaignState.CANCELLED}),  # `operations.cancelling`
    CampaignState.CLOSED: frozenset(),
    CampaignState.CANCELLED: frozenset(),
}
GROUP_NEXT: dict[str, frozenset[str]] = {
    G.LISTS: frozenset({G.SURVEY}),
    G.SURVEY: frozenset({G.LISTS, G.MEETING}),
    G.MEETING: frozenset({G.SURVEY, G.MET}),  # back when too few agreed
    G.MET: frozenset({G.SURVEY, G.MEETING}),  # a household taken up again; one that no meeting has heard yet
}
WARD_NEXT: dict[str, frozenset[str]] = {
    # on from the survey at once: what came back was closed, and the others hung to their end before
    W.SURVEY: frozenset({W.POSTED, W.OPINION, W.AGREED}),
    W.POSTED: frozenset({W.SURVEY, W.POSTED, W.OPINION, W.AGREED}),  # posted again after a check; taken back
    W.OPINION: frozenset({W.SURVEY, W.AGREED}),
    W.AGREED: frozenset({W.DECIDED}),
    W.DECIDED: frozenset({W.CERTIFIED}),
    W.CERTIFIED: frozenset(),
}
CASE_NEXT: dict[str, frozenset[str]] = {
    C.TO_SCREEN: frozenset({C.LISTED, C.SCREENED_OUT, C.CLOSED}),
    C.LISTED: frozenset({C.TO_SCREEN, C.SURVEYED, C.SCREENED_OUT, C.CLOSED}),  # asks after an officer put it there
    C.SCREENED_OUT: frozenset({C.TO_SCREEN, C.LISTED}),
    C.SURVEYED: frozenset({C.CONFIRMED, C.RETURNED, C.CLOSED}),
    C.RETURNED: frozenset({C.SURVEYED, C.CLOSED}),
    C.CONFIRMED: frozenset({C.MET, C.RETURNED}),  # without a meeting by its process: posted (WITHOUT_MEETING)
    C.MET: frozenset({C.POSTED, C.RETURNED}),  # returned only before its ward is posted
    C.POSTED: frozenset({C.CONTESTED, C.SETTLED, C.MET}),  # met again when a posting is taken back
    C.CONTESTED: frozenset({C.RECHECKED, C.POSTED}),  # posted: the complaint was taken back or not upheld
    C.RECHECKED: frozenset({C.POSTED}),
    # returned: the district sent the list back. Closed only by a decision that says who is no household any more
    # (`operations.decisions`), never by an officer's own step, so it does not stand here.
    # contested: a complaint that came while its list hung, entered a few days later.
    C.SETTLED: frozenset({C.DECIDED, C.RETURNED, C.CONTESTED}),
    C.DECIDED: frozenset({C.DECIDED}),  # a correcting decision stands beside the first
    C.CLOSED: frozenset({C.TO_SCREEN, C.LISTED}),
}

# What follows instead for a household whose process has no residents' meeting (`Case.meets`).
WITHOUT_MEETING: dict[str, frozenset[str]] = CASE_NEXT | {
    C.CONFIRMED: frozenset({C.POSTED, C.RETURNED}),
    C.MET: frozenset(),
    C.POSTED: frozenset({C.CONTESTED, C.SETTLED, C.CONFIRMED}),  # checked again when a posting is taken back
}


class StepRefused(ValidationError):
    """The step is not possible where the thing stands; keeps what was tried, for the trail."""

    def __init__(self, sentence: str, *, subject: Any, area: Unit, stands: str, wanted: str) -> None:
        super().__init__(sentence, code="step")
        self.subject, self.area, self.stands, self.wanted = subject, area, stands, wanted


def check_campaign_step(campaign: Campaign, state: str) -> None:
    _check(CAMPAIGN_NEXT, campaign, campaign.area, CampaignState, campaign.state, state, str(campaign))


def check_group_step(group: CampaignGroup, state: str) -> None:
    _check(GROUP_NEXT, group, group.group, GroupState, group.state, state, group.group.name)


def check_ward_step(ward: CampaignWard, state: str) -> None:
    _check(WARD_NEXT, ward, ward.ward, WardState, ward.state, state, ward.ward.name)


def check_case_step(case: Case, state: str) -> None:
    table = CASE_NEXT if case.meets else WITHOUT_MEETING
    _check(table, case, case.ward.ward, CaseState, case.state, state, case.head_name)


def check_open(campaign: Campaign) -> None:
    """Raise StepRefused unless the campaign is under way."""
    if campaign.state != CampaignState.OPEN:
        sentence = _("The review is at “%(state)s”; nothing is entered now.")
        said = {"state": str(CampaignState(campaign.state).label)}
        if campaign.cancelled_at is not None:
            sentence = _(
                "This review was cancelled on %(day)s: %(why)s. Nothing is entered any more, and nothing that was"
                " entered is lost. Keep the form and ask the ward officer."
            )
            said = {
                "day": f"{timezone.localdate(campaign.cancelled_at):%d/%m/%Y}",
                "why": campaign.cancelled_why.rstrip(". \n"),
            }
        raise StepRefused(
            sentence % said,
            subject=campaign,
            area=campaign.area,
            stands=campaign.state,
            wanted="open",
        )


def _check(
    table: Mapping[str, frozenset[str]],
    subject: Any,
    area: Unit,
    words: Any,
    stands: str,
    wanted: str,
    name: str,
) -> None:
    if wanted not in table[stands]:
        sentence = _("“%(name)s” is at “%(state)s”; “%(wanted)s” cannot follow. Load the page anew.")
        said = {"name": name, "state": words(stands).label, "wanted": words(wanted).label}
        raise StepRefused(sentence % said, subject=subject, area=area, stands=stands, wanted=wanted)
