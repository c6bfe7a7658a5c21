"""Duties in units that ended: each is handed over by hand, none is lost and none grows by itself."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import may_manage
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.web.places import operations, permissions, queries
from chungtay.web.places.forms import DutyForm
from chungtay.web.places.views import doors


@doors.givers
def duties(request: PageRequest, place: str, year: int, plan: int) -> HttpResponse:
    unit, today = doors.here(request, place, year), timezone.localdate()
    found = doors.plan_in(unit, plan)
    permissions.check_may_give_duties(request.user, found.area, today)
    old = queries.old_duties(found, today)
    rows: list[tuple[queries.OldDuty, DutyForm | None]] = []
    for each in old:
        mine = request.method == "POST" and request.POST.get("duty") == str(each.duty.pk)
        form: Any = None
        if may_manage(request.user, each.duty.user, today):
            prefix = f"duty_{each.duty.pk}"
            form = DutyForm(request.POST if mine else None, candidates=each.candidates, prefix=prefix)
        if mine and form is not None and form.is_valid() and _handed_over(request, each, form):
            return redirect(doors.address(request, "duties", year, plan))
        rows.append((each, form))
    open_ones = sum(1 for each in old if not each.held)
    context = {"year": year, "plan": found, "rows": rows, "open_ones": open_ones}
    return render(request, "places/duties.html", context)


def _handed_over(request: PageRequest, each: queries.OldDuty, form: DutyForm) -> bool:
    data = form.cleaned_data
    act = {"keep": data["keep"] == "1", "by": request.user, "at": timezone.now()}
    try:
        done = doors.into_form(form, lambda: operations.hand_over_duty(each.duty, areas=list(data["areas"]), **act))
    except PermissionDenied as refused:
        form.add_error(None, str(refused))
        return False
    if done:
        doors.told(request, lambda: None, _("%(name)s: handed over.") % {"name": each.duty.user.full_name})
    return done
