"""The keys that sign a ward's certificates: which signs now, which did before, and the exchange by the leader."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.places.models import Level, Unit
from chungtay.work.review import permissions
from chungtay.work.review.forms.decisions import ReasonForm
from chungtay.work.review.operations import signing_keys as operations
from chungtay.work.review.queries import certificates as queries
from chungtay.work.review.views import doors


def _ward(request: PageRequest, place: str, year: int) -> Unit:
    unit = doors.here(request, place, year)
    if unit.level != Level.WARD:
        raise Http404
    permissions.check_may_sign(request.user, unit, timezone.localdate())
    return unit


@doors.signers
def keys(request: PageRequest, place: str, year: int) -> HttpResponse:
    return _page(request, _ward(request, place, year), year, ReasonForm())


def _page(request: PageRequest, ward: Unit, year: int, form: ReasonForm) -> HttpResponse:
    context = {"year": year, "ward": ward, "keys": list(queries.keys_of(ward)), "form": form}
    return render(request, "review/signing_keys.html", context)


@doors.signers
@require_POST
def exchange(request: PageRequest, place: str, year: int) -> HttpResponse:
    ward = _ward(request, place, year)
    form, act = ReasonForm(request.POST), doors.acting(request)
    if form.is_valid():
        why = form.cleaned_data["why"]
        if doors.into_form(form, lambda: operations.exchange_key(ward, why=why, **act)):
            messages.success(request, _("Another key signs from now on. Certificates that were issued stay true."))
            return redirect("signing_keys:keys", place, year)
    return _page(request, ward, year, form)
