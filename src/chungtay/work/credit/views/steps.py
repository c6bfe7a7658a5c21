"""Steps of loans: entered, confirmed, what was told, taken back."""

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
from chungtay.records.registry.queries.homes import members_on
from chungtay.records.registry.queries.lives import title_of
from chungtay.work.credit.forms import LoanForm, NothingForm, TellingForm, WhyForm
from chungtay.work.credit.operations import keeping, telling
from chungtay.work.credit.views import doors


@doors.keepers
def enter(request: PageRequest, place: str, year: int, household: int) -> HttpResponse:
    """A loan of a member of a household, from the bank's paper."""
    home, now = doors.home_in(request, place, year, household), timezone.now()
    people = [(row.person_id, row.person.full_name) for row in members_on(home, timezone.localdate(now))]
    form = LoanForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            made = keeping.enter(home.pk, **form.act(), by=request.user, at=now)
        except ValidationError as error:
            form.add_error(None, error.messages[0])
        else:
            messages.success(request, _("Entered. It counts when another person has confirmed it."))
            return redirect("credit:one", request.place.code, year, made.pk)
    context = {"year": year, "home": home, "head": title_of(home), "form": form}
    return render(request, "credit/enter.html", context)


def _step(door: Callable[[View], View], operation: Callable[..., object], form: type[forms.Form], done: Any) -> View:
    """One step of a loan the reader sees, back to its page. The form's fields are the operation's arguments, and so is
    what else the address names."""

    @door
    @require_POST
    def step(request: PageRequest, place: str, year: int, number: int, **named: Any) -> HttpResponse:
        (found, _seen), filled = doors.loan(request, place, year, number), form(request.POST)
        if not filled.is_valid():
            tell_wrong(request, filled)
        else:
            told(
                request,
                partial(operation, found.pk, **named, **filled.cleaned_data, by=request.user, at=timezone.now()),
                done,
            )
        return redirect("credit:one", request.place.code, year, found.pk)

    return step


confirm = _step(doors.confirmers, keeping.confirm, NothingForm, _("The loan is confirmed."))
tell = _step(
    doors.keepers, telling.tell, TellingForm, _("Written down. It counts when another person has confirmed it.")
)
confirm_telling = _step(doors.confirmers, telling.confirm_telling, NothingForm, _("Confirmed; the loan stands so."))
undo_telling = _step(doors.keepers, telling.undo_telling, WhyForm, _("Taken back; the loan stands as before."))
undo = _step(doors.keepers, keeping.undo, WhyForm, _("Taken back as a mistake; it stays on record."))
