"""A list of cards undone as a whole: what it brought is taken back, what it changed is what it was."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.records.entitlements.operations.cards import Period, change_cards, take_back
from chungtay.records.entitlements.queries.cards import ended_of, of_origin
from chungtay.work.insurance.models import CardList, CardRow, ListState
from chungtay.work.insurance.operations.lists import held, origin_of
from chungtay.work.insurance.permissions import check_may_import
from chungtay.work.insurance.transitions import check_list


@transaction.atomic
def undo_list(number: int, *, why: str, by: Any, at: datetime.datetime) -> CardList:
    """Take back every card that the list brought and what it said of who has none; changed cards are what they were.
    Raises ValidationError when one of its cards has ended or was changed since, PermissionDenied."""
    made = held(number)
    check_may_import(by, made.ward, timezone.localdate(at))
    check_list(made.state, ListState.UNDONE)
    if not why.strip():
        raise ValidationError(_("Say why."), code="why")
    changed = {row.card: _before(row) for row in made.rows.exclude(before={}) if row.card is not None}
    _check_nothing_came_since(made, list(changed))
    taken = take_back(origin_of(made), at=at)
    change_cards(changed, at=at)
    made.state = ListState.UNDONE
    made.save(update_fields=["state"])
    record_event("insurance.list_undone", made, by=by, at=at, area=made.ward, detail={"cards": taken})
    return made


def _check_nothing_came_since(made: CardList, changed: Sequence[int]) -> None:
    """Undoing an older list would undo what was learned later: a card that ended, or that a newer list changed."""
    mine = [*of_origin(origin_of(made)).values_list("pk", flat=True), *changed]
    ended = ended_of(mine)
    if ended:
        sentence = _("%(count)s cards of the list have ended since; the list stands.")
        raise ValidationError(sentence, params={"count": ended}, code="later")
    newer = CardRow.objects.filter(list__ward=made.ward_id, list__state=ListState.APPLIED)
    newer = newer.filter(list__taken_at__gte=made.taken_at).exclude(list=made).exclude(before={})
    cards = set(newer.values_list("card", flat=True))
    if cards & set(mine):
        raise ValidationError(_("A newer list changed cards of this one. Undo that list first."), code="later")


def _before(row: CardRow) -> Period:
    last = row.before["to"]
    return Period(
        datetime.date.fromisoformat(row.before["from"]),
        datetime.date.fromisoformat(last) if last else None,
        row.before["payer"],
        row.before["why"],
        "" if row.before.get("numbered", True) else None,
    )
