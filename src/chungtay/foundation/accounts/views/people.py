"""The people of an administrator's area: their accounts and duties. No household is seen from here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts import operations, queries
from chungtay.foundation.accounts.forms.people import ColleagueForm, DutyForm, HandOverForm, LastDayForm
from chungtay.foundation.accounts.models import Assignment
from chungtay.foundation.accounts.permissions import Permission, check_may_manage, holders_of
from chungtay.foundation.accounts.presenters import PageRequest, roles_explained
from chungtay.foundation.core.audience import audience

administrators = audience(*holders_of(Permission.ACCOUNT_MANAGE))
WHICH = ("", "idle", "closed")


def _person(request: PageRequest, number: int) -> queries.Person:
    """The person of the address, or as if there were none when he is of another area."""
    found = queries.person_seen(request.user, number, timezone.localdate())
    if found is None:
        raise Http404
    return found


def _managed(request: PageRequest, number: int) -> queries.Person:
    """The same, and this administrator may change the account."""
    found = _person(request, number)
    check_may_manage(request.user, found.account, timezone.localdate())
    return found


def _duty(request: PageRequest, number: int, duty: int) -> Assignment:
    person = _managed(request, number)
    found = next((row for row in person.duties if row.pk == duty), None)
    if found is None:
        raise Http404
    return found


@administrators
def people(request: PageRequest) -> HttpResponse:
    today = timezone.localdate()
    which = request.GET.get("ai", "")
    which = which if which in WHICH else ""
    text = request.GET.get("tim", "").strip()
    found = queries.people_of(request.user, today, text=text, which=which)
    return render(request, "accounts/people.html", {"people": found, "which": which, "text": text, "today": today})


@administrators
def person(request: PageRequest, number: int) -> HttpResponse:
    return _person_page(request, _person(request, number))


def _person_page(
    request: PageRequest, found: queries.Person, *, duty_form: DutyForm | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    outside = queries.outside_name_of(found.account) if settings.OIDC else ""
    over = found.account.is_active and found.account.one_time_over(timezone.now())
    context = {
        "person": found,
        "account": found.account,
        "own": found.account.pk == request.user.pk,
        "one_time_over": over and not outside,  # who signs in elsewhere never needs it
        "duties": [(row, row.starts_on > today) for row in found.duties],
        "with_factor": found.managed and queries.has_factor(found.account),
        "service": settings.OIDC,
        "outside_name": outside,
        "past": queries.past_duties(request.user, found.account, today),
        "form": duty_form or DutyForm(units=list(queries.units_managed(request.user, today)), today=today),
        "roles": roles_explained(),
    }
    return render(request, "accounts/person.html", context, status=status)


@administrators
@never_cache
def add(request: PageRequest) -> HttpResponse:
    today = timezone.localdate()
    units = list(queries.units_managed(request.user, today))
    form = ColleagueForm(request.POST or None, units=units, today=today)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        word = operations.new_password()
        duty = operations.FirstDuty(data["role"], data["area"], data["starts_on"], data["ends_on"])
        try:
            account = operations.add_account(
                username=data["username"],
                full_name=data["full_name"],
                password=word,
                duty=duty,
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _slip(request, account, word, new=True)
    return render(request, "accounts/add.html", {"form": form, "roles": roles_explained()})


def _slip(request: PageRequest, account: Any, word: str, *, new: bool = False) -> HttpResponse:
    """The one page that shows a one-time password. It is kept nowhere: not in the session, not in an address."""
    return render(request, "accounts/slip.html", {"account": account, "word": word, "new": new})


@administrators
@require_POST
def give_duty(request: PageRequest, number: int) -> HttpResponse:
    found = _managed(request, number)
    today = timezone.localdate()
    form = DutyForm(request.POST, units=list(queries.units_managed(request.user, today)), today=today)
    if form.is_valid():
        try:
            row = operations.assign(found.account, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = {"role": row.get_role_display(), "area": row.area.name, "day": f"{row.starts_on:%d/%m/%Y}"}
            messages.success(request, _("Duty given: %(role)s · %(area)s from %(day)s.") % words)
            return redirect("accounts:person", number)
    return _person_page(request, found, duty_form=form)


@administrators
def end_duty(request: PageRequest, number: int, duty: int) -> HttpResponse:
    row = _duty(request, number, duty)
    form = LastDayForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        last_day = form.cleaned_data["last_day"]
        try:
            operations.end_assignment(row, last_day=last_day, by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The last day of this duty is %(day)s.") % {"day": f"{last_day:%d/%m/%Y}"})
            return redirect("accounts:person", number)
    return render(request, "accounts/end_duty.html", {"form": form, "row": row, "account": row.user})


@administrators
@require_POST
@never_cache
def reset_password(request: PageRequest, number: int) -> HttpResponse:
    found = _managed(request, number)
    try:
        word = operations.reset_password(found.account, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.warning(request, "; ".join(error.messages))
        return redirect("accounts:person", number)
    return _slip(request, found.account, word)


@administrators
@require_POST
def reset_factor(request: PageRequest, number: int) -> HttpResponse:
    found = _managed(request, number)
    try:
        operations.reset_factor(found.account, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.warning(request, "; ".join(error.messages))
    else:
        sentence = _("The second factor of %(name)s is gone. At the next sign-in a new one can be set up.")
        messages.success(request, sentence % {"name": found.account.full_name})
    return redirect("accounts:person", number)


@administrators
@require_POST
def link_outside(request: PageRequest, number: int) -> HttpResponse:
    """The name at the office's sign-in service; there is none to link where no service is configured."""
    found = _managed(request, number)
    if not settings.OIDC:
        raise Http404
    try:
        name = request.POST.get("name", "")[:200]
        operations.link_outside(found.account, name=name, by=request.user, at=timezone.now())
        messages.success(request, _("Kept.") if name.strip() else _("The link is taken away."))
    except ValidationError as error:
        messages.warning(request, "; ".join(error.messages))
    return redirect("accounts:person", number)


@administrators
@require_POST
def close(request: PageRequest, number: int) -> HttpResponse:
    found = _managed(request, number)
    operations.close_account(found.account, by=request.user, at=timezone.now())
    messages.success(
        request, _("The account of %(name)s is closed; its duties end today.") % {"name": found.account.full_name}
    )
    return redirect("accounts:person", number)


@administrators
@require_POST
@never_cache
def reopen(request: PageRequest, number: int) -> HttpResponse:
    found = _managed(request, number)
    try:
        word = operations.reopen_account(found.account, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.warning(request, "; ".join(error.messages))
        return redirect("accounts:person", number)
    return _slip(request, found.account, word)


@administrators
def hand_over(request: PageRequest) -> HttpResponse:
    today = timezone.localdate()
    found = queries.people_of(request.user, today)
    initial = {"giver": request.GET.get("tu", "")}
    form = HandOverForm(request.POST or None, people=found, by=request.user, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.hand_over(
                data["giver"], data["taker"], first_day=data["first_day"], by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = {"giver": data["giver"].full_name, "taker": data["taker"].full_name}
            words["day"] = f"{data['first_day']:%d/%m/%Y}"
            messages.success(request, _("%(taker)s takes over every duty of %(giver)s from %(day)s.") % words)
            return redirect("accounts:person", data["taker"].pk)
    return render(request, "accounts/hand_over.html", {"form": form})
