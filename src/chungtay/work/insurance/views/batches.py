"""Purchases of cards: drawn up with their cost, approved, increased and decreased, closed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.views.telling import tell_wrong, told
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.permissions import APPROVERS
from chungtay.records.entitlements.queries.approving import level_for
from chungtay.rulebook.errors import ChungTayError
from chungtay.work.insurance import permissions
from chungtay.work.insurance.forms.insurance import ApproveForm, BatchForm, DayForm, NoteForm
from chungtay.work.insurance.models import BatchState, LineState, PurchaseBatch
from chungtay.work.insurance.operations import batches as operations
from chungtay.work.insurance.operations import changing, handing
from chungtay.work.insurance.operations.papers import hand_out_paper
from chungtay.work.insurance.operations.taking_out import hand_out_batch
from chungtay.work.insurance.presenters import insurance as presenters
from chungtay.work.insurance.queries import seen
from chungtay.work.insurance.queries.leaving import gone
from chungtay.work.insurance.views import doors

PAGE = 50


@doors.readers
def batches(request: PageRequest, place: str, year: int) -> HttpResponse:
    """The purchases of a place and year, and the form for the next."""
    today = timezone.localdate()
    first = (today.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    form = BatchForm(initial={"starts_on": f"{first:%d/%m/%Y}", "paid_on": f"{today:%d/%m/%Y}", "months": 12})
    return _batches(request, doors.here(request, place, year), year, form)


def _batches(request: PageRequest, unit: Unit, year: int, form: BatchForm) -> HttpResponse:
    today = timezone.localdate()
    found = seen.batches_seen(request.user, unit, today).filter(seen.of_year(year))
    page = Paginator(found, PAGE).get_page(request.GET.get("trang"))
    context = {
        "year": year,
        "page": page,
        "rows": presenters.batch_rows(page.object_list, seen.states_of([made.pk for made in page.object_list])),
        "form": form,
        "may_prepare": unit.level == Level.WARD and permissions.can_prepare(request.user, unit, today),
    }
    return render(request, "insurance/batches.html", context)


@doors.preparers
@require_POST
def draw_up(request: PageRequest, place: str, year: int) -> HttpResponse:
    ward, form = doors.here(request, place, year), BatchForm(request.POST)
    if form.is_valid():
        try:
            made = operations.draw_up(ward, **form.cleaned_data, **doors.acting(request))
        except ValidationError as error:
            form.add_error(None, error)
        except ChungTayError as error:
            form.add_error(None, error.en if get_language() == "en" else error.vi)
        else:
            return redirect(doors.address(request, "batch", year, made.pk))
    return _batches(request, ward, year, form)


@doors.readers
def one(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """A purchase: its cost and who pays which part, its people by name, and what comes next."""
    made, today = batch_seen(request, place, year, number), timezone.localdate()
    state = request.GET.get("o", "")
    state = state if state in LineState.values else ""
    page = Paginator(seen.lines_of(made, state), PAGE).get_page(request.GET.get("trang"))
    counts = seen.states_of([made.pk]).get(made.pk, {})
    standing = list(made.lines.filter(state__in=("due", "approved", "delivered")))
    policies = seen.policies_of(made)
    context = {
        "year": year,
        "batch": made,
        "cost": seen.cost_of(made),
        "chips": presenters.state_chips(counts, state),
        "page": page,
        "lines": presenters.batch_lines(page.object_list, today),
        "state": state,
        "waiting": counts.get(LineState.DUE, 0) + counts.get(LineState.APPROVED, 0),
        "left": len(gone(made, standing, request.user, today)) if made.state in ("draft", "approved") else 0,
        "today": today,
        "draft": made.state == BatchState.DRAFT,
        "running": made.state == BatchState.APPROVED,
        "may_prepare": permissions.can_prepare(request.user, made.ward, today),
        "may_approve": permissions.can_approve(request.user, made.ward, today, policies),
        "approver": APPROVERS[level_for(policies, today)],
        "may_hand_over": permissions.can_hand_over(request.user, made.ward, today),
        "may_take_out": permissions.can_take_out(request.user, made.ward, today),
        "mine": request.user.pk in (made.drawn_by_id, made.approved_by_id),
        "form": ApproveForm(),
        "increases": list(made.increases.exclude(state=BatchState.DROPPED)),
    }
    return render(request, "insurance/batch.html", context)


@doors.exporters
@require_POST
def excel(request: PageRequest, place: str, year: int, number: int) -> HttpResponseBase:
    return hand_out_batch(batch_seen(request, place, year, number), **doors.acting(request))


@doors.exporters
@require_POST
def paper(request: PageRequest, place: str, year: int, number: int) -> HttpResponseBase:
    """The paper that people sign when they receive their card."""
    return hand_out_paper(batch_seen(request, place, year, number), **doors.acting(request))


@doors.approvers
@require_POST
def approve(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    form = ApproveForm(request.POST)
    return step(
        request, place, year, number, form,
        lambda act: operations.approve(number, decision=form.cleaned_data["decision"], **act),
    )  # fmt: skip


@doors.preparers
@require_POST
def drop(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    return step(request, place, year, number, None, lambda act: operations.drop(number, **act))


@doors.preparers
@require_POST
def close(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    return step(request, place, year, number, None, lambda act: operations.close(number, **act))


@doors.preparers
@require_POST
def decrease(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    return step(request, place, year, number, None, lambda act: changing.decrease(number, **act))


@doors.preparers
@require_POST
def increase(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    made, form = batch_seen(request, place, year, number), DayForm(request.POST)
    new: list[PurchaseBatch] = []
    if form.is_valid():
        values = form.cleaned_data | doors.acting(request)
        told(request, lambda: new.append(changing.increase(made.pk, **values)))
    else:
        tell_wrong(request, form)
    return redirect(doors.address(request, "batch", year, new[0].pk if new else made.pk))


@doors.handers
@require_POST
def give_back(request: PageRequest, place: str, year: int, number: int, line: int) -> HttpResponse:
    form = NoteForm(request.POST)
    return step(
        request, place, year, number, form,
        lambda act: handing.give_back(number, line, note=form.cleaned_data["note"], **act),
    )  # fmt: skip


def batch_seen(request: PageRequest, place: str, year: int, number: int) -> PurchaseBatch:
    found = seen.batches_seen(request.user, doors.here(request, place, year), timezone.localdate())
    return get_object_or_404(found, pk=number)


def step(
    request: PageRequest, place: str, year: int, number: int, form: Any, act: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """One step of a purchase the reader sees, back to its page; what is wrong is said there."""
    made = batch_seen(request, place, year, number)
    if form is not None and not form.is_valid():
        tell_wrong(request, form)
    else:
        told(request, lambda: act(doors.acting(request)), _("Done."))
    state = request.POST.get("o", "")
    kept = f"?o={state}" if state in LineState.values else ""
    return redirect(doors.address(request, "batch", year, made.pk) + kept)
