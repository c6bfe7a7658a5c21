"""Gifts that come into the store of a round and leave it other than by a receiver: never more than is there."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.work.gifts.models import GiftKind, Move, Round, RoundState, StockMove, Supply
from chungtay.work.gifts.operations.events import event, held, needed
from chungtay.work.gifts.permissions import check_may_approve, check_may_prepare
from chungtay.work.gifts.queries.balance import stock_of
from chungtay.work.gifts.transitions import check_round_is

LEAVES = (Move.BACK, Move.LOST)


@transaction.atomic
def move_stock(
    number: int, supply: int, *, what: str, count: int, on: datetime.date, paper: str, by: Any, at: datetime.datetime
) -> StockMove:
    """Note that gifts were bought or received, given back to their source, or lost with a record. Those two let goods
    leave the store without a receiver: by who approves, and never by who drew the round up. Raises ValidationError,
    PermissionDenied."""
    made = held(number)
    today = timezone.localdate(at)
    if what in LEAVES:
        check_may_approve(by, made.ward, today)
        check_apart(by, Duty.APPROVE, acted={Duty.ENTER: made.drawn_by_id})
    else:
        check_may_prepare(by, made.ward, today)
    check_round_is(made.state, RoundState.APPROVED, RoundState.HANDING)
    if what not in (Move.IN, Move.BACK, Move.LOST):
        raise ValidationError(_("Gifts are carried over with their receivers."), code="what")
    found = Supply.objects.select_related("kind__round").filter(pk=supply, kind__round=made, put_away=False).first()
    if found is None:
        raise ValidationError(_("There is no such source in this round."), code="none")
    needed(paper, _("Give the number of the receipt or record."), "paper")
    if count <= 0:
        raise ValidationError(_("The number of gifts is above 0."), code="count")
    if on > today:
        raise ValidationError(_("The day lies in the future."), code="future")
    left = {each.pk: rest for each, rest in stock_of(found.kind)}[found.pk]
    if what != Move.IN and count > left:
        raise ValidationError(
            _("Only %(left)s of “%(kind)s” from this source are in the store.")
            % {"left": left, "kind": found.kind.name},
            code="stock",
        )
    moved = StockMove.objects.create(supply=found, what=what, count=count, on=on, paper=paper, by=by, at=at)
    event("gifts.stock_moved", made, by=by, at=at, supply=found.pk, what=what, count=count)
    return moved


def take_one(kind: GiftKind) -> Supply | None:
    """The source that the next gift of a kind is taken from: the first that has one left; None when the store is
    empty. Called while the round is held."""
    return next((supply for supply, left in stock_of(kind) if left > 0), None)


def carry_stock(
    made: Round, kind: GiftKind, into: GiftKind, wanted: int, *, paper: str, by: Any, at: datetime.datetime
) -> int:
    """Up to `wanted` gifts of a kind leave this round's store and come into another's, source by source; how many."""
    rest = wanted
    on = timezone.localdate(at)
    for supply, left in stock_of(kind):
        count = min(rest, left)
        if count <= 0:
            continue
        StockMove.objects.create(supply=supply, what=Move.CARRIED, count=count, on=on, paper=paper, by=by, at=at)
        there = Supply.objects.create(kind=into, source=supply.source, giver=supply.giver, planned=count)
        StockMove.objects.create(supply=there, what=Move.IN, count=count, on=on, paper=made.title[:120], by=by, at=at)
        rest -= count
    return wanted - rest
