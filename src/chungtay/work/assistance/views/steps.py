"""The steps of a case, each back to its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.views.telling import tell_wrong, told
from chungtay.work.assistance.forms.cases import ApproveForm, CallForm, NoteForm, PayForm, VisitForm
from chungtay.work.assistance.models import VisitKind
from chungtay.work.assistance.operations import deciding, paying, proposing
from chungtay.work.assistance.queries.cases import leaders_of
from chungtay.work.assistance.views.doors import address, approvers, case_in, kept, payers, proposers, visitors


def _step(
    request: PageRequest, place: str, year: int, number: int, form: Any, act: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """One step of a case that the reader sees; what is wrong is said on its page."""
    case = case_in(request, place, year, number)
    if not form.is_valid():
        tell_wrong(request, form)
    else:
        told(request, lambda: act({"by": request.user, "at": timezone.now()}))
    return redirect(address(request, year, case.pk))


@approvers
@require_POST
def approve(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    form = ApproveForm(request.POST)
    return _step(request, place, year, number, form, lambda who: deciding.approve(number, **form.cleaned_data, **who))


@visitors
@require_POST
def call(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    case = case_in(request, place, year, number)
    form = CallForm(request.POST, leaders=leaders_of(case.ward, timezone.localdate()))

    def act(who: dict[str, Any]) -> object:
        return deciding.note_call(number, leader=form.leaders[form.cleaned_data["leader"]], **who)

    return _step(request, place, year, number, form, act)


@approvers
@require_POST
def confirm(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    form = ApproveForm(request.POST)
    return _step(
        request, place, year, number, form, lambda who: deciding.confirm_call(number, **form.cleaned_data, **who)
    )


@approvers
@require_POST
def deny(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    form = NoteForm(request.POST)
    return _step(request, place, year, number, form, lambda who: deciding.deny_call(number, **form.cleaned_data, **who))


@approvers
@require_POST
def refuse(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    form = NoteForm(request.POST)
    return _step(request, place, year, number, form, lambda who: deciding.refuse(number, **form.cleaned_data, **who))


@proposers
@require_POST
def withdraw(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    form = NoteForm(request.POST)
    return _step(request, place, year, number, form, lambda who: proposing.withdraw(number, **form.cleaned_data, **who))


@payers
@require_POST
def pay(request: PageRequest, place: str, year: int, number: int, part: int) -> HttpResponse:
    form = PayForm(request.POST, request.FILES)

    def act(who: dict[str, Any]) -> object:
        data = form.cleaned_data
        with kept(data.pop("file")) as file:
            assert file is not None  # noqa: S101 - the form asks for it
            return paying.pay(number, part, **data, kept=file, **who)

    return _step(request, place, year, number, form, act)


@payers
@require_POST
def give_back(request: PageRequest, place: str, year: int, number: int, part: int) -> HttpResponse:
    form = NoteForm(request.POST)
    return _step(
        request, place, year, number, form, lambda who: paying.give_back(number, part, **form.cleaned_data, **who)
    )


@visitors
@require_POST
def visit(request: PageRequest, place: str, year: int, number: int, kind: str) -> HttpResponse:
    if kind not in VisitKind.values:
        raise Http404
    form = VisitForm(request.POST, request.FILES)
    form.fields["file"].required = kind != VisitKind.AFTER

    def act(who: dict[str, Any]) -> object:
        data = form.cleaned_data
        with kept(data.pop("file")) as file:
            return paying.visit(number, kind=kind, **data, kept=file, **who)

    return _step(request, place, year, number, form, act)
