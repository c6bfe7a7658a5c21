"""Lists of cards that the insurer sends: brought in, looked through, decided, taken over, undone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.files import scratch
from chungtay.foundation.core.views.telling import tell_wrong, told
from chungtay.rulebook.errors import ChungTayError
from chungtay.work.insurance import permissions
from chungtay.work.insurance.forms.insurance import ChoiceForm, FileForm, LooksForm, WhyForm
from chungtay.work.insurance.models import CardList, ListState, RowOutcome
from chungtay.work.insurance.models.lists import TAKEN
from chungtay.work.insurance.operations import lists as operations
from chungtay.work.insurance.operations.undoing import undo_list
from chungtay.work.insurance.presenters import insurance as presenters
from chungtay.work.insurance.queries import seen
from chungtay.work.insurance.views import doors
from chungtay.workbooks.cards import read_cards

PAGE = 50


@doors.importers
def bring_in(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Take a file of the insurer and compare it with the register."""
    ward, today = doors.here(request, place, year), timezone.localdate()
    form = FileForm(request.POST or None, request.FILES or None, initial={"on": f"{today:%d/%m/%Y}", "payer": "state"})
    made: list[CardList] = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            sent = _read(values.pop("file"))
        except ChungTayError as error:
            form.add_error("file", error.en if get_language() == "en" else error.vi)
        else:
            told(request, lambda: made.append(operations.bring_in(ward, sent, **values, **doors.acting(request))[0]))
    if made:
        return redirect(doors.address(request, "list", year, made[0].pk))
    lists = seen.lists_seen(request.user, ward, today)[:20]
    return render(request, "insurance/bring_in.html", {"year": year, "form": form, "lists": lists})


def _read(file: Any) -> operations.Sent:
    """The lines of a file; the file itself is not kept."""
    data = file.read()
    with scratch() as folder:
        path = folder / get_valid_filename(file.name)[-120:]
        path.write_bytes(data)
        lines = read_cards(path)
        return operations.Sent(file.name, hashlib.sha256(data).hexdigest(), lines, lines.passed)


@doors.readers
def one(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """The lines of a list by what taking them over would do; those that need somebody first."""
    made = _list(request, place, year, number)
    counts = seen.outcomes_of(made)
    outcome = request.GET.get("o", RowOutcome.CHOOSE if counts.get(RowOutcome.CHOOSE) else "")
    outcome = outcome if outcome in (*RowOutcome.values, seen.WARNED) else ""
    warned = seen.warned(made)
    page = Paginator(seen.rows_of(made, outcome), PAGE).get_page(request.GET.get("trang"))
    context = {
        "year": year,
        "list": made,
        "chips": presenters.outcome_chips(counts, outcome, warned),
        "page": page,
        "lines": presenters.list_lines(list(page.object_list), [made.ward.path]),
        "waiting": counts.get(RowOutcome.CHOOSE, 0),
        "warned_to_take": seen.warned(made, TAKEN),
        "to_take": sum(counts.get(name, 0) for name in TAKEN),
        "busy": made.state in (ListState.COMPARING, ListState.APPLYING),
        "staged": made.state == ListState.STAGED,
        "applied": made.state == ListState.APPLIED,
        "may_import": permissions.can_import(request.user, made.ward, timezone.localdate()),
    }
    return render(request, "insurance/list.html", context)


@doors.importers
@require_POST
def decide(request: PageRequest, place: str, year: int, number: int, line: int) -> HttpResponse:
    form = ChoiceForm(request.POST)
    return _step(
        request, place, year, number, form,
        lambda act: operations.decide(number, line, person=form.cleaned_data["person"], **act),
    )  # fmt: skip


@doors.importers
@require_POST
def take_over(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    form = LooksForm(request.POST)
    return _step(
        request, place, year, number, form,
        lambda act: operations.take_over(number, looked_at=form.cleaned_data["looked_at"], **act),
    )  # fmt: skip


@doors.importers
@require_POST
def undo(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    form = WhyForm(request.POST)
    return _step(
        request, place, year, number, form,
        lambda act: undo_list(number, why=form.cleaned_data["why"], **act),
    )  # fmt: skip


@doors.importers
@require_POST
def discard(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    return _step(request, place, year, number, None, lambda act: operations.discard(number, **act))


def _list(request: PageRequest, place: str, year: int, number: int) -> CardList:
    found = seen.lists_seen(request.user, doors.here(request, place, year), timezone.localdate())
    return get_object_or_404(found, pk=number)


def _step(
    request: PageRequest, place: str, year: int, number: int, form: Any, act: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """One step of a list the reader sees, back to its page; what is wrong is said there."""
    made = _list(request, place, year, number)
    if form is not None and not form.is_valid():
        tell_wrong(request, form)
    else:
        told(request, lambda: act(doors.acting(request)), _("Done."))
    return redirect(doors.address(request, "list", year, made.pk))
