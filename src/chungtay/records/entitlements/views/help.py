"""The page of everything that reached one household, from every source."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.views.telling import tell_wrong
from chungtay.records.entitlements import permissions
from chungtay.records.entitlements.forms.lists import NoteForm
from chungtay.records.entitlements.forms.outside import OutsideForm
from chungtay.records.entitlements.operations import outside
from chungtay.records.entitlements.presenters import help as presenters
from chungtay.records.entitlements.queries import help as queries
from chungtay.records.entitlements.queries.outside import outside_of
from chungtay.records.entitlements.views.doors import confirmers, enterers, here, readers
from chungtay.records.registry.operations.looks import open_for_page
from chungtay.records.registry.queries.homes import joined_into
from chungtay.records.registry.queries.households import seen_of
from chungtay.records.registry.queries.rights_facts import names_of


@readers
def household(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """What a household received, newest first, with value, source and proof, and the sums by source."""
    return _page(request, year, _home(request, place, year, number), OutsideForm())


def _page(request: PageRequest, year: int, home: Any, form: OutsideForm) -> HttpResponse:
    open_for_page(home.pk, by=request.user, at=timezone.now())
    joined, today = joined_into(home.pk), timezone.localdate()
    rows = list(queries.help_of(home.pk, joined))
    names = names_of([row.person_id for row in rows if row.person_id is not None])
    context = {
        "year": year,
        "home": home,
        "rows": presenters.rows(rows, home.pk, joined, names),
        "totals": presenters.totals(queries.totals(rows)),
        "outside": list(outside_of(home.pk, joined)),
        "may_enter": permissions.can_enter_help(request.user, request.place, today),
        "may_confirm": permissions.can_confirm_help(request.user, request.place, today),
        "form": form,
    }
    return render(request, "entitlements/help.html", context)


@enterers
@require_POST
def enter(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """What came from elsewhere, told by one; what is wrong stands beside its field."""
    home = _home(request, place, year, number)
    form = OutsideForm(request.POST)
    if form.is_valid():
        try:
            outside.enter_outside(home, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("Noted. Another person confirms it; then it stands in the ledger."))
            return _back(request, year, number)
        except ValidationError as error:
            form.add_error(None, error)
    return _page(request, year, home, form)


@confirmers
@require_POST
def confirm(request: PageRequest, place: str, year: int, number: int, outside_help: int) -> HttpResponse:
    home = _home(request, place, year, number)
    get_object_or_404(outside_of(home.pk, joined_into(home.pk)), pk=outside_help)
    return _done(request, year, number, partial(outside.confirm_outside, outside_help))


@confirmers
@require_POST
def refuse(request: PageRequest, place: str, year: int, number: int, outside_help: int) -> HttpResponse:
    home, form = _home(request, place, year, number), NoteForm(request.POST)
    get_object_or_404(outside_of(home.pk, joined_into(home.pk)), pk=outside_help)
    if not form.is_valid():
        tell_wrong(request, form)
        return _back(request, year, number)
    note = form.cleaned_data["note"]
    return _done(request, year, number, partial(outside.refuse_outside, outside_help, note=note))


def _home(request: PageRequest, place: str, year: int, number: int) -> Any:
    home = seen_of(request.user, here(request, place, year)).filter(pk=number).first()
    if home is None:
        raise Http404
    return home


def _back(request: PageRequest, year: int, number: int) -> HttpResponse:
    return redirect(reverse("entitlements:help", args=[request.place.code, year, number]))


def _done(request: PageRequest, year: int, number: int, act: Callable[..., object]) -> HttpResponse:
    try:
        act(by=request.user, at=timezone.now())
        messages.success(request, _("Done."))
    except (ValidationError, PermissionDenied) as error:
        for told in error.messages if isinstance(error, ValidationError) else [str(error)]:
            messages.error(request, told)
    return _back(request, year, number)
