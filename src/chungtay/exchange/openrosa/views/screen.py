"""The page of ODK Collect in a review: the form is opened, a telephone is set up, what came in is looked over."""

from __future__ import annotations

import contextlib
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.exchange.openrosa import presenters, queries
from chungtay.exchange.openrosa.forms.keys import KeyForm
from chungtay.exchange.openrosa.models import CollectKey
from chungtay.exchange.openrosa.operations import forms as operations
from chungtay.exchange.openrosa.operations import keys
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.rulebook.errors import ChungTayError
from chungtay.work.review.models import Campaign, CampaignState
from chungtay.work.review.permissions import can_prepare
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.views import doors

SHOWN = 100


def _server(request: PageRequest) -> str:
    """What ODK Collect takes as the address of the server; it puts /formList and /submission behind it."""
    return request.build_absolute_uri("/odk")


def _page(request: PageRequest, found: Campaign, form: KeyForm, status: int = 200) -> HttpResponse:
    state, gap = None, None
    try:
        state = queries.form_state(found)
    except ChungTayError as error:
        gap = error
    prepares = can_prepare(request.user, request.place, timezone.localdate())
    came = queries.deliveries_seen(request.user, found, request.place)
    context: dict[str, Any] = {
        "year": request.resolver_match.kwargs["year"] if request.resolver_match else found.year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "state": state,
        "gap": gap,
        "open": found.state == CampaignState.OPEN,
        "prepares": prepares,
        "surveys": queries.surveys_here(request.user, request.place),
        "form": form,
        "server": _server(request),
        "own": list(queries.keys_of(request.user)),
        "others": list(queries.keys_seen(request.user, found, request.place).exclude(user=request.user))
        if prepares
        else [],
        "came": came.count(),
        "differing": list(came.filter(differs=True)[:SHOWN]),
    }
    return render(request, "openrosa/collect.html", context, status=status)


@doors.readers
def collect(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    return _page(request, doors.campaign_in(request, place, year, campaign), KeyForm())


@doors.preparers
@require_POST
def open_form(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    with contextlib.suppress(ChungTayError):  # the page itself says what is missing
        doors.told(
            request,
            lambda: operations.open_form(found, place=request.place, **doors.acting(request)),
            _("The form is open. Telephones get it when they next ask for their forms."),
        )
    return redirect(doors.address(request, "openrosa:collect", found))


@doors.surveyors
@require_POST
def make_key(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    """The password and the QR code are in this answer and nowhere else."""
    found = doors.campaign_in(request, place, year, campaign)
    form = KeyForm(request.POST)
    made: list[tuple[CollectKey, str]] = []
    if not form.is_valid() or not doors.into_form(
        form,
        lambda: made.append(keys.make_key(request.user, name=form.cleaned_data["name"], **doors.acting(request))),
    ):
        return _page(request, found, form, 422)
    key, secret = made[0]
    code = presenters.settings_code(
        server=_server(request), username=request.user.username, password=secret, project=request.place.name
    )
    context = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "key": key,
        "secret": secret,
        "server": _server(request),
        "picture": presenters.picture_of(code),
    }
    response = render(request, "openrosa/key.html", context)
    response["Cache-Control"] = "no-store"
    return response


@doors.preparers
@require_POST
def end_key(request: PageRequest, place: str, year: int, campaign: int, number: int) -> HttpResponse:
    """A telephone of somebody who visits households here was lost, or changes hands."""
    found = doors.campaign_in(request, place, year, campaign)
    return _ended(request, found, queries.keys_seen(request.user, found, request.place), number)


@doors.surveyors
@require_POST
def end_own_key(request: PageRequest, place: str, year: int, campaign: int, number: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    return _ended(request, found, queries.keys_of(request.user), number)


def _ended(request: PageRequest, found: Campaign, keys_seen: QuerySet[CollectKey], number: int) -> HttpResponse:
    key = get_object_or_404(keys_seen, pk=number)
    doors.told(
        request,
        lambda: keys.end_key(key, **doors.acting(request)),
        _("The password opens nothing any more."),
    )
    return redirect(doors.address(request, "openrosa:collect", found))
