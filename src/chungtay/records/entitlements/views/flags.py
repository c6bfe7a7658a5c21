"""Hand-overs that somebody must look at, each with its people and its outcome."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.views.telling import tell_wrong
from chungtay.foundation.places.models import Level
from chungtay.records.entitlements import permissions
from chungtay.records.entitlements.forms.lists import SettleForm
from chungtay.records.entitlements.models.flags import FlagState
from chungtay.records.entitlements.operations import flags as operations
from chungtay.records.entitlements.presenters.lists import elsewhere, lines
from chungtay.records.entitlements.queries import flags as queries
from chungtay.records.entitlements.queries.naming import names_for
from chungtay.records.entitlements.queries.proofs import shown_named
from chungtay.records.entitlements.views.doors import approvers, here, readers

PAGE = 20
SHOWN = 20  # people of one pattern; the lists hold the others


@readers
def flags(request: PageRequest, place: str, year: int) -> HttpResponse:
    """The patterns of the year: open ones first, each with some of its people."""
    at, today = here(request, place, year), timezone.localdate()
    state = request.GET.get("o", FlagState.OPEN)
    state = state if state in FlagState.values else FlagState.OPEN
    found = queries.flags_seen(request.user, at, year, today)
    page = Paginator(found.filter(state=state), PAGE).get_page(request.GET.get("trang"))
    shown = list(page.object_list)
    rows = list(queries.lines_of(number for flag in shown for number in flag.lines[:SHOWN]))
    others = shown_named(origin for flag in shown for origin in flag.elsewhere[:SHOWN])
    homes = [row.household_id for row in rows] + [each.household for each in others.values()]
    names = names_for([row.person_id for row in rows], homes, today)
    by_number = {line.line.pk: line for line in lines(rows, names)}
    context = {
        "year": year,
        "page": page,
        "flags": [
            (
                flag,
                [by_number[n] for n in flag.lines[:SHOWN] if n in by_number],
                elsewhere([others[n] for n in flag.elsewhere[:SHOWN] if n in others], names, request.place.code, year),
            )
            for flag in shown
        ],
        "states": FlagState.choices,
        "state": state,
        "may_look": at.level == Level.WARD and permissions.can_approve(request.user, at, today),
        "form": SettleForm(),
    }
    return render(request, "entitlements/flags.html", context)


@approvers
@require_POST
def look(request: PageRequest, place: str, year: int) -> HttpResponse:
    try:
        count = operations.look_for_flags(here(request, place, year), year, by=request.user, at=timezone.now())
        messages.success(request, _("Looked through: %(count)s new to be looked at.") % {"count": count})
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("entitlements:flags", request.place.code, year)


@approvers
@require_POST
def settle(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = queries.flags_seen(request.user, here(request, place, year), year, timezone.localdate())
    flag, form = get_object_or_404(found, pk=number), SettleForm(request.POST)
    if not form.is_valid():
        tell_wrong(request, form)
    else:
        try:
            operations.settle_flag(flag.pk, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            messages.error(request, error.messages[0])
    return redirect("entitlements:flags", request.place.code, year)
