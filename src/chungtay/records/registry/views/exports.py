"""The register of a place out to Excel."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience
from chungtay.records.registry.forms.intake import ExportForm
from chungtay.records.registry.operations.exporting import Layout, export_register
from chungtay.records.registry.permissions import can_see_numbers, check
from chungtay.records.registry.queries.outgoing import Outgoing
from chungtay.records.registry.views.doors import place_of

exporters = audience(*holders_of(Permission.REGISTRY_EXPORT))
NAMES = {Layout.LISTS: "danh-sach", Layout.UPLOAD: "danh-sach-nop", Layout.FULL: "so-ho-dan"}


@exporters
def export(request: PageRequest, place: str, year: int) -> HttpResponseBase:
    here, now = place_of(request, place, year), timezone.now()
    check(request.user, Permission.REGISTRY_EXPORT, here, now)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        layout = Layout(form.cleaned_data["layout"])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{NAMES[layout]}-{here.code}-{now:%Y%m%d}.xlsx"
            export_register(path, area=here, year=year, layout=layout, by=request.user, at=now)
            # the open file outlives its folder: nothing of it stays on the disk
            return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
    today = timezone.localdate(now)
    whole = can_see_numbers(request.user, here, today)
    households = Outgoing(here, year, today, whole).households()
    context = {"form": form, "year": year, "households": households, "whole": whole}
    return render(request, "registry/export.html", context)
