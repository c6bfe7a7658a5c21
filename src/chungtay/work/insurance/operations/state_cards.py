"""One line of a list of the state: sent back by the insurer with its reason, issued, handed over, not wanted."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.records.entitlements.operations.cards import CardPayer, CardSource, NewCard, end_cards, record_cards
from chungtay.records.entitlements.operations.help import Help, remember_helps
from chungtay.records.entitlements.operations.receivers import check_receiver
from chungtay.work.insurance.models import StateLine, StateLineState, StateList
from chungtay.work.insurance.operations.keeping import keep_of_state
from chungtay.work.insurance.operations.numbers import check_number
from chungtay.work.insurance.operations.state_lists import event, held_state
from chungtay.work.insurance.permissions import check_may_hand_over, check_may_prepare
from chungtay.work.insurance.queries.leaving import gone_of_state
from chungtay.work.insurance.transitions import check_state_line


@transaction.atomic
def send_back(number: int, line: int, *, note: str, by: Any, at: datetime.datetime) -> StateLine:
    """The insurer sent somebody back, with its reason: put right and sent again, or left. Raises ValidationError,
    PermissionDenied."""
    made = held_state(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    return _noted(made, line, StateLineState.SENT_BACK, "insurance.state_line_sent_back", note, by=by, at=at)


@transaction.atomic
def refuse_state(number: int, line: int, *, note: str, by: Any, at: datetime.datetime) -> StateLine:
    """Somebody does not want the card, or has another that nobody knew of. Raises ValidationError, PermissionDenied."""
    made = held_state(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    return _noted(made, line, StateLineState.REFUSED, "insurance.card_refused", note, by=by, at=at)


def _noted(
    made: StateList, line: int, state: StateLineState, action: str, note: str, *, by: Any, at: datetime.datetime
) -> StateLine:
    one = _line(made, line)
    check_state_line(one.state, state)
    if not note.strip():
        raise ValidationError(_("Say why."), code="note")
    keep_of_state([one.pk], action, at=at)
    one.state, one.note = state, note
    one.save(update_fields=["state", "note"])
    event(action, made, {"line": one.pk}, by=by, at=at)
    return one


@transaction.atomic
def issue(
    number: int,
    line: int,
    *,
    card: str,
    valid_from: datetime.date,
    valid_to: datetime.date | None,
    looked_at: bool = False,
    by: Any,
    at: datetime.datetime,
) -> StateLine:
    """Write down the card that the insurer issued: it is on record from now on. Raises ValidationError for a second
    card on one day and for days that cannot be, PermissionDenied."""
    made = held_state(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    one = _line(made, line)
    check_state_line(one.state, StateLineState.ISSUED)
    if not card.strip():
        raise ValidationError(_("Write the number of the card."), code="card")
    text, note = check_number(card, one.person_id, looked_at=looked_at)
    new = NewCard(one.person_id, CardPayer.STATE, valid_from, valid_to, text, None, note)
    origin = f"insurance.stateline:{one.pk}"
    [one.card] = record_cards([new], source=CardSource.ENTERED, origin=origin, by=by, at=at)
    keep_of_state([one.pk], "insurance.state_cards_issued", at=at)
    one.state = StateLineState.ISSUED
    one.save(update_fields=["card", "state"])
    detail = {"lines": 1, "line": one.pk} | ({"looked_at_number": True} if note else {})
    event("insurance.state_cards_issued", made, detail, by=by, at=at)
    return one


@transaction.atomic
def hand_over_state(
    number: int, line: int, *, received_by: str, on: datetime.date, by: Any, at: datetime.datetime
) -> StateLine:
    """Hand an issued card over, by somebody who neither drew the list up nor approved it, against the name of who
    received it. Of who has died or left the card ends instead. Raises ValidationError, PermissionDenied."""
    made = held_state(number)
    today = timezone.localdate(at)
    check_may_hand_over(by, made.ward, today)
    check_apart(by, Duty.PAY, acted={Duty.ENTER: made.drawn_by_id, Duty.APPROVE: made.approved_by_id})
    one = _line(made, line)
    check_state_line(one.state, StateLineState.DELIVERED)
    if made.approved_at is None or not timezone.localdate(made.approved_at) <= on <= today:
        raise ValidationError(_("The day lies before the approval or in the future."), code="day")
    if not received_by.strip():
        raise ValidationError(_("Write the name of who received it."), code="received_by")
    left = gone_of_state(made, [one], by, today).get(one.pk)
    if left is not None:
        if left.end is not None and one.card_id is not None:
            end_cards({one.card_id: left.end}, at=at)
        keep_of_state([one.pk], "insurance.state_line_lapsed", at=at)
        one.state, one.note = StateLineState.LAPSED, left.why
        one.save(update_fields=["state", "note"])
        event("insurance.state_line_lapsed", made, {"line": one.pk}, by=by, at=at)
        return one
    hands = (by.pk, made.drawn_by_id, made.approved_by_id)
    check_receiver(received_by, household=one.household_id, hands=hands, on=on, money=False, signed=False)
    keep_of_state([one.pk], "insurance.card_handed_over", at=at)
    one.state, one.handed_by, one.handed_on, one.received_by = StateLineState.DELIVERED, by, on, received_by
    one.save(update_fields=["state", "handed_by", "handed_on", "received_by"])
    remember_helps([_help(made, one)], by=by, at=at)
    event("insurance.card_handed_over", made, {"line": one.pk}, by=by, at=at)
    return one


def _help(made: StateList, one: StateLine) -> Help:
    """The ledger of help gets a row; what the state pays for it is not known here."""
    assert one.handed_on is not None  # noqa: S101 - set by the caller
    return Help(
        household=one.household_id, person=one.person_id, kind="card", source="central",
        title=_("Health-insurance card of the state"), value=None, on=one.handed_on,
        proof=_("%(number)s, received by %(name)s") % {"number": made.decision_number, "name": one.received_by},
        origin=f"insurance:stateline:{one.pk}",
    )  # fmt: skip


def _line(made: StateList, line: int) -> StateLine:
    found = StateLine.objects.select_for_update(no_key=True).filter(list=made, pk=line).first()
    if found is None:
        raise ValidationError(_("There is no such person on this list."), code="none")
    return found
