"""Whether a review that was opened by mistake can still be cancelled, and what stands in it. Unscoped: the caller asks
who may."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from chungtay.work.review.models import (
    Campaign,
    CampaignState,
    Case,
    Decision,
    DecisionState,
    Discussed,
    Opinion,
    Posting,
    Request,
    RequestState,
    Survey,
)


@dataclass(frozen=True, slots=True)
class Inside:
    """What was entered in a review: all of it stays readable when the review is cancelled."""

    households: int
    forms: int
    votes: int

    @property
    def by_two(self) -> bool:
        """What others said stands in it: one person alone does not put that away."""
        return bool(self.forms or self.votes)


def inside_of(campaign: Campaign) -> Inside:
    """Three statements."""
    voted = Q(for_it__isnull=False) | Q(against__isnull=False)
    return Inside(
        Case.objects.filter(campaign=campaign).count(),
        Survey.objects.filter(case__campaign=campaign).count(),
        Discussed.objects.filter(voted, meeting__group__ward__campaign=campaign).count(),
    )


def went_public(campaign: Campaign) -> bool:
    """Was a list of it ever posted, the district asked, or a decision drafted that was not dropped? From then on the
    review is carried through, and what is wrong is corrected by a second decision. One statement."""
    posted = Exists(Posting.objects.filter(ward__campaign=campaign))
    asked = Exists(Opinion.objects.filter(ward__campaign=campaign))
    drafted = Exists(Decision.objects.filter(ward__campaign=campaign).exclude(state=DecisionState.DROPPED))
    return Campaign.objects.filter(posted | asked | drafted, pk=campaign.pk).exists()


def can_still_be_cancelled(campaign: Campaign) -> bool:
    return campaign.state == CampaignState.OPEN and not went_public(campaign)


def waiting_requests(campaign: Campaign) -> QuerySet[Request]:
    """Requests that wait for an outcome of this review: those it was opened for, and further ones about a household
    that another request had brought in. None that wait for another review too."""
    there = Case.objects.filter(campaign=campaign)
    elsewhere = Case.objects.filter(request=OuterRef("pk")).exclude(campaign=campaign)
    elsewhere = elsewhere.exclude(campaign__state=CampaignState.CANCELLED)
    own = Exists(there.filter(request=OuterRef("pk")))
    same_home = Exists(there.filter(household=OuterRef("household"), request__isnull=False))
    return Request.objects.filter(own | same_home, ~Exists(elsewhere), state=RequestState.LISTED)
