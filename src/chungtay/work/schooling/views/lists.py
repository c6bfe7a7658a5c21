"""Lists that schools send: brought in, looked through, decided, taken over, undone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.files import scratch
from chungtay.foundation.core.views.telling import tell_wrong
from chungtay.rulebook.errors import ChungTayError
from chungtay.work.schooling import permissions
from chungtay.work.schooling.forms.schools import ChoiceForm, FileForm, WhyForm, opening
from chungtay.work.schooling.models import ListState, PupilList, RowOutcome, School
from chungtay.work.schooling.operations import lists as operations
from chungtay.work.schooling.presenters import pupils as presenters
from chungtay.work.schooling.queries import pupils as queries
from chungtay.work.schooling.queries import years
from chungtay.work.schooling.views import doors
from chungtay.workbooks.pupils import read_pupils

PAGE = 50


@doors.importers
def bring_in(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """Take a school's file and compare it with the register."""
    school, today = doors.school_in_register(request, place, year, number), timezone.localdate()
    form = FileForm(
        request.POST or None, request.FILES or None, initial={"day": opening(year, today).strftime("%d/%m/%Y")}
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            sent = _read(values["file"])
        except ChungTayError as error:
            form.add_error("file", error.en if get_language() == "en" else error.vi)
        else:
            brought = doors.done(request, operations.bring_in, school, sent, year=year, day=values["day"])
            if brought is not None:
                return redirect(doors.address(request, "list", year, school.pk, brought[0].pk))
    context = {"year": year, "school": school, "school_year": years.words(year), "form": form}
    return render(request, "schooling/bring_in.html", context)


def _read(file: Any) -> operations.Sent:
    """The pupils of a file; the file itself is not kept."""
    data = file.read()
    with scratch() as folder:
        path = folder / get_valid_filename(file.name)[-120:]
        path.write_bytes(data)
        lines = read_pupils(path)
        return operations.Sent(file.name, hashlib.sha256(data).hexdigest(), lines, lines.passed)


@doors.register_readers
def one(request: PageRequest, place: str, year: int, number: int, pupil_list: int) -> HttpResponse:
    """The lines of a list by what taking them over would do; those that need somebody first."""
    school = doors.school_in_register(request, place, year, number)
    made = _list(school, year, pupil_list)
    counts = queries.outcomes_of(made)
    outcome = request.GET.get("o", RowOutcome.CHOOSE if counts.get(RowOutcome.CHOOSE) else "")
    outcome = outcome if outcome in RowOutcome.values else ""
    page = Paginator(queries.rows_of(made, outcome), PAGE).get_page(request.GET.get("trang"))
    context = {
        "year": year,
        "school": school,
        "list": made,
        "school_year": years.words(year),
        "chips": presenters.outcome_chips(counts, outcome),
        "page": page,
        "lines": presenters.lines(list(page.object_list), [school.ward.path]),
        "waiting": counts.get(RowOutcome.CHOOSE, 0),
        "to_take": sum(counts.get(name, 0) for name in (RowOutcome.NEW, RowOutcome.CHANGED, RowOutcome.ELSEWHERE)),
        "staged": made.state == ListState.STAGED,
        "applied": made.state == ListState.APPLIED,
        "outcome": outcome,
        "may_import": permissions.can_import(request.user, school.ward, timezone.localdate()),
    }
    return render(request, "schooling/list.html", context)


@doors.importers
@require_POST
def decide(request: PageRequest, place: str, year: int, number: int, pupil_list: int, line: int) -> HttpResponse:
    act = partial(operations.decide, pupil_list, line)
    return _step(request, place, year, number, pupil_list, ChoiceForm(request.POST), act)


@doors.importers
@require_POST
def take_over(request: PageRequest, place: str, year: int, number: int, pupil_list: int) -> HttpResponse:
    return _step(request, place, year, number, pupil_list, None, partial(operations.take_over, pupil_list))


@doors.importers
@require_POST
def undo(request: PageRequest, place: str, year: int, number: int, pupil_list: int) -> HttpResponse:
    act = partial(operations.undo_list, pupil_list)
    return _step(request, place, year, number, pupil_list, WhyForm(request.POST), act)


@doors.importers
@require_POST
def discard(request: PageRequest, place: str, year: int, number: int, pupil_list: int) -> HttpResponse:
    return _step(request, place, year, number, pupil_list, None, partial(operations.discard, pupil_list))


def _list(school: School, year: int, number: int) -> PupilList:
    return get_object_or_404(queries.lists_of(school, year), pk=number)


def _step(
    request: PageRequest,
    place: str,
    year: int,
    number: int,
    pupil_list: int,
    form: Any,
    act: Callable[..., object],
) -> HttpResponse:
    """One step of a list of a school that the reader sees, back to its page; what is wrong is said there. The form's
    fields are the act's arguments."""
    school = doors.school_in_register(request, place, year, number)
    made = _list(school, year, pupil_list)
    if form is not None and not form.is_valid():
        tell_wrong(request, form)
    else:
        doors.done(request, act, **(form.cleaned_data if form is not None else {}))
    return redirect(doors.address(request, "list", year, school.pk, made.pk))
