"""Handing one card over: the person, the card, the number with what is odd about it, who received it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.work.insurance import permissions
from chungtay.work.insurance.forms.insurance import HandForm, NoteForm
from chungtay.work.insurance.models import BatchState, LineState
from chungtay.work.insurance.operations import handing
from chungtay.work.insurance.presenters import insurance as presenters
from chungtay.work.insurance.views import doors
from chungtay.work.insurance.views.batches import batch_seen, step


@doors.handers
def hand_over(request: PageRequest, place: str, year: int, number: int, line: int) -> HttpResponse:
    """One person of a purchase: who, which card, what the household still pays; the form, and what was said of it."""
    made, today = batch_seen(request, place, year, number), timezone.localdate()
    permissions.check_may_hand_over(request.user, made.ward, today)
    one = made.lines.filter(pk=line).first()
    if one is None:
        raise Http404
    back = doors.address(request, "batch", year, made.pk)
    [shown] = presenters.batch_lines([one], today)
    form = HandForm(request.POST or None, initial={"received_by": shown.name, "on": f"{today:%d/%m/%Y}"})
    asked = False
    if request.method == "POST" and form.is_valid():
        try:
            done = handing.hand_over(number, line, **form.cleaned_data, **doors.acting(request))
        except ValidationError as error:
            asked = getattr(error, "code", "") == "look"
            form.add_error("card" if asked else None, error)
        except PermissionDenied as error:
            form.add_error(None, str(error))
        else:
            if done.state == LineState.DELIVERED:
                messages.success(request, _("The card of %(name)s was handed over.") % {"name": shown.name})
            else:
                told = _("%(name)s gets no card and left the purchase: %(why)s")
                messages.warning(request, told % {"name": shown.name, "why": done.note})
            return redirect(back)
    if request.method != "POST" and (made.state != BatchState.APPROVED or one.state != LineState.APPROVED):
        messages.info(request, _("There is nothing to hand over to %(name)s here.") % {"name": shown.name})
        return redirect(back)
    context = {"year": year, "batch": made, "each": shown, "form": form, "note": NoteForm(), "asked": asked}
    return render(request, "insurance/hand_over.html", context)


@doors.handers
@require_POST
def refuse(request: PageRequest, place: str, year: int, number: int, line: int) -> HttpResponse:
    form = NoteForm(request.POST)
    return step(
        request, place, year, number, form,
        lambda act: handing.refuse(number, line, note=form.cleaned_data["note"], **act),
    )  # fmt: skip
