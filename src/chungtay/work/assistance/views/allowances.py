"""Monthly allowances of a place: who receives what by which decision; one entered, one ended, all as a workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience
from chungtay.foundation.core.views.telling import tell_wrong, told
from chungtay.foundation.places.models import Level
from chungtay.records.entitlements.operations.allowances import add_allowances, end_allowance
from chungtay.records.entitlements.operations.exporting import take_allowances
from chungtay.records.entitlements.queries.allowances import allowances_seen
from chungtay.records.registry.queries.listed import rosters
from chungtay.records.registry.queries.lives import title_of
from chungtay.records.registry.queries.pupils import names_of_people
from chungtay.work.assistance import permissions
from chungtay.work.assistance.forms.monthly import AllowanceForm, EndForm, MonthForm
from chungtay.work.assistance.operations.pay_lists import draw_up_month
from chungtay.work.assistance.queries.files import files_seen
from chungtay.work.assistance.queries.monthly import left_behind
from chungtay.work.assistance.views.doors import here, home_in, proposers, readers
from chungtay.workbooks.papers.book import Book

PAGE = 50
MOST = 20_000  # rows of one workbook
exporters = audience(*holders_of(Permission.REGISTRY_EXPORT))


def _chosen(request: PageRequest, place: Any, today: Any) -> tuple[QuerySet[Any], str]:
    """Those that run, those that have not begun ("coming"), or those that ended."""
    seen = allowances_seen(request.user, place, today)
    state = request.GET.get("o", "")
    open_ended = Q(valid_to=None) | Q(valid_to__gte=today)
    if state == "ended":
        return seen.exclude(open_ended), "ended"
    if state == "coming":
        return seen.filter(open_ended, valid_from__gt=today), "coming"
    return seen.filter(open_ended, valid_from__lte=today), ""


def _names(rows: Iterable[Any]) -> dict[int, str]:
    """Person -> name, of who receives and for whose care."""
    numbers = {number for row in rows for number in (row.person_id, row.paid_for_id) if number is not None}
    return {number: name for number, (name, _born, _known) in names_of_people(numbers).items()}


@readers
def index(request: PageRequest, place: str, year: int) -> HttpResponse:
    place_here, today = here(request, place, year), timezone.localdate()
    found, state = _chosen(request, place_here, today)
    page = Paginator(found, PAGE).get_page(request.GET.get("trang"))
    names = _names(page.object_list)
    may = permissions.can_propose(request.user, place_here, today) and place_here.level == Level.WARD
    left = left_behind(place_here, today) if may else []
    called = names_of_people([each.person for each in left])
    context = {
        "year": year,
        "page": page,
        "left": [called[each.person][0] for each in left if each.rest is None],
        "unpaid": [(called[each.person][0], each.rest) for each in left if each.rest is not None],
        "rows": [(row, names[row.person_id], names.get(row.paid_for_id, "")) for row in page.object_list],
        "state": state,
        "may": may,
        "files": list(files_seen(request.user, place_here, today)[:10]) if may else [],
        "today": today,
        "paying": MonthForm(initial={"month": today.replace(day=1)}) if may else None,
    }
    return render(request, "assistance/allowances.html", context)


@proposers
@require_POST
def draw_up(request: PageRequest, place: str, year: int) -> HttpResponse:
    """The list of a month, on the page of lists where it is approved and handed over."""
    ward, form = here(request, place, year), MonthForm(request.POST)
    made: list[Any] = []
    if form.is_valid():
        data, by, at = form.cleaned_data, request.user, timezone.now()
        told(request, lambda: made.append(draw_up_month(ward, data["month"], source=data["source"], by=by, at=at)))
    else:
        tell_wrong(request, form)
    if made:
        return redirect(reverse("entitlements:list", args=[request.place.code, year, made[0].pk]))
    return redirect(reverse("assistance:allowances", args=[request.place.code, year]))


@proposers
def add(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """One allowance by its decision."""
    home, now = home_in(request, place, year, number), timezone.now()
    today = timezone.localdate(now)
    members = rosters([home.pk], today).get(home.pk, [])
    form = AllowanceForm(request.POST or None, members=members, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            add_allowances(home.group.parent, [form.decided()], by=request.user, at=now)
        except ValidationError as error:
            form.add_error(None, error.messages[0])
        else:
            return redirect(reverse("assistance:allowances", args=[request.place.code, year]))
    context = {"year": year, "home": home, "head": title_of(home), "form": form, "title": _("Monthly allowance")}
    return render(request, "assistance/allowance.html", context)


@proposers
@require_POST
def end(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    seen = allowances_seen(request.user, here(request, place, year), timezone.localdate())
    one = get_object_or_404(seen, pk=number)
    form = EndForm(request.POST)
    if form.is_valid():
        told(request, lambda: end_allowance(one.pk, **form.cleaned_data, by=request.user, at=timezone.now()))
    else:
        tell_wrong(request, form)
    return redirect(reverse("assistance:allowances", args=[request.place.code, year]))


@exporters
@require_POST
@never_cache
def excel(request: PageRequest, place: str, year: int) -> FileResponse:
    """The allowances that the page shows, as a workbook."""
    place_here, now = here(request, place, year), timezone.now()
    rows = list(_chosen(request, place_here, timezone.localdate(now))[0][:MOST])
    whole = take_allowances(place_here, rows=len(rows), by=request.user, at=now)
    names = _names(rows)
    headings = [
        (_("Ward"), 22), (_("Name"), 28), (_("Which allowance"), 44), (_("Amount a month, đồng"), 18), (_("From"), 12),
        (_("Until"), 12), (_("Decision number"), 20), (_("For whose care"), 28),
    ]  # fmt: skip
    lines = [
        [
            row.ward.name, names[row.person_id], *((row.title, row.amount) if whole else ("", None)),
            f"{row.valid_from:%d/%m/%Y}",
            f"{row.valid_to:%d/%m/%Y}" if row.valid_to else "", row.decision_number,
            names.get(row.paid_for_id, "") if row.paid_for_id else "",
        ]
        for row in rows
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tro-cap.xlsx"
        book = Book(path)
        book.table(book.sheet(_("Monthly allowances")), 0, headings, lines)
        book.close()
        return FileResponse(path.open("rb"), as_attachment=True, filename=f"tro-cap-{place}-{year}.xlsx")
