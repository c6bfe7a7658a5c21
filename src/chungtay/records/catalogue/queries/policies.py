"""The policies of offices: what holds on a day as known on another, what a reader sees, what waits for a decision."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from chungtay.foundation.places.models import Unit
from chungtay.records.catalogue.models import DecisionKind, OwnPolicy
from chungtay.records.catalogue.queries.reading import CONTENT, policy_of
from chungtay.rulebook.rights import Policy


def in_force(
    units: Sequence[int], days: Sequence[datetime.date], known_on: datetime.date | None = None
) -> dict[datetime.date, list[tuple[int, Policy]]]:
    """Day -> (unit, policy) of the approved policies of units. Of one policy the newest version that has begun counts;
    `known_on` leaves out what was decided after that day. One statement for all days."""
    until = _midnight_after(known_on) if known_on else None
    rows = _decided(until).filter(
        unit__in=units, valid_from__lte=max(days), decided=DecisionKind.APPROVED, approved_at__isnull=False
    )
    read = [(row, _lasting(row)) for row in rows.order_by("code", "version")]
    found = {}
    for day in days:
        newest = {row.code: (row.unit_id, policy) for row, policy in read if row.valid_from <= day}
        found[day] = [each for each in newest.values() if each[1].valid_to is None or day <= each[1].valid_to]
    return found


def named(codes: Sequence[str]) -> list[Policy]:
    """The newest approved version of each."""
    rows = _decided(None).filter(code__in=codes, decided=DecisionKind.APPROVED).select_related("unit")
    return [_lasting(row) for row in {row.code: row for row in rows.order_by("code", "version")}.values()]


def seen(place: Unit) -> QuerySet[OwnPolicy]:
    """Every version of the policies that concern a place: of the units above it, itself, and below it. With
    `decided`, `approved_at`, `last_day`."""
    concerned = Q(unit__in=_numbers(place)) | Q(unit__path__startswith=place.path)
    return _decided(None).filter(concerned).select_related("unit", "proposed_by")


def read(row: OwnPolicy) -> Policy:
    """A version as a policy, whatever was decided on it."""
    return policy_of(row.code, row.unit.code, {name: getattr(row, name) for name in CONTENT})


def _decided(until: datetime.datetime | None) -> QuerySet[Any]:
    """Versions with `decided` (approved, refused, withdrawn or None), `approved_at` and, where ended, `last_day`."""
    in_time = Q(decisions__at__lt=until) if until else Q()
    ended = Q(decisions__kind=DecisionKind.ENDED) & in_time
    return OwnPolicy.objects.annotate(
        decided=Min("decisions__kind", filter=~Q(decisions__kind=DecisionKind.ENDED) & in_time),
        approved_at=Min("decisions__at", filter=Q(decisions__kind=DecisionKind.APPROVED) & in_time),
        last_day=Min("decisions__last_day", filter=ended),
    )


def _lasting(row: Any) -> Policy:
    """The policy with its last day, where it was ended."""
    policy = policy_of(row.code, "", {name: getattr(row, name) for name in CONTENT})
    days = [day for day in (policy.valid_to, row.last_day) if day is not None]
    return replace(policy, valid_to=min(days, default=None))


def _numbers(place: Unit) -> list[int]:
    return [int(part) for part in place.path.strip("/").split("/")]


def _midnight_after(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), timezone.get_current_timezone())


def newest_first(rows: Iterable[OwnPolicy]) -> list[OwnPolicy]:
    return sorted(rows, key=lambda row: (row.code, -row.version))
