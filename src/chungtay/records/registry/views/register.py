"""Entering a household that is not on record yet."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.records.registry import permissions
from chungtay.records.registry.forms.acts import print_of
from chungtay.records.registry.forms.register import (
    MOST_ROWS,
    PREFIX,
    HomeForm,
    MemberRows,
    checked,
    empty_rows,
    typed_rows,
    unconfirmed,
)
from chungtay.records.registry.operations.once import once
from chungtay.records.registry.operations.registering import register_household
from chungtay.records.registry.queries.history import act_of
from chungtay.records.registry.views.doors import address, keepers, place_of, sent_once, token_of


@keepers
@sent_once
def register(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Head and members on one page. “One more person” adds a row and saves nothing."""
    here, today = place_of(request, place, year), timezone.localdate()
    if not permissions.can_edit(request.user, here, today):
        raise PermissionDenied(_("You have no duty here that writes in the register."))
    warnings: list[str] = []
    if "more" in request.POST:  # nothing is checked and nothing saved: one more row below what was typed
        typed = {name: request.POST.get(name, "") for name in request.POST}
        home = HomeForm(initial=typed, user=request.user, today=today)
        rows = MemberRows(prefix=PREFIX, initial=[*typed_rows(request.POST), {}][:MOST_ROWS])
    else:
        home = HomeForm(request.POST or None, user=request.user, today=today)
        rows = MemberRows(request.POST or None, prefix=PREFIX, initial=None if request.POST else empty_rows())
    if request.method == "POST" and "more" not in request.POST:
        household = checked(home, rows, request.user, today)
        if household is not None:
            warnings = unconfirmed(home, household, request.user, today)
            if not warnings:
                at = timezone.now()

                def save() -> str:
                    made = register_household(household, why=home.cleaned_data["why"], by=request.user, at=at)
                    done = act_of(request.user, at)
                    return address(request, "household", year, made.pk) + (f"?viec={done.pk}" if done else "")

                try:
                    return redirect(once(token_of(request), save, by=request.user, at=at))
                except ValidationError as error:
                    home.add_error(None, error)
    wrong = bool(home.errors) or (rows.is_bound and not rows.is_valid())
    context = {
        "year": year,
        "form": home,
        "rows": rows,
        "warnings": warnings,
        "print": print_of(warnings) if warnings else "",
        "wrong": wrong,
        "once": token_of(request),
    }
    return render(request, "registry/register.html", context, status=422 if wrong else 200)
