"""Who is sponsored in a place, who has been missed, who has nobody, and one commitment with what came of it."""

from __future__ import annotations

import datetime
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.places.models import Level
from chungtay.foundation.places.queries.units import below
from chungtay.records.registry.operations.looks import open_for_page
from chungtay.records.registry.queries.in_need import in_need
from chungtay.records.registry.queries.listed import homes
from chungtay.work.sponsorship import permissions
from chungtay.work.sponsorship.forms import ArrivalForm, EndForm, WhyForm
from chungtay.work.sponsorship.models import Sponsorship, SponsorshipState
from chungtay.work.sponsorship.operations.exporting import take_out
from chungtay.work.sponsorship.operations.holding import group_of
from chungtay.work.sponsorship.presenters import sponsorships as presenters
from chungtay.work.sponsorship.queries import sponsorships as queries
from chungtay.work.sponsorship.queries.months import month_of
from chungtay.work.sponsorship.views import doors

PAGE = 50


def _which(request: PageRequest) -> str:
    asked = request.GET.get("o", "")
    return asked if asked in presenters.WHICH else queries.RUNNING


def _lines(found: Sequence[Sponsorship], seen: queries.Seen, today: datetime.date) -> list[presenters.Line]:
    """With heads of households and months, in a fixed number of statements."""
    named = {home.number: home for home in homes({seen.home_of(one) for one in found}, day=today)}
    return presenters.lines(found, seen, named, queries.months_arrived([one.pk for one in found]), today)


@doors.readers
def listed(request: PageRequest, place: str, year: int) -> HttpResponse:
    """The commitments of a place by what is to be done; `in`: all on one page."""
    at, today, which = doors.here(request, place, year), timezone.localdate(), _which(request)
    seen = queries.seen(request.user, at, today)
    counts = queries.counts(seen.rows, today)
    rows = queries.chosen(seen.rows, which, today).order_by("household__group__path", "household", "pk")
    size = max(rows.count(), 1) if request.GET.get("in") else PAGE
    page = Paginator(rows, size).get_page(request.GET.get("trang"))
    context = {
        "year": year,
        "page": page,
        "lines": _lines(list(page.object_list), seen, today),
        "chips": [(name, label, counts.get(name)) for name, label in presenters.WHICH.items()],
        "which": which,
        "state": presenters.state_of(counts),
        "month": month_of(today),
        "is_ward": at.level == Level.WARD,
        "may_export": permissions.can_export(request.user, at, today),
    }
    return render(request, "sponsorship/list.html", context)


@doors.readers
def without(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Households of a ward that the register says are alone or in need, and that nobody sponsors."""
    at, today = doors.here(request, place, year), timezone.localdate()
    context = {"year": year, "reasons": presenters.REASONS}
    if at.level != Level.WARD:
        wards = below([at.path], today).filter(level=Level.WARD)
        return render(request, "sponsorship/without.html", context | {"wards": wards})
    taken = queries.sponsored(at)
    rows = [row for row in in_need(at, today) if row.household not in taken]
    counts = Counter(reason for row in rows for reason in row.reasons)
    asked = request.GET.get("vi", "")
    asked = asked if asked in presenters.REASONS else ""
    wanted = [row for row in rows if not asked or asked in row.reasons]
    page = Paginator(wanted, PAGE).get_page(request.GET.get("trang"))
    named = {home.number: home for home in homes([row.household for row in page.object_list], day=today)}
    context |= {
        "page": page,
        "lines": [
            (named[row.household], [presenters.REASONS[reason] for reason in row.reasons])
            for row in page.object_list
            if row.household in named
        ],
        "chips": [(name, label, counts[name]) for name, label in presenters.REASONS.items()],
        "asked": asked,
        "total": len(rows),
        "may_keep": permissions.can_keep(request.user, at, today),
    }
    return render(request, "sponsorship/without.html", context)


@doors.readers
def sponsors(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Who gives in the place, and how many commitments of each run."""
    at = doors.here(request, place, year)
    page = Paginator(doors.sponsors_in(request, at), PAGE).get_page(request.GET.get("trang"))
    may_keep = permissions.can_keep(request.user, at, timezone.localdate())
    return render(request, "sponsorship/sponsors.html", {"year": year, "page": page, "may_keep": may_keep})


@doors.readers
def one(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """One commitment: who gives what to whom, what came, what was done with it, and the next step."""
    found, seen = doors.commitment(request, place, year, number)
    today = timezone.localdate()
    line = _lines([found], seen, today)[0]
    group, running = group_of(found), found.state == SponsorshipState.RUNNING
    open_for_page(seen.home_of(found), by=request.user, at=timezone.now(), area=group)
    keeps = permissions.can_keep(request.user, group, today)
    entered_by_other = found.state == SponsorshipState.ENTERED and found.entered_by_id != request.user.pk
    receives = permissions.can_receive(request.user, group, today)
    initial = {"month": f"{today:%m/%Y}", "on": f"{today:%d/%m/%Y}", "value": found.monthly}
    context = {
        "year": year,
        "line": line,
        "arrivals": list(found.arrivals.select_related("recorded_by", "undone_by")),
        "steps": list(found.steps.select_related("by")),
        "may_keep": keeps and found.state != SponsorshipState.MISTAKE,
        "may_confirm": entered_by_other and permissions.can_confirm(request.user, group, today),
        "may_end": keeps and running,
        "may_resume": keeps and found.state == SponsorshipState.ENDED,
        "arrival": ArrivalForm(initial=initial, auto_id="a_%s") if receives and running else None,
        "end": EndForm(initial={"on": f"{today:%d/%m/%Y}"}, auto_id="e_%s"),
        "why": WhyForm(auto_id="u_%s"),
    }
    return render(request, "sponsorship/one.html", context)


@doors.exporters
@require_POST
def workbook(request: PageRequest, place: str, year: int) -> HttpResponseBase:
    """The same list in Excel; the copy is an event of the trail."""
    at, now, which = doors.here(request, place, year), timezone.now(), _which(request)
    today = timezone.localdate(now)
    seen = queries.seen(request.user, at, today)
    rows = list(queries.chosen(seen.rows, which, today).order_by("household__group__path", "household", "pk"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"do-dau-{place}-{today:%Y%m%d}.xlsx"
        about = [at.name, _("on %(day)s") % {"day": f"{today:%d/%m/%Y}"}, str(presenters.WHICH[which])]
        headings, cells = presenters.workbook(_lines(rows, seen, today))
        take_out(path, at, title=_("Sponsors"), about=about, headings=headings, rows=cells, by=request.user, at=now)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
