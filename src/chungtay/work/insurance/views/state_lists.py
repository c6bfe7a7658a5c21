"""Lists of people whose card the state pays: all of a place and year, one by name, and each step."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.views.telling import tell_wrong, told
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.permissions import APPROVERS
from chungtay.records.entitlements.queries.approving import level_for
from chungtay.work.insurance import permissions
from chungtay.work.insurance.forms.insurance import (
    ApproveForm,
    IssueForm,
    NoteForm,
    OnForm,
    ReceivedForm,
    StateForm,
)
from chungtay.work.insurance.models import StateLineState, StateList, StateListState
from chungtay.work.insurance.operations import state_cards, state_lists
from chungtay.work.insurance.operations.papers import hand_out_state_paper
from chungtay.work.insurance.operations.taking_out import hand_out_state
from chungtay.work.insurance.presenters import insurance as presenters
from chungtay.work.insurance.queries import seen
from chungtay.work.insurance.views import doors

PAGE = 50


@doors.readers
def lists(request: PageRequest, place: str, year: int) -> HttpResponse:
    """The lists of a place and year, and the form for the next."""
    return _lists(request, doors.here(request, place, year), year, StateForm(initial={"starts_on": _first()}))


def _first() -> str:
    first = (timezone.localdate().replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    return f"{first:%d/%m/%Y}"


def _lists(request: PageRequest, unit: Unit, year: int, form: StateForm) -> HttpResponse:
    today = timezone.localdate()
    found = seen.state_lists_seen(request.user, unit, today).filter(seen.of_state_year(year))
    page = Paginator(found, PAGE).get_page(request.GET.get("trang"))
    context = {
        "year": year,
        "page": page,
        "rows": [(made, seen.state_counts(made)) for made in page.object_list],
        "form": form,
        "may_prepare": unit.level == Level.WARD and permissions.can_prepare(request.user, unit, today),
    }
    return render(request, "insurance/state_lists.html", context)


@doors.preparers
@require_POST
def draw_up(request: PageRequest, place: str, year: int) -> HttpResponse:
    ward, form = doors.here(request, place, year), StateForm(request.POST)
    if form.is_valid():
        try:
            made = state_lists.draw_up_state(ward, **form.cleaned_data, **doors.acting(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(doors.address(request, "state_list", year, made.pk))
    return _lists(request, ward, year, form)


@doors.readers
def one(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """One list: its people by name and where each stands, and what comes next."""
    made, today = _seen(request, place, year, number), timezone.localdate()
    state = request.GET.get("o", "")
    state = state if state in StateLineState.values else ""
    page = Paginator(seen.state_lines_of(made, state), PAGE).get_page(request.GET.get("trang"))
    counts = seen.state_counts(made)
    to_send = counts.get(StateLineState.APPROVED, 0) + counts.get(StateLineState.SENT_BACK, 0)
    policies = seen.policies_of(made)
    context = {
        "year": year,
        "batch": made,
        "chips": presenters.state_list_chips(counts, state),
        "page": page,
        "lines": presenters.state_lines(page.object_list, today),
        "state": state,
        "to_send": to_send,
        "sent": counts.get(StateLineState.SENT, 0),
        "waiting": to_send + counts.get(StateLineState.SENT, 0) + counts.get(StateLineState.ISSUED, 0),
        "today": today,
        "draft": made.state == StateListState.DRAFT,
        "running": made.state == StateListState.APPROVED,
        "may_prepare": permissions.can_prepare(request.user, made.ward, today),
        "may_approve": permissions.can_approve(request.user, made.ward, today, policies),
        "approver": APPROVERS[level_for(policies, today)],
        "may_hand_over": permissions.can_hand_over(request.user, made.ward, today),
        "may_take_out": permissions.can_take_out(request.user, made.ward, today),
        "mine": request.user.pk in (made.drawn_by_id, made.approved_by_id),
        "form": ApproveForm(),
        "term": presenters.term_of(page.object_list),
    }
    return render(request, "insurance/state_list.html", context)


@doors.exporters
@require_POST
def excel(request: PageRequest, place: str, year: int, number: int) -> HttpResponseBase:
    return hand_out_state(_seen(request, place, year, number), **doors.acting(request))


@doors.exporters
@require_POST
def paper(request: PageRequest, place: str, year: int, number: int) -> HttpResponseBase:
    """The paper that people sign when they receive their card."""
    return hand_out_state_paper(_seen(request, place, year, number), **doors.acting(request))


def _step(who: Any, operation: Any, form_class: Any = None) -> Any:
    """One step of a list the reader sees, or of a line on it; what is wrong is said on its page."""

    @who
    @require_POST
    def step(request: PageRequest, place: str, year: int, number: int, **line: int) -> HttpResponse:
        made = _seen(request, place, year, number)
        form = form_class(request.POST) if form_class is not None else None
        if form is not None and not form.is_valid():
            tell_wrong(request, form)
        else:
            given = form.cleaned_data if form is not None else {}
            told(request, lambda: operation(number, **line, **given, **doors.acting(request)), _("Done."))
        state = request.POST.get("o", "")
        kept = f"?o={state}" if state in StateLineState.values else ""
        return redirect(doors.address(request, "state_list", year, made.pk) + kept)

    return step


approve = _step(doors.approvers, state_lists.approve_state, ApproveForm)
drop = _step(doors.preparers, state_lists.drop_state)
send = _step(doors.preparers, state_lists.send_state, OnForm)
take_issued = _step(doors.preparers, state_lists.take_issued)
close = _step(doors.preparers, state_lists.close_state)
send_back = _step(doors.preparers, state_cards.send_back, NoteForm)
refuse = _step(doors.preparers, state_cards.refuse_state, NoteForm)
hand_over = _step(doors.handers, state_cards.hand_over_state, ReceivedForm)


@doors.preparers
def issue(request: PageRequest, place: str, year: int, number: int, line: int) -> HttpResponse:
    """The card that the insurer issued to one person: number and days, and what is odd about the number."""
    made, today = _seen(request, place, year, number), timezone.localdate()
    permissions.check_may_prepare(request.user, made.ward, today)
    one = made.lines.filter(pk=line).first()
    if one is None:
        raise Http404
    back = doors.address(request, "state_list", year, made.pk)
    [shown] = presenters.state_lines([one], today)
    end = one.valid_from.replace(month=12, day=31)
    form = IssueForm(
        request.POST or None, initial={"valid_from": f"{one.valid_from:%d/%m/%Y}", "valid_to": f"{end:%d/%m/%Y}"}
    )
    asked = False
    if request.method == "POST" and form.is_valid():
        try:
            state_cards.issue(number, line, **form.cleaned_data, **doors.acting(request))
        except ValidationError as error:
            asked = getattr(error, "code", "") == "look"
            form.add_error("card" if asked else None, error)
        else:
            messages.success(request, _("The card of %(name)s is on record.") % {"name": shown.name})
            return redirect(back)
    if request.method != "POST" and one.state != StateLineState.SENT:
        messages.info(request, _("Nothing of %(name)s is with the insurer here.") % {"name": shown.name})
        return redirect(back)
    context = {"year": year, "batch": made, "each": shown, "form": form, "asked": asked}
    return render(request, "insurance/issue.html", context)


def _seen(request: PageRequest, place: str, year: int, number: int) -> StateList:
    found = seen.state_lists_seen(request.user, doors.here(request, place, year), timezone.localdate())
    return get_object_or_404(found, pk=number)
