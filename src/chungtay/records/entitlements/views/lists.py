"""Lists of who is given what: all of a place, one with its people, and each step of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import View
from chungtay.foundation.core.files import FileRefused, hand_out
from chungtay.foundation.core.views.telling import tell_wrong
from chungtay.records.entitlements import permissions
from chungtay.records.entitlements.forms.lists import ApproveForm, DrawForm, HandForm, NoteForm, ReceiptForm
from chungtay.records.entitlements.models import LineState, ListState, SupportLine, SupportList
from chungtay.records.entitlements.operations import exporting
from chungtay.records.entitlements.operations import lists as operations
from chungtay.records.entitlements.operations.left_to_list import held_otherwise, left_off
from chungtay.records.entitlements.operations.proofs import add_receipt, hand_over_with
from chungtay.records.entitlements.presenters import list_files
from chungtay.records.entitlements.presenters import lists as presenters
from chungtay.records.entitlements.queries import lists as queries
from chungtay.records.entitlements.queries import receipts
from chungtay.records.entitlements.queries.issued import policies_named
from chungtay.records.entitlements.queries.naming import Names, names_for
from chungtay.records.entitlements.queries.periods import period_words
from chungtay.records.entitlements.views.doors import deciders, exporters, handers, here, preparers, readers

PAGE = 50
KINDS = {"excel": ".xlsx", "ky-nhan": ".pdf"}


@readers
def lists(request: PageRequest, place: str, year: int) -> HttpResponse:
    """The lists of a place and year with how far each has come, and the coverage of every policy and period."""
    found = queries.lists_seen(request.user, here(request, place, year), timezone.localdate())
    of_year = found.filter(period__startswith=str(year))
    page = Paginator(of_year, PAGE).get_page(request.GET.get("trang"))
    context = {
        "year": year,
        "page": page,
        "rows": presenters.rows(page.object_list, queries.states_of([each.pk for each in page.object_list])),
        "coverage": presenters.coverage(queries.coverage(of_year)),
    }
    return render(request, "entitlements/lists.html", context)


@readers
def one(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """The people of a list by name, each with what may be done next."""
    made, lines = _here(request, place, year, number)
    today = timezone.localdate()
    state = request.GET.get("o", "")
    asks = receipts.asks_receipt(made)
    lacking = receipts.without(lines).count() if asks else 0
    state = state if state in LineState.values or (asks and state == presenters.NO_RECEIPT) else ""
    shown = receipts.without(lines) if state == presenters.NO_RECEIPT else queries.lines_in(lines, state)
    page = Paginator(shown, PAGE).get_page(request.GET.get("trang"))
    counts = queries.states_in(lines)
    hands_in = made.ward if made.ward.exists_on(today) else here(request, place, year)  # where its families live now
    about = policies_named([made.policy]).get(made.policy)
    level = permissions.level_of([about.approval] if about else [], today)
    context = {
        "year": year,
        "list": made,
        "chips": presenters.chips(counts, state, lacking),
        "asks_receipt": asks,
        "page": page,
        "lines": presenters.lines(*_named(page.object_list)),
        "may_export": permissions.can_export(request.user, made.ward, today),
        "waiting": sum(counts.get(name, (0, 0))[0] for name in (LineState.DUE, LineState.APPROVED)),
        "today": today,
        "draft": made.state == ListState.DRAFT,
        "running": made.state == ListState.APPROVED,
        "may_prepare": permissions.can_prepare(request.user, made.ward, today),
        "may_approve": permissions.can_approve(request.user, made.ward, today, level),
        "approver": permissions.APPROVERS[level],
        "lapsed_step": presenters.lapsed_step(about, level),
        "documents": about.documents if about else (),
        "may_hand_over": permissions.can_hand_over(request.user, hands_in, today),
        "mine": made.drawn_by_id == request.user.pk,
        "form": ApproveForm(),
        "per": presenters.per(made),
        "went_on": queries.went_on(made),
        "period": period_words(made.period),
    }
    return render(request, "entitlements/list.html", context)


@preparers
@require_POST
def draw_up(request: PageRequest, place: str, year: int, policy: str) -> HttpResponse:
    ward = here(request, place, year)
    form = DrawForm(request.POST)
    made: list[tuple[SupportList, dict[int, str], dict[int, str]]] = []
    if form.is_valid():
        day, at = form.cleaned_data["day"], timezone.now()
        _told(request, lambda: made.append(operations.draw_up_telling(ward, policy, day=day, by=request.user, at=at)))
    else:
        tell_wrong(request, form)
    if made:
        drawn, otherwise, gone = made[0]
        for told in filter(None, (held_otherwise(otherwise), left_off(gone, timezone.localdate()))):
            messages.warning(request, told)
        return redirect(_address(request, year, drawn.pk))
    return redirect(reverse("entitlements:people", args=[request.place.code, year, policy]))


def _step(who: Callable[[View], View], operation: Callable[..., object], form: type[forms.Form] | None = None) -> View:
    """One step of a list the reader sees, or of a line on it, back to its page; what is wrong is said there. The form's
    fields are the operation's arguments."""

    @who
    @require_POST
    def step(request: PageRequest, place: str, year: int, number: int, **line: int) -> HttpResponse:
        made, lines = _here(request, place, year, number)
        if line and not lines.filter(pk=line["line"]).exists():
            raise Http404
        filled = form(request.POST, request.FILES) if form is not None else None
        if filled is not None and not filled.is_valid():
            tell_wrong(request, filled)
        else:
            given = filled.cleaned_data if filled is not None else {}
            _told(request, lambda: operation(number, **line, **given, by=request.user, at=timezone.now()))
        return redirect(_address(request, year, made.pk) + _kept(request))

    return step


approve = _step(deciders, operations.approve_list, ApproveForm)
drop = _step(preparers, operations.drop_list)
close = _step(preparers, operations.close_list)
hand_over = _step(handers, hand_over_with, HandForm)
receipt = _step(handers, add_receipt, ReceiptForm)
refuse = _step(deciders, operations.refuse, NoteForm)
give_back = _step(handers, operations.give_back, NoteForm)


@readers
@never_cache
def proof(request: PageRequest, place: str, year: int, number: int, line: int) -> FileResponse:
    """The signature or photograph of a hand-over, always to be saved and never opened inside the page."""
    one = get_object_or_404(_here(request, place, year, number)[1].exclude(proof=""), pk=line)
    stored = exporting.hand_out_proof(one, by=request.user, at=timezone.now())
    return hand_out(stored, name=f"ky-nhan-{one.pk}{Path(stored).suffix}", media_type=one.proof_type)


@exporters
@require_POST
def file(request: PageRequest, place: str, year: int, number: int, kind: str) -> HttpResponseBase:
    """The whole list in Excel, or as the paper to sign; each copy is an event of the trail."""
    made, now = _seen(request, place, year, number), timezone.now()
    if kind not in KINDS:
        raise Http404
    lines = presenters.lines(*_named(queries.lines_of(made, "")))
    count = len(lines) if kind == "excel" else len(list_files.to_sign(lines))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"danh-sach-{made.pk}-{place}{KINDS[kind]}"

        def write(whole: bool) -> None:
            if kind == "excel":
                list_files.workbook(path, made, lines, whole=whole)
            else:
                list_files.paper(path, made, lines, whole=whole, on=timezone.localdate(now))

        more = ("handed_on", "received_by")
        exporting.take_names(made.ward, made, rows=count, write=write, more=more, by=request.user, at=now)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def _named(lines: Iterable[SupportLine]) -> tuple[list[SupportLine], Names]:
    page = list(lines)
    people = [line.person_id for line in page]
    return page, names_for(people, [line.household_id for line in page], timezone.localdate())


def _seen(request: PageRequest, place: str, year: int, number: int) -> SupportList:
    found = queries.lists_seen(request.user, here(request, place, year), timezone.localdate())
    return get_object_or_404(found, pk=number)


def _here(request: PageRequest, place: str, year: int, number: int) -> tuple[SupportList, QuerySet[SupportLine]]:
    """A list and those of its lines that are shown here."""
    found = queries.list_here(request.user, here(request, place, year), number, timezone.localdate())
    if found is None:
        raise Http404
    return found


def _kept(request: PageRequest) -> str:
    """Back to the part of the list that was looked at."""
    state = request.POST.get("o", "")
    return f"?o={state}" if state in (*LineState.values, presenters.NO_RECEIPT) else ""


def _told(request: PageRequest, act: Callable[[], object]) -> None:
    try:
        act()
    except ValidationError as error:
        messages.error(request, error.messages[0])
    except FileRefused as error:
        messages.error(request, error.en if get_language() == "en" else error.vi)


def _address(request: PageRequest, year: int, number: int) -> str:
    return reverse("entitlements:list", args=[request.place.code, year, number])
