"""Pages of the rights of a whole year: of a ward, of one household."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.population.rights import PERSON
from chungtay.records.entitlements.presenters import year as presenters
from chungtay.records.entitlements.queries import year as queries
from chungtay.records.entitlements.queries.rights import too_wide
from chungtay.records.entitlements.views.doors import here, readers
from chungtay.records.entitlements.views.pages import index
from chungtay.records.registry.operations.looks import open_for_page
from chungtay.records.registry.queries.households import seen_of
from chungtay.records.registry.queries.rights_facts import names_of


@readers
def ward(request: PageRequest, place: str, year: int) -> HttpResponseBase:
    """What every policy comes to in a year, month by month."""
    place_here, today = here(request, place, year), timezone.localdate()
    if too_wide(place_here):
        return index(request, place, year)
    of_year = queries.of_ward(request.user, place_here, year, today)
    lines = presenters.of_ward(of_year)
    context = {"year": year, "lines": lines, "sum": presenters.sum_of(lines), "refused": presenters.refused(of_year)}
    return render(request, "entitlements/year.html", context)


@readers
def household(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """What one household and each of its members has a right to in a year, month by month."""
    place_here, today = here(request, place, year), timezone.localdate()
    home = seen_of(request.user, place_here).filter(pk=number).first()
    if home is None:
        raise Http404
    open_for_page(number, by=request.user, at=timezone.now())
    of_year = queries.of_household(request.user, place_here, number, year, today)
    people = {person for table in (of_year.rows, of_year.open) for person in table[PERSON] if person is not None}
    lines = presenters.of_household(of_year, names_of(sorted(people)))
    context = {
        "year": year,
        "home": home,
        "lines": lines,
        "sum": presenters.sum_of(lines),
        "refused": presenters.refused(of_year),
    }
    return render(request, "entitlements/year.html", context)
