"""How every page of assistance begins: who may come in, which place, which case; and how an act's refusal is told."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest, at_place
from chungtay.foundation.core.audience import audience
from chungtay.foundation.core.files import StoredFile, keeping
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.households import seen_of
from chungtay.work.assistance import permissions
from chungtay.work.assistance.models import Case
from chungtay.work.assistance.queries.cases import cases_seen

readers = audience(*holders_of(Permission.REGISTRY_READ))
proposers = audience(*holders_of(Permission.SUPPORT_PREPARE))
approvers = audience(*holders_of(Permission.SUPPORT_APPROVE))
payers = audience(*holders_of(Permission.SUPPORT_HAND_OVER))
visitors = audience(
    *dict.fromkeys([*holders_of(Permission.SUPPORT_PREPARE), *holders_of(Permission.SUPPORT_HAND_OVER)])
)


def here(request: PageRequest, place: str, year: int) -> Unit:
    """The place in the address, for whoever reads its register. Raises Http404 or PermissionDenied."""
    found = at_place(request, place, year)
    permissions.check_may_read(request.user, found, timezone.localdate())
    return found


def home_in(request: PageRequest, place: str, year: int, number: int) -> Any:
    """A household of the place that the reader sees. Raises Http404 for every other."""
    home = seen_of(request.user, here(request, place, year)).filter(pk=number).first()
    if home is None:
        raise Http404
    return home


def case_in(request: PageRequest, place: str, year: int, number: int) -> Case:
    return get_object_or_404(cases_seen(request.user, here(request, place, year), timezone.localdate()), pk=number)


def address(request: PageRequest, year: int, number: int) -> str:
    return reverse("assistance:case", args=[request.place.code, year, number])


@contextlib.contextmanager
def kept(file: Any) -> Iterator[StoredFile | None]:
    """The file kept while its row is written; none was sent: None."""
    if file is None:
        yield None
        return
    with keeping(file) as found:
        yield found
