"""The register of a place out to Excel: asked for here, made in the background."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, holders_of, scope_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience
from chungtay.records.registry.forms.intake import ExportForm
from chungtay.records.registry.operations.exporting import Layout, ask_for_register
from chungtay.records.registry.permissions import can_see_numbers, check
from chungtay.records.registry.queries.outgoing import Outgoing
from chungtay.records.registry.views.doors import place_of

exporters = audience(*holders_of(Permission.REGISTRY_EXPORT))


@exporters
def export(request: PageRequest, place: str, year: int) -> HttpResponse:
    here, now = place_of(request, place, year), timezone.now()
    check(request.user, Permission.REGISTRY_EXPORT, here, now)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        layout = Layout(form.cleaned_data["layout"])
        job = ask_for_register(here, year=year, layout=layout, by=request.user, at=now)
        return redirect("core:job", job.pk)
    today = timezone.localdate(now)
    whole = can_see_numbers(request.user, here, today)
    scope = scope_of(request.user, Permission.REGISTRY_EXPORT, today)
    households = Outgoing(here, year, today, whole, scope).households()
    context = {"form": form, "year": year, "households": households, "whole": whole}
    return render(request, "registry/export.html", context)
