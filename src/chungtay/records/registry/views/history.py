"""The history of a household, one act of it, and its undoing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.records.registry.models import Household
from chungtay.records.registry.operations.undoing import undo as undo_operation
from chungtay.records.registry.presenters import changes
from chungtay.records.registry.presenters.undo import offer
from chungtay.records.registry.queries import history as past
from chungtay.records.registry.queries.households import all_seen, ever_seen
from chungtay.records.registry.queries.lives import title_of
from chungtay.records.registry.queries.looks import is_open
from chungtay.records.registry.views.doors import address, keepers, readers, record_of

PAGE = 30


@readers
def history(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    home = record_of(request, place, year, number)
    page = Paginator(past.of_household(home), PAGE).get_page(request.GET.get("trang"))
    entries = list(page.object_list)
    names = past.names_for(changes.all_rows(entries))
    context: dict[str, Any] = {
        "home": home,
        "title": title_of(home),
        "year": year,
        "page": page,
        "acts": [changes.told(entry, names) for entry in entries],
    }
    context |= _closed(request, home, [record for act in context["acts"] for record in act.records])
    return render(request, "registry/history.html", context)


@readers
def operation(request: PageRequest, place: str, year: int, number: int, operation: int) -> HttpResponse:
    home = record_of(request, place, year, number)
    return _act_page(request, home, year, _entry(home, operation))


@keepers
@require_POST
def undo(request: PageRequest, place: str, year: int, number: int, operation: int) -> HttpResponse:
    home = record_of(request, place, year, number)
    entry = _entry(home, operation)
    why = request.POST.get("why", "").strip()[:300]
    if not why:
        return _act_page(request, home, year, entry, error=_("Say why it is undone."))
    try:
        undone = undo_operation(entry.operation, why=why, by=request.user, at=timezone.now())
    except ValidationError as error:
        return _act_page(request, home, year, entry, error=" ".join(error.messages))
    messages.success(request, _("Undone. The history shows what was done and that it was undone."))
    return redirect(address(request, "operation", year, home.pk, undone.pk))


def _closed(request: PageRequest, home: Household, records: Sequence[changes.RecordTold]) -> dict[str, bool]:
    """Whether these records tell something sensitive, and whether the person opened the household today."""
    told = any(field.sensitive for record in records for field in record.fields)
    opened = told and is_open(request.user, home.pk, timezone.now())
    return {"closed": told, "open": opened, "hide": not opened}


def _entry(home: Household, operation: int) -> past.Entry:
    """The act as the household's history has it. Raises Http404 for one that did not touch the household."""
    found = next((entry for entry in past.of_household(home) if entry.operation.pk == operation), None)
    if found is None:
        raise Http404
    return found


def _act_page(request: PageRequest, home: Household, year: int, entry: past.Entry, error: str = "") -> HttpResponse:
    user, today = request.user, timezone.localdate()
    whole = past.of_operation(entry.operation) if entry.operation.changes_count <= 500 else entry
    touched = {row.household_id for row in whole.rows if row.household_id}
    if not all_seen(user, touched):
        whole = entry  # what it did to households elsewhere is not shown here
    names = past.names_for(whole.rows)
    undoing = offer(whole, names, user, today)
    later = undoing.later_household
    context: dict[str, Any] = {
        "home": home,
        "title": title_of(home),
        "year": year,
        "act": changes.told(whole, names),
        "undoing": undoing,
        "later_seen": later is not None and ever_seen(user).filter(pk=later).exists(),
        "error": error,
    }
    context |= _closed(request, home, [*context["act"].records, *undoing.records])
    return render(request, "registry/operation.html", context, status=422 if error else 200)
