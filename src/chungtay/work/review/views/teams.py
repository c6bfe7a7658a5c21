"""Who visits whom: sharing out, route sheets, households that nobody was given."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.work.review import permissions
from chungtay.work.review.forms.cases import PeopleForm
from chungtay.work.review.operations import teams
from chungtay.work.review.presenters.routes import cases_to_visit, write_route_sheets
from chungtay.work.review.presenters.tabs import tabs_of
from chungtay.work.review.presenters.team_map import map_of
from chungtay.work.review.queries import campaigns as queries
from chungtay.work.review.queries.teams import people_with
from chungtay.work.review.views import doors


@doors.preparers
def team(request: PageRequest, place: str, year: int, campaign: int, ward: int) -> HttpResponse:
    """Who visits whom in a ward: the load of each, and sharing out what nobody has yet."""
    found = doors.campaign_in(request, place, year, campaign)
    here = doors.ward_in(request, found, ward)
    today = timezone.localdate()
    permissions.check_may_prepare(request.user, here.ward, today)
    people = people_with(Permission.REVIEW_SURVEY, here.ward, today)
    form = PeopleForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["people"])
        act = doors.acting(request)
        if doors.into_form(form, lambda: teams.share_out(here, among=chosen, **act)):
            messages.success(request, _("The households are shared out."))
            return redirect(doors.address(request, "campaign:team", found, here.pk))
    load, free = queries.load_of(here)
    known = {user.pk for user in people}
    lost = [person for person, (waiting, _given) in load.items() if waiting and person not in known]
    context = {
        "year": year,
        "campaign": found,
        "tabs": tabs_of(request, found),
        "ward": here,
        "form": form,
        "rows": [(user, load.get(user.pk, (0, 0))) for user in people],
        "free": free,
        "gone": [(each, load[each.pk][0]) for each in User.objects.filter(pk__in=lost).order_by("full_name", "pk")],
        "groups": queries.free_by_group(here),
        "map": map_of(here, cases_to_visit(here)),
    }
    return render(request, "review/team.html", context)


@doors.preparers
def routes(request: PageRequest, place: str, year: int, campaign: int, ward: int) -> HttpResponseBase:
    """The route sheets of a ward: names and addresses leave the program, which is an event."""
    found = doors.campaign_in(request, place, year, campaign)
    here = doors.ward_in(request, found, ward)
    now = timezone.now()
    today = timezone.localdate(now)
    rows = cases_to_visit(here)
    teams.take_route_sheets(here, households=len(rows), by=request.user, at=now)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"phieu-di-ho-{here.ward.code}-{now:%Y%m%d}.pdf"
        write_route_sheets(path, here, rows, on=today)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@doors.preparers
@require_POST
def take_back(request: PageRequest, place: str, year: int, campaign: int, ward: int) -> HttpResponse:
    """Everything that a person has to visit in the ward, so that it can be shared out anew."""
    found = doors.campaign_in(request, place, year, campaign)
    here = doors.ward_in(request, found, ward)
    number = request.POST.get("nguoi", "")
    person = User.objects.filter(pk=int(number) if number.isdecimal() and len(number) < 19 else 0).first()
    if person is None:
        messages.warning(request, _("Choose whose households are taken back."))
        return redirect(doors.address(request, "campaign:team", found, here.pk))
    act = doors.acting(request)
    said = _("The households of %(name)s belong to nobody now. Share them out.") % {"name": person.full_name}
    doors.told(request, lambda: teams.take_back(here, person=person, **act), said)
    return redirect(doors.address(request, "campaign:team", found, here.pk))


@doors.preparers
@require_POST
def free_along(request: PageRequest, place: str, year: int, campaign: int, group: int) -> HttpResponse:
    """Whether telephones of the group take along what nobody was given."""
    found = doors.campaign_in(request, place, year, campaign)
    one = doors.group_in(request, found, group)
    on, act = request.POST.get("on") == "1", doors.acting(request)
    doors.told(request, lambda: teams.let_free_along(one, on=on, **act), _("Done."))
    return redirect(doors.address(request, "campaign:team", found, one.ward_id))


@doors.surveyors
@require_POST
def take(request: PageRequest, place: str, year: int, campaign: int, case: int) -> HttpResponse:
    """Whoever surveys takes a household that nobody has."""
    found = doors.campaign_in(request, place, year, campaign)
    one = doors.case_in(request, found, case)
    sentence = _("%(name)s is yours to visit; your telephone takes it along when it has a network.")
    act = doors.acting(request)
    doors.told(request, lambda: teams.take_case(one, **act), sentence % {"name": one.head_name})
    return redirect(doors.address(request, "campaign:case", found, one.pk))


@doors.preparers
@require_POST
def assign(request: PageRequest, place: str, year: int, campaign: int, case: int) -> HttpResponse:
    found = doors.campaign_in(request, place, year, campaign)
    one = doors.case_in(request, found, case)
    number = request.POST.get("nguoi", "")
    to = get_object_or_404(User, pk=int(number)) if number.isdecimal() and len(number) < 19 else None
    act = doors.acting(request)
    doors.told(request, lambda: teams.assign_cases(one.ward, cases=[one.pk], to=to, **act), _("Done."))
    return redirect(doors.address(request, "campaign:case", found, one.pk))
