"""The rounds of a place, one round with its next step on top, a new kind of gift with its preview, people by name."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission, may
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.views.telling import told
from chungtay.work.gifts import permissions
from chungtay.work.gifts.forms.rounds import CarryForm, DecisionForm, KindForm, RoundForm, SettleForm, StockForm
from chungtay.work.gifts.models import GiftState, Round, RoundState
from chungtay.work.gifts.operations import rounds as operations
from chungtay.work.gifts.presenters import rounds as presenters
from chungtay.work.gifts.queries import receipts
from chungtay.work.gifts.queries import rounds as queries
from chungtay.work.gifts.queries.balance import balance
from chungtay.work.gifts.queries.choosing import PRESETS, chosen
from chungtay.work.gifts.queries.phone import phones_of
from chungtay.work.gifts.views.doors import (
    address,
    here,
    preparers,
    readers,
    register_readers,
    round_in,
    round_in_register,
)

PAGE = 50


@readers
def rounds(request: PageRequest, place: str, year: int) -> HttpResponse:
    """The rounds of a place and year, each with its next step."""
    unit, today = here(request, place, year), timezone.localdate()
    found = queries.rounds_seen(request.user, unit, today).filter(first_day__year=year)
    page = Paginator(found, PAGE).get_page(request.GET.get("trang"))
    whole = permissions.reads_register(request.user, unit, today)
    states = queries.states_of([each.pk for each in page.object_list], carrier=None if whole else request.user)
    context = {
        "year": year,
        "page": page,
        "rows": presenters.rows(page.object_list, states),
        "whole": whole,
        "may_begin": unit.level == "ward" and permissions.can_prepare(request.user, unit, today),
    }
    return render(request, "gifts/rounds.html", context)


@preparers
def begin(request: PageRequest, place: str, year: int) -> HttpResponse:
    unit = here(request, place, year)
    form = RoundForm(request.POST or None, initial={"day": timezone.localdate()})
    made: list[Round] = []
    if request.method == "POST" and form.is_valid():
        plan = operations.Plan(**form.cleaned_data)

        def act() -> None:
            made.append(operations.begin_round(unit, plan, by=request.user, at=timezone.now()))

        if told(request, act):
            return redirect(address(request, year, "gifts:round", made[0].pk))
    return render(request, "gifts/begin.html", {"year": year, "form": form})


@register_readers
def one(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """A round: what comes next, its gifts and sources, the balance, the routes, what needs looking at."""
    made, today = round_in_register(request, place, year, number), timezone.localdate()
    counts = queries.states_of([made.pk]).get(made.pk, {})
    waiting = counts.get(GiftState.DUE, 0) + counts.get(GiftState.READY, 0)
    gifts = sum(counts.values())
    books = balance(made)
    walks = queries.walks_of(made)
    twice = queries.listed_twice(made) if made.state == RoundState.DRAFT else {}
    context: dict[str, Any] = {
        "year": year,
        "round": made,
        "counts": counts,
        "gifts": gifts,
        "waiting": waiting,
        "delivered": counts.get(GiftState.DELIVERED, 0),
        "next": presenters.next_of(made, gifts, waiting),
        "books": books,
        "ready_made": {preset.who for preset in PRESETS.values()},
        "short": operations.short_of(made) if made.state == RoundState.DRAFT else [],
        "twice": presenters.twice(twice, today) if twice else [],
        "more": max(0, len(twice) - presenters.NAMED),
        "walks": walks,
        "carriers": queries.carriers_for(made) if walks else [],
        "conflicts": list(queries.conflicts_of(made)[:PAGE]),
        "patterns": queries.patterns_of(made),
        "absent": queries.absent_count(made),
        "phones": list(phones_of(made)) if walks else [],
        "adds_to": made.adds_to,
        "went_on": made.continued_by.exclude(ward=made.ward).select_related("ward"),
        "additions": list(made.additions.order_by("pk")),
        "may_add": permissions.can_prepare(request.user, made.ward, today)
        and made.state in (RoundState.APPROVED, RoundState.HANDING, RoundState.SETTLED),
        "today": today,
        "draft": made.state == RoundState.DRAFT,
        "approved": made.state == RoundState.APPROVED,
        "handing": made.state == RoundState.HANDING,
        "settled": made.state == RoundState.SETTLED,
        "running": made.state in (RoundState.APPROVED, RoundState.HANDING),
        "may_prepare": permissions.can_prepare(request.user, made.ward, today),
        "may_approve": permissions.can_approve(request.user, made.ward, today),
        "mine": made.drawn_by_id == request.user.pk,
        "form": DecisionForm(),
        "stock": StockForm(initial={"on": today}),
        "carry": CarryForm(made),
        "settle": SettleForm(books),
    }
    return render(request, "gifts/round.html", context)


@preparers
def add_kind(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """A new kind of gift: how many would be given one is shown before it is added."""
    made = round_in_register(request, place, year, number)
    form = KindForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if "xem" in request.POST:
                found = chosen(made.ward, data["who"], data["of"], made.day)
            else:
                values = {name: data[name] for name in ("name", "form", "worth", "of", "who", "words")}
                operations.add_kind(made.pk, by=request.user, at=timezone.now(), **values)
                return redirect(address(request, year, "gifts:round", made.pk))
        except ValidationError as error:
            form.add_error(None, error)
    context: dict[str, Any] = {"year": year, "round": made, "form": form, "found": found}
    if found is not None:
        context |= {"worth": found.many * form.cleaned_data["worth"], "words": form.cleaned_data["words"]}
    return render(request, "gifts/kind.html", context)


@readers
def people(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """The gifts of a round by name, each with what may be done next."""
    made, today = round_in(request, place, year, number), timezone.localdate()
    state = request.GET.get("o", "")
    state = state if state in (*GiftState.values, "absent", presenters.NO_RECEIPT) else ""
    group = request.GET.get("to", "")
    chosen_group = int(group) if group.isdecimal() and len(group) < 10 else None
    absent = state == "absent"
    whole = permissions.reads_register(request.user, made.ward, today)
    own = None if whole else request.user
    lacking = receipts.lacking_in(made, carrier=own)
    of_state = "" if state in ("absent", presenters.NO_RECEIPT) else state
    found = queries.gifts_of(made, state=of_state, group=chosen_group, absent=absent, carrier=own)
    if state == presenters.NO_RECEIPT:
        found = found.filter(pk__in=lacking.order_by().values("gift"))
    page = Paginator(found, PAGE).get_page(request.GET.get("trang"))
    counts = queries.states_of([made.pk], carrier=own).get(made.pk, {})
    context = {
        "year": year,
        "round": made,
        "whole": whole,
        "chips": presenters.chips(counts, queries.absent_count(made, carrier=own), state, lacking.count()),
        "lacking": receipts.lacking_among([gift.pk for gift in page.object_list]),
        "groups": [walk.route.group for walk in queries.walks_of(made) if whole or walk.route.carrier == own],
        "group": chosen_group,
        "page": page,
        "lines": presenters.lines(page.object_list, today),
        "handing": made.state == RoundState.HANDING,
        "may_prepare": permissions.can_prepare(request.user, made.ward, today),
        "may_hand_over": (permissions.can_hand_over if whole else permissions.can_carry)(request.user, made.ward, today)
        and request.user.pk not in (made.drawn_by_id, made.approved_by_id),
        "may_export": may(request.user, Permission.REGISTRY_EXPORT, made.ward, today),
        "title": _("People on the list") if whole else _("My routes"),
    }
    return render(request, "gifts/people.html", context)
