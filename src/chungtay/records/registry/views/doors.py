"""How every page of the register begins: who may come in, which place and year, which household."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest, at_place
from chungtay.foundation.core.audience import audience
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household
from chungtay.records.registry.operations.once import answered
from chungtay.records.registry.queries import households

readers = audience(*holders_of(Permission.REGISTRY_READ))
keepers = audience(*holders_of(Permission.REGISTRY_EDIT))


def place_of(request: PageRequest, place: str, year: int) -> Unit:
    """The place in the address. Raises Http404 or PermissionDenied."""
    return at_place(request, place, year)


def home_of(request: PageRequest, place: str, year: int, number: int) -> Household:
    """A household of the place that the person may see. Raises Http404 for every other."""
    return _only(households.seen_of(request.user, place_of(request, place, year)), number)


def record_of(request: PageRequest, place: str, year: int, number: int) -> Household:
    """As `home_of`, for what stays readable of a household that was taken back."""
    return _only(households.ever_seen_of(request.user, place_of(request, place, year)), number)


def _only(found: QuerySet[Household], number: int) -> Household:
    home = found.filter(pk=number).select_related("group__parent").first()
    if home is None:
        raise Http404
    return home


def address(request: PageRequest, name: str, year: int, *args: Any) -> str:
    return reverse(f"registry:{name}", args=[request.place.code, year, *args])


def token_of(request: PageRequest) -> str:
    """The random number of the form that is sent, or one for a form that is shown (`operations.once`)."""
    return request.POST.get("once", "")[:32] or uuid.uuid4().hex


def sent_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a page with a form of `once.html`: what was saved already is neither checked nor written again, it leads to
    the page of the first time; also when that one came while this one was looked at."""

    @functools.wraps(view)
    def first_answer(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        known = answered(token_of(request), request.user)
        if known:
            return redirect(known)
        answer = view(request, *args, **kwargs)
        known = "" if answer.status_code == HTTPStatus.FOUND else answered(token_of(request), request.user)
        return redirect(known) if known else answer

    return first_answer


def whole(text: str) -> int | None:
    """A row number out of an address; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
