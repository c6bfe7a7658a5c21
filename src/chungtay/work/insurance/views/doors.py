"""How every page of insurance begins: who may come in, which place; and how an act is told."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest, at_place
from chungtay.foundation.core.audience import audience
from chungtay.foundation.places.models import Unit
from chungtay.work.insurance import permissions

readers = audience(*holders_of(Permission.REGISTRY_READ))
keepers = audience(*holders_of(Permission.REGISTRY_EDIT))
importers = audience(*holders_of(Permission.REGISTRY_IMPORT))
exporters = audience(*holders_of(Permission.REGISTRY_EXPORT))
preparers = audience(*holders_of(Permission.SUPPORT_PREPARE))
approvers = audience(  # the operation looks at the level that the policies name
    *dict.fromkeys([*holders_of(Permission.SUPPORT_APPROVE), *holders_of(Permission.SUPPORT_APPROVE_ABOVE)])
)
handers = audience(*holders_of(Permission.SUPPORT_HAND_OVER))


def here(request: PageRequest, place: str, year: int) -> Unit:
    """The place in the address, for whoever reads its register. Raises Http404 or PermissionDenied."""
    found = at_place(request, place, year)
    permissions.check_may_read(request.user, found, timezone.localdate())
    return found


def day_of(year: int, today: datetime.date) -> datetime.date:
    """The day that a page of a year tells of: today, or the last day of a year that has passed."""
    return min(today, datetime.date(year, 12, 31))


def acting(request: PageRequest) -> dict[str, Any]:
    """Who acts and when, as every operation wants it."""
    return {"by": request.user, "at": timezone.now()}


def address(request: PageRequest, name: str, year: int, *args: Any) -> str:
    return reverse(f"insurance:{name}", args=[request.place.code, year, *args])
