"""How much was recorded of a household since another day."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Q

from chungtay.records.registry.models import Change, Membership, Operation
from chungtay.records.registry.queries.known import midnight_after


@dataclass(frozen=True, slots=True)
class Since:
    """`acts`: recorded after the day about the household or anybody who was ever in it. `newest`: the last of them."""

    acts: int
    newest: datetime.datetime | None


def recorded_since_in(paths: Sequence[str], day: datetime.date) -> Since:
    """What was recorded in places after the end of a day. One statement."""
    here = Q(pk__in=[])
    for path in paths:
        here |= Q(area_path__startswith=path)
    later = Operation.objects.filter(here, at__gte=midnight_after(day)).order_by()
    told = later.aggregate(acts=Count("pk"), newest=Max("at"))
    return Since(told["acts"], told["newest"])


def recorded_since(household: int, day: datetime.date) -> Since:
    """What was recorded of a household after the end of a day. Two statements at most."""
    people = Membership.objects.filter(household=household).values("person")
    about = Change.objects.filter(Q(household=household) | Q(person__in=people))
    later = about.filter(operation__at__gte=midnight_after(day)).order_by()
    newest = later.aggregate(at=Max("operation__at"))["at"]
    return Since(later.values("operation").distinct().count() if newest else 0, newest)
