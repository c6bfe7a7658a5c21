"""The campaigns of a place and year, and the page of one: how far each ward and group is, what is late, who acts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.work.review import permissions
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.queries import campaigns as queries
from chungtay.work.review.views import doors


@doors.readers
def campaigns(request: PageRequest, place: str, year: int) -> HttpResponse:
    here = doors.here(request, place, year)
    context = {
        "year": year,
        "rows": list(queries.campaigns_seen(request.user, here, year)),
        "may_prepare": permissions.can_prepare(request.user, here, timezone.localdate()),
    }
    return render(request, "review/campaigns.html", context)


@doors.readers
def campaign(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    counts = queries.group_counts(request.user, found, request.place)
    context = {"year": year, "campaign": found, "tabs": tabs_of(request, found), "counts": counts}
    return render(request, "review/campaign.html", context)
