"""Urban or rural: decided for the groups of a ward, corrected where an entry was wrong."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.places import operations
from chungtay.foundation.places import queries as places
from chungtay.foundation.places.models import Level
from chungtay.web.places.forms import AreaTypesForm, CorrectionForm
from chungtay.web.places.views import doors


@doors.keepers
def ward(request: PageRequest, place: str, year: int) -> HttpResponse:
    unit = doors.kept(request, place, year)
    if unit.level != Level.WARD:
        return doors.not_here(request, year)
    form = AreaTypesForm(request.POST or None, groups=places.groups_of(unit, doors.ward_day(unit, year)))
    if request.method == "POST" and form.is_valid():
        data, done = form.cleaned_data, []
        if doors.into_form(
            form,
            lambda: done.append(
                operations.set_area_types(
                    list(data["groups"]),
                    kind=data["kind"],
                    valid_from=data["valid_from"],
                    reason=data["reason"],
                    by=request.user,
                    at=timezone.now(),
                )
            ),
        ):
            sentence = ngettext("%(count)s group is set.", "%(count)s groups are set.", done[0])
            messages.success(request, sentence % {"count": done[0]})
            return redirect(doors.address(request, "place", year))
    context = {
        "year": year,
        "form": form,
        "title": _("Urban or rural"),
        "button": _("Set"),
        "note": _(
            "Households are scored by the table of their group's area type. What was decided before stays as decided."
        ),
    }
    return render(request, "places/form.html", context)


@doors.keepers
@require_POST
def correct(request: PageRequest, place: str, year: int, group: int, entry: int) -> HttpResponse:
    found = doors.group_in(doors.kept(request, place, year), group)
    row = places.entries_of(found).filter(pk=entry).first()
    if row is None:
        raise Http404
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.warning(request, str(errors[0]))
    else:
        data = form.cleaned_data
        act = {"reason": data["reason"], "by": request.user, "at": timezone.now()}
        doors.told(
            request,
            lambda: (
                operations.correct_area_type(row, kind=data["kind"], valid_from=data["valid_from"], **act)
                if data["kind"]
                else operations.take_back_area_type(row, **act)
            ),
            _("The entry is corrected; the wrong one stays readable below."),
        )
    return redirect(doors.address(request, "group", year, group))
