"""Once a day: the rights of every ward in which something changed are worked out and kept, whether or not anybody opens
it, so that marks do not pile up and a district's page finds its wards ready.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.models import FactsChanged, StandingHome
from chungtay.records.entitlements.operations.standing import refresh
from chungtay.records.entitlements.queries.standing import wards_kept
from chungtay.records.registry.queries.parts import in_parts

_PART = 2_000


@dataclass(frozen=True, slots=True)
class Night:
    """Wards that were worked out, their stale households, and marks that said what another mark says."""

    wards: int
    homes: int
    marks: int


def refresh_wards(today: datetime.date, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Night:
    """Each ward by itself: what is done stays done when the next one fails or the worker ends."""
    wards, homes = list(Unit.objects.filter(level=Level.WARD).order_by("code")), 0
    counted = 0
    for done, unit in enumerate(wards, 1):
        for ward in wards_kept([unit.path], today).values():
            if ward.stale:
                refresh(ward, today)
                homes, counted = homes + len(ward.stale), counted + 1
        progress(done, len(wards))
    return Night(counted, homes, one_mark_a_household())


def one_mark_a_household() -> int:
    """Of several marks of a household the newest stays; returns how many went. Those of who lives in no ward any more
    stay marked, and come back when the household does.

    A refresh reads the marks behind the lock of the household's row and takes away those it saw. Behind the same lock
    nobody is between reading and taking away, so the one that stays is seen by the next.
    """
    gone = 0
    for homes in _several():
        with transaction.atomic():
            StandingHome.objects.bulk_create([StandingHome(household_id=home) for home in homes], ignore_conflicts=True)
            list(
                StandingHome.objects.select_for_update(no_key=True)
                .filter(pk__in=homes)
                .order_by("pk")
                .values_list("pk")
            )
            marks = FactsChanged.objects.filter(household__in=homes).order_by("pk").values_list("household", "pk")
            newest = dict(marks)
            older = [mark for home, mark in marks if mark != newest[home]]
            for part in in_parts(older, _PART):
                gone += FactsChanged.objects.filter(pk__in=part).delete()[0]
    return gone


def _several() -> Iterator[list[int]]:
    marked = FactsChanged.objects.order_by().values("household").annotate(Count("pk")).filter(pk__count__gt=1)
    yield from in_parts(sorted(marked.values_list("household", flat=True)), _PART)
