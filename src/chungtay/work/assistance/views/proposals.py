"""Proposing a case for a household: relief after a misfortune, help given once, a house repair."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.templatetags.words import words
from chungtay.records.registry.operations.looks import open_for_page
from chungtay.records.registry.queries.hardships import Event, event_of, events_of
from chungtay.records.registry.queries.listed import rosters
from chungtay.records.registry.queries.lives import title_of
from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.norms import NormOn
from chungtay.work.assistance.forms.cases import HelpForm, ReliefForm, RepairForm
from chungtay.work.assistance.models import Case
from chungtay.work.assistance.operations import proposing
from chungtay.work.assistance.queries.norms import relief_norms, worked_out
from chungtay.work.assistance.views.doors import address, home_in, proposers


@proposers
def relief(request: PageRequest, place: str, year: int, number: int, event: int) -> HttpResponse:
    """Relief after one misfortune, with what the norm gives for each kind."""
    home = home_in(request, place, year, number)
    happened = event_of(home.pk, event)
    if happened is None:
        raise Http404
    now = timezone.now()
    open_for_page(home.pk, by=request.user, at=now)
    members = rosters([home.pk], happened.happened_on).get(home.pk, [])
    norms = relief_norms(happened.kind, happened.happened_on, home.group.parent)
    form = ReliefForm(request.POST or None, event=happened, norms=norms, members=members, now=now)
    context = {"event": happened, "norms": _norms(home, happened, norms)}

    def act() -> Case:
        data = form.cleaned_data
        return proposing.propose_relief(home.pk, need=form.need(), told_at=data["told_at"], by=request.user, at=now)

    return _page(request, year, home, form, act, _("Emergency relief"), "assistance/relief.html", context)


@proposers
def one_off(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    home, now = home_in(request, place, year, number), timezone.now()
    open_for_page(home.pk, by=request.user, at=now)
    members = rosters([home.pk], timezone.localdate(now)).get(home.pk, [])
    form = HelpForm(request.POST or None, members=members, events=events_of(home.pk), now=now)

    def act() -> Case:
        return proposing.propose_help(home.pk, **form.act(), by=request.user, at=now)

    return _page(request, year, home, form, act, _("One-off help"), "assistance/proposal.html", {})


@proposers
def repair(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    home, now = home_in(request, place, year, number), timezone.now()
    open_for_page(home.pk, by=request.user, at=now)
    form = RepairForm(request.POST or None, events=events_of(home.pk), now=now)

    def act() -> Case:
        return proposing.propose_help(home.pk, **form.act(), by=request.user, at=now)

    return _page(request, year, home, form, act, _("House repair"), "assistance/repair.html", {})


def _page(
    request: PageRequest, year: int, home: Any, form: forms.Form, act: Callable[[], Case], title: str,
    template: str, context: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(address(request, year, act().pk))
        except ValidationError as error:
            form.add_error(None, error.messages[0])
    context |= {"year": year, "home": home, "head": title_of(home), "form": form, "title": title}
    return render(request, template, context)


def _norms(home: Any, happened: Event, norms: list[NormOn]) -> list[tuple[Any, str, str]]:
    """Each norm with how its amount comes out here for one person and month, or why it cannot be told."""
    found = []
    for each in norms:
        try:
            worked = worked_out(each.norm.id, happened.kind, happened.happened_on, home.group.parent)
            reason = words(worked.reason)
        except ChungTayError as error:
            reason = words({"vi": error.vi, "en": error.en})
        found.append((each.norm, reason, words(each.norm.who)))
    return found
