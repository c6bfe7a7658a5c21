"""How every page of gifts begins: who may come in, which place, which round."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest, at_place
from chungtay.foundation.core.audience import audience
from chungtay.foundation.core.views.telling import tell_wrong, told
from chungtay.foundation.places.models import Unit
from chungtay.work.gifts import permissions
from chungtay.work.gifts.models import Round
from chungtay.work.gifts.queries.rounds import rounds_seen

readers = audience(*holders_of(Permission.GIFT_READ))
register_readers = audience(*holders_of(Permission.REGISTRY_READ))
preparers = audience(*holders_of(Permission.SUPPORT_PREPARE))
approvers = audience(*holders_of(Permission.SUPPORT_APPROVE))
movers = audience(*holders_of(Permission.SUPPORT_PREPARE), *holders_of(Permission.SUPPORT_APPROVE))
handers = audience(*holders_of(Permission.GIFT_CARRY))


def here(request: PageRequest, place: str, year: int) -> Unit:
    """The place in the address, for whoever sees its rounds. Raises Http404 or PermissionDenied."""
    found = at_place(request, place, year)
    permissions.check_may_read(request.user, found, timezone.localdate())
    return found


def round_in(request: PageRequest, place: str, year: int, number: int) -> Round:
    """A round that the person may look at. Raises Http404 for every other."""
    unit = here(request, place, year)
    return get_object_or_404(rounds_seen(request.user, unit, timezone.localdate()), pk=number)


def round_in_register(request: PageRequest, place: str, year: int, number: int) -> Round:
    """As `round_in`, for pages that show the whole round: a volunteer is refused."""
    made = round_in(request, place, year, number)
    permissions.check_reads_register(request.user, made.ward, timezone.localdate())
    return made


def address(request: PageRequest, year: int, name: str = "gifts:rounds", *args: Any) -> str:
    return reverse(name, args=[request.place.code, year, *args])


def step(
    request: PageRequest,
    year: int,
    made: Round,
    form: forms.Form | None,
    act: Callable[..., Any],
    success: Any = "",
    to: str = "gifts:round",
) -> HttpResponse:
    """One step of a round: `act(**what the form says, by=, at=)` when the form is in order; back to the round either
    way."""
    if form is not None and not form.is_valid():
        tell_wrong(request, form)
    else:
        given = form.cleaned_data if form is not None else {}
        told(request, partial(act, **given, by=request.user, at=timezone.now()), success)
    return redirect(address(request, year, to, made.pk))
