"""Steps of referrals: opened for a ward, shared out, followed, closed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import View
from chungtay.foundation.core.files import keeping
from chungtay.foundation.core.views.telling import tell_wrong, told
from chungtay.work.referral import operations
from chungtay.work.referral.forms import AssignForm, ContactForm, ReceiveForm, WhyForm
from chungtay.work.referral.models import LIVE
from chungtay.work.referral.queries import referrals as queries
from chungtay.work.referral.views import doors


@doors.managers
@require_POST
def open_all(request: PageRequest, place: str, year: int) -> HttpResponse:
    at = doors.here(request, place, year)
    try:
        opened, closed = operations.open_for_ward(at, by=request.user, at=timezone.now())
        words = _("%(opened)s referrals opened, %(closed)s closed because a later review finds nothing lacking.")
        messages.success(request, words % {"opened": opened, "closed": closed})
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("referral:board", request.place.code, year)


@doors.managers
@require_POST
def assign(request: PageRequest, place: str, year: int) -> HttpResponse:
    at, now = doors.here(request, place, year), timezone.now()
    today = timezone.localdate(now)
    live = queries.seen(request.user, at, today).filter(state__in=LIVE).values_list("pk", flat=True)
    form = AssignForm(request.POST, people=queries.followers(at, today), numbers=list(live))
    if not form.is_valid():
        tell_wrong(request, form)
    else:
        try:
            given = operations.assign(at, **form.cleaned_data, by=request.user, at=now)
            messages.success(request, _("%(count)s referrals given out.") % {"count": given})
        except ValidationError as error:
            messages.error(request, error.messages[0])
    return redirect(f"{reverse('referral:list', args=[request.place.code, year])}?{request.GET.urlencode()}")


def _step(operation: Callable[..., object], form: type[forms.Form]) -> View:
    """One step of a referral the reader sees, back to its page. The form's fields are the operation's arguments."""

    @doors.followers
    @require_POST
    def step(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
        found, filled = doors.referral(request, place, year, number), form(request.POST, request.FILES)
        if not filled.is_valid():
            tell_wrong(request, filled)
        else:
            told(request, partial(_act, operation, found.pk, filled.cleaned_data, request))
        return redirect("referral:one", request.place.code, year, found.pk)

    return step


def _act(operation: Callable[..., object], number: int, data: dict[str, Any], request: PageRequest) -> None:
    """The operation, with the file that was sent kept while it writes; when it refuses, nothing of the file stays."""
    file = data.pop("file", None)
    with keeping(file) if file is not None else contextlib.nullcontext() as kept:
        more = {"kept": kept} if kept is not None else {}
        operation(number, **data, **more, by=request.user, at=timezone.now())


contact = _step(operations.write_contact, ContactForm)
receive = _step(operations.receive, ReceiveForm)
give_up = _step(operations.give_up, WhyForm)
note_gone = _step(operations.note_gone, WhyForm)
