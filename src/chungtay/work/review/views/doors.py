"""How pages of a campaign begin: who may come in, which place and year, which campaign, ward, group, household."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest, at_place
from chungtay.foundation.core.audience import audience
from chungtay.foundation.core.views.telling import sentences as sentences
from chungtay.foundation.core.views.telling import told as told
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import Campaign, CampaignGroup, CampaignWard, Case
from chungtay.work.review.queries import campaigns as queries
from chungtay.work.review.queries.phone import visiting_roles

readers = audience(*holders_of(Permission.REVIEW_READ))
preparers = audience(*holders_of(Permission.REVIEW_PREPARE))
openers = audience(*holders_of(Permission.REVIEW_OPEN))
confirmers = audience(*holders_of(Permission.REVIEW_CONFIRM))
surveyors = audience(*holders_of(Permission.REVIEW_SURVEY))
handlers = audience(*holders_of(Permission.REVIEW_PREPARE), *holders_of(Permission.REVIEW_SIGN))
visitors = audience(*visiting_roles())
REFUSALS = (ValidationError, PermissionDenied)  # what an operation answers when it does not do what was asked
signers = audience(*holders_of(Permission.REVIEW_SIGN))


def here(request: PageRequest, place: str, year: int) -> Unit:
    """The place in the address. Raises Http404 or PermissionDenied."""
    return at_place(request, place, year)


def campaign_in(request: PageRequest, place: str, year: int, number: int) -> Campaign:
    """A campaign that the place takes part in and the person may look at. Raises Http404 for every other."""
    unit = here(request, place, year)
    return get_object_or_404(queries.campaigns_seen(request.user, unit), pk=number)


def ward_in(request: PageRequest, campaign: Campaign, number: int) -> CampaignWard:
    return get_object_or_404(queries.wards_seen(request.user, campaign, request.place), pk=number)


def group_in(request: PageRequest, campaign: Campaign, number: int) -> CampaignGroup:
    return get_object_or_404(queries.groups_seen(request.user, campaign, request.place), pk=number)


def case_in(request: PageRequest, campaign: Campaign, number: int) -> Case:
    return get_object_or_404(queries.cases_seen(request.user, request.place), campaign=campaign, pk=number)


def address(request: PageRequest, name: str, campaign: Campaign, *args: Any) -> str:
    """The address of a page of this campaign, at the place that the person works in."""
    year = request.resolver_match.kwargs["year"] if request.resolver_match else campaign.year
    return reverse(name, args=[request.place.code, year, campaign.pk, *args])


def in_background(request: PageRequest, campaign: Campaign, start: Callable[..., Any], refused: str) -> HttpResponse:
    """Start work of all wards of the place and go and see how far it is; where it was refused, back to `refused`."""
    wards = queries.wards_seen(request.user, campaign, request.place)
    started: list[Any] = []
    told(request, lambda: started.append(start(campaign, wards=wards, place=request.place.code, **acting(request))))
    if started:
        return redirect("core:job", started[0].pk)
    return redirect(address(request, refused, campaign))


def into_form(form: Any, act: Callable[[], Any]) -> bool:
    """Do what a form asks; what stands against it is shown with the form."""
    try:
        act()
    except (ValidationError, PermissionDenied) as error:
        form.add_error(None, sentences(error))
        return False
    return True


def acting(request: PageRequest) -> dict[str, Any]:
    """Who acts and when, as every operation wants it."""
    return {"by": request.user, "at": timezone.now()}
