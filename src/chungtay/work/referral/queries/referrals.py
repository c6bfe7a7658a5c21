"""Referrals of a place, and how many there are of each need."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from chungtay.foundation.accounts.models import Assignment, User
from chungtay.foundation.accounts.permissions import Permission, holders_of, scope_of
from chungtay.foundation.core.privacy import sensitive_of
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.households import common, groups_within
from chungtay.work.referral.models import LIVE, Referral, ReferralState

OVERDUE, MINE, LIVE_ONES = "overdue", "mine", "live"


def seen(user: Any, place: Unit, today: datetime.date) -> QuerySet[Referral]:
    """Referrals of households that live in the place (or lived there last), in the reader's own area."""
    paths = common(scope_of(user, Permission.REGISTRY_READ, today), place)
    # by the groups, not by their paths: the database then begins with the households of the place, not with all
    found = Referral.objects.filter(household__group__in=groups_within(paths), household__withdrawn=False)
    return found.select_related("household__group", "person", "closed_by")


def chosen(
    found: QuerySet[Referral], *, which: str, need: str, part: int | None, kind: str, user: Any, today: datetime.date
) -> QuerySet[Referral]:
    """Those of one need, one part (`kind`: "group" or "ward") and one state, or overdue, mine, or all that are live."""
    if need:
        found = found.filter(need=need)
    if part is not None:
        found = found.filter(**{"household__group" if kind == "group" else "household__group__parent": part})
    if which == OVERDUE:
        return found.filter(state=ReferralState.ASSIGNED, due_on__lt=today)
    if which == MINE:
        return found.filter(state__in=LIVE, person=user)
    if which in ReferralState.values:
        return found.filter(state=which)
    return found.filter(state__in=LIVE)


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one need and part. found = live + received + impossible + gone; `overdue` is a part of the live."""

    live: int = 0
    overdue: int = 0
    received: int = 0
    impossible: int = 0
    gone: int = 0

    @property
    def found(self) -> int:
        return self.live + self.received + self.impossible + self.gone

    @property
    def percent(self) -> int | None:
        """Whole percent of what was found that is closed by the service or no longer lacking."""
        return (self.received + self.gone) * 100 // self.found if self.found else None


def tallies(found: QuerySet[Referral], kind: str, today: datetime.date) -> dict[tuple[str, int], Tally]:
    """(need, group or ward) -> how many. One statement."""
    part = "household__group" if kind == "group" else "household__group__parent"
    late = Count("pk", filter=Q(state=ReferralState.ASSIGNED, due_on__lt=today))
    rows = found.order_by().values_list("need", part, "state").annotate(Count("pk"), late=late)
    counts: dict[tuple[str, int], Counter[str]] = {}
    for need, number, state, count, overdue in rows:
        cell = counts.setdefault((need, number), Counter())
        cell["live" if state in LIVE else state] += count
        cell["overdue"] += overdue
    names = ("live", "overdue", "received", "impossible", "gone")
    return {key: Tally(**{name: cell[name] for name in names}) for key, cell in counts.items()}


def followers(area: Unit, today: datetime.date) -> list[User]:
    """Who can be given a referral of a ward, by name."""
    above = [int(part) for part in area.path.strip("/").split("/")]
    roles = holders_of(Permission.SUPPORT_HAND_OVER)
    duties = Assignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
    held = duties.filter(area__in=above, role__in=roles).values("user")
    return list(User.objects.filter(is_active=True, pk__in=held).order_by("full_name", "pk"))


def of_household(household: int) -> QuerySet[Referral]:
    """For the household's page, whose reader was asked there. Without what is sensitive."""
    rows = Referral.objects.filter(household=household).select_related("person").order_by("need", "-pk")
    return rows.defer(*sensitive_of(Referral))
