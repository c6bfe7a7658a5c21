"""Children who stay away from school: found, listed by name with the reason, visited until every task has an end."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.views.telling import tell_wrong
from chungtay.foundation.places.models import Level
from chungtay.work.schooling import permissions
from chungtay.work.schooling.forms.schools import VisitForm
from chungtay.work.schooling.models import AwayOutcome, AwayReason
from chungtay.work.schooling.operations import staying_away as operations
from chungtay.work.schooling.operations.taking_out import hand_out_away
from chungtay.work.schooling.presenters import pupils as presenters
from chungtay.work.schooling.queries import staying_away as queries
from chungtay.work.schooling.queries import years
from chungtay.work.schooling.views import doors

PAGE = 50


@doors.readers
def away(request: PageRequest, place: str, year: int) -> HttpResponse:
    unit, today = doors.here(request, place, year), timezone.localdate()
    tasks = queries.tasks_seen(request.user, unit, year, today)
    counts = queries.counts(tasks, today)
    kind = request.GET.get("o", "")
    kind = kind if kind in counts else ""
    page = Paginator(queries.chosen(tasks, kind, today), PAGE).get_page(request.GET.get("trang"))
    waiting = sum(counts[reason] for reason in AwayReason.values)
    chips = [("", _("Still open"), waiting), ("late", _("Overdue"), counts["late"])]
    chips += [(reason.value, str(reason.label), counts[reason.value]) for reason in AwayReason]
    context = {
        "year": year,
        "school_year": years.words(year),
        "chips": [*chips, ("closed", _("Ended"), counts["closed"])],
        "kind": kind,
        "page": page,
        "rows": presenters.away_rows(list(page.object_list), [unit.path]),
        "waiting": waiting,
        "late": counts["late"],
        "outcomes": [(each.value, each.label) for each in AwayOutcome if each != AwayOutcome.GONE],
        "today": today,
        "may_visit": permissions.can_visit(request.user, unit, today),
        "reads_register": permissions.reads_register(request.user, unit, today),
        "may_look": unit.level == Level.WARD and permissions.can_keep(request.user, unit, today),
        "may_take_out": unit.level == Level.WARD and permissions.can_take_out(request.user, unit, today),
    }
    return render(request, "schooling/away.html", context)


@doors.keepers
@require_POST
def look(request: PageRequest, place: str, year: int) -> HttpResponse:
    unit = doors.here(request, place, year)
    found = doors.done(request, operations.look, unit, year=year)
    if found is not None:
        sentence_ = _("%(opened)s children found; %(closed)s tasks ended by what the register says.")
        messages.success(request, sentence_ % {"opened": found[0], "closed": found[1]})
    return redirect(doors.address(request, "away", year))


@doors.tellers
@require_POST
def visit(request: PageRequest, place: str, year: int, task: int) -> HttpResponse:
    unit, form = doors.here(request, place, year), VisitForm(request.POST)
    found = get_object_or_404(queries.tasks_seen(request.user, unit, year, timezone.localdate()), pk=task)
    if form.is_valid():
        doors.done(request, operations.record_visit, found.pk, **form.cleaned_data)
    else:
        tell_wrong(request, form)
    return redirect(doors.address(request, "away", year))


@doors.exporters
@require_POST
def excel(request: PageRequest, place: str, year: int) -> HttpResponseBase:
    return hand_out_away(doors.here(request, place, year), year, **doors.acting(request))
