"""The catalogue of policies: everything that holds or held in a place, proposing one's own, and deciding on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience
from chungtay.foundation.core.forms import record_number
from chungtay.foundation.core.views.telling import tell_wrong
from chungtay.foundation.places.models import Level, Unit
from chungtay.foundation.places.queries.units import ancestors
from chungtay.records.catalogue import permissions
from chungtay.records.catalogue.forms import policies as forms
from chungtay.records.catalogue.operations import policies as operations
from chungtay.records.catalogue.presenters import policies as presenters
from chungtay.records.catalogue.presenters import wording
from chungtay.records.catalogue.queries import policies as queries
from chungtay.records.catalogue.queries.preview import as_kept, preview
from chungtay.records.entitlements.views.doors import day_asked, here, readers
from chungtay.rulebook import norms, policy_book

PAGE = 50
proposers = audience(*holders_of(Permission.POLICY_PROPOSE))
approvers = audience(*holders_of(Permission.POLICY_APPROVE))


@readers
def index(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Every policy that concerns the place, shipped and own, with its mark; norms; what is only remembered."""
    unit, today = here(request, place, year), timezone.localdate()
    day, wrong = day_asked(request, year)
    codes = [each.code for each in ancestors(unit) if each.level != Level.GROUP]
    book = policy_book.load()
    rows = queries.newest_first(queries.seen(unit))
    lines = presenters.own(rows, day, codes) + presenters.shipped(book.policies, day, codes)
    wanted = request.GET.get("loai", "in_force")
    wanted = wanted if wanted in presenters.FILTERS else "in_force"
    page = Paginator(presenters.chosen(lines, wanted), PAGE).get_page(request.GET.get("trang"))
    context = {
        "year": year,
        "day": day,
        "wrong_day": wrong,
        "chips": presenters.chips(lines, wanted),
        "page": page,
        "norms": presenters.norm_lines(norms.norms_on(day, codes)),
        "numbers": wording.number_lines(day, codes),
        "named": presenters.named_lines(day, codes),
        "to_verify": [entry for entry in (*book.to_verify, *norms.to_verify()) if presenters.concerns(entry, day)],
        "may_propose": permissions.can_propose(request.user, unit, today) and unit.level != Level.GROUP,
    }
    return render(request, "catalogue/index.html", context)


@proposers
@require_http_methods(["GET", "POST"])
def propose(request: PageRequest, place: str, year: int) -> HttpResponse:
    """Fill a policy in, look at what it would give, propose it. With `tu`: the next version of one."""
    unit, today = here(request, place, year), timezone.localdate()
    permissions.check_may_propose(request.user, unit, today)
    before = _version(request, unit, request.GET.get("tu", ""))
    context: dict[str, Any] = {"year": year, "unit": unit, "before": before}
    if request.method == "POST":
        form = forms.PolicyForm(request.POST)
        if form.is_valid() and (done := _looked_at(request, unit, form, before, context)):
            return done
    else:
        day, _wrong = day_asked(request, year)
        form = forms.PolicyForm(initial={"day": day} | (forms.as_filled_in(before) if before else {}))
    context |= {"form": form, "facts": forms.known_facts(), "numbers": forms.known_numbers()}
    return render(request, "catalogue/propose.html", context)


def _looked_at(
    request: PageRequest, unit: Unit, form: forms.PolicyForm, before: Any, context: dict[str, Any]
) -> HttpResponse | None:
    """The preview beside the form, or on the second button the proposal itself."""
    content, at = form.content(), timezone.now()
    try:
        policy = operations.checked(before.code if before else "xem-thu", unit, content)
        seen = preview(request.user, unit, policy, form.cleaned_data["day"], timezone.localdate(at))
        if request.POST.get("step") == "propose":
            newer = before.pk if before else None
            made = operations.propose(unit, content, newer_than=newer, seen=seen, by=request.user, at=at)
            return redirect(_address(request, context["year"], made.pk))
        codes = [each.code for each in ancestors(unit) if each.level != Level.GROUP]
        context["preview"] = presenters.preview_words(seen, policy)
        context |= {"condition": wording.condition(policy), "amounts": wording.amount_lines(policy, seen.day, codes)}
    except ValidationError as error:
        form.add_error(None, error)
    return None


@readers
def one(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """One version: what it says, what was decided, what it gives, and what may be done next."""
    row = _seen(request, here(request, place, year), number)
    today = timezone.localdate()
    day, _wrong = day_asked(request, year)
    policy = queries.read(row)
    versions = queries.newest_first(queries.seen(row.unit).filter(code=row.code))
    state, kind = presenters.state_words(row, day, presenters.newest_in_force(versions, day))
    # whoever decides sees the figures of the proposer, of the same day; where none were kept, those of the day asked
    seen = as_kept(row.seen) if row.seen else preview(request.user, here(request, place, year), policy, day, today)
    codes = [each.code for each in ancestors(row.unit) if each.level != Level.GROUP]
    context = {
        "year": year,
        "day": day,
        "row": row,
        "line": presenters.own([row], day, codes)[0],
        "state": state,
        "kind": kind,
        "condition": wording.condition(policy),
        "amounts": list(zip(wording.amount_lines(policy, day, codes), row.rates, strict=True)),
        "decisions": row.decisions.select_related("by"),
        "versions": [each for each in versions if each.pk != row.pk],
        "preview": presenters.preview_words(seen, policy),
        "kept": row.seen is not None,
        "begins_after": seen.day < policy.valid_from,
        "gives": forms.GIVES.get(row.gives, row.gives),
        "approval": forms.APPROVALS.get(row.approval, row.approval),
        "group": forms.GROUPS.get(policy.excludes, policy.excludes),
        "mine": row.proposed_by_id == request.user.pk,
        "may_approve": permissions.can_approve(request.user, row.unit, today),
        "may_propose": permissions.can_propose(request.user, row.unit, today),
        "newest": versions[0].pk == row.pk,
        "approve_form": forms.ApproveForm(),
        "end_form": forms.EndForm(),
    }
    return render(request, "catalogue/one.html", context)


@approvers
@require_POST
def approve(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    form = forms.ApproveForm(request.POST)
    return _step(request, place, year, number, form, operations.approve)


@approvers
@require_POST
def refuse(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    return _step(request, place, year, number, forms.WhyForm(request.POST), operations.refuse)


@proposers
@require_POST
def withdraw(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    return _step(request, place, year, number, forms.WhyForm(request.POST), operations.withdraw)


@approvers
@require_POST
def end(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    return _step(request, place, year, number, forms.EndForm(request.POST), operations.end)


def _step(
    request: PageRequest, place: str, year: int, number: int, form: Any, act: Callable[..., object]
) -> HttpResponse:
    """One decision on a version the reader sees, back to its page; what is wrong is said there."""
    row = _seen(request, here(request, place, year), number)
    if not form.is_valid():
        tell_wrong(request, form)
    else:
        try:
            act(row.pk, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            messages.error(request, error.messages[0])
    return redirect(_address(request, year, row.pk))


def _seen(request: PageRequest, unit: Unit, number: int) -> Any:
    return get_object_or_404(queries.seen(unit), pk=number)


def _version(request: PageRequest, unit: Unit, number: str) -> Any:
    """The version that the next one begins with, None for a new policy."""
    if not number.isdecimal():
        return None
    return get_object_or_404(queries.seen(unit).filter(unit=unit), pk=record_number(number) or 0)


def _address(request: PageRequest, year: int, number: int) -> str:
    return reverse("catalogue:one", args=[request.place.code, year, number])
