"""A round as files."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience
from chungtay.foundation.core.views.telling import told
from chungtay.work.gifts.models import GiftState, Round
from chungtay.work.gifts.operations import exporting
from chungtay.work.gifts.presenters import files as presenters
from chungtay.work.gifts.presenters.rounds import lines
from chungtay.work.gifts.queries.balance import balance
from chungtay.work.gifts.queries.rounds import gifts_of
from chungtay.work.gifts.views.doors import address, preparers, register_readers, round_in, round_in_register

exporters = audience(*holders_of(Permission.REGISTRY_EXPORT))


@exporters
@require_POST
def workbook(request: PageRequest, place: str, year: int, number: int) -> HttpResponseBase:
    """The whole list in Excel."""
    made, now = round_in(request, place, year, number), timezone.now()
    rows = lines(gifts_of(made), timezone.localdate(now))
    write = functools.partial(presenters.workbook, made=made, lines=rows)
    return _taken(request, year, made, "xlsx", exporting.take_list, len(rows), write)


@preparers
@require_POST
def slips(request: PageRequest, place: str, year: int, number: int) -> HttpResponseBase:
    """The slips of everything that is to be handed over, route by route."""
    made, now = round_in(request, place, year, number), timezone.now()
    rows = lines(gifts_of(made, state=GiftState.READY), timezone.localdate(now))
    write = functools.partial(presenters.slips, made=made, lines=rows, on=timezone.localdate(now))
    return _taken(request, year, made, "pdf", exporting.take_slips, len(rows), write)


@register_readers
def settlement(request: PageRequest, place: str, year: int, number: int, kind: str) -> HttpResponseBase:
    """The settlement as paper or in Excel: figures by source, no names of receivers."""
    made = round_in_register(request, place, year, number)
    if kind not in ("pdf", "xlsx"):
        raise Http404
    rows = balance(made)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"quyet-toan-qua-{made.pk}-{place}.{kind}"
        if kind == "pdf":
            presenters.settlement(path, made, rows, on=timezone.localdate())
        else:
            presenters.settlement_workbook(path, made, rows)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def _taken(
    request: PageRequest,
    year: int,
    made: Round,
    kind: str,
    take: Callable[..., Any],
    rows: int,
    write: Callable[[Path], None],
) -> HttpResponse | FileResponse:
    """The file, or the round again with the reason why it is not handed out."""
    names = {"xlsx": "danh-sach-qua", "pdf": "phieu-qua"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{names[kind]}-{made.pk}.{kind}"
        write_it = functools.partial(write, path)
        act = functools.partial(take, made, rows=rows, write=write_it, by=request.user, at=timezone.now())
        if not told(request, act):
            return redirect(address(request, year, "gifts:round", made.pk))
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
