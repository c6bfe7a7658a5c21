"""Second visits before a correction: ordered from the page of the decision, and put aside there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.work.review.forms.revisits import RevisitForm
from chungtay.work.review.operations import revisits as operations
from chungtay.work.review.queries import decisions as queries
from chungtay.work.review.queries.revisits import household_of, possible_revisitors
from chungtay.work.review.views import doors


@doors.preparers
@require_POST
def order(request: PageRequest, place: str, year: int, campaign: int, decision: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    one = get_object_or_404(queries.decisions_seen(request.user, found, request.place), pk=decision)
    home = household_of(one, request.POST.get("case", ""))
    form = RevisitForm(request.POST, decision=one, people=possible_revisitors(one, home, timezone.localdate()))
    if not form.is_valid():
        messages.warning(request, _("Choose the household and who visits it, and say why."))
    else:
        data, act = form.cleaned_data, doors.acting(request)
        sentence = _("%(name)s visits %(household)s again; the visit stands with their work.")
        said = {"name": data["to"].full_name, "household": data["case"].head_name}
        doors.told(request, lambda: operations.order_revisit(one, **data, **act), sentence % said)
    return redirect(doors.address(request, "decisions:decision", found, one.pk) + "#di-lai")


@doors.preparers
@require_POST
def drop(request: PageRequest, place: str, year: int, campaign: int, decision: int, number: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    one = get_object_or_404(queries.decisions_seen(request.user, found, request.place), pk=decision)
    revisit = get_object_or_404(one.revisits, pk=number)
    words, act = request.POST.get("words", "")[:300], doors.acting(request)
    doors.told(request, lambda: operations.drop_revisit(revisit, words=words, **act), _("The visit is put aside."))
    return redirect(doors.address(request, "decisions:decision", found, one.pk) + "#di-lai")
