"""What is handed out one at a time, each an event of the trail: a number in full, a document, what is sensitive."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience
from chungtay.foundation.core.files import hand_out
from chungtay.records.registry.models import IdentityPaper
from chungtay.records.registry.operations.looks import hand_out_document, open_household, show_number
from chungtay.records.registry.presenters.people import shown
from chungtay.records.registry.queries import papers
from chungtay.records.registry.queries.lives import title_of
from chungtay.records.registry.views.doors import address, home_of, readers, record_of

lookers = audience(*holders_of(Permission.REGISTRY_SENSITIVE))


@lookers
@never_cache
@require_POST
def number(request: PageRequest, place: str, year: int, number: int, kind: str, record: int) -> HttpResponse:
    """A number in full, in the answer alone: never in an address, never kept by the browser."""
    home = home_of(request, place, year, number)
    found = {"giay": papers.paper_of, "tai-khoan": papers.account_of}[kind](home, record)
    if found is None:
        raise Http404
    full = show_number(found, area=home.group, by=request.user, at=timezone.now())
    context = {"home": home, "title": title_of(home), "year": year, "paper": shown(found, full), "person": found.person}
    if isinstance(found, IdentityPaper):
        context["issued"] = found
    return render(request, "registry/number.html" if request.htmx else "registry/number_page.html", context)


@readers
@require_POST
def look(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """Open what is sensitive of a household, for today; back to the page that was read."""
    home = record_of(request, place, year, number)
    open_household(home, by=request.user, at=timezone.now())
    back = request.POST.get("back", "")
    here = address(request, "household", year, home.pk)
    return redirect(back if back.startswith(here) and url_has_allowed_host_and_scheme(back, None) else here)


@readers
@never_cache
@require_POST
def evidence(request: PageRequest, place: str, year: int, number: int, record: int) -> FileResponse:
    """A document, always to be saved and never opened inside the page."""
    home = home_of(request, place, year, number)
    found = papers.evidence_of(home, record)
    if found is None:
        raise Http404
    stored = hand_out_document(found, area=home.group, by=request.user, at=timezone.now())
    return hand_out(stored, name=f"{home.code}-{found.pk}{Path(stored).suffix}", media_type=found.media_type)
