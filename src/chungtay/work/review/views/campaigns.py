"""The campaigns of a place and year: planned, opened, closed; and how far one is, refreshed without reloading."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.places.models import Level
from chungtay.foundation.places.queries import last_day
from chungtay.rulebook import process as processes
from chungtay.rulebook.days_off import fixed_days_off
from chungtay.rulebook.errors import ChungTayError
from chungtay.work.review import permissions
from chungtay.work.review.forms.campaigns import LeavingForm, OpeningForm, PlanForm, standard_choices
from chungtay.work.review.models import Campaign, CampaignState, FlagState
from chungtay.work.review.operations import campaigns as operations
from chungtay.work.review.operations import lists
from chungtay.work.review.presenters import campaigns as presenters
from chungtay.work.review.presenters import waiting as presenters_waiting
from chungtay.work.review.presenters.quality import sentence as flag_sentence
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.queries import calendar, quality
from chungtay.work.review.queries import campaigns as queries
from chungtay.work.review.queries.cancelling import can_still_be_cancelled
from chungtay.work.review.queries.steps_back import steps_back_of
from chungtay.work.review.queries.unlisted import can_still_be_listed
from chungtay.work.review.queries.ward_calendars import ward_rows
from chungtay.work.review.views import doors

NAMED = 20  # things nobody looked at, by name, on the page that closes the review


@doors.readers
def campaigns(request: PageRequest, place: str, year: int) -> HttpResponse:
    here = doors.here(request, place, year)
    context = {
        "year": year,
        "rows": list(queries.campaigns_seen(request.user, here, year)),
        "may_prepare": permissions.can_prepare(request.user, here, timezone.localdate()),
    }
    return render(request, "review/campaigns.html", context)


@doors.preparers
def plan(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Write the plan of a review down."""
    here = doors.here(request, place, year)
    today = timezone.localdate()
    permissions.check_may_prepare(request.user, here, today)
    first = datetime.date(year, 9, 1)
    try:
        process = processes.in_force(first)
    except ChungTayError as error:
        messages.warning(request, presenters.said(error))
        return redirect("campaign:campaigns", place, year)
    choices = standard_choices(year)
    last = process.window_of(year)[1]
    off = fixed_days_off(first, datetime.date(year + 1, 1, 31))  # what follows it counts working days too
    initial = {
        "kind": "periodic",
        "first_day": f"{first:%d/%m/%Y}",
        "last_day": f"{last:%d/%m/%Y}",
        "baseline_on": f"{first - datetime.timedelta(days=1):%d/%m/%Y}",
        "main": choices[0][0] if choices else "",
        "holidays": "\n".join(f"{each.day:%d/%m/%Y}" for each in off),
    }
    form = PlanForm(request.POST or None, initial=initial, process=process, year=year)
    if request.method == "POST" and form.is_valid():
        made: list[Campaign] = []
        if doors.into_form(form, lambda: made.append(_prepare(request, form, year))):
            return redirect(doors.address(request, "campaign:campaign", made[0]))
    context = {"year": year, "form": form, "process": process, "process_name": presenters.said(process.name)}
    context["existing"] = _existing(request, form, year)
    return render(request, "review/campaign_plan.html", context)


def _existing(request: PageRequest, form: PlanForm, year: int) -> str:
    """The address of the review that stands in the way of a plan for the same time; "" where none does."""
    if not form.is_bound or not form.cleaned_data.get("kind"):
        return ""
    found = queries.planned_already(request.place, form.cleaned_data["kind"], year, form.cleaned_data.get("month") or 0)
    return doors.address(request, "campaign:campaign", found) if found else ""


def _prepare(request: PageRequest, form: PlanForm, year: int) -> Campaign:
    data = form.cleaned_data
    return operations.prepare_campaign(
        request.place,
        kind=data["kind"],
        year=year,
        month=data["month"] or 0,
        first_day=data["first_day"],
        last_day=data["last_day"],
        baseline_on=data["baseline_on"],
        standards=form.standards(),
        settled=form.settled(),
        holidays=data["holidays"],
        show_score=data["show_score"],
        by=request.user,
        at=timezone.now(),
    )


@doors.readers
def campaign(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    """How far the review is. The board alone is sent again while the page stands open."""
    found = doors.campaign_in(request, place, year, campaign)
    today = timezone.localdate()
    # what is open is late up to today, however long ago its year ended
    day = today if found.state == CampaignState.OPEN else last_day(found.year, today)
    wards = list(queries.wards_seen(request.user, found, request.place))
    counts = queries.group_counts(request.user, found, request.place)
    by_state = presenters.totals(counts)
    may_open = permissions.can_open(request.user, found.area, today)
    may_prepare = any(permissions.can_prepare(request.user, ward.ward, today) for ward in wards) or (
        permissions.can_prepare(request.user, found.area, today)
    )
    context: dict[str, Any] = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "sentence": presenters.sentence(found, by_state, day),
        "bar": presenters.bar_of(by_state),
        "total": sum(by_state.values()),
        "steps": presenters.steps_of(calendar.calendar(found, wards, day), day),
        "reports": [(presenters.said(each.name), each) for each in calendar.reports_due(found, day)],
        "ward_lines": presenters.ward_lines(ward_rows(found, wards, day), day) if len(wards) > 1 else [],
        "tiles": presenters.tiles(counts),
        "wards": wards,
        "standards": list(found.standards.all()),
        "settled": presenters.settled_words(found, queries.process_of(found)),
        "may_open": may_open and found.state == CampaignState.PREPARING,
        "may_close": may_open and found.state == CampaignState.OPEN,
        "may_cancel": may_open and can_still_be_cancelled(found),
        "cancelled": found.cancelled_at is not None,
        "steps_back": steps_back_of(campaign=found),
        "may_prepare": may_prepare,
        "may_report": found.opened_at is not None and permissions.can_prepare(request.user, found.area, today),
        "preparing": found.state == CampaignState.PREPARING,
        "under_way": found.state == CampaignState.OPEN,
        "again": bool(request.htmx),
        "opening": OpeningForm(),
    }
    if context["may_close"] and not request.htmx:
        context |= _left_open(request, found)
    if not request.htmx and found.state == CampaignState.OPEN:
        if may_prepare and request.place.level == Level.WARD:
            context["unlisted"] = can_still_be_listed(found, request.place, today)
        own = presenters_waiting.of_reviews(request.user, request.place, found.year, today, [found])
        context["waiting"] = [each for each in own if each.address != request.path]
    return render(request, "review/campaign_board.html" if request.htmx else "review/campaign.html", context)


def _left_open(request: PageRequest, found: Campaign) -> dict[str, Any]:
    """What looks wrong in the forms and nobody looked at, by name, for whoever would close the review."""
    rows = quality.flags_seen(request.user, found, request.place).filter(state=FlagState.OPEN).order_by("kind", "pk")
    named = [(flag, flag_sentence(flag)) for flag in rows[: NAMED + 1]]
    return {"flags": named[:NAMED], "flags_more": len(named) > NAMED, "leaving": LeavingForm()}


@doors.openers
@require_POST
def open_it(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    form = OpeningForm(request.POST)
    if form.is_valid():
        doors.told(
            request,
            lambda: operations.open_campaign(found, **form.cleaned_data, by=request.user, at=timezone.now()),
            _("The review is open. Households can be listed."),
        )
    else:
        for errors in form.errors.values():
            messages.warning(request, " ".join(map(str, errors)))
    return redirect(doors.address(request, "campaign:campaign", found))


@doors.openers
@require_POST
def close_it(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    words = request.POST.get("left_open", "")[:1000]
    doors.told(
        request,
        lambda: operations.close_campaign(found, left_open=words, by=request.user, at=timezone.now()),
        _("The review is closed."),
    )
    return redirect(doors.address(request, "campaign:campaign", found))


@doors.preparers
@require_POST
def cancel(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    act = doors.acting(request)
    if doors.told(request, lambda: operations.cancel_campaign(found, **act), _("The plan is put away.")):
        return redirect(reverse("campaign:campaigns", args=[request.place.code, year]))
    return redirect(doors.address(request, "campaign:campaign", found))


@doors.preparers
@require_POST
def list_all(request: PageRequest, place: str, year: int, campaign: int) -> HttpResponse:
    """Last year's list comes in."""
    found = doors.campaign_in(request, place, year, campaign)
    added: list[int] = []
    act = doors.acting(request)
    if doors.told(request, lambda: added.append(lists.list_households(found, **act))):
        messages.success(request, _("%(count)s households of the list came in.") % {"count": added[0]})
    return redirect(doors.address(request, "campaign:cases", found))
