"""One step back that waits for a second person: what is proposed and why, agreed to or returned."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from chungtay.foundation.accounts.permissions import holders_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience
from chungtay.foundation.core.files import hand_out
from chungtay.work.review import permissions
from chungtay.work.review.forms.steps_back import SecondForm
from chungtay.work.review.models import Campaign, StepBack, StepBackState
from chungtay.work.review.operations import steps_back as operations
from chungtay.work.review.presenters import steps_back as presenters
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.queries import steps_back as queries
from chungtay.work.review.views import doors

seconds = audience(*{role for each in queries.SECOND for role in holders_of(each)})


def _step(request: PageRequest, place: str, year: int, campaign: int, number: int) -> tuple[Campaign, StepBack]:
    found = doors.campaign_in(request, place, year, campaign)
    return found, get_object_or_404(queries.steps_back_seen(request.user, request.place, found), pk=number)


@seconds
def step(request: PageRequest, place: str, year: int, campaign: int, number: int) -> HttpResponse:
    """What is proposed, by whom and why; another person agrees, or anyone concerned returns it."""
    found, one = _step(request, place, year, campaign, number)
    form, act = SecondForm(request.POST or None), doors.acting(request)
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        if "return" in request.POST:
            done = doors.into_form(form, lambda: operations.return_step_back(one, answer=answer, **act))
            words = _("Returned. Everything stays as it was.")
        else:
            done = doors.into_form(form, lambda: operations.agree_to_step_back(one, answer=answer, **act))
            words = _("Agreed, and done.")
        if done:
            messages.success(request, words)
            return redirect(doors.address(request, *presenters.subject_route(one, found)))
    may = permissions.can_second(request.user, queries.area_of(one), timezone.localdate())
    waits = one.state == StepBackState.WAITING and found.state == "open"
    context = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "step": one,
        "title": presenters.title(one),
        "about": presenters.about(one),
        "back": doors.address(request, *presenters.subject_route(one, found)),
        "form": form if waits and may else None,
        "own": one.proposed_by_id == request.user.pk,
        "changed": waits and queries.seen_now(one) != one.seen,
    }
    return render(request, "review/step_back.html", context)


@seconds
@never_cache
def paper(request: PageRequest, place: str, year: int, campaign: int, number: int) -> HttpResponseBase:
    """What the complainant wrote."""
    _found, one = _step(request, place, year, campaign, number)
    if not one.paper:
        raise Http404
    ending = one.paper.rsplit(".", 1)[-1]
    return hand_out(one.paper, name=f"giay-rut-khieu-nai-{one.pk}.{ending}", media_type=one.paper_type)
