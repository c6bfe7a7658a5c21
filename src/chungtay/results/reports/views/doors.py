"""How pages of reports begin: who may come in, which place and year, which report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest, at_place
from chungtay.foundation.core.audience import audience
from chungtay.foundation.places.models import Unit
from chungtay.results.reports import permissions
from chungtay.results.reports.queries.facts import OFFICIAL, PRELIMINARY, Facts, Wanted, read
from chungtay.results.reports.queries.tables import levels_of
from chungtay.results.reports.queries.wanting import wanted_by
from chungtay.rulebook.errors import UnknownRuleSet

readers = audience(*holders_of(Permission.REVIEW_READ))
finalisers = audience(*holders_of(Permission.REPORT_FINALISE))
exporters = audience(*holders_of(Permission.REGISTRY_EXPORT))
seers = audience(*holders_of(Permission.REGISTRY_READ))
ASKED = ("chuan", "tu", "den", "theo")


def here(request: PageRequest, place: str, year: int) -> Unit:
    """The place in the address, for whoever reads results there. Raises Http404 or PermissionDenied."""
    at_place(request, place, year)
    permissions.check_may_read(request.user, request.place, timezone.localdate())
    return request.place


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: the report, what its rows are, and the part of the address that says so."""

    wanted: Wanted
    level: str
    query: str

    def facts(self) -> Facts:
        return read(self.wanted)


def asked(request: PageRequest, place: str, year: int, basis: str) -> Asked:
    """Raises Http404 for what is no report, PermissionDenied outside the own area."""
    unit = here(request, place, year)
    if basis not in (OFFICIAL, PRELIMINARY):
        raise Http404
    values: dict[str, str] = {name: _value(request, name) for name in ASKED if _value(request, name)}
    try:
        found = wanted_by(unit, year, basis, values, timezone.localdate())
    except UnknownRuleSet as error:
        raise Http404 from error
    if found is None:
        raise Http404(_("There is no review of this place and year."))
    levels = levels_of(unit)
    level = values.get("theo", "")
    return Asked(found, level if level in levels else levels[0], urlencode(values))


def page_of(found: Asked, form: str) -> str:
    """The page of a form with the days of both lists written out: it shows the same lists whenever it is opened. A day
    that is each ward's own is not written: given, it would be that of all."""
    wanted = found.wanted
    told = dict(parse_qsl(found.query)) | {"theo": found.level}
    if all(each.opening.day == wanted.opening.day for each in wanted.apart):
        told["tu"] = wanted.opening.day.isoformat()
    if all(each.closing.day == wanted.closing.day for each in wanted.apart):
        told["den"] = wanted.closing.day.isoformat()
    address = reverse("reports:form", args=[wanted.place.code, wanted.year, wanted.basis, form])
    return f"{address}?{urlencode(told)}"


def _value(request: PageRequest, name: str) -> str:
    return str(request.POST.get(name) or request.GET.get(name) or "")


def check_households(user: Any, place: Unit) -> None:
    if not permissions.can_see_households(user, place, timezone.localdate()):
        raise PermissionDenied(_("Your duty does not open the register of this place."))
