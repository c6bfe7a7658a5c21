"""The end of a round: who was not at home is carried over, and it is settled when it balances to the last gift."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.text import tidy
from chungtay.work.gifts.models import (
    Delivery,
    Gift,
    GiftKind,
    GiftState,
    Outcome,
    Round,
    RoundState,
    StockMove,
    Supply,
)
from chungtay.work.gifts.models.hands import CONFLICTS
from chungtay.work.gifts.models.lines import OPEN
from chungtay.work.gifts.operations.events import event, held
from chungtay.work.gifts.operations.lists import new_gifts
from chungtay.work.gifts.operations.stock import LEAVES, carry_stock
from chungtay.work.gifts.permissions import check_may_prepare
from chungtay.work.gifts.queries.balance import Line, balance
from chungtay.work.gifts.transitions import check_round, check_round_is


@transaction.atomic
def carry_over(number: int, into: int, *, by: Any, at: datetime.datetime) -> int:
    """Move every gift of a round that found nobody at home to another round of the ward that is being prepared, with
    what is left of them in the store; returns how many. Raises ValidationError, PermissionDenied."""
    rounds = {each: held(each) for each in sorted({number, into})}
    made, target = rounds[number], rounds[into]
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_round_is(made.state, RoundState.HANDING)
    check_round_is(target.state, RoundState.DRAFT)
    if target.ward_id != made.ward_id:
        raise ValidationError(_("The other round is of another ward."), code="ward")
    told = Delivery.objects.filter(gift__round=made, outcome=Outcome.DELIVERED, standing__in=CONFLICTS)
    absent = made.gifts.filter(state=GiftState.READY, deliveries__outcome=Outcome.ABSENT).distinct()
    absent = absent.exclude(pk__in=told.values("gift"))  # said to be handed over: an officer settles that first
    kinds: dict[int, list[Gift]] = {}
    for gift in absent.select_related("kind").order_by("pk"):
        kinds.setdefault(gift.kind_id, []).append(gift)
    codes = set(target.gifts.values_list("code", flat=True))
    for gifts in kinds.values():
        kind = _kind_in(target, gifts[0].kind, made)
        receivers = [(each.household_id, each.person_id, each.group_id) for each in gifts]
        made_anew = new_gifts(target, kind, receivers, codes)
        for old, new in zip(gifts, made_anew, strict=True):
            new.carried_from = old
        Gift.objects.bulk_create(made_anew, batch_size=500)
        carry_stock(made, gifts[0].kind, kind, len(gifts), paper=target.title[:120], by=by, at=at)
    numbers = [gift.pk for gifts in kinds.values() for gift in gifts]
    if not numbers:
        raise ValidationError(_("No gift of this round found nobody at home."), code="nobody")
    Gift.objects.filter(pk__in=numbers).update(state=GiftState.CARRIED, note=target.title[:300])
    event("gifts.carried_over", made, by=by, at=at, into=target.pk, gifts=len(numbers))
    return len(numbers)


def _kind_in(target: Round, kind: GiftKind, made: Round) -> GiftKind:
    """The kind of the other round that holds what is carried over from this one."""
    found = target.kinds.filter(carried_from=kind).first()
    return found or GiftKind.objects.create(
        round=target, name=f"{kind.name[:60]} · {made.title}"[:100], form=kind.form, worth=kind.worth, of=kind.of,
        who="", who_words=_("Carried over from “%(round)s”")[:250] % {"round": made.title[:40]}, carried_from=kind,
    )  # fmt: skip


@transaction.atomic
def settle(
    number: int,
    *,
    counted: Mapping[int, int],
    by: Any,
    at: datetime.datetime,
    why: Mapping[int, str] | None = None,
) -> Round:
    """Settle a round. `counted`: kind -> gifts that were counted in the store; `why`: source -> why more or fewer came
    than it promised. Raises ValidationError that names every line that does not balance, every source without such a
    word, and what has no outcome yet; PermissionDenied, also for who noted that goods left the store without a
    receiver."""
    made = held(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_round(made.state, RoundState.SETTLED)
    if StockMove.objects.filter(supply__kind__round=made, what__in=LEAVES, by=by).exists():
        raise PermissionDenied(_("Whoever noted goods as given back or lost does not settle the round."))
    problems = list(_unfinished(made))
    rows = balance(made, dict(counted))
    for row in rows:
        if row.kind.pk not in counted or counted[row.kind.pk] < 0:
            problems.append(_("“%(kind)s”: count what is left in the store.") % {"kind": row.kind.name})
        elif row.missing:
            problems.append(_does_not_balance(row.kind, row.left, counted[row.kind.pk]))
    said = {source: tidy(text) for source, text in (why or {}).items()}
    others = [line for row in rows for line in row.lines if line.received != line.planned]
    problems += [_promised_otherwise(line) for line in others if not said.get(line.supply.pk)]
    if problems:
        raise ValidationError([ValidationError(each, code="balance") for each in problems])
    for row in rows:
        GiftKind.objects.filter(pk=row.kind.pk).update(counted=counted[row.kind.pk])
    Supply.objects.filter(kind__round=made).update(why_other="")
    for line in others:
        Supply.objects.filter(pk=line.supply.pk).update(why_other=said[line.supply.pk][:300])
    made.state, made.settled_by, made.settled_at = RoundState.SETTLED, by, at
    made.save(update_fields=["state", "settled_by", "settled_at"])
    event("gifts.round_settled", made, by=by, at=at, kinds=len(rows), otherwise=len(others))
    return made


@transaction.atomic
def open_again(number: int, *, by: Any, at: datetime.datetime) -> Round:
    """A telephone told of a hand-over after the settlement, and a gift may really have left the store: the round is
    open again, its counts are void, and it is settled anew. Raises ValidationError, PermissionDenied."""
    made = held(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_round_is(made.state, RoundState.SETTLED)
    if not Delivery.objects.filter(gift__round=made, standing__in=CONFLICTS).exists():
        sentence = _("A settled round is opened again only for a hand-over that was told afterwards.")
        raise ValidationError(sentence, code="none")
    settled_by = made.settled_by_id
    made.kinds.update(counted=None)
    made.state, made.settled_by, made.settled_at = RoundState.HANDING, None, None
    made.save(update_fields=["state", "settled_by", "settled_at"])
    event("gifts.round_opened_again", made, by=by, at=at, was_settled_by=settled_by)
    return made


def _unfinished(made: Round) -> list[str]:
    found = []
    waiting = made.gifts.filter(state__in=OPEN).count()
    if waiting:
        found.append(_("%(count)s gifts have no outcome yet.") % {"count": waiting})
    conflicts = Delivery.objects.filter(gift__round=made, standing__in=CONFLICTS).count()
    if conflicts:
        found.append(_("%(count)s conflicts are not settled yet.") % {"count": conflicts})
    return found


def _promised_otherwise(line: Line) -> str:
    return _("“%(kind)s”: %(giver)s promised %(planned)s, %(received)s came. Say why.") % {
        "kind": line.supply.kind.name,
        "giver": line.supply.giver,
        "planned": line.planned,
        "received": line.received,
    }


def _does_not_balance(kind: GiftKind, left: int, counted: int) -> str:
    values = {
        "kind": kind.name,
        "left": left,
        "counted": counted,
        "gifts": abs(left - counted),
        "worth": f"{abs(left - counted) * kind.worth:,}".replace(",", "."),
    }
    if counted < left:
        sentence = _("“%(kind)s”: %(left)s must be left, %(counted)s counted; %(gifts)s (%(worth)s đ) are missing.")
    else:
        sentence = _("“%(kind)s”: %(left)s must be left, %(counted)s counted; %(gifts)s (%(worth)s đ) too many.")
    return sentence % values
