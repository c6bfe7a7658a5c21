"""Imports of a place: always those of the person's own area alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.core.models import Job
from chungtay.foundation.core.queries.jobs import jobs_about
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Change, ImportFile, ImportState, StagedHousehold
from chungtay.records.registry.queries.households import seen

PAGE = 50
TOLD, MISSING = "told", "missing"


def files_of(user: Any, place: Unit, year: int) -> QuerySet[ImportFile]:
    """Files for the place or a part of it, of a year, where the person may import; newest first."""
    mine = Q(pk__in=[])
    for path in scope_of(user, Permission.REGISTRY_IMPORT, timezone.localdate()):
        mine |= Q(area__path__startswith=path)
    found = ImportFile.objects.filter(mine, area__path__startswith=place.path, on__year=year)
    return found.select_related("area", "by")


def waiting(user: Any, place: Unit, year: int) -> QuerySet[ImportFile]:
    """Files that need a hand: columns to confirm, or compared and not taken over."""
    return files_of(user, place, year).filter(state__in=[ImportState.UPLOADED, ImportState.STAGED])


def rows_of(file: ImportFile, kind: str) -> QuerySet[StagedHousehold]:
    """Households of the file by outcome; TOLD: with a sentence to read; MISSING: with members who are not in the file.
    An unknown kind finds nothing, "" everything."""
    rows = file.households.all()
    if kind == TOLD:
        return rows.exclude(told=0)
    if kind == MISSING:
        return rows.exclude(missing=0)
    return rows.filter(outcome=kind) if kind else rows


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[StagedHousehold]
    before: int | None
    after: int | None


def page_of(rows: QuerySet[StagedHousehold], *, after: int = 0, before: int | None = None) -> Page:
    """A page by place in the file; a far page costs no more than the first."""
    ordered = rows.defer("payload", "differences").select_related("household__group__parent")
    if before is not None:
        taken = list(ordered.filter(position__lt=before).order_by("-position")[: PAGE + 1])
        more, taken = len(taken) > PAGE, taken[:PAGE][::-1]
        return Page(taken, taken[0].position if taken and more else None, taken[-1].position if taken else None)
    taken = list(ordered.filter(position__gt=after).order_by("position")[: PAGE + 1])
    more, taken = len(taken) > PAGE, taken[:PAGE]
    return Page(taken, taken[0].position if taken and after else None, taken[-1].position if more else None)


def in_the_way(file: ImportFile, user: Any) -> tuple[int, int] | None:
    """The act that stands on the file, as (household, act), where the person may see one of its households."""
    act = file.problem.get("operation")
    if not act:
        return None
    touched = Change.objects.filter(operation=act).exclude(household=None).values("household")
    home = seen(user).filter(pk__in=touched).order_by("pk").values_list("pk", flat=True).first()
    return (home, act) if home else None


def job_of(file: ImportFile) -> Job | None:
    """The last piece of background work of the file."""
    return jobs_about(file).first()
