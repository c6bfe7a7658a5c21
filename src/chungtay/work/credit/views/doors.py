"""How every page of loans begins: who may come in, which place, which loan."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from chungtay.foundation.accounts.permissions import holders_of
from chungtay.foundation.accounts.presenters import PageRequest, at_place
from chungtay.foundation.core.audience import audience
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.households import seen_of
from chungtay.work.credit import permissions
from chungtay.work.credit.models import Loan
from chungtay.work.credit.queries import loans as queries

readers = audience(*holders_of(permissions.READ))
keepers = audience(*holders_of(permissions.KEEP))
confirmers = audience(*holders_of(permissions.CONFIRM))
exporters = audience(*[role for role in holders_of(permissions.EXPORT) if role in holders_of(permissions.SENSITIVE)])


def here(request: PageRequest, place: str, year: int) -> Unit:
    """The place in the address, for whoever reads its register. Raises Http404 or PermissionDenied."""
    found = at_place(request, place, year)
    permissions.check_may_read(request.user, found, timezone.localdate())
    return found


def loan(request: PageRequest, place: str, year: int, number: int) -> tuple[Loan, queries.Seen]:
    found = queries.seen(request.user, here(request, place, year), timezone.localdate())
    return get_object_or_404(found.rows, pk=number), found


def home_in(request: PageRequest, place: str, year: int, number: int) -> Any:
    """A household of the place that the reader sees. Raises Http404 for every other."""
    home = seen_of(request.user, here(request, place, year)).select_related("group__parent").filter(pk=number).first()
    if home is None:
        raise Http404
    return home
