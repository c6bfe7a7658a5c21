"""Steps of sponsorship: entered, confirmed, what came, ended, taken back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import View
from chungtay.foundation.core.views.telling import tell_wrong, told
from chungtay.records.registry.queries.lives import title_of
from chungtay.work.sponsorship.forms import (
    ArrivalForm,
    EndForm,
    NothingForm,
    SponsorForm,
    SponsorshipForm,
    WhyForm,
)
from chungtay.work.sponsorship.models import Sponsor
from chungtay.work.sponsorship.operations import arriving, keeping
from chungtay.work.sponsorship.views import doors


@doors.keepers
def enter(request: PageRequest, place: str, year: int, household: int) -> HttpResponse:
    """A new commitment to a household."""
    home = doors.home_in(request, place, year, household)
    known = Sponsor.objects.filter(ward=home.group.parent_id)
    form = SponsorshipForm(request.POST or None, sponsors=known)
    if request.method == "POST" and form.is_valid():
        try:
            made = keeping.enter(home.pk, **form.act(), by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error.messages[0])
        else:
            messages.success(request, _("Entered. It runs when another person has confirmed it."))
            return redirect("sponsorship:one", request.place.code, year, made.pk)
    context = {"year": year, "home": home, "head": title_of(home), "form": form}
    return render(request, "sponsorship/enter.html", context)


@doors.keepers
def sponsor(request: PageRequest, place: str, year: int, sponsor: int) -> HttpResponse:
    """The name and contact of a sponsor, to be corrected."""
    found = doors.sponsor_in(request, place, year, sponsor)
    form = SponsorForm(request.POST or None, instance=Sponsor.objects.get(pk=found.pk))
    if request.method == "POST" and form.is_valid():
        try:
            keeping.correct_sponsor(found.pk, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error.messages[0])
        else:
            messages.success(request, _("Corrected."))
            return redirect("sponsorship:sponsors", request.place.code, year)
    return render(request, "sponsorship/sponsor.html", {"year": year, "sponsor": found, "form": form})


def _step(door: Callable[[View], View], operation: Callable[..., object], form: type[forms.Form], done: Any) -> View:
    """One step of a commitment the reader sees, back to its page. The form's fields are the operation's arguments, and
    so is what else the address names."""

    @door
    @require_POST
    def step(request: PageRequest, place: str, year: int, number: int, **named: Any) -> HttpResponse:
        (found, _seen), filled = doors.commitment(request, place, year, number), form(request.POST)
        if not filled.is_valid():
            tell_wrong(request, filled)
        else:
            told(
                request,
                partial(operation, found.pk, **named, **filled.cleaned_data, by=request.user, at=timezone.now()),
                done,
            )
        return redirect("sponsorship:one", request.place.code, year, found.pk)

    return step


confirm = _step(doors.confirmers, keeping.confirm, NothingForm, _("Confirmed. The commitment runs."))
receive = _step(doors.receivers, arriving.receive, ArrivalForm, _("Written down; the ledger of help has it."))
undo_arrival = _step(doors.keepers, arriving.undo_arrival, WhyForm, _("Taken back, in the ledger of help too."))
end = _step(doors.keepers, keeping.end, EndForm, _("The commitment has ended."))
resume = _step(doors.keepers, keeping.resume, WhyForm, _("The ending was taken back; the commitment runs."))
undo = _step(doors.keepers, keeping.undo, WhyForm, _("Taken back as a mistake; it stays on record."))
