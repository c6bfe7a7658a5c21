"""Back pay: who is owed the difference of which months, and the list of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.places.models import Level
from chungtay.records.entitlements import permissions
from chungtay.records.entitlements.operations.back_pay import draw_up_back_pay
from chungtay.records.entitlements.queries import back_pay
from chungtay.records.entitlements.queries.issued import policies_named
from chungtay.records.entitlements.queries.naming import names_for
from chungtay.records.entitlements.views.doors import here, preparers, readers

PAGE = 50


@readers
def owed(request: PageRequest, place: str, year: int, policy: str) -> HttpResponse:
    """Everybody of a ward to whom a policy owes a difference, with months and sum."""
    ward, today = here(request, place, year), timezone.localdate()
    about = policies_named([policy]).get(policy)
    if about is None:
        raise Http404
    due = back_pay.owed(request.user, ward, policy, today) if ward.level == Level.WARD else []
    page = Paginator(due, PAGE).get_page(request.GET.get("trang"))
    names = names_for([each.person for each in page], [each.household for each in page], today)
    context = {
        "year": year,
        "policy": about,
        "page": page,
        "rows": [(each, names.people.get(each.person or 0, ""), names.homes.get(each.household)) for each in page],
        "total": sum(each.total for each in due),
        "people": len(due),
        "may_prepare": permissions.can_prepare(request.user, ward, today) and ward.level == Level.WARD,
    }
    return render(request, "entitlements/back_pay.html", context)


@preparers
@require_POST
def draw_up(request: PageRequest, place: str, year: int, policy: str) -> HttpResponse:
    ward = here(request, place, year)
    try:
        made = draw_up_back_pay(ward, policy, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("entitlements:back_pay", request.place.code, year, policy)
    return redirect("entitlements:list", request.place.code, year, made.pk)
