"""The telephones of a campaign, for whoever prepares it: when each called, what waits on it, and erasing a lost one."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.work.review.operations.phone import ask_for_wipe
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.queries.phone import phones_seen
from chungtay.work.review.views import doors


@doors.readers
def phones(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    rows = list(phones_seen(request.user, found, request.place))
    context = {"year": year, "campaign": found, "tabs": tabs_of(request, found), "rows": rows}
    return render(request, "review/phone_phones.html", context)


@doors.preparers
@require_POST
def wipe(request: PageRequest, place: str, year: int, campaign: int, key: uuid.UUID) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    device = get_object_or_404(phones_seen(request.user, found, request.place), key=key)
    doors.told(
        request,
        lambda: ask_for_wipe(device, by=request.user, at=timezone.now()),
        _("The telephone gets nothing any more, and erases everything when it next has a network."),
    )
    return redirect(doors.address(request, "phone:phones", found))
