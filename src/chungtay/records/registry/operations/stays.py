"""Where a household lives from a day on. What lies before the first day of a group was lived in the one group that
stood in its place, as far back as that is certain. Before that the years stay with the earliest group: a list of a new
ward says since when its households live there, and the accounts of a year begin with who lived there before."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Succession, Unit
from chungtay.foundation.places.queries import certain_origins
from chungtay.records.registry.models import Household, Residence
from chungtay.records.registry.operations.borders import CAME_BY

_DAY = datetime.timedelta(days=1)
Placed = tuple[Household, Unit, str, datetime.date]  # household, group, address, first day


def stays_of(placed: Sequence[Placed]) -> list[Residence]:
    """As far back as is told; of which group, as far as is certain. A statement for each step back, however many
    households."""
    young = {group.pk: group for _home, group, _address, since in placed if since < group.valid_from}
    ways = certain_origins(young.values()) if young else {}
    return [stay for each in placed for stay in _stays(*each, ways.get(each[1].pk, []))]


def stays_from(household: Household, group: Unit, address: str, on: datetime.date) -> list[Residence]:
    """From this very day on. Raises ValidationError when the group is not there yet and it is not certain which one
    stood in its place."""
    return stays_from_day([(household, group, address, on)], on)


def stays_from_day(placed: Sequence[Placed], on: datetime.date) -> list[Residence]:
    """The same for many households who all come on that day; a statement for each step back, however many they are."""
    stays = stays_of(placed)
    began = {stay.household_id: stay for stay in reversed(stays)}  # the earliest of each
    for stay in began.values():
        if on < stay.group.valid_from:
            raise _too_young(stay.group)
    return stays


def _too_young(first: Unit) -> ValidationError:
    return ValidationError(
        _(
            "%(group)s is there since %(day)s only, and it is not certain which group was there before. Choose "
            "that day or a later one."
        ),
        params={
            "group": f"{first.name} ({first.parent.name})" if first.parent else first.name,
            "day": first.valid_from.strftime("%d/%m/%Y"),
        },
        code="group_too_young",
    )


def _stays(
    household: Household, group: Unit, address: str, since: datetime.date, way: Sequence[Succession]
) -> list[Residence]:
    """The earliest first; each but that one began because the border moved."""
    spans: list[tuple[Unit, datetime.date, datetime.date | None]] = [(group, since, None)]
    for step in way:
        unit, _first, last = spans[-1]
        if since >= unit.valid_from:
            break
        spans[-1] = (unit, unit.valid_from, last)
        spans.append((step.old, since, unit.valid_from - _DAY))
    return [
        Residence(
            household=household,
            group=unit,
            address=address,
            came_by=CAME_BY if place else "",
            valid_from=first,
            valid_to=last,
        )
        for place, (unit, first, last) in enumerate(reversed(spans))
    ]
