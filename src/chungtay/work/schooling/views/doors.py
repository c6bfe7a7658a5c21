"""How every page of schools begins: who may come in, which place, which school."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest, at_place
from chungtay.foundation.core.audience import audience
from chungtay.foundation.core.views.telling import told
from chungtay.foundation.places.models import Unit
from chungtay.work.schooling import permissions
from chungtay.work.schooling.models import School
from chungtay.work.schooling.queries import pupils as queries

T = TypeVar("T")
readers = audience(*holders_of(Permission.SCHOOL_READ))
register_readers = audience(*holders_of(Permission.REGISTRY_READ))
tellers = audience(*holders_of(Permission.SCHOOL_KEEP))
handers = audience(*holders_of(Permission.SCHOOL_HAND_OVER))
keepers = audience(*holders_of(Permission.REGISTRY_EDIT))
importers = audience(*holders_of(Permission.REGISTRY_IMPORT))
preparers = audience(*holders_of(Permission.SUPPORT_PREPARE))
exporters = audience(*holders_of(Permission.REGISTRY_EXPORT))


def here(request: PageRequest, place: str, year: int) -> Unit:
    """The place in the address, for whoever sees its pupils. Raises Http404 or PermissionDenied."""
    found = at_place(request, place, year)
    permissions.check_may_read(request.user, found, timezone.localdate())
    return found


def school_in(request: PageRequest, place: str, year: int, number: int) -> School:
    """A school of the place. Raises Http404 for every other."""
    unit = here(request, place, year)
    return get_object_or_404(queries.schools_seen(request.user, unit, timezone.localdate()), pk=number)


def school_in_register(request: PageRequest, place: str, year: int, number: int) -> School:
    """As `school_in`, for pages that show what the register has of pupils: an officer of the school is refused."""
    found = school_in(request, place, year, number)
    permissions.check_reads_register(request.user, found.ward, timezone.localdate())
    return found


def done(request: PageRequest, operation: Callable[..., T], *args: Any, success: Any = "", **values: Any) -> T | None:
    """Let the reader do something now, and tell how it went: the given sentence, or why it was refused; then None."""
    made: list[T] = []
    act = partial(operation, *args, **values, by=request.user, at=timezone.now())
    return made[0] if told(request, lambda: made.append(act()), success) else None


def acting(request: PageRequest) -> dict[str, Any]:
    """Who acts and when, as every operation wants it."""
    return {"by": request.user, "at": timezone.now()}


def address(request: PageRequest, name: str, year: int, *args: Any) -> str:
    return reverse(f"schooling:{name}", args=[request.place.code, year, *args])
