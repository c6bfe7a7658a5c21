"""A review within the year was reported upwards."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.work.review import permissions
from chungtay.work.review.forms.campaigns import ReportSentForm
from chungtay.work.review.operations.reporting import note_report_sent
from chungtay.work.review.presenters.campaigns import said
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.queries.calendar import reports_due
from chungtay.work.review.views import doors


@doors.preparers
def report_sent(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    """What is to be reported by when, what was noted, and the day and number of what went out."""
    found = doors.campaign_in(request, place, year, campaign)
    today = timezone.localdate()
    permissions.check_may_prepare(request.user, found.area, today)
    form, act = ReportSentForm(request.POST or None), doors.acting(request)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if doors.into_form(form, lambda: note_report_sent(found, **data, **act)):
            return redirect(doors.address(request, "campaign:campaign", found))
    context = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "reports": [(said(each.name), each) for each in reports_due(found, today) if each.on_the_day],
        "form": form,
    }
    return render(request, "review/report_sent.html", context)
