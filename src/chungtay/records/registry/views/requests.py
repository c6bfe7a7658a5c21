"""Proposals from the field: the queue, one proposal as a difference, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.permissions import Permission, holders_of, scope_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience
from chungtay.foundation.core.forms import record_numbers
from chungtay.records.registry import permissions
from chungtay.records.registry.forms.requests import AnswerForm
from chungtay.records.registry.models import ChangeRequest, RequestState
from chungtay.records.registry.operations.requests import (
    approve_request,
    drop_request,
    return_request,
    revise_request,
    submit_request,
)
from chungtay.records.registry.presenters import proposals
from chungtay.records.registry.presenters.doubles import beside, numbers
from chungtay.records.registry.queries import requests as queries
from chungtay.records.registry.queries.doubles import doubles_of
from chungtay.records.registry.queries.lives import title_of
from chungtay.records.registry.views.doors import address, place_of

proposers = audience(*holders_of(Permission.REGISTRY_PROPOSE))
deciders = audience(*holders_of(Permission.REGISTRY_APPROVE))
parties = audience(*dict.fromkeys([*holders_of(Permission.REGISTRY_PROPOSE), *holders_of(Permission.REGISTRY_APPROVE)]))
PAGE = 50


@parties
def requests(request: PageRequest, place: str, year: int) -> HttpResponse:
    """What waits for a decision comes first, the oldest on top; for a proposer the own ones with their answers."""
    here = place_of(request, place, year)
    state = request.GET.get("o", "")[:10]
    seen = queries.seen_requests(request.user, here)
    counts = queries.counts_by_state(seen)
    page = Paginator(queries.in_state(seen, state), PAGE).get_page(request.GET.get("trang"))
    context = {
        "year": year,
        "chips": proposals.chips(counts, state),
        "page": page,
        "heads": queries.heads_of(page.object_list),
        "waiting": counts.get(RequestState.SUBMITTED, 0),
    }
    return render(request, "registry/requests.html", context)


@parties
def one(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    return _page(request, _found(request, place, year, number), year)


@deciders
@require_POST
def decide(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """Approve it or give it back, by somebody else than its writer."""
    found = _found(request, place, year, number)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, year, form)
    answer, at = form.cleaned_data["answer"], timezone.now()
    if "approve" in request.POST:
        done = _("Approved. The register says so now; the proposer sees the answer.")
        others = record_numbers(form.cleaned_data["others"].split(","))
        arguments = {"others": others, "answer": answer, "by": request.user, "at": at}
        return _do(request, found, year, done, approve_request, form, **arguments)
    done = _("Given back. The proposer sees the answer.")
    return _do(request, found, year, done, return_request, form, answer=answer, by=request.user, at=at)


@proposers
@require_POST
def submit(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _found(request, place, year, number)
    done = _("Submitted. Somebody of the office decides; until then it cannot be changed.")
    return _do(request, found, year, done, submit_request, None, by=request.user, at=timezone.now())


@proposers
@require_POST
def rewrite(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """A proposal that was given back becomes a draft again."""
    found = _found(request, place, year, number)
    edits, newcomers, deeds = queries.parts_of(found)
    done = _("It is a draft again. Change it on the page of the household, then submit it.")
    arguments = {"why": found.why, "edits": edits, "newcomers": newcomers, "deeds": deeds}
    return _do(request, found, year, done, revise_request, None, **arguments, by=request.user, at=timezone.now())


@proposers
@require_POST
def drop(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    found = _found(request, place, year, number)
    done = _("Taken back. It stays readable and changes nothing.")
    return _do(request, found, year, done, drop_request, None, by=request.user, at=timezone.now())


def _found(request: PageRequest, place: str, year: int, number: int) -> ChangeRequest:
    rows = queries.seen_requests(request.user, place_of(request, place, year))
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _do(
    request: PageRequest,
    found: ChangeRequest,
    year: int,
    done: str,
    step: Callable[..., Any],
    form: AnswerForm | None,
    **arguments: Any,
) -> HttpResponse:
    try:
        step(found, **arguments)
    except ValidationError as error:
        found.refresh_from_db()
        return _page(request, found, year, form, " ".join(error.messages))
    messages.success(request, done)
    return redirect(address(request, "request", year, found.pk))


def _page(
    request: PageRequest, found: ChangeRequest, year: int, form: AnswerForm | None = None, error: str = ""
) -> HttpResponse:
    user, today, area = request.user, timezone.localdate(), found.household.group
    own = found.proposed_by_id == user.pk
    parts = proposals.parts(found)
    waits = found.state in (RequestState.DRAFT, RequestState.SUBMITTED)
    doubles = doubles_of(found, paths=scope_of(user, Permission.REGISTRY_READ, today)) if waits else []
    context = {
        "doubles": beside(doubles),
        "others": numbers(doubles),
        "found": found,
        "home": found.household,
        "title": title_of(found.household),
        "year": year,
        "parts": parts,
        "clashes": any(part.clashes for part in parts),
        "own": own,
        "may_decide": not own and permissions.can_approve(user, area, today),
        "form": form or AnswerForm(),
        "error": error,
    }
    return render(request, "registry/request.html", context, status=422 if error or (form and form.errors) else 200)
