"""How every page of the register begins: who may come in, which place and year, which household."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest, at_place
from chungtay.foundation.core.audience import audience
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household
from chungtay.records.registry.queries import households

readers = audience(*holders_of(Permission.REGISTRY_READ))
keepers = audience(*holders_of(Permission.REGISTRY_EDIT))


def place_of(request: PageRequest, place: str, year: int) -> Unit:
    """The place in the address. Raises Http404 or PermissionDenied."""
    return at_place(request, place, year)


def home_of(request: PageRequest, place: str, year: int, number: int) -> Household:
    """A household of the place that the person may see. Raises Http404 for every other."""
    found = households.seen_of(request.user, place_of(request, place, year)).filter(pk=number)
    home = found.select_related("group__parent").first()
    if home is None:
        raise Http404
    return home


def address(request: PageRequest, name: str, year: int, *args: Any) -> str:
    return reverse(f"registry:{name}", args=[request.place.code, year, *args])


def whole(text: str) -> int | None:
    """A row number out of an address; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
