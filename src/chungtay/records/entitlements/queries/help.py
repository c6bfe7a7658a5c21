"""What reached a household, from every source: its own rows, those of households that became a part of it, and those of
the people who live in it now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from chungtay.foundation.core.privacy import sensitive_of
from chungtay.records.entitlements.models import HelpReceived
from chungtay.records.registry.queries.homes import joined_into, member_numbers

NEWEST = 3


def help_of(household: int, joined: Collection[int] | None = None) -> QuerySet[HelpReceived]:
    """Newest first, what was given back among it. `joined`: what `joined_into` says, if it was asked. The caller has
    asked who may look at the household."""
    homes = [household, *(joined_into(household) if joined is None else joined)]
    people = member_numbers(household)
    rows = HelpReceived.objects.filter(Q(household__in=homes) | Q(person__in=people))
    return rows.select_related("recorded_by", "taken_back", "household").order_by("-on", "-pk")


def newest_of(household: int, joined: Collection[int], *, opened: bool) -> list[HelpReceived]:
    """On the page of the household; until it is opened not what it was nor its worth."""
    rows = help_of(household, joined).select_related(None).select_related("household").defer("household__note")
    return list((rows if opened else rows.defer(*sensitive_of(HelpReceived)))[:NEWEST])


@dataclass(frozen=True, slots=True)
class Total:
    """One source. `value` in whole đồng of what has a worth; `unknown`: rows whose worth nobody knows."""

    source: str
    value: int
    rows: int
    unknown: int


def totals(rows: Iterable[HelpReceived]) -> list[Total]:
    """By source, the largest worth first. What was given back counts for nothing."""
    kept = [row for row in rows if row.takes_back_id is None and not hasattr(row, "taken_back")]
    found = []
    for source in dict.fromkeys(row.source for row in kept):
        of_source = [row for row in kept if row.source == source]
        known = [row.value for row in of_source if row.value is not None]
        found.append(Total(source, sum(known), len(of_source), len(of_source) - len(known)))
    return sorted(found, key=lambda total: (-total.value, total.source))
