"""Commitments of a place, in the reader's own area. One of a household that went over into another is the other one's:
it is found where that one lives."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.core.privacy import sensitive_of
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.homes import joined_of
from chungtay.records.registry.queries.households import common
from chungtay.records.registry.queries.standing import Followed, followed, went_over
from chungtay.work.sponsorship.models import LIVE, Arrival, Sponsor, Sponsorship, SponsorshipState
from chungtay.work.sponsorship.queries.months import month_before, month_of

RUNNING, ENTERED, ENDED = SponsorshipState.RUNNING.value, SponsorshipState.ENTERED.value, SponsorshipState.ENDED.value
NOW, LAST, TO_END, EVERY = "now", "last", "to_end", "every"


Seen = Followed[Sponsorship]


def seen(user: Any, place: Unit, today: datetime.date) -> Seen:
    """Two statements and one for each step of the way of households that went over, and the rows."""
    return within(common(scope_of(user, Permission.REGISTRY_READ, today), place))


def within(paths: Sequence[str]) -> Seen:
    """Unscoped: the commitments of households that live in the places, or lived there last."""
    return followed(Sponsorship.objects.select_related("sponsor", "household__group__parent"), paths)


def chosen(rows: QuerySet[Sponsorship], which: str, today: datetime.date) -> QuerySet[Sponsorship]:
    """NOW: nothing came for this month yet; LAST: nothing came for the month before; TO_END: the agreed time is over,
    or the household is no more; EVERY; or a state. What each means stands in `conditions`."""
    if which == EVERY:
        return rows.exclude(state=SponsorshipState.MISTAKE)
    found = conditions(today)
    return rows.filter(found[which]) if which in found else rows.filter(state=which)


def conditions(today: datetime.date) -> dict[str, Q]:
    running = Q(state=RUNNING)
    gone = Q(household__ended_on__isnull=False) & ~went_over("household__")
    return {
        NOW: running & _due(month_of(today)) & ~_arrived(month_of(today)),
        LAST: running & _due(month_before(today)) & ~_arrived(month_before(today)),
        TO_END: running & (Q(until__lt=today) | gone),
    }


def _due(month: datetime.date) -> Q:
    """Of one that runs: something is promised for the month."""
    following = month_of(month + datetime.timedelta(days=31))
    return Q(begins_on__lt=following) & (Q(until=None) | Q(until__gte=month))


def _arrived(month: datetime.date) -> Q:
    return Q(Exists(Arrival.objects.filter(sponsorship=OuterRef("pk"), month=month, undone_at=None)))


def counts(rows: QuerySet[Sponsorship], today: datetime.date, *, by: Any = None) -> dict[str, int]:
    """How many of each kind, and `others`: to be confirmed, entered by somebody else than `by`. One statement."""
    told = {name: Count("pk", filter=condition) for name, condition in conditions(today).items()}
    told |= {state: Count("pk", filter=Q(state=state)) for state in (RUNNING, ENTERED, ENDED)}
    others = Q(state=ENTERED) & ~Q(entered_by=by) if by is not None else Q(state=ENTERED)
    return dict(rows.order_by().aggregate(others=Count("pk", filter=others), **told))


def months_arrived(numbers: Collection[int]) -> dict[int, set[datetime.date]]:
    """Commitment -> the months for which something came. One statement."""
    found: dict[int, set[datetime.date]] = defaultdict(set)
    rows = Arrival.objects.filter(sponsorship__in=numbers, undone_at=None).values_list("sponsorship", "month")
    for number, month in rows.iterator():
        found[number].add(month)
    return found


def of_household(household: Any) -> list[Sponsorship]:
    """For the page of a household, whose reader was asked there; those of households that became a part of it too.
    Without what is sensitive."""
    rows = Sponsorship.objects.filter(household__in=[household.pk, *joined_of(household)])
    rows = rows.exclude(state=SponsorshipState.MISTAKE).select_related("sponsor")
    contacts = [f"sponsor__{name}" for name in sensitive_of(Sponsor)]
    return list(rows.defer(*sensitive_of(Sponsorship), *contacts).order_by("state", "pk"))


def sponsored(ward: Unit) -> set[int]:
    """The households of a ward that have a sponsor, or are to have one when somebody confirms it."""
    found = within([ward.path])
    return {found.home_of(one) for one in found.rows.filter(state__in=LIVE)}


def sponsors_of(paths: Iterable[str]) -> QuerySet[Sponsor]:
    """The sponsors of these wards, by name."""
    wards = Unit.objects.within(list(paths)).filter(level="ward")
    live = Count("sponsorships", filter=Q(sponsorships__state=RUNNING))
    return Sponsor.objects.filter(ward__in=wards).annotate(running=live).select_related("ward").order_by("name", "pk")
