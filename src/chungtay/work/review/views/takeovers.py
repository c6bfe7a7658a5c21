"""Answers taken over from other lists: proposed and decided on the page of what looks wrong."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.rulebook.errors import ChungTayError
from chungtay.work.review import permissions
from chungtay.work.review.forms.takeovers import TakeoverAnswerForm, TakeoverForm
from chungtay.work.review.models import CaseState, Flag, FlagKind, FlagState, GroupState, Takeover, TakeoverState
from chungtay.work.review.operations import takeovers as operations
from chungtay.work.review.presenters import takeovers as presenters
from chungtay.work.review.queries import quality
from chungtay.work.review.queries import takeovers as queries
from chungtay.work.review.queries.entry import form_of
from chungtay.work.review.views import doors


def section(request: PageRequest, one: Flag) -> dict[str, Any]:
    """What the page of a flag shows of it: what the lists say otherwise, and proposals with their outcomes."""
    survey = one.survey
    if survey is None or one.kind != FlagKind.REGISTER:
        return {"proposals": [], "choices": []}
    try:
        form = form_of(one.campaign)
        offers = queries.offers_of(survey, form)
    except ChungTayError:
        return {"proposals": [], "choices": []}
    proposals = [_shown(form, takeover) for takeover in queries.takeovers_of(one)]
    waits = any(each.waits for each in proposals)
    case = survey.case
    may = permissions.can_confirm(request.user, case.group.group, timezone.localdate())
    open_ = one.state == FlagState.OPEN and one.campaign.state == "open"
    before = case.state in (CaseState.SURVEYED, CaseState.CONFIRMED) and case.group.state == GroupState.SURVEY
    taking = may and open_ and before and not waits and case.survey_id == survey.pk
    return {
        "proposals": proposals,
        "waits": waits,
        "choices": presenters.choices(form, cast(dict[str, Any], survey.answers), offers) if taking else [],
        "answering": TakeoverAnswerForm(),
        "taking": TakeoverForm(offers=[(offer.id, offer.id) for offer in offers]),
        "deciding": may and open_,
    }


def _shown(form: Any, takeover: Takeover) -> presenters.Proposal:
    waits = takeover.state == TakeoverState.WAITING
    return presenters.proposal(
        form,
        takeover,
        queries.moved_since(takeover) if waits else [],
        replaced=waits and takeover.case.survey_id != takeover.survey_id,
    )


@doors.confirmers
@require_POST
def propose(request: PageRequest, place: str, year: int, campaign: int, flag: int) -> HttpResponse:
    """Propose to take over what was ticked."""
    found = doors.campaign_in(request, place, year, campaign)
    one = get_object_or_404(quality.flags_seen(request.user, found, request.place), pk=flag)
    chosen, why = request.POST.getlist("chosen"), request.POST.get("why", "")
    doors.told(
        request,
        lambda: operations.propose_takeover(one, chosen=chosen, why=why, **doors.acting(request)),
        _("Proposed. Another person who checks forms decides."),
    )
    return redirect(doors.address(request, "quality:flag", found, one.pk))


@doors.confirmers
@require_POST
def decide(request: PageRequest, place: str, year: int, campaign: int, flag: int, number: int) -> HttpResponse:
    """Agree to a proposal, or return it with an answer."""
    found = doors.campaign_in(request, place, year, campaign)
    one = get_object_or_404(quality.flags_seen(request.user, found, request.place), pk=flag)
    takeover = get_object_or_404(one.takeovers, pk=number)
    form = TakeoverAnswerForm(request.POST)
    here = redirect(doors.address(request, "quality:flag", found, one.pk))
    if not form.is_valid():
        messages.warning(request, " ".join(str(each) for each in form.errors.get("answer", [])))
        return here
    answer, act = form.cleaned_data["answer"], doors.acting(request)
    if "return" in request.POST:
        doors.told(
            request,
            lambda: operations.return_takeover(takeover, answer=answer, **act),
            _("Returned. The form stays as it was."),
        )
    else:
        doors.told(
            request,
            lambda: operations.approve_takeover(takeover, answer=answer, **act),
            _("Taken over. The household was scored again."),
        )
    return here
