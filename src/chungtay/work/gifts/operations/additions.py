"""Somebody was left out of a round that is approved: a second list by the same conditions and the facts of the same day
as they are known now. It has its own sources, decision and settlement; whom the first list has is never on it."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.work.gifts.models import GiftKind, Round, RoundState
from chungtay.work.gifts.operations.events import event, held
from chungtay.work.gifts.operations.lists import draw_list
from chungtay.work.gifts.permissions import check_may_prepare
from chungtay.work.gifts.transitions import check_round_is


@transaction.atomic
def begin_addition(number: int, *, by: Any, at: datetime.datetime) -> Round:
    """Draw up whom a round misses. Raises ValidationError where it misses nobody or where a list that adds to it waits
    for approval, PermissionDenied."""
    base = held(number)
    base = held(base.adds_to_id) if base.adds_to_id is not None else base
    today = timezone.localdate(at)
    check_may_prepare(by, base.ward, today)
    check_round_is(base.state, RoundState.APPROVED, RoundState.HANDING, RoundState.SETTLED)
    waiting = base.additions.filter(state=RoundState.DRAFT).first()
    if waiting is not None:
        raise ValidationError(_("“%(round)s” waits already.") % {"round": waiting.title}, code="waiting")
    first = max(today, base.first_day)
    title = f"{base.title[:180]}, bổ sung {base.additions.count() + 1}"
    made = Round.objects.create(
        ward=base.ward, title=title, occasion=base.occasion, day=base.day, first_day=first,
        last_day=max(base.last_day, first), place=base.place, adds_to=base, drawn_by=by, drawn_at=at,
    )  # fmt: skip
    for kind in base.kinds.exclude(who=""):
        GiftKind.objects.create(
            round=made, name=kind.name, form=kind.form, worth=kind.worth, of=kind.of, who=kind.who,
            who_words=kind.who_words, adds_to=kind,
        )  # fmt: skip
    came, _went = draw_list(made.pk, by=by, at=at)
    if not came:
        raise ValidationError(_("Nobody is missing: by the facts of that day everybody is on the list."), code="nobody")
    made.kinds.filter(gifts=None).delete()
    event("gifts.addition_begun", made, by=by, at=at, adds_to=base.pk, gifts=came)
    return made
