"""The answer to a complaint or request about a household that is no longer here."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.work.review.operations import left_here as operations
from chungtay.work.review.queries import complaints, requests
from chungtay.work.review.views import doors


@doors.signers
@require_POST
def complaint(request: PageRequest, place: str, year: int, campaign: int, number: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    one = get_object_or_404(complaints.complaints_seen(request.user, request.place, found), pk=number)
    answer, act = request.POST.get("answer", "")[:4000], doors.acting(request)
    doors.told(
        request,
        lambda: operations.answer_complaint_of_left(one, answer=answer, **act),
        _("The complaint is answered. Print the letter."),
    )
    return redirect(doors.address(request, "complaints:complaint", found, one.pk))


@doors.signers
@require_POST
def request_(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    doors.here(request, place, year)
    found = get_object_or_404(requests.requests_seen(request.user, request.place), pk=number)
    answer, act = request.POST.get("answer", "")[:4000], doors.acting(request)
    doors.told(
        request,
        lambda: operations.answer_request_of_left(found, answer=answer, **act),
        _("The request is answered. Print the letter."),
    )
    return redirect(reverse("requests:request", args=[request.place.code, year, found.pk]))
