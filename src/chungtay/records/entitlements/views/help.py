"""The page of everything that reached one household, from every source."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.records.entitlements.presenters import help as presenters
from chungtay.records.entitlements.queries import help as queries
from chungtay.records.entitlements.views.doors import here, readers
from chungtay.records.registry.operations.looks import open_for_page
from chungtay.records.registry.queries.homes import joined_into
from chungtay.records.registry.queries.households import seen_of
from chungtay.records.registry.queries.rights_facts import names_of


@readers
def household(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """What a household received, newest first, with value, source and proof, and the sums by source."""
    home = seen_of(request.user, here(request, place, year)).filter(pk=number).first()
    if home is None:
        raise Http404
    open_for_page(home.pk, by=request.user, at=timezone.now())
    joined = joined_into(home.pk)
    rows = list(queries.help_of(home.pk, joined))
    names = names_of([row.person_id for row in rows if row.person_id is not None])
    context = {
        "year": year,
        "home": home,
        "rows": presenters.rows(rows, home.pk, joined, names),
        "totals": presenters.totals(queries.totals(rows)),
    }
    return render(request, "entitlements/help.html", context)
