"""A review opened by mistake: cancelled with a reason, by one leader or, once something stands in it, by two."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.work.review import permissions
from chungtay.work.review.forms.campaigns import CancellingForm
from chungtay.work.review.operations.cancelling import cancel_review
from chungtay.work.review.operations.steps_back import propose_cancelling_review
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.queries.cancelling import can_still_be_cancelled, inside_of, waiting_requests
from chungtay.work.review.queries.steps_back import one_waits, steps_back_of
from chungtay.work.review.views import doors


@doors.openers
def cancel(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    """What stands in the review, what becomes of it, and why it is cancelled."""
    found = doors.campaign_in(request, place, year, campaign)
    permissions.check_may_open(request.user, found.area, timezone.localdate())
    form, act, inside = CancellingForm(request.POST or None), doors.acting(request), inside_of(found)
    if request.method == "POST" and form.is_valid():
        why, by_two = form.cleaned_data["why"], inside.by_two
        do = propose_cancelling_review if by_two else cancel_review
        if doors.into_form(form, lambda: do(found, why=why, **act)):
            messages.success(
                request, _("Proposed. Another person decides.") if by_two else _("The review is cancelled.")
            )
            return redirect(doors.address(request, "campaign:campaign", found))
    steps = steps_back_of(campaign=found)
    may = can_still_be_cancelled(found)
    context = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "inside": inside,
        "requests": waiting_requests(found).count(),
        "steps_back": steps,
        "public": found.state == "open" and not may,
        "form": form if may and not one_waits(steps) else None,
    }
    return render(request, "review/campaign_cancel.html", context)
