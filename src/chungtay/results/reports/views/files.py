"""Reports as files."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.queries.jobs import jobs_about
from chungtay.results.reports.models import ReportSet
from chungtay.results.reports.operations import taking_out, uploading
from chungtay.results.reports.queries.tables import tables_of
from chungtay.results.reports.views import doors

KINDS = {"excel": ".xlsx", "pdf": ".pdf"}


@doors.readers
@require_POST
def form_file(request: PageRequest, place: str, year: int, basis: str, form: str, kind: str) -> HttpResponseBase:
    asked = doors.asked(request, place, year, basis)
    facts = asked.facts()
    tables = tables_of(facts, asked.level, (form,))
    if kind not in KINDS or not tables:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"bieu-{form}-{place}-{year}{KINDS[kind]}"
        paper = kind == "pdf"
        address = request.build_absolute_uri(doors.page_of(asked, form))
        taking_out.take_tables(
            path, facts, tables, paper=paper, address={form: address}, by=request.user, at=timezone.now()
        )
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@doors.exporters
@require_POST
def names_file(request: PageRequest, place: str, year: int, basis: str, form: str, kind: str) -> HttpResponseBase:
    asked = doors.asked(request, place, year, basis)
    if kind not in KINDS or form not in ("6.1", "6.2"):
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"mau-{form}-{place}-{year}{KINDS[kind]}"
        paper = kind == "pdf"
        taking_out.take_names(path, asked.facts(), form, paper=paper, by=request.user, at=timezone.now())
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@doors.exporters
@require_POST
def upload(request: PageRequest, place: str, year: int, basis: str) -> HttpResponse:
    """The three lists for the ministry's program, made in the background."""
    asked = doors.asked(request, place, year, basis)
    job = uploading.ask_for_upload(asked.wanted, asked.level, by=request.user, at=timezone.now())
    return redirect("core:job", job.pk)


@doors.readers
@require_POST
def ask(request: PageRequest, place: str, year: int, basis: str) -> HttpResponse:
    asked = doors.asked(request, place, year, basis)
    made = taking_out.ask_for_all(asked.wanted, asked.level, by=request.user, at=timezone.now())
    return redirect(reverse("reports:set", args=[place, year, made.pk]))


@doors.readers
def made_set(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """Where the making of every form stands, and the workbook when it is made."""
    unit = doors.here(request, place, year)
    made = get_object_or_404(ReportSet.objects.filter(area__path__startswith=unit.path, year=year), pk=number)
    job = jobs_about(made).order_by("-pk").first()
    return render(request, "reports/set.html", {"year": year, "made": made, "job": job})


@doors.readers
@require_POST
def set_file(request: PageRequest, place: str, year: int, number: int) -> HttpResponseBase:
    unit = doors.here(request, place, year)
    made = get_object_or_404(ReportSet.objects.filter(area__path__startswith=unit.path, year=year), pk=number)
    try:
        path = taking_out.take_all(made, by=request.user, at=timezone.now())
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"bao-cao-{place}-{year}.xlsx")
