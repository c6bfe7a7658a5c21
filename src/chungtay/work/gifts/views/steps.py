"""Each step of a round: one operation, and back to the round."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.views.telling import told
from chungtay.work.gifts.forms import rounds as forms
from chungtay.work.gifts.models import Round
from chungtay.work.gifts.operations import additions, handing, lists, phones, receipts, rounds, routes, settling, stock
from chungtay.work.gifts.presenters import rounds as presenters
from chungtay.work.gifts.queries.balance import balance
from chungtay.work.gifts.queries.phone import phones_of
from chungtay.work.gifts.views.doors import address, approvers, handers, movers, preparers, round_in, step


@preparers
@require_POST
def add_supply(request: PageRequest, place: str, year: int, number: int, kind: int) -> HttpResponse:
    made, form = round_in(request, place, year, number), forms.SupplyForm(request.POST)
    return step(request, year, made, form, partial(rounds.add_supply, made.pk, kind))


@preparers
@require_POST
def put_supply_away(request: PageRequest, place: str, year: int, number: int, supply: int) -> HttpResponse:
    made = round_in(request, place, year, number)
    return step(request, year, made, None, partial(rounds.put_supply_away, made.pk, supply))


@preparers
@require_POST
def draw(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    made = round_in(request, place, year, number)
    told = _("The list is drawn up by the facts of that day.")

    def act(*, by: Any, at: Any) -> None:
        _came, _went, left_off = lists.draw_list_telling(made.pk, by=by, at=at)
        if left_off:
            messages.warning(request, presenters.left_off(left_off, timezone.localdate(at)))

    return step(request, year, made, None, act, told)


@approvers
@require_POST
def approve(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    made, form = round_in(request, place, year, number), forms.DecisionForm(request.POST)
    return step(request, year, made, form, partial(rounds.approve_round, made.pk))


@preparers
@require_POST
def drop(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    made = round_in(request, place, year, number)
    return step(request, year, made, None, partial(rounds.drop_round, made.pk))


@preparers
@require_POST
def add_missing(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """To the new list; back to the round where nobody is missing."""
    base, made = round_in(request, place, year, number), []
    who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    done = _("These are missing on the list. Add the sources; another person approves.")
    told(request, lambda: made.append(additions.begin_addition(base.pk, **who)), done)
    return redirect(address(request, year, "gifts:round", made[0].pk if made else base.pk))


@preparers
@require_POST
def begin_handing(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    made = round_in(request, place, year, number)
    return step(request, year, made, None, partial(rounds.begin_handing, made.pk))


@movers
@require_POST
def move_stock(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    made, form = round_in(request, place, year, number), forms.StockForm(request.POST)
    return step(request, year, made, form, partial(stock.move_stock, made.pk), _("Noted in the books of the store."))


@preparers
@require_POST
def plan_routes(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    made = round_in(request, place, year, number)
    return step(request, year, made, None, partial(routes.plan_routes, made.pk))


@preparers
@require_POST
def give_route(request: PageRequest, place: str, year: int, number: int, route: int) -> HttpResponse:
    made, form = round_in(request, place, year, number), forms.RouteForm(request.POST)
    return step(request, year, made, form, partial(routes.give_route, made.pk, route))


@handers
@require_POST
def hand(request: PageRequest, place: str, year: int, number: int, gift: int) -> HttpResponse:
    """At the office or by somebody without a telephone: the gift is picked from the list."""
    made, form = round_in(request, place, year, number), forms.HandForm(request.POST, request.FILES)

    def act(*, file: Any, by: Any, at: Any, **said: Any) -> Any:
        told = handing.Told(sent_id=uuid.uuid4(), gift=gift, at=at, **said)
        row = receipts.hand_with(told, file=file, where=made.place or made.ward.name, by=by, at=at)
        sentence = handing.refused_because(row)
        if sentence:
            messages.warning(request, sentence)  # kept all the same, as a conflict that an officer settles
        return row

    return step(request, year, made, form, act, _("Noted."), to="gifts:people")


@handers
@require_POST
def receipt(request: PageRequest, place: str, year: int, number: int, gift: int) -> HttpResponse:
    """The receipt of a gift of the round that was handed over without one."""
    made, form = round_in(request, place, year, number), forms.ReceiptForm(request.POST, request.FILES)
    return step(request, year, made, form, partial(receipts.add_receipt, made.pk, gift), _("Noted."), to="gifts:people")


@preparers
@require_POST
def give_back(request: PageRequest, place: str, year: int, number: int, gift: int) -> HttpResponse:
    made, form = round_in(request, place, year, number), forms.WhyForm(request.POST)
    return step(request, year, made, form, partial(handing.give_back, made.pk, gift), to="gifts:people")


@preparers
@require_POST
def settle_conflict(request: PageRequest, place: str, year: int, number: int, delivery: int) -> HttpResponse:
    made, form = round_in(request, place, year, number), forms.ConflictForm(request.POST)

    def act(*, how: str, why: str, **who: Any) -> Any:
        return handing.settle_conflict(made.pk, delivery, extra=how == "extra", why=why, **who)

    return step(request, year, made, form, act)


@preparers
@require_POST
def wipe_phone(request: PageRequest, place: str, year: int, number: int, key: uuid.UUID) -> HttpResponse:
    made = round_in(request, place, year, number)
    phone = get_object_or_404(phones_of(made), key=key)
    told = _("The telephone gets nothing any more, and erases everything when it next has a network.")
    return step(request, year, made, None, partial(phones.ask_for_wipe, phone), told)


@preparers
@require_POST
def carry_over(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    made = round_in(request, place, year, number)
    form = forms.CarryForm(made, request.POST)

    def act(*, into: Round, **who: Any) -> Any:
        return settling.carry_over(made.pk, into.pk, **who)

    return step(request, year, made, form, act, _("Carried over with what is left of their gifts in the store."))


@preparers
@require_POST
def open_again(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    made = round_in(request, place, year, number)
    told = _("The round is open again: settle what was told, then count the store and settle the round.")
    return step(request, year, made, None, partial(settling.open_again, made.pk), told)


@preparers
@require_POST
def settle(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    made = round_in(request, place, year, number)
    form = forms.SettleForm(balance(made), request.POST)

    def act(*, by: Any, at: Any, **_counts: Any) -> Any:
        return settling.settle(made.pk, counted=form.counted(), why=form.why(), by=by, at=at)

    return step(request, year, made, form, act, _("Settled: it balances to the last gift and đồng."))
