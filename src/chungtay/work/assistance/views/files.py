"""Lists of monthly allowances that come as files: brought in, looked through, taken over, undone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.files import scratch
from chungtay.foundation.core.views.telling import tell_wrong, told
from chungtay.rulebook.errors import ChungTayError
from chungtay.work.assistance.forms.monthly import ChoiceForm, FileForm, LooksForm
from chungtay.work.assistance.models import AllowanceFile, FileState, LineOutcome
from chungtay.work.assistance.operations import files as operations
from chungtay.work.assistance.presenters.files import file_lines
from chungtay.work.assistance.queries.files import files_seen, outcomes_of, warned
from chungtay.work.assistance.views.doors import here, proposers
from chungtay.workbooks.allowances import read_allowances

PAGE = 50


@proposers
def bring_in(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Take a file and compare it with the register."""
    ward, now = here(request, place, year), timezone.now()
    first = {"paid_from": timezone.localdate(now).replace(day=1)}
    form = FileForm(request.POST or None, request.FILES or None, initial=first)
    made: list[AllowanceFile] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        act = {"paid_from": data["paid_from"], "by": request.user, "at": now}
        try:
            sent = _read(data["file"])
        except ChungTayError as error:
            form.add_error("file", error.en if get_language() == "en" else error.vi)
        else:
            told(request, lambda: made.append(operations.bring_in(ward, sent, **act)[0]))
    if made:
        return redirect(_address(request, year, made[0].pk))
    return render(request, "assistance/bring_in.html", {"year": year, "form": form})


def _read(file: Any) -> operations.Sent:
    """The people of a file; the file itself is not kept."""
    data = file.read()
    with scratch() as folder:
        path = folder / get_valid_filename(file.name)[-120:]
        path.write_bytes(data)
        lines = read_allowances(path)
        return operations.Sent(file.name, hashlib.sha256(data).hexdigest(), lines, lines.passed)


@proposers
def one(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """The lines of a list by what taking it over does."""
    made = _seen(request, place, year, number)
    counts = outcomes_of(made)
    outcome = request.GET.get("o", "")
    outcome = outcome if outcome in LineOutcome.values else ""
    lines = made.lines.filter(outcome=outcome) if outcome else made.lines.all()
    lines = lines.select_related("decided_by")
    if request.GET.get("o") == "warned":
        lines = lines.filter(outcome=LineOutcome.NEW).exclude(warning="")
    page = Paginator(lines, PAGE).get_page(request.GET.get("trang"))
    context = {
        "year": year,
        "file": made,
        "chips": [(each.value, each.label, counts[each], each == outcome) for each in LineOutcome if each in counts],
        "page": page,
        "lines": file_lines(list(page.object_list), [made.ward.path]),
        "waiting": counts.get(LineOutcome.CHOOSE, 0),
        "outcome": outcome,
        "all": sum(counts.values()),
        "warned": warned(made),
        "new": counts.get(LineOutcome.NEW, 0),
        "staged": made.state == FileState.STAGED,
        "applied": made.state == FileState.APPLIED,
    }
    return render(request, "assistance/file.html", context)


@proposers
@require_POST
def decide(request: PageRequest, place: str, year: int, number: int, line: int) -> HttpResponse:
    form = ChoiceForm(request.POST)
    if form.is_valid():
        return _step(request, place, year, number, partial(operations.decide, line=line, **form.cleaned_data))
    tell_wrong(request, form)
    return redirect(_address(request, year, _seen(request, place, year, number).pk))


@proposers
@require_POST
def take_over(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    form = LooksForm(request.POST)
    looked_at = form.is_valid() and form.cleaned_data["looked_at"]
    return _step(request, place, year, number, partial(operations.take_over, looked_at=looked_at))


@proposers
@require_POST
def undo(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    return _step(request, place, year, number, operations.undo_file)


@proposers
@require_POST
def discard(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    return _step(request, place, year, number, operations.discard)


def _step(request: PageRequest, place: str, year: int, number: int, act: Callable[..., object]) -> HttpResponse:
    made = _seen(request, place, year, number)
    told(request, lambda: act(made.pk, by=request.user, at=timezone.now()))
    return redirect(_address(request, year, made.pk))


def _seen(request: PageRequest, place: str, year: int, number: int) -> AllowanceFile:
    found = files_seen(request.user, here(request, place, year), timezone.localdate())
    return get_object_or_404(found, pk=number)


def _address(request: PageRequest, year: int, number: int) -> str:
    return reverse("assistance:file", args=[request.place.code, year, number])
