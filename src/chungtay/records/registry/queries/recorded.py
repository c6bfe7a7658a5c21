"""Whether the register still says of a household what it said on another day: what was recorded since.

The history keeps every change with its time. It is asked here, and nothing is rolled back: where something was recorded
since, whoever asks is told so and looks at the history.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Max, Q
from django.utils import timezone

from chungtay.records.registry.models import Change, HouseholdStatus, Membership
from chungtay.records.registry.queries.households import groups_within


@dataclass(frozen=True, slots=True)
class Since:
    """`acts`: recorded after the day about the household or anybody who was ever in it. `newest`: the last of them."""

    acts: int
    newest: datetime.datetime | None


def recorded_since(household: int, day: datetime.date) -> Since:
    """What was recorded of a household after the end of a day. Two statements at most."""
    people = Membership.objects.filter(household=household).values("person")
    about = Change.objects.filter(Q(household=household) | Q(person__in=people))
    later = about.filter(operation__at__gte=_midnight_after(day)).order_by()
    newest = later.aggregate(at=Max("operation__at"))["at"]
    return Since(later.values("operation").distinct().count() if newest else 0, newest)


def class_recorded_by(paths: list[str], day: datetime.date, known_on: datetime.date) -> bool:
    """Whether some class of a household of the places that holds from the day or before was recorded by another day:
    only then was "on no list" known of the others."""
    statuses = HouseholdStatus.objects.filter(household__group__in=groups_within(paths), valid_from__lte=day)
    rows = Change.objects.filter(
        record_type=HouseholdStatus.RECORD_TYPE, record_id__in=statuses.values("pk"), added=True,
        operation__at__lt=_midnight_after(known_on),
    )  # fmt: skip
    return rows.exists()


def _midnight_after(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), timezone.get_current_timezone())
