"""How every page of sponsorship begins: who may come in, which place, which commitment."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, holders_of, scope_of
from chungtay.foundation.accounts.presenters import PageRequest, at_place
from chungtay.foundation.core.audience import audience
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.households import common, seen_of
from chungtay.work.sponsorship import permissions
from chungtay.work.sponsorship.models import Sponsor, Sponsorship
from chungtay.work.sponsorship.queries import sponsorships as queries

readers = audience(*holders_of(permissions.READ))
keepers = audience(*holders_of(permissions.KEEP))
confirmers = audience(*holders_of(permissions.CONFIRM))
receivers = audience(*holders_of(permissions.RECEIVE))
exporters = audience(*holders_of(permissions.EXPORT))


def here(request: PageRequest, place: str, year: int) -> Unit:
    """The place in the address, for whoever reads its register. Raises Http404 or PermissionDenied."""
    found = at_place(request, place, year)
    permissions.check_may_read(request.user, found, timezone.localdate())
    return found


def commitment(request: PageRequest, place: str, year: int, number: int) -> tuple[Sponsorship, queries.Seen]:
    found = queries.seen(request.user, here(request, place, year), timezone.localdate())
    return get_object_or_404(found.rows, pk=number), found


def home_in(request: PageRequest, place: str, year: int, number: int) -> Any:
    """A household of the place that the reader sees. Raises Http404 for every other."""
    home = seen_of(request.user, here(request, place, year)).select_related("group__parent").filter(pk=number).first()
    if home is None:
        raise Http404
    return home


def sponsors_in(request: PageRequest, place: Unit) -> Any:
    """The sponsors of the wards of the place that the reader sees."""
    scope = scope_of(request.user, Permission.REGISTRY_READ, timezone.localdate())
    return queries.sponsors_of(common(scope, place))


def sponsor_in(request: PageRequest, place: str, year: int, number: int) -> Sponsor:
    found: Sponsor = get_object_or_404(sponsors_in(request, here(request, place, year)), pk=number)
    return found
