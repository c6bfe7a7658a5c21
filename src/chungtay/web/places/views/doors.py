"""How every page about places begins: who may come in, which place and year, which group or plan."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest, at_place
from chungtay.foundation.core.audience import audience
from chungtay.foundation.core.views.telling import told as told
from chungtay.foundation.places.models import Level, Reorganisation, Unit
from chungtay.foundation.places.queries import plans_of
from chungtay.web.places import permissions, queries

keepers = audience(*holders_of(Permission.PLACE_MANAGE))
givers = audience(*holders_of(Permission.ACCOUNT_MANAGE))


def here(request: PageRequest, place: str, year: int) -> Unit:
    """The place in the address. Raises Http404 or PermissionDenied."""
    return at_place(request, place, year)


def kept(request: PageRequest, place: str, year: int) -> Unit:
    """The same, and the person keeps its units."""
    unit = here(request, place, year)
    permissions.check_may_keep(request.user, unit, timezone.localdate())
    return unit


def not_here(request: PageRequest, year: int) -> HttpResponse:
    """Groups stand below wards; elsewhere the page leads back to the units of the place."""
    messages.info(request, _("Choose a ward first: residential groups belong to wards."))
    return redirect(address(request, "place", year))


def group_in(unit: Unit, number: int) -> Unit:
    """A residential group below the place, whenever it existed. Raises Http404 for every other."""
    found = Unit.objects.filter(level=Level.GROUP, pk=number).within([unit.path]).select_related("parent").first()
    if found is None:
        raise Http404
    return found


def plan_in(unit: Unit, number: int) -> Reorganisation:
    """A plan about the place or what stands below it. Raises Http404 for every other."""
    found = plans_of(unit).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def ward_day(unit: Unit, year: int) -> datetime.date:
    return queries.day_of(unit, year, timezone.localdate())


def address(request: PageRequest, name: str, year: int, *args: Any) -> str:
    return reverse(f"places:{name}", args=[request.place.code, year, *args])


def into_form(form: Any, act: Callable[[], Any]) -> bool:
    """Do what a form asks; what stands against it is shown with the form."""
    try:
        act()
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True
