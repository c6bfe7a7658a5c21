"""A reorganisation step by step: prepared, groups assigned, looked over, applied, undone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import SIGNED_IN, audience
from chungtay.foundation.places import operations
from chungtay.foundation.places import queries as places
from chungtay.foundation.places.models import PlanState, Reorganisation
from chungtay.foundation.places.queries.going import goes_along
from chungtay.foundation.places.transitions import may_change
from chungtay.web.places import permissions, queries
from chungtay.web.places.forms import AssignForm
from chungtay.web.places.views import doors


@audience(SIGNED_IN)
def plans(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Every plan about the place; for whoever keeps its units also what waits, and (posted) the plan for it."""
    unit, today = doors.here(request, place, year), timezone.localdate()
    keeps = permissions.can_keep(request.user, unit, today)
    waiting = places.waiting_days([unit.path], planned_too=False) if keeps else {}
    if request.method == "POST":
        permissions.check_may_keep(request.user, unit, today)
        day = next((day for day in waiting if f"{day:%d/%m/%Y}" == request.POST.get("day")), None)
        if day is not None:
            made: list[Reorganisation] = []
            at = timezone.now()
            if doors.told(request, lambda: made.append(operations.draft_plan(unit, day=day, by=request.user, at=at))):
                return redirect(doors.address(request, "plan", year, made[0].pk))
        return redirect(doors.address(request, "plans", year))
    context = {"year": year, "plans": list(places.plans_of(unit)[:50]), "waiting": waiting, "keeps": keeps}
    return render(request, "places/plans.html", context)


@audience(SIGNED_IN)
def plan(request: PageRequest, place: str, year: int, plan: int) -> HttpResponse:
    unit, today = doors.here(request, place, year), timezone.localdate()
    found = doors.plan_in(unit, plan)
    rows = places.planned(found)
    shown = places.preview(found, rows)
    counted = goes_along(rows) if found.state != PlanState.APPLIED else []
    going_wards, going = queries.going_lines(rows, counted)
    reformed = any(row.ward_id != row.old.parent_id for row in rows)  # not a mere new name
    context = {
        "year": year,
        "plan": found,
        "shown": shown,
        "old_total": shown.total("old"),
        "new_total": shown.total("new"),
        "wards": queries.old_wards(found, rows) if reformed else [],
        "going_wards": going_wards,
        "going": going,
        "applied": found.state == PlanState.APPLIED,
        "early": today < found.day,
        "keeps": permissions.can_keep(request.user, found.area, today),
        "gives": permissions.can_give_duties(request.user, found.area, today),
        "duties": queries.old_duties(found, today) if reformed and found.state == PlanState.APPLIED else [],
    }
    return render(request, "places/plan.html", context)


@doors.keepers
def assign(request: PageRequest, place: str, year: int, plan: int, ward: int) -> HttpResponse:
    found = doors.plan_in(doors.kept(request, place, year), plan)
    rows = places.planned(found)
    old = next((each for each in queries.old_wards(found, rows) if each.unit.pk == ward), None)
    if old is None:
        raise Http404
    if not may_change(found):
        messages.info(request, _("The plan is applied; undo it first to change it."))
        return redirect(doors.address(request, "plan", year, plan))
    form = AssignForm(old.groups, old.takers, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done: list[int] = []
        act: dict[str, Any] = {"names": form.names(), "by": request.user, "at": timezone.now()}
        if doors.into_form(form, lambda: done.append(operations.assign_groups(found, form.wards(), **act))):
            sentence = ngettext("%(count)s group changed.", "%(count)s groups changed.", done[0])
            messages.success(request, sentence % {"count": done[0]})
            if "together" in request.POST:
                return redirect(doors.address(request, "assign", year, plan, ward))
            return redirect(doors.address(request, "plan", year, plan))
    numbers = {old_unit.pk: group.code for group in places.preview(found, rows).founded for old_unit in group.olds}
    lines = [(*line, numbers.get(line[0].old_id, "")) for line in form.lines()]
    context = {"year": year, "plan": found, "ward": old, "form": form, "lines": lines}
    return render(request, "places/assign.html", context)


@doors.keepers
@require_POST
def apply(request: PageRequest, place: str, year: int, plan: int) -> HttpResponse:
    found = doors.plan_in(doors.kept(request, place, year), plan)
    doors.told(
        request,
        lambda: operations.apply_plan(found, by=request.user, at=timezone.now()),
        _("The reorganisation is applied. The totals before and after are the same."),
    )
    return redirect(doors.address(request, "plan", year, plan))


@doors.keepers
@require_POST
def undo(request: PageRequest, place: str, year: int, plan: int) -> HttpResponse:
    found = doors.plan_in(doors.kept(request, place, year), plan)
    doors.told(
        request,
        lambda: operations.undo_plan(found, by=request.user, at=timezone.now()),
        _("The reorganisation is undone: everything is as it was before."),
    )
    return redirect(doors.address(request, "plan", year, plan))
