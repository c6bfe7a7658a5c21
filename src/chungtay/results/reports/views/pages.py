"""Looking at reports: the contents, a form, the movement of the year, the households behind a figure."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.records.registry.queries.movement import NEAR_POOR, POOR
from chungtay.records.registry.queries.reporting import named
from chungtay.results.reports import permissions
from chungtay.results.reports.models import FinalReport, ReportSet
from chungtay.results.reports.presenters.tables import shown, shown_checks
from chungtay.results.reports.queries.checks import checks_of
from chungtay.results.reports.queries.facts import OFFICIAL
from chungtay.results.reports.queries.forms import MOVEMENT_NEAR, MOVEMENT_POOR, form_of
from chungtay.results.reports.queries.lists import list_parts
from chungtay.results.reports.queries.official import not_official
from chungtay.results.reports.queries.presentations import both_ways
from chungtay.results.reports.queries.tables import figure_of, frame_of, households_behind, levels_of, tables_of
from chungtay.results.reports.queries.wanting import campaigns_for
from chungtay.results.reports.views import doors
from chungtay.workbooks.reports.tables import seal_of

CHECKED = "kiem-tra"


@doors.readers
def index(request: PageRequest, place: str, year: int) -> HttpResponse:
    unit = doors.here(request, place, year)
    basis = request.GET.get("loai") or OFFICIAL
    asked = doors.asked(request, place, year, basis)
    facts = asked.facts()
    tables = tables_of(facts, asked.level)
    checks = checks_of(facts, tables)
    broken = {check.form for check in checks}
    context = {
        "year": year,
        "asked": asked,
        "campaign": campaigns_for(unit, year),
        "levels": levels_of(unit),
        "forms": [(table, form in broken) for form, table in tables.items() if table.page or form.endswith("-2016")],
        "checks": shown_checks(checks, asked.wanted, asked.query),
        "blocked": any(check.blocks for check in checks),
        "not_official": not_official(asked.wanted, timezone.localdate()),
        "poor": sum(each.class_id == POOR for each in facts.listed),
        "near_poor": sum(each.class_id == NEAR_POOR for each in facts.listed),
        "finals": FinalReport.objects.filter(area=unit, year=year).select_related("finalised_by").defer("tables")[:20],
        "sets": ReportSet.objects.filter(area=unit, year=year).exclude(stored="")[:5],
        "may_finalise": permissions.can_finalise(request.user, unit, timezone.localdate()),
        "may_take_lists": permissions.can_take_lists(request.user, unit, timezone.localdate()),
    }
    return render(request, "reports/index.html", context)


@doors.readers
def movement(request: PageRequest, place: str, year: int) -> HttpResponse:
    basis = request.GET.get("loai") or OFFICIAL
    asked = doors.asked(request, place, year, basis)
    facts = asked.facts()
    tables = tables_of(facts, asked.level)
    checks = [check for check in checks_of(facts, tables) if check.form in (MOVEMENT_POOR, MOVEMENT_NEAR)]
    links = permissions.can_see_households(request.user, asked.wanted.place, timezone.localdate())
    accounts = []
    for number in (MOVEMENT_POOR, MOVEMENT_NEAR):
        form = form_of(asked.wanted.rule_set, number)
        accounts.append(shown(tables[number], form if links else None, asked.wanted, asked.query))
    context = {
        "year": year,
        "asked": asked,
        "campaign": campaigns_for(asked.wanted.place, year),
        "levels": levels_of(asked.wanted.place),
        "accounts": accounts,
        "checks": shown_checks(checks, asked.wanted, asked.query),
        "presentations": both_ways(tables),
    }
    return render(request, "reports/movement.html", context)


@doors.readers
def form(request: PageRequest, place: str, year: int, basis: str, form: str) -> HttpResponse:
    asked = doors.asked(request, place, year, basis)
    facts = asked.facts()
    tables = tables_of(facts, asked.level)
    if form not in tables:
        raise Http404
    today, unit = timezone.localdate(), asked.wanted.place
    links = permissions.can_see_households(request.user, unit, today)
    told = form_of(asked.wanted.rule_set, form, facts.ethnicities)
    sensitive = permissions.can_see_sensitive(request.user, unit, today)
    context = {
        "year": year,
        "asked": asked,
        "shown": shown(tables[form], told if links else None, asked.wanted, asked.query, sensitive=sensitive),
        "checks": shown_checks([c for c in checks_of(facts, tables) if c.form == form], asked.wanted, asked.query),
        "levels": levels_of(unit),
        "paper": request.GET.get("ma", "")[:16],
        "seal": seal_of(tables[form]),
    }
    return render(request, "reports/form.html", context)


@doors.seers
def households(request: PageRequest, place: str, year: int, basis: str, form: str) -> HttpResponse:
    """Which households a figure counts, or a check names."""
    asked = doors.asked(request, place, year, basis)
    doors.check_households(request.user, asked.wanted.place)
    facts = asked.facts()
    if form == CHECKED:
        at = _whole(request, "kiem")
        checks = checks_of(facts, tables_of(facts, asked.level))
        if at is None or at >= len(checks):
            raise Http404
        numbers, heading, row = list(checks[at].households), checks[at], checks[at].row
        title = ""
    else:
        told = form_of(asked.wanted.rule_set, form, facts.ethnicities)
        column = _whole(request, "cot")
        if told is None or column is None or column >= len(told.columns):
            raise Http404
        figure = figure_of(told.columns[column])
        today = timezone.localdate()
        if figure and figure.sensitive and not permissions.can_see_sensitive(request.user, asked.wanted.place, today):
            raise PermissionDenied(_("Your duty does not open who is counted here: health, ethnicity, merit."))
        frame = frame_of(facts, asked.level)
        key, split = request.GET.get("dong", ""), request.GET.get("phan", "")
        blank = households_behind(told, facts, frame, column, key, split, untold=True)
        found = households_behind(told, facts, frame, column, key, split)
        if found is None:
            raise Http404
        numbers, heading = blank or found, None
        row = next((line.label for line in frame.lines if line.key == key), "")
        title = " · ".join(told.columns[column].heading)
        if blank and figure:
            title += f": {figure.why}"
    before = {step.household: step.class_id for step in facts.steps if step.line == "start"}
    after = {step.household: step.class_id for step in facts.steps if step.line == "end"}
    rows = [
        (each, before.get(each.household), after.get(each.household))
        for each in named(numbers, asked.wanted.closing.day)
    ]
    context = {"year": year, "asked": asked, "rows": rows, "title": title, "check": heading, "row": row, "form": form}
    return render(request, "reports/households.html", context)


@doors.exporters
def names(request: PageRequest, place: str, year: int, basis: str, form: str) -> HttpResponse:
    """Form 6.1 or 6.2 on the screen."""
    asked = doors.asked(request, place, year, basis)
    permissions.check_may_take_lists(request.user, asked.wanted.place, timezone.localdate())
    if form not in ("6.1", "6.2"):
        raise Http404
    parts = list_parts(asked.facts(), form)
    context = {"year": year, "asked": asked, "form": form, "parts": parts, "total": sum(len(p.rows) for p in parts)}
    return render(request, "reports/names.html", context)


def _whole(request: PageRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
