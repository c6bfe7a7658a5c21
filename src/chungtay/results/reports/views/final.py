"""Finalising, and what was finalised beside what is worked out now."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.results.reports.models import FinalReport
from chungtay.results.reports.operations.finalising import digest_of, finalise_report
from chungtay.results.reports.presenters.tables import name_of, shown
from chungtay.results.reports.queries.again import differences
from chungtay.results.reports.views import doors
from chungtay.workbooks.reports.tables import table_of

SHOWN = 200  # differences on one page


@doors.finalisers
@require_POST
def finalise(request: PageRequest, place: str, year: int, basis: str) -> HttpResponse:
    asked = doors.asked(request, place, year, basis)
    try:
        report = finalise_report(asked.wanted, asked.level, by=request.user, at=timezone.now())
    except ValidationError as error:
        for sentence in error.messages[:10]:
            messages.warning(request, sentence)
        return redirect(reverse("reports:index", args=[place, year]) + f"?loai={basis}")
    messages.success(request, _("The report is final."))
    return redirect(reverse("reports:final", args=[place, year, report.pk]))


@doors.readers
def final_report(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """A frozen report: who, when, its seal, and where today's figures differ from it."""
    unit = doors.here(request, place, year)
    reports = FinalReport.objects.filter(area__path__startswith=unit.path, year=year).select_related(
        "area", "finalised_by"
    )
    report = get_object_or_404(reports, pk=number)
    tables = {form: table_of(told) for form, told in report.tables.items()}
    chosen = request.GET.get("bieu", "")
    if chosen not in tables:
        chosen = next(iter(tables))
    names, differing = {form: name_of(table) for form, table in tables.items()}, differences(report)
    context = {
        "year": year,
        "report": report,
        "names": names,
        "chosen": chosen,
        "shown": shown(tables[chosen]),
        "whole": digest_of(report.tables) == report.sha256,
        "differences": [(each, names.get(each.form, each.form)) for each in differing[:SHOWN]],
        "differing": len(differing),
    }
    return render(request, "reports/final.html", context)
