"""What households lack: a matrix, lists by need and place, one referral with its contacts."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.files import hand_out
from chungtay.foundation.places.models import Level, Unit
from chungtay.foundation.places.queries import groups_of
from chungtay.foundation.places.queries.units import below
from chungtay.records.registry.operations.looks import open_for_page
from chungtay.records.registry.queries.listed import homes
from chungtay.work.referral import permissions
from chungtay.work.referral.forms import SOURCES
from chungtay.work.referral.models import LIVE, Need, Proof, Referral, ReferralState
from chungtay.work.referral.operations import hand_out_proof, take_out
from chungtay.work.referral.presenters import referrals as presenters
from chungtay.work.referral.queries import referrals as queries
from chungtay.work.referral.views import doors

PAGE = 50


def _parts(place: Unit, today: datetime.date) -> list[Unit]:
    if doors.kind_of(place) == "group":
        return list(groups_of(place, today))
    return list(below([place.path], today).filter(level=Level.WARD))


@doors.readers
def board(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Every need by every group of a ward (or ward of a district): to be closed, overdue, closed."""
    at, today = doors.here(request, place, year), timezone.localdate()
    found = queries.seen(request.user, at, today)
    tallies = queries.tallies(found, doors.kind_of(at), today)
    parts = _parts(at, today)
    context = {
        "year": year,
        "parts": parts,
        "rows": presenters.matrix(tallies, parts),
        "total": presenters.added(tallies.values()),
        "by_group": doors.kind_of(at) == "group",
        "may_open": at.level == Level.WARD and permissions.can_manage(request.user, at, today),
    }
    return render(request, "referral/board.html", context)


@doors.readers
def listed(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Referrals of one need, place and state; `in`: all on one page."""
    at, today = doors.here(request, place, year), timezone.localdate()
    found, asked = _asked(request, at, today)
    rows = found.order_by("household__group__code", "household", "need")
    size = max(rows.count(), 1) if request.GET.get("in") else PAGE
    page = Paginator(rows, size).get_page(request.GET.get("trang"))
    shown = list(page.object_list)
    named = {home.number: home for home in homes({one.household_id for one in shown}, day=today)}
    assign = at.level == Level.WARD and permissions.can_manage(request.user, at, today) and asked["which"] in _TO_GIVE
    context = {
        "year": year,
        "page": page,
        "lines": presenters.lines(shown, named, today),
        "which": list(presenters.WHICH.items()),
        "needs": Need.choices,
        "parts": _parts(at, today),
        "asked": asked,
        "assign": assign and bool(shown),
        "people": queries.followers(at, today) if assign else [],
        "service": presenters.SERVICES.get(asked["need"], ""),
        "may_export": permissions.can_export(request.user, at, today),
    }
    return render(request, "referral/list.html", context)


_TO_GIVE = (queries.LIVE_ONES, queries.OVERDUE, queries.MINE, *LIVE)


def _asked(request: PageRequest, at: Unit, today: datetime.date) -> tuple[QuerySet[Referral], dict[str, Any]]:
    which = request.GET.get("o", "")
    which = which if which in presenters.WHICH else queries.LIVE_ONES
    need = request.GET.get("can", "")
    need = need if need in Need.values else ""
    part = doors.number_in(request.GET.get("to", ""), {unit.pk for unit in _parts(at, today)})
    found = queries.chosen(
        queries.seen(request.user, at, today),
        which=which,
        need=need,
        part=part,
        kind=doors.kind_of(at),
        user=request.user,
        today=today,
    )
    return found, {"which": which, "need": need, "part": part}


@doors.readers
def one(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """One referral: the household, the need, who has it, the contacts, how it was closed."""
    found, today = doors.referral(request, place, year, number), timezone.localdate()
    open_for_page(found.household_id, by=request.user, at=timezone.now(), area=found.household.group)
    home = homes([found.household_id], day=today)
    context = {
        "year": year,
        "line": presenters.lines([found], {each.number: each for each in home}, today)[0],
        "contacts": list(found.contacts.select_related("by")),
        "proof": Proof.objects.filter(referral=found).exists(),
        "live": found.state in LIVE,
        "assigned": found.state == ReferralState.ASSIGNED,
        "may_follow": permissions.can_follow(request.user, found.household.group, today),
        "sources": SOURCES,
        "today": today,
    }
    return render(request, "referral/one.html", context)


@doors.readers
@never_cache
def proof(request: PageRequest, place: str, year: int, number: int) -> FileResponse:
    """The photograph or paper of how it was closed, always to be saved and never opened inside the page."""
    kept = get_object_or_404(Proof, referral=doors.referral(request, place, year, number))
    stored = hand_out_proof(kept, by=request.user, at=timezone.now())
    return hand_out(stored, name=f"gioi-thieu-{number}{Path(stored).suffix}", media_type=kept.media_type)


@doors.exporters
@require_POST
def workbook(request: PageRequest, place: str, year: int) -> HttpResponseBase:
    """The same list in Excel; the copy is an event of the trail."""
    at, now = doors.here(request, place, year), timezone.now()
    today = timezone.localdate(now)
    found, asked = _asked(request, at, today)
    rows = list(found.order_by("household__group__code", "household", "need"))
    named = {home.number: home for home in homes({one.household_id for one in rows}, day=today)}
    lines = presenters.lines(rows, named, today)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"gioi-thieu-{place}-{today:%Y%m%d}.xlsx"
        about = [at.name, _("on %(day)s") % {"day": f"{today:%d/%m/%Y}"}, str(presenters.WHICH[asked["which"]])]
        headings, cells = presenters.workbook(lines)
        take_out(path, at, title=_("Referrals to services"), about=about, headings=headings, rows=cells,
                 by=request.user, at=now)  # fmt: skip
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
