"""A place in a year: what stands below it, what it was before, what it became."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import SIGNED_IN, audience
from chungtay.foundation.places.models import Level, PlanState
from chungtay.foundation.places.queries import plans_of, waiting_days
from chungtay.web.places import permissions, queries
from chungtay.web.places.views import doors


@audience(SIGNED_IN)
def place(request: PageRequest, place: str, year: int) -> HttpResponse:
    unit, today = doors.here(request, place, year), timezone.localdate()
    keeps = permissions.can_keep(request.user, unit, today)
    shown = queries.place_shown(unit, year, today)
    context = {
        "year": year,
        "unit": unit,
        "shown": shown,
        "is_ward": unit.level == Level.WARD,
        "groups_total": len(shown.groups) + sum(row.groups for row in shown.wards),
        "keeps": keeps,
        "waiting": waiting_days([unit.path], planned_too=False) if keeps else {},
        "drafts": list(plans_of(unit).filter(state=PlanState.DRAFT)[:5]) if keeps else [],
    }
    return render(request, "places/place.html", context)
