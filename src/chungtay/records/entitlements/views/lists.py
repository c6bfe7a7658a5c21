"""Lists of who is given what: all of a place, one with its people, and each step of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.records.entitlements import permissions
from chungtay.records.entitlements.forms.lists import ApproveForm, DrawForm, HandForm, NoteForm, sentence
from chungtay.records.entitlements.models import LineState, ListState, SupportList
from chungtay.records.entitlements.operations import lists as operations
from chungtay.records.entitlements.presenters import lists as presenters
from chungtay.records.entitlements.queries import lists as queries
from chungtay.records.entitlements.views.doors import approvers, handers, here, preparers, readers

PAGE = 50


@readers
def lists(request: PageRequest, place: str, year: int) -> HttpResponse:
    """The lists of a place and year with how far each has come, and the coverage of every policy and period."""
    found = queries.lists_seen(request.user, here(request, place, year), timezone.localdate())
    of_year = found.filter(period__startswith=str(year))
    page = Paginator(of_year, PAGE).get_page(request.GET.get("trang"))
    context = {
        "year": year,
        "page": page,
        "rows": presenters.rows(page.object_list, queries.states_of([each.pk for each in page.object_list])),
        "coverage": presenters.coverage(queries.coverage(of_year)),
    }
    return render(request, "entitlements/lists.html", context)


@readers
def one(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """The people of a list by name, each with what may be done next."""
    made = _seen(request, place, year, number)
    today = timezone.localdate()
    state = request.GET.get("o", "")
    state = state if state in LineState.values else ""
    page = Paginator(queries.lines_of(made, state), PAGE).get_page(request.GET.get("trang"))
    counts = queries.states_of([made.pk]).get(made.pk, {})
    context = {
        "year": year,
        "list": made,
        "chips": presenters.chips(counts, state),
        "page": page,
        "lines": presenters.lines(page.object_list, today),
        "waiting": sum(counts.get(name, (0, 0))[0] for name in (LineState.DUE, LineState.APPROVED)),
        "today": today,
        "draft": made.state == ListState.DRAFT,
        "running": made.state == ListState.APPROVED,
        "may_prepare": permissions.can_prepare(request.user, made.ward, today),
        "may_approve": permissions.can_approve(request.user, made.ward, today),
        "may_hand_over": permissions.can_hand_over(request.user, made.ward, today),
        "mine": made.drawn_by_id == request.user.pk,
        "form": ApproveForm(),
        "per": presenters.per(made.policy),
    }
    return render(request, "entitlements/list.html", context)


@preparers
@require_POST
def draw_up(request: PageRequest, place: str, year: int, policy: str) -> HttpResponse:
    ward = here(request, place, year)
    form = DrawForm(request.POST)
    made: list[SupportList] = []
    if form.is_valid():
        day, at = form.cleaned_data["day"], timezone.now()
        _told(request, lambda: made.append(operations.draw_up(ward, policy, day=day, by=request.user, at=at)))
    else:
        messages.error(request, sentence(form))
    if made:
        return redirect(_address(request, year, made[0].pk))
    return redirect(reverse("entitlements:people", args=[request.place.code, year, policy]))


@approvers
@require_POST
def approve(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    form = ApproveForm(request.POST)
    return _step(
        request, place, year, number, form,
        lambda by, at: operations.approve_list(number, decision=form.cleaned_data["decision"], by=by, at=at),
    )  # fmt: skip


@preparers
@require_POST
def drop(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    return _step(request, place, year, number, None, lambda by, at: operations.drop_list(number, by=by, at=at))


@preparers
@require_POST
def close(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    return _step(request, place, year, number, None, lambda by, at: operations.close_list(number, by=by, at=at))


@handers
@require_POST
def hand_over(request: PageRequest, place: str, year: int, number: int, line: int) -> HttpResponse:
    form = HandForm(request.POST)
    return _step(
        request, place, year, number, form,
        lambda by, at: operations.hand_over(number, line, **form.cleaned_data, by=by, at=at),
    )  # fmt: skip


@approvers
@require_POST
def refuse(request: PageRequest, place: str, year: int, number: int, line: int) -> HttpResponse:
    form = NoteForm(request.POST)
    return _step(
        request, place, year, number, form,
        lambda by, at: operations.refuse(number, line, note=form.cleaned_data["note"], by=by, at=at),
    )  # fmt: skip


@handers
@require_POST
def give_back(request: PageRequest, place: str, year: int, number: int, line: int) -> HttpResponse:
    form = NoteForm(request.POST)
    return _step(
        request, place, year, number, form,
        lambda by, at: operations.give_back(number, line, note=form.cleaned_data["note"], by=by, at=at),
    )  # fmt: skip


def _seen(request: PageRequest, place: str, year: int, number: int) -> SupportList:
    found = queries.lists_seen(request.user, here(request, place, year), timezone.localdate())
    return get_object_or_404(found, pk=number)


def _step(
    request: PageRequest, place: str, year: int, number: int, form: Any, act: Callable[[Any, Any], object]
) -> HttpResponse:
    """One step of a list the reader sees, back to its page; what is wrong is said there."""
    made = _seen(request, place, year, number)
    if form is not None and not form.is_valid():
        messages.error(request, sentence(form))
    else:
        _told(request, lambda: act(request.user, timezone.now()))
    return redirect(_address(request, year, made.pk) + _kept(request))


def _kept(request: PageRequest) -> str:
    """Back to the part of the list that was looked at."""
    state = request.POST.get("o", "")
    return f"?o={state}" if state in LineState.values else ""


def _told(request: PageRequest, act: Callable[[], object]) -> None:
    try:
        act()
    except ValidationError as error:
        messages.error(request, error.messages[0])


def _address(request: PageRequest, year: int, number: int) -> str:
    return reverse("entitlements:list", args=[request.place.code, year, number])
