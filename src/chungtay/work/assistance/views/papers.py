"""Papers of a case: the slip that the receiver signs, the kept proofs, and the list of cases as a workbook."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience
from chungtay.foundation.core.files import hand_out
from chungtay.records.registry.operations.looks import open_for_page
from chungtay.records.registry.queries.listed import rosters
from chungtay.work.assistance.models import PartState
from chungtay.work.assistance.operations.taking_out import hand_out_proof, take_out_cases
from chungtay.work.assistance.presenters import cases as presenters
from chungtay.work.assistance.queries import cases as queries
from chungtay.work.assistance.views.cases import chosen
from chungtay.work.assistance.views.doors import case_in, here, readers
from chungtay.workbooks.papers.book import Book

exporters = audience(*holders_of(Permission.REGISTRY_EXPORT))
_HIDDEN = ("", "", None, None, None)  # what, why, amount, rice, paid out
MOST = 5_000  # cases in one workbook; a district of that many chooses by kind or step


@readers
def slip(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """The receipt to be signed, one for each part that is not paid yet (or of the whole case when all are)."""
    case, today = case_in(request, place, year, number), timezone.localdate()
    open_for_page(case.household_id, by=request.user, at=timezone.now(), area=case.ward)
    parts = list(case.parts.exclude(state=PartState.DROPPED))
    waiting = [part for part in parts if part.state == PartState.DUE]
    context = {
        "year": year,
        "case": case,
        "parts": waiting or parts,
        "today": today,
        "members": rosters([case.household_id], today).get(case.household_id, []),
    }
    return render(request, "assistance/slip.html", context)


@readers
@never_cache
def proof(request: PageRequest, place: str, year: int, number: int, proof: int) -> FileResponse:
    """A photograph or receipt, always to be saved and never opened inside the page."""
    kept = get_object_or_404(case_in(request, place, year, number).proofs, pk=proof)
    stored = hand_out_proof(kept, by=request.user, at=timezone.now())
    name = f"tro-giup-{kept.case_id}-{kept.pk}{Path(stored).suffix}"
    return hand_out(stored, name=name, media_type=kept.media_type)


@exporters
@require_POST
@never_cache
def excel(request: PageRequest, place: str, year: int) -> FileResponse:
    """The cases that the page shows, as a workbook."""
    place_here, now = here(request, place, year), timezone.now()
    today = timezone.localdate(now)
    found, _step, _kind = chosen(request, queries.cases_seen(request.user, place_here, today))
    rows = presenters.rows(queries.open_first(found)[:MOST], now, today)
    whole = take_out_cases(place_here, rows=len(rows), by=request.user, at=now)
    headings = [
        (_("Household"), 14), (_("Head"), 26), (_("For whom"), 26), (_("Kind"), 20), (_("What for"), 40),
        (_("How it was worked out"), 60), (_("Amount, đồng"), 16), (_("Rice, kg"), 10), (_("Paid out, đồng"), 16),
        (_("State"), 24), (_("What comes next"), 32), (_("Time"), 20), (_("Decision number"), 18),
    ]  # fmt: skip
    lines = [
        [
            row.code, row.head, row.person, str(row.case.get_kind_display()),
            *(_told(row.case) if whole else _HIDDEN), str(row.case.get_state_display()), row.next, row.clock,
            row.case.decision_number,
        ]
        for row in rows
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tro-giup.xlsx"
        book = Book(path)
        book.table(book.sheet(_("Assistance")), 0, headings, lines)
        book.close()
        return FileResponse(path.open("rb"), as_attachment=True, filename=f"tro-giup-{place}-{year}.xlsx")


def _told(case: Any) -> tuple[str, str, int, int, int]:
    return case.title, case.reason, case.total, case.kilograms, case.paid
