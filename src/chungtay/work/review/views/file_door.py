"""A classified file comes into a campaign: shown first, then taken in in the background."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.work.review import permissions
from chungtay.work.review.forms.file_door import TakeInForm
from chungtay.work.review.models import Method
from chungtay.work.review.operations import file_door as operations
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.queries import file_door as queries
from chungtay.work.review.queries.campaigns import main_standard
from chungtay.work.review.queries.teams import people_with
from chungtay.work.review.views import doors

SHOWN = 200


def _words() -> dict[str, Any]:
    return {
        queries.READY: _("comes in"),
        queries.KNOWN: _("is in already"),
        queries.CONTRADICTS: _("comes in beside another form, as a contradiction"),
        queries.NO_CODE: _("the row has no household code"),
        queries.TWICE: _("the code stands in the file more than once"),
        queries.NOT_HERE: _("no household with this code is under review in your area"),
        queries.FORM_A: _("asked to be reviewed: form A comes first"),
        queries.CLOSED: _("the household is closed or left out by form A"),
    }


@doors.surveyors
def files(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    context = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "rows": list(queries.files_for(request.user, found, request.place).order_by("-uploaded_at")),
        "by_points": main_standard(found).method == Method.POINTS,
    }
    return render(request, "review/file_door.html", context)


@doors.surveyors
def file(request: PageRequest, place: str, year: int, campaign: int, number: int) -> HttpResponse:
    """What would come in and what would not; sent, it is taken in."""
    found = doors.campaign_in(request, place, year, campaign)
    one = get_object_or_404(queries.files_for(request.user, found, request.place), pk=number)
    people = people_with(Permission.REVIEW_SURVEY, request.place, timezone.localdate())
    form = TakeInForm(request.POST or None, visitors=people)
    if request.method == "POST" and form.is_valid():
        started: list[Any] = []
        values = {"file": one, "place": request.place, **form.cleaned_data, "by": request.user, "at": timezone.now()}
        if doors.into_form(form, lambda: started.append(operations.start_taking_in(found, **values))):
            return redirect("core:job", started[0].pk)
    rows = queries.matches(request.user, found, request.place, one)
    words, counts = _words(), Counter(row.outcome for row in rows)
    apart = [row for row in rows if row.outcome != queries.READY]
    context = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "file": one,
        "form": form,
        "counts": [(words[outcome], counts[outcome]) for outcome in words if counts[outcome]],
        "rows": [(row, words[row.outcome]) for row in apart[:SHOWN]],
        "more": max(0, len(apart) - SHOWN),
        "may_take": permissions.can_survey(request.user, request.place, timezone.localdate())
        and counts[queries.READY] + counts[queries.CONTRADICTS] > 0,
    }
    return render(request, "review/file_door_file.html", context)
