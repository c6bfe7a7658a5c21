"""All forms of a review computed again: where today's rules say something else than the stored result."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.work.review import permissions
from chungtay.work.review.operations import scored_again as operations
from chungtay.work.review.presenters.scored_again import told
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.queries import scored_again as queries
from chungtay.work.review.queries.campaigns import wards_seen
from chungtay.work.review.views import doors
from chungtay.work.review.views.quality import lookers

PAGE = 50


@lookers
def again(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    """The last computation of each ward, and the households that differ."""
    found = doors.campaign_in(request, place, year, campaign)
    runs = queries.latest_runs(wards_seen(request.user, found, request.place))
    page = Paginator(queries.differences_of(runs), PAGE).get_page(request.GET.get("trang"))
    context = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "runs": runs,
        "forms": sum(run.forms for run in runs),
        "differing": sum(run.differing for run in runs),
        "page": page,
        "rows": [(each, told(each)) for each in page],
        "may_check": permissions.can_confirm(request.user, request.place, timezone.localdate()),
    }
    return render(request, "review/scored_again.html", context)


@doors.confirmers
@require_POST
def start(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    """Compute the forms of the place in the background."""
    found = doors.campaign_in(request, place, year, campaign)
    return doors.in_background(request, found, operations.start_scoring, "quality:again")
