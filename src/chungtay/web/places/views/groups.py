"""Residential groups of a ward: add, rename from a day on, end, make one of several."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import SIGNED_IN, audience
from chungtay.foundation.places import operations
from chungtay.foundation.places import queries as places
from chungtay.foundation.places.models import Level, Unit
from chungtay.web.places import permissions
from chungtay.web.places.forms import CorrectionForm, GroupForm, LastDayForm, MergeForm, NameForm
from chungtay.web.places.views import doors


@doors.keepers
def add(request: PageRequest, place: str, year: int) -> HttpResponse:
    ward = doors.kept(request, place, year)
    if ward.level != Level.WARD:
        return doors.not_here(request, year)
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if doors.into_form(
            form,
            lambda: operations.add_group(
                ward,
                code=data["code"],
                name=data["name"],
                kind=data["kind"] or None,
                valid_from=data["valid_from"],
                by=request.user,
                at=timezone.now(),
            ),
        ):
            messages.success(request, _("%(group)s is added.") % {"group": data["name"]})
            return redirect(doors.address(request, "place", year))
    title = _("Add a residential group")
    return render(request, "places/form.html", {"year": year, "form": form, "title": title, "button": title})


@doors.keepers
def merge(request: PageRequest, place: str, year: int) -> HttpResponse:
    ward = doors.kept(request, place, year)
    if ward.level != Level.WARD:
        return doors.not_here(request, year)
    form = MergeForm(request.POST or None, groups=places.groups_of(ward, doors.ward_day(ward, year)))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if doors.into_form(
            form,
            lambda: operations.merge_groups(
                list(data["groups"]),
                code=data["code"],
                name=data["name"],
                valid_from=data["valid_from"],
                instrument=data["instrument"],
                by=request.user,
                at=timezone.now(),
            ),
        ):
            messages.success(
                request, _("The groups are one from %(day)s on.") % {"day": f"{data['valid_from']:%d/%m/%Y}"}
            )
            return redirect(doors.address(request, "plans", year))
    context = {
        "year": year,
        "form": form,
        "title": _("Make one group of several"),
        "button": _("Make them one"),
        "note": _(
            "Households go over into the new group; before that day everything stays as it was. It can be undone."
        ),
    }
    return render(request, "places/form.html", context)


@audience(SIGNED_IN)
def group(request: PageRequest, place: str, year: int, group: int) -> HttpResponse:
    return _page(request, year, doors.group_in(doors.here(request, place, year), group))


def _page(
    request: PageRequest,
    year: int,
    found: Unit,
    *,
    name_form: NameForm | None = None,
    end_form: LastDayForm | None = None,
    status: int = 200,
) -> HttpResponse:
    entries = list(places.entries_of(found))
    context = {
        "year": year,
        "group": found,
        "ended": found.valid_to is not None,
        "keeps": permissions.can_keep(request.user, found, timezone.localdate()),
        "entries": [
            (row, None if row.withdrawn else CorrectionForm(initial=_as_entered(row), auto_id=f"entry_{row.pk}_%s"))
            for row in entries
        ],
        "before": places.came_from([found]).get(found.pk, []),
        "after": places.became([found]).get(found.pk, []),
        "name_form": name_form or NameForm(initial={"code": found.code, "name": found.name}),
        "end_form": end_form or LastDayForm(),
    }
    return render(request, "places/group.html", context, status=status)


def _as_entered(row):
    return {"kind": row.kind, "valid_from": f"{row.valid_from:%d/%m/%Y}"}


@doors.keepers
@require_POST
def rename(request: PageRequest, place: str, year: int, group: int) -> HttpResponse:
    found = doors.group_in(doors.kept(request, place, year), group)
    form = NameForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        if doors.into_form(
            form,
            lambda: operations.rename_group(
                found,
                code=data["code"],
                name=data["name"],
                valid_from=data["valid_from"],
                instrument=data["instrument"],
                by=request.user,
                at=timezone.now(),
            ),
        ):
            words = {"group": data["name"], "day": f"{data['valid_from']:%d/%m/%Y}"}
            messages.success(request, _("The group is called “%(group)s” from %(day)s on.") % words)
            return redirect(doors.address(request, "place", year))
    return _page(request, year, found, name_form=form)


@doors.keepers
@require_POST
def close(request: PageRequest, place: str, year: int, group: int) -> HttpResponse:
    found = doors.group_in(doors.kept(request, place, year), group)
    form = LastDayForm(request.POST)
    if form.is_valid():
        last = form.cleaned_data["last_day"]
        if doors.into_form(
            form, lambda: operations.close_unit(found, last_day=last, by=request.user, at=timezone.now())
        ):
            messages.success(
                request, _("%(group)s ends on %(day)s.") % {"group": found.name, "day": f"{last:%d/%m/%Y}"}
            )
            return redirect(doors.address(request, "place", year))
    return _page(request, year, found, end_form=form)
