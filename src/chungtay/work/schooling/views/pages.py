"""The schools of a place and year, one school with its pupils, a pupil enrolled or leaving."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.views.telling import tell_wrong
from chungtay.foundation.places.models import Level
from chungtay.records.registry.queries.pupils import Someone, Sought, match
from chungtay.work.schooling import permissions
from chungtay.work.schooling.forms.schools import EndForm, OfficerForm, PupilForm, SchoolForm, opening
from chungtay.work.schooling.models import EnrolmentState, School
from chungtay.work.schooling.operations import enrolments, schools
from chungtay.work.schooling.operations.taking_out import hand_out_pupils
from chungtay.work.schooling.presenters import pupils as presenters
from chungtay.work.schooling.queries import pupils as queries
from chungtay.work.schooling.queries import staying_away as away
from chungtay.work.schooling.queries import years
from chungtay.work.schooling.views import doors

PAGE = 50


@doors.readers
def index(request: PageRequest, place: str, year: int) -> HttpResponse:
    """What waits for a hand, then every school with its pupils of the year."""
    unit, today = doors.here(request, place, year), timezone.localdate()
    seen = queries.schools_seen(request.user, unit, today)
    page = Paginator(seen.order_by("ward__name", "level", "name", "pk"), PAGE).get_page(request.GET.get("trang"))
    counts = queries.counts_of([school.pk for school in page.object_list], year)
    reads_register = permissions.reads_register(request.user, unit, today)
    waiting = queries.waiting_lists(seen, year) if reads_register else []
    tasks = away.tasks_seen(request.user, unit, year, today)
    context = {
        "year": year,
        "school_year": years.words(year),
        "page": page,
        "rows": presenters.school_rows(page.object_list, counts),
        "reads_register": reads_register,
        "waiting": waiting,
        "away": away.counts(tasks, today),
        "open_tasks": tasks.filter(outcome="").count(),
        "may_keep": unit.level == Level.WARD and permissions.can_keep(request.user, unit, today),
        "form": SchoolForm(),
    }
    return render(request, "schooling/index.html", context)


@doors.keepers
@require_POST
def add_school(request: PageRequest, place: str, year: int) -> HttpResponse:
    unit, form = doors.here(request, place, year), SchoolForm(request.POST)
    made: School | None = None
    if form.is_valid():
        made = doors.done(request, schools.add_school, unit, **form.cleaned_data)
    else:
        tell_wrong(request, form)
    return redirect(doors.address(request, "school", year, made.pk) if made else doors.address(request, "index", year))


@doors.readers
def school(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """The pupils of a school by name, with grade and class."""
    found, today = doors.school_in(request, place, year, number), timezone.localdate()
    state = request.GET.get("o", "")
    state = state if state in EnrolmentState.values else ""
    class_name = request.GET.get("lop")
    rows = queries.pupils(found, year, state=state, class_name=class_name)
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    counts = queries.counts_of([found.pk], year).get(found.pk, queries.Tally())
    may_keep = permissions.can_keep(request.user, found.ward, today)
    context = {
        "year": year,
        "school_year": years.words(year),
        "school": found,
        "chips": [(each.value, each.label, getattr(counts, each.value)) for each in EnrolmentState],
        "all": counts.all,
        "state": state,
        "class_name": class_name,
        "classes": queries.grades_of(found, year),
        "page": page,
        "pupils": presenters.pupils(list(page.object_list), [found.ward.path]),
        "lists": list(queries.lists_of(found, year)),
        "may_keep": may_keep,
        "may_tell": permissions.can_tell(request.user, found, today),
        "reads_register": permissions.reads_register(request.user, found.ward, today),
        "unconfirmed": queries.unconfirmed(found, year, class_name=class_name),
        "officers": queries.officers_of(found),
        "may_work": queries.may_work_at(found, today) if may_keep else [],
        "may_import": permissions.can_import(request.user, found.ward, today),
        "may_take_out": permissions.can_take_out(request.user, found.ward, today),
        "today": today,
    }
    return render(request, "schooling/school.html", context)


@doors.keepers
def enrol(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """Enrol one pupil, found in the register by number or by name and birth."""
    found, today = doors.school_in_register(request, place, year, number), timezone.localdate()
    form = PupilForm(request.POST or None, initial={"on": opening(year, today).strftime("%d/%m/%Y")})
    possible: list[Someone] = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        [one] = match([Sought(values["name"], values["born"], values["number"])], [found.ward.path])
        possible = list(one.possible)
        chosen = one.certain or next((each for each in possible if each.number == values["person"]), None)
        if chosen is None:
            if not possible:
                form.add_error(None, _("Nobody in the register of the ward has this number, or this name and birth."))
        else:
            pupil = enrolments.NewPupil(chosen.number, values["grade"], values["class_name"])
            told = _("%(name)s is enrolled.") % {"name": chosen.name}
            if doors.done(request, enrolments.enrol, found, year=year, pupil=pupil, on=values["on"], success=told):
                return redirect(doors.address(request, "school", year, found.pk))
    context = {"year": year, "school": found, "school_year": years.words(year), "form": form, "possible": possible}
    return render(request, "schooling/enrol.html", context)


@doors.tellers
@require_POST
def confirm(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """The school says that its pupils, or those of one class, attend."""
    found = doors.school_in(request, place, year, number)
    class_name = request.POST.get("lop")
    doors.done(request, enrolments.confirm_pupils, found, year=year, class_name=class_name, success=_("Confirmed."))
    back = f"?{urlencode({'lop': class_name})}" if class_name is not None else ""
    return redirect(doors.address(request, "school", year, found.pk) + back)


@doors.keepers
@require_POST
def name_officer(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    return _officer(request, place, year, number, schools.name_officer)


@doors.keepers
@require_POST
def end_officer(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    return _officer(request, place, year, number, schools.end_officer)


def _officer(
    request: PageRequest, place: str, year: int, number: int, operation: Callable[..., object]
) -> HttpResponse:
    found, form = doors.school_in_register(request, place, year, number), OfficerForm(request.POST)
    if form.is_valid():
        doors.done(request, operation, found, **form.cleaned_data)
    else:
        tell_wrong(request, form)
    return redirect(doors.address(request, "school", year, found.pk))


@doors.tellers
@require_POST
def end(request: PageRequest, place: str, year: int, number: int, pupil: int) -> HttpResponse:
    found, form = doors.school_in(request, place, year, number), EndForm(request.POST)
    row = queries.pupils(found, year).filter(pk=pupil).first()
    if row is None:
        messages.error(request, _("There is no such pupil."))
    elif not form.is_valid():
        tell_wrong(request, form)
    else:
        doors.done(request, enrolments.end_enrolment, row.pk, **form.cleaned_data)
    return redirect(doors.address(request, "school", year, found.pk))


@doors.exporters
@require_POST
def excel(request: PageRequest, place: str, year: int, number: int) -> HttpResponseBase:
    found = doors.school_in(request, place, year, number)
    return hand_out_pupils(found, year, **doors.acting(request))
