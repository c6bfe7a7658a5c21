"""A resident of another ward stands at the counter: the complaint or request is taken in for the ward that decides.

The officer reads of that ward what everybody may read (its posted lists) and afterwards no more than the receipt.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.places.models import Level, Unit
from chungtay.work.review.forms.complaints import AskElsewhereForm, ComplainElsewhereForm
from chungtay.work.review.models import Complaint, Posting, Request
from chungtay.work.review.operations.complaints import receive_complaint, too_late
from chungtay.work.review.operations.requests import receive_request
from chungtay.work.review.permissions import can_prepare
from chungtay.work.review.presenters.requests import clock_words
from chungtay.work.review.queries import complaints as queries
from chungtay.work.review.queries import receipts
from chungtay.work.review.queries.complaint_days import entered_until, taken_by_hand, takes_late
from chungtay.work.review.views import doors


def _counter(request: PageRequest, place: str, year: int) -> Unit:
    """The place whose counter it is. Raises PermissionDenied for who takes nothing in there."""
    unit = doors.here(request, place, year)
    if not can_prepare(request.user, unit, timezone.localdate()):
        raise PermissionDenied(_("You take in no requests at this place."))
    return unit


@doors.preparers
@never_cache
def ask(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Form 01 for another ward, and the lists that hang there today."""
    counter, today = _counter(request, place, year), timezone.localdate()
    wards = list(Unit.objects.filter(level=Level.WARD).on(today).select_related("parent").order_by("name", "code"))
    chosen = request.GET.get("xa", "")
    ward = next((unit for unit in wards if unit.code == chosen), None)
    named = [(unit.pk, f"{unit.name}, {unit.parent.name}" if unit.parent else unit.name) for unit in wards]
    form = AskElsewhereForm(request.POST or None, wards=named, initial={"ward": ward.pk if ward else ""})
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = {**form.cleaned_data}
        number = values.pop("ward")
        area = next(unit for unit in wards if unit.pk == number)
        made: list[Request] = []
        values |= doors.acting(request) | {"counter": counter}
        if doors.into_form(form, lambda: made.append(receive_request(area, **values)[0])):
            return _receipt(request, year, made[0], area)
    context = {
        "year": year,
        "form": form,
        "wards": [(unit.code, words) for unit, (_pk, words) in zip(wards, named, strict=True)],
        "ward": ward,
        "lists": taken_by_hand(ward, today) if ward else [],
        "clock": clock_words(today),
    }
    return render(request, "review/elsewhere.html", context)


@doors.preparers
@never_cache
def complain(request: PageRequest, place: str, year: int, posting: int) -> HttpResponse:
    """A complaint about a household of a list that hangs somewhere today, or hung there when the paper came."""
    counter, today = _counter(request, place, year), timezone.localdate()
    rows = Posting.objects.select_related("ward__ward", "ward__campaign__area")
    one = get_object_or_404(rows, pk=posting)
    runs, late = queries.runs(one, today), takes_late(one, today)
    form = ComplainElsewhereForm(request.POST or None, rows=one.shown["rows"] if runs or late else [], late=late)
    if request.method == "POST" and (runs or late) and form.is_valid():
        values: dict[str, Any] = {**form.cleaned_data}
        case = queries.case_of_row(one, values.pop("row"))
        if case is None:
            raise Http404
        made: list[Complaint] = []
        values |= doors.acting(request) | {"case": case, "counter": counter}
        if doors.into_form(form, lambda: made.append(receive_complaint(one, **values)[0])):
            return _receipt(request, year, made[0], one.ward.ward)
    context = {"year": year, "posting": one, "form": form if runs or late else None, "too_late": too_late(one)}
    context |= {"late": late, "until": entered_until(one) if late else None}
    return render(request, "review/elsewhere_complain.html", context)


def _receipt(request: PageRequest, year: int, matter: Complaint | Request, ward: Unit) -> HttpResponse:
    """Shown once, in the answer itself: number and code stand in no address."""
    context = {"year": year, "matter": matter, "code": receipts.code_of(matter.receipt), "ward": ward}
    return render(request, "review/elsewhere_receipt.html", context)
