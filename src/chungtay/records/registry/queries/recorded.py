"""How much was recorded of a household since another day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Max, Q

from chungtay.records.registry.models import Change, Membership
from chungtay.records.registry.queries.known import midnight_after


@dataclass(frozen=True, slots=True)
class Since:
    """`acts`: recorded after the day about the household or anybody who was ever in it. `newest`: the last of them."""

    acts: int
    newest: datetime.datetime | None


def recorded_since(household: int, day: datetime.date) -> Since:
    """What was recorded of a household after the end of a day. Two statements at most."""
    people = Membership.objects.filter(household=household).values("person")
    about = Change.objects.filter(Q(household=household) | Q(person__in=people))
    later = about.filter(operation__at__gte=midnight_after(day)).order_by()
    newest = later.aggregate(at=Max("operation__at"))["at"]
    return Since(later.values("operation").distinct().count() if newest else 0, newest)
