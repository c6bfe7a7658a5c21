"""A drawn second visit is given to somebody else, or put aside."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.work.review.operations import spot_visits
from chungtay.work.review.queries.quality import visits_seen
from chungtay.work.review.views import doors


@doors.preparers
@require_POST
def not_made(request: PageRequest, place: str, year: int, campaign: int, visit: int) -> HttpResponse:
    """With a person it goes to that one, else it is put aside; the words say why."""
    found = doors.campaign_in(request, place, year, campaign)
    one = get_object_or_404(visits_seen(request.user, found, request.place), pk=visit)
    why, number, act = request.POST.get("words", "")[:1000], request.POST.get("nguoi", ""), doors.acting(request)
    if number.isascii() and number.isdigit() and len(number) < 19:
        to = get_object_or_404(User, pk=int(number))
        said = _("%(name)s has the visit now.") % {"name": to.full_name}
        doors.told(request, lambda: spot_visits.hand_on(one, to=to, why=why, **act), said)
    else:
        doors.told(request, lambda: spot_visits.put_aside(one, why=why, **act), _("The visit is put aside."))
    return redirect(doors.address(request, "quality:visits", found))
