"""Misfortunes of households for apps above the register. Unscoped: the caller has asked who may look."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from chungtay.records.registry.models import EventKind, HardshipEvent
from chungtay.records.registry.queries.households import groups_within


@dataclass(frozen=True, slots=True)
class Event:
    """`person` None: the household as a whole. `papers`: documents that show it."""

    number: int
    household: int
    person: int | None
    person_name: str
    kind: str
    happened_on: datetime.date
    description: str
    papers: int

    @property
    def label(self) -> str:
        return str(EventKind(self.kind).label)


def events_of(household: int) -> list[Event]:
    """The misfortunes of one household, the latest first."""
    return _events(HardshipEvent.objects.live().filter(household=household))


def event_of(household: int, number: int) -> Event | None:
    """One misfortune of the household; None for a number that is none of its."""
    found = _events(HardshipEvent.objects.live().filter(household=household, pk=number))
    return found[0] if found else None


def events_within(paths: Sequence[str], since: datetime.date) -> list[Event]:
    """The misfortunes since a day of the households that live in the places, the latest first."""
    here = Q(household__group__in=groups_within(paths), household__withdrawn=False, household__ended_on=None)
    return _events(HardshipEvent.objects.live().filter(here, happened_on__gte=since))


def _events(rows: QuerySet[HardshipEvent]) -> list[Event]:
    live = Count("evidence", filter=Q(evidence__withdrawn=False))
    found = rows.select_related("person").annotate(papers=live).order_by("-happened_on", "-pk")
    return [
        Event(
            row.pk,
            row.household_id,
            row.person_id,
            row.person.full_name if row.person else "",
            row.kind,
            row.happened_on,
            row.description,
            row.papers,
        )
        for row in found
    ]
