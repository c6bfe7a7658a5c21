"""Campaigns and households under review, as far as the user's areas reach."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.core.words import fold
from chungtay.foundation.places.models import Unit
from chungtay.rulebook import in_year
from chungtay.rulebook import process as processes
from chungtay.rulebook.process import Process, Unknown
from chungtay.work.review.models import (
    Campaign,
    CampaignGroup,
    CampaignKind,
    CampaignStandard,
    CampaignState,
    CampaignWard,
    Case,
    CaseState,
    GroupState,
)

# A household in one of these states has its outcome.
DONE = (CaseState.DECIDED, CaseState.CLOSED, CaseState.SCREENED_OUT)


def inside(field: str, paths: list[str]) -> Q:
    """A condition that holds for areas at or below the paths; without paths it holds for nothing."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def reach(user: Any, permission: Permission = Permission.REVIEW_READ) -> list[str]:
    """Paths of the areas where the user holds the permission today."""
    return scope_of(user, permission, timezone.localdate())


def campaigns_seen(user: Any, place: Unit, year: int | None = None) -> QuerySet[Campaign]:
    """Campaigns that the place takes part in: its own, those above it and below it, in the user's areas."""
    paths = reach(user)
    above = [int(part) for part in place.path.strip("/").split("/")]
    here = Q(area__in=above) | Q(area__path__startswith=place.path)
    theirs = inside("area__path", paths)
    for path in paths:  # a campaign of the district is also the ward officer's
        theirs |= Q(area__in=[int(part) for part in path.strip("/").split("/")])
    found = Campaign.objects.filter(here, theirs).select_related("area")
    return found.filter(year=year) if year is not None else found


def running(user: Any, place: Unit) -> list[Campaign]:
    """Campaigns of the place that are being prepared or under way, of any year."""
    states = [CampaignState.PREPARING, CampaignState.OPEN]
    return list(campaigns_seen(user, place).filter(state__in=states))


def planned_already(area: Unit, kind: str, year: int, month: int) -> Campaign | None:
    """The review of this very place, kind and time, prepared, under way or closed; one that was cancelled is none."""
    rows = Campaign.objects.filter(area=area, kind=kind, year=year, month=month)
    return rows.exclude(state=CampaignState.CANCELLED).first()


def wards_seen(user: Any, campaign: Campaign, place: Unit) -> QuerySet[CampaignWard]:
    """The wards of a campaign in the place that the user may look at."""
    rows = CampaignWard.objects.filter(campaign=campaign, ward__path__startswith=place.path)
    return rows.filter(inside("ward__path", reach(user))).select_related("ward", "campaign")


def groups_seen(user: Any, campaign: Campaign, place: Unit) -> QuerySet[CampaignGroup]:
    rows = CampaignGroup.objects.filter(ward__campaign=campaign, group__path__startswith=place.path)
    return rows.filter(inside("group__path", reach(user))).select_related("group", "ward__ward", "ward__campaign")


def cases_seen(user: Any, place: Unit) -> QuerySet[Case]:
    """Households under review in the place, as far as the user's areas reach."""
    rows = Case.objects.filter(group__group__path__startswith=place.path)
    return rows.filter(inside("group__group__path", reach(user))).select_related(
        "campaign", "ward__ward", "group__group", "assigned_to", "survey"
    )


def search_cases(found: QuerySet[Case], words: str) -> QuerySet[Case]:
    """Every word, without marks and in any order, in code, name or address."""
    for word in fold(words).split()[:8]:
        found = found.filter(search__contains=word)
    return found


def counts_by_state(found: QuerySet[Case]) -> Counter[str]:
    rows = found.order_by().values_list("state").annotate(n=Count("pk"))
    return Counter(dict(rows))


def open_households(campaign: Campaign) -> int:
    """Households of a campaign that have no outcome yet."""
    return Case.objects.filter(campaign=campaign).exclude(state__in=DONE).count()


def process_of(campaign: Campaign) -> Process:
    return processes.load(campaign.process)


def ends_on(campaign: Campaign) -> datetime.date:
    """The last day of its steps: the plan's, within the year never after the last day to decide."""
    if campaign.kind != CampaignKind.IN_YEAR:
        return campaign.last_day
    off = [datetime.date.fromisoformat(day) for day in campaign.holidays]
    return min(campaign.last_day, in_year.window(process_of(campaign), campaign.year, campaign.month, off)[1])


def skipped(campaign: Campaign) -> tuple[str, ...]:
    """The steps that fall away in this review: those that its process leaves out of a review within the year."""
    return process_of(campaign).in_year.skips if campaign.kind == CampaignKind.IN_YEAR else ()


def takes(campaign: Campaign, step: str) -> bool:
    """Does this review have the step?"""
    return process_of(campaign).has(step) and step not in skipped(campaign)


def left_open(campaign: Campaign) -> list[tuple[str, Unknown]]:
    """What the law leaves open of the steps that this review has: (step, what)."""
    return [(step, unknown) for step, unknown in process_of(campaign).unknowns() if takes(campaign, step)]


def number_for(campaign: Campaign, step: str, what: str) -> int | None:
    """A number of a step: what the process gives, else what the campaign decided; None when the law sets none. Also of
    a step that falls away within the year: households listed before it did still go through it (`Case.meets`)."""
    process = process_of(campaign)
    if not process.has(step):
        return None
    given: int | None = getattr(process.step(step), what)
    return given if given is not None else campaign.settled.get(f"{step}.{what}")


def days_off(campaign: Campaign) -> frozenset[datetime.date]:
    return frozenset(datetime.date.fromisoformat(day) for day in campaign.holidays)


def main_standard(campaign: Campaign) -> CampaignStandard:
    """The standard whose class is decided."""
    return campaign.standards.get(main=True)


@dataclass(frozen=True, slots=True)
class GroupCount:
    """A residential group with its households by state; `total` counts all, `done` those with an outcome."""

    group: CampaignGroup
    by_state: Counter[str]

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def done(self) -> int:
        return sum(self.by_state[state] for state in DONE)

    @property
    def surveyed(self) -> int:
        """Households whose survey is over, one way or the other."""
        waiting = (CaseState.TO_SCREEN, CaseState.LISTED, CaseState.RETURNED)
        return self.total - sum(self.by_state[state] for state in waiting)


def group_counts(user: Any, campaign: Campaign, place: Unit) -> list[GroupCount]:
    """Every group of the campaign in the place with its counts, in two statements."""
    groups = list(groups_seen(user, campaign, place).order_by("ward__ward__code", "group__code", "pk"))
    rows = (
        Case.objects.filter(campaign=campaign, group__in=[group.pk for group in groups])
        .order_by()
        .values_list("group", "state")
        .annotate(n=Count("pk"))
    )
    counts: dict[int, Counter[str]] = {group.pk: Counter() for group in groups}
    for number, state, count in rows:
        counts[number][state] = count
    return [GroupCount(group, counts[group.pk]) for group in groups]


def current_campaign(user: Any, place: Unit, year: int) -> Campaign | None:
    """The yearly review of the place and year, if there is one that was not cancelled."""
    found = campaigns_seen(user, place, year).exclude(state=CampaignState.CANCELLED)
    return found.filter(kind="periodic").order_by("-pk").first()


def load_of(ward: CampaignWard) -> tuple[dict[int, tuple[int, int]], int]:
    """Account -> (households it has to visit still, households given to it), and how many nobody has yet."""
    to_visit = Q(state__in=[CaseState.LISTED, CaseState.RETURNED])
    rows = Case.objects.filter(ward=ward).order_by().values_list("assigned_to")
    load: dict[int, tuple[int, int]] = {}
    free = 0
    for user, waiting, given in rows.annotate(waiting=Count("pk", filter=to_visit), given=Count("pk")):
        if user is None:
            free = waiting
        else:
            load[user] = (waiting, given)
    return load, free


def free_to_take(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those to visit that nobody was given, in groups whose survey has begun."""
    to_visit = [CaseState.LISTED, CaseState.RETURNED]
    return cases.filter(assigned_to=None, state__in=to_visit, group__state=GroupState.SURVEY)


def free_by_group(ward: CampaignWard) -> list[tuple[CampaignGroup, int]]:
    """The groups of a ward that have households to visit which nobody was given, with how many; and those whose
    telephones take such households along. One statement."""
    free = Count("cases", filter=Q(cases__state__in=[CaseState.LISTED, CaseState.RETURNED], cases__assigned_to=None))
    rows = ward.groups.select_related("group").annotate(free=free).filter(Q(free__gt=0) | Q(free_along=True))
    return [(group, group.free) for group in rows.order_by("group__code", "pk")]
