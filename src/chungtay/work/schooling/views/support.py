"""Support of a school's pupils by term: what is due, the lists, and choosing pupils for a scholarship or for books."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.views.telling import tell_wrong
from chungtay.records.entitlements.operations.proofs import add_receipt, hand_over_with
from chungtay.records.entitlements.queries import lists as given
from chungtay.records.entitlements.queries.periods import term_of, term_period
from chungtay.records.entitlements.queries.receipts import asks_receipt
from chungtay.work.schooling import permissions
from chungtay.work.schooling.forms.support import ChosenForm, HandForm, ReceiptForm, TermForm
from chungtay.work.schooling.operations import support as operations
from chungtay.work.schooling.operations.taking_out import hand_out_support
from chungtay.work.schooling.presenters import support as presenters
from chungtay.work.schooling.queries import support as queries
from chungtay.work.schooling.queries import years
from chungtay.work.schooling.views import doors

PAGE = 50


def _term(request: PageRequest, year: int) -> int:
    """The term asked for, else the one that runs, else the first."""
    asked = request.GET.get("ky", "")
    if asked in ("1", "2"):
        return int(asked)
    return 2 if term_of(f"{timezone.localdate():%Y-%m}") == term_period(year, 2) else 1


@doors.readers
def support(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """What waits for a hand, every policy with its pupils, every list of the term."""
    school, today = doors.school_in(request, place, year, number), timezone.localdate()
    term = _term(request, year)
    origin, periods = f"{queries.ORIGIN}{school.pk}", [term_period(year, term), str(year)]
    found = [made for made in given.lists_about(origin, periods) if made.state != "dropped"]
    reads_register = permissions.reads_register(request.user, school.ward, today)
    rows = presenters.list_rows(found, given.states_of([made.pk for made in found]), reads_register=reads_register)
    context = {
        "year": year,
        "school": school,
        "school_year": years.words(year),
        "term": term,
        "offers": queries.offers(school, year, term, by=request.user, today=today) if reads_register else [],
        "reads_register": reads_register,
        "rows": rows,
        "carried": given.open_before(origin, term_period(year, term)),
        "signed": given.receivers_of_many(origin, periods) if reads_register else [],
        "may_prepare": permissions.can_prepare(request.user, school.ward, today),
        "may_take_out": permissions.can_take_out(request.user, school.ward, today),
    }
    return render(request, "schooling/support.html", context)


@doors.readers
def support_list(request: PageRequest, place: str, year: int, number: int, made: int) -> HttpResponse:
    """The pupils on one list by name and class, with what each gets; the officer of the school hands it over here."""
    school, today = doors.school_in(request, place, year, number), timezone.localdate()
    found = get_object_or_404(given.lists_about(f"{queries.ORIGIN}{school.pk}"), pk=made)
    state = request.GET.get("o", "")
    page = Paginator(given.lines_of(found, state if state in given.STATES else ""), PAGE).get_page(
        request.GET.get("trang")
    )
    context = {
        "year": year,
        "school": school,
        "school_year": years.words(year),
        "list": found,
        "title": presenters.title_of(
            found, reads_register=permissions.reads_register(request.user, school.ward, today)
        ),
        "chips": presenters.state_chips(given.states_of([found.pk]).get(found.pk, {}), state),
        "page": page,
        "lines": presenters.support_lines(list(page.object_list), school, year, today),
        "today": today,
        "adds_receipts": asks_receipt(found) and permissions.can_hand_over(request.user, school, today),
        "hands_over": found.state == "approved" and permissions.can_hand_over(request.user, school, today),
    }
    return render(request, "schooling/support_list.html", context)


@doors.handers
@require_POST
def hand_over(request: PageRequest, place: str, year: int, number: int, made: int, line: int) -> HttpResponse:
    """To a pupil of the own school, against the name of who received it."""
    school, form = doors.school_in(request, place, year, number), HandForm(request.POST, request.FILES)
    found = get_object_or_404(given.lists_about(f"{queries.ORIGIN}{school.pk}"), pk=made)
    if form.is_valid():
        doors.done(request, hand_over_with, found.pk, line, **form.cleaned_data, success=_("Noted."))
    else:
        tell_wrong(request, form)
    return redirect(doors.address(request, "support_list", year, school.pk, found.pk) + "?o=approved")


@doors.handers
@require_POST
def receipt(request: PageRequest, place: str, year: int, number: int, made: int, line: int) -> HttpResponse:
    """The signed receipt or photograph of what was handed over to a pupil of the own school without one."""
    school, form = doors.school_in(request, place, year, number), ReceiptForm(request.POST, request.FILES)
    found = get_object_or_404(given.lists_about(f"{queries.ORIGIN}{school.pk}"), pk=made)
    if form.is_valid():
        doors.done(request, add_receipt, found.pk, line, **form.cleaned_data, success=_("Noted."))
    else:
        tell_wrong(request, form)
    return redirect(doors.address(request, "support_list", year, school.pk, found.pk) + "?o=delivered")


@doors.preparers
@require_POST
def draw_up(request: PageRequest, place: str, year: int, number: int, policy: str) -> HttpResponse:
    school, form = doors.school_in_register(request, place, year, number), TermForm(request.POST)
    made = None
    if form.is_valid():
        made = doors.done(request, operations.draw_up_due, school, policy=policy, year=year, **form.cleaned_data)
    else:
        tell_wrong(request, form)
    return _to(request, year, school.pk, made)


@doors.preparers
def choose(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """Tick pupils by category, say what each gets, from whom, and how they were chosen."""
    school, today = doors.school_in_register(request, place, year, number), timezone.localdate()
    category = request.GET.get("dien", "")
    category = category if category in presenters.CATEGORIES else ""
    everybody = queries.candidates(school, year, today)
    found = [each for each in everybody if not category or any(one.id == category for one in each.categories)]
    form = ChosenForm(
        request.POST or None, persons=[each.row.person_id for each in found], initial={"term": _term(request, year)}
    )
    if request.method == "POST" and form.is_valid():
        made = doors.done(request, operations.draw_up_chosen, school, year=year, **form.cleaned_data)
        if made:
            return _to(request, year, school.pk, made)
    context = {
        "year": year,
        "school": school,
        "school_year": years.words(year),
        "form": form,
        "rows": presenters.candidate_rows(found),
        "chips": presenters.category_chips(everybody, category),
        "ticked": request.POST.getlist("persons"),
    }
    return render(request, "schooling/choose.html", context)


@doors.exporters
@require_POST
def excel(request: PageRequest, place: str, year: int, number: int) -> HttpResponseBase:
    school, form = doors.school_in_register(request, place, year, number), TermForm(request.POST)
    if not form.is_valid():
        tell_wrong(request, form)
        return redirect(doors.address(request, "support", year, school.pk))
    return hand_out_support(school, year, form.cleaned_data["term"], **doors.acting(request))


def _to(request: PageRequest, year: int, school: int, made: Any) -> HttpResponse:
    if made:
        return redirect("entitlements:list", request.place.code, year, made.pk)
    return redirect(doors.address(request, "support", year, school))
