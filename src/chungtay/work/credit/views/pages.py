"""The loans of a place by what is to be done, and one loan with what was told of it."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.records.registry.operations.looks import open_for_page
from chungtay.records.registry.queries.listed import homes
from chungtay.work.credit import permissions
from chungtay.work.credit.forms import TellingForm, WhyForm
from chungtay.work.credit.models import TOLD, Loan, LoanState
from chungtay.work.credit.operations.exporting import take_out
from chungtay.work.credit.operations.holding import group_of
from chungtay.work.credit.presenters import loans as presenters
from chungtay.work.credit.queries import loans as queries
from chungtay.work.credit.views import doors

PAGE = 50
_ORDER = ("household__group__path", "household", "pk")


def _which(request: PageRequest) -> str:
    asked = request.GET.get("o", "")
    return asked if asked in presenters.WHICH else queries.UNDER_WAY


def _lines(found: Sequence[Loan], seen: queries.Seen, today: datetime.date) -> list[presenters.Line]:
    named = {home.number: home for home in homes({seen.home_of(one) for one in found}, day=today)}
    return presenters.lines(found, seen, named, today)


@doors.readers
def listed(request: PageRequest, place: str, year: int) -> HttpResponse:
    """The loans of a place; `in`: all on one page."""
    at, today, which = doors.here(request, place, year), timezone.localdate(), _which(request)
    seen = queries.seen(request.user, at, today)
    counts = queries.counts(seen.rows, today)
    rows = queries.chosen(seen.rows, which, today).order_by(*_ORDER)
    size = max(rows.count(), 1) if request.GET.get("in") else PAGE
    page = Paginator(rows, size).get_page(request.GET.get("trang"))
    context = {
        "year": year,
        "page": page,
        "lines": _lines(list(page.object_list), seen, today),
        "chips": [(name, label, counts.get(name)) for name, label in presenters.WHICH.items()],
        "which": which,
        "state": presenters.state_of(counts),
        "may_export": permissions.can_export(request.user, at, today),
    }
    return render(request, "credit/list.html", context)


@doors.readers
def one(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """One loan: what the papers say, who entered and confirmed it, and the next step."""
    found, seen = doors.loan(request, place, year, number)
    today, group = timezone.localdate(), group_of(found)
    open_for_page(seen.home_of(found), by=request.user, at=timezone.now(), area=group)
    keeps = permissions.can_keep(request.user, group, today)
    confirms = permissions.can_confirm(request.user, group, today)
    told = found.state in TOLD
    tellings = found.tellings.select_related("entered_by", "confirmed_by", "undone_by")
    context = {
        "year": year,
        "line": _lines([found], seen, today)[0],
        "tellings": [
            (each, confirms and told and each.confirmed_by_id is None and each.entered_by_id != request.user.pk)
            for each in tellings
        ],
        "may_keep": keeps and found.state != LoanState.MISTAKE,
        "may_confirm": confirms and found.state == LoanState.ENTERED and found.entered_by_id != request.user.pk,
        "telling": TellingForm(initial={"on": f"{today:%d/%m/%Y}"}, auto_id="t_%s") if keeps and told else None,
        "why": WhyForm(auto_id="u_%s"),
    }
    return render(request, "credit/one.html", context)


@doors.exporters
@require_POST
def workbook(request: PageRequest, place: str, year: int) -> HttpResponseBase:
    """The same list in Excel; the copy is an event of the trail."""
    at, now, which = doors.here(request, place, year), timezone.now(), _which(request)
    today = timezone.localdate(now)
    seen = queries.seen(request.user, at, today)
    rows = list(queries.chosen(seen.rows, which, today).order_by(*_ORDER))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"von-vay-{place}-{today:%Y%m%d}.xlsx"
        about = [at.name, _("on %(day)s") % {"day": f"{today:%d/%m/%Y}"}, str(presenters.WHICH[which])]
        headings, cells = presenters.workbook(_lines(rows, seen, today))
        take_out(path, at, title=_("Loans"), about=about, headings=headings, rows=cells, by=request.user, at=now)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
