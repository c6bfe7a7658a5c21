"""Cards of a purchase given to people: handed over against a name, not wanted, given back."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.records.entitlements.operations.cards import (
    CardEnd,
    CardPayer,
    CardSource,
    NewCard,
    end_cards,
    record_cards,
)
from chungtay.records.entitlements.operations.help import Help, remember_helps, take_back_help
from chungtay.records.entitlements.operations.receivers import check_receiver
from chungtay.work.insurance.models import BatchLine, BatchState, LineState, PurchaseBatch
from chungtay.work.insurance.operations.held import event, held, line_of, say
from chungtay.work.insurance.operations.keeping import keep_bought
from chungtay.work.insurance.operations.numbers import check_number
from chungtay.work.insurance.operations.pricing import reprice, too_low
from chungtay.work.insurance.permissions import check_may_hand_over
from chungtay.work.insurance.queries.leaving import Gone, gone
from chungtay.work.insurance.transitions import check_line


@transaction.atomic
def hand_over(
    number: int,
    line: int,
    *,
    card: str,
    received_by: str,
    on: datetime.date,
    looked_at: bool = False,
    by: Any,
    at: datetime.datetime,
) -> BatchLine:
    """Hand a card over, by somebody who neither drew the purchase up nor approved it, against the name of who received
    it. Whoever needs it no more leaves the purchase instead. `looked_at`: an unusual number was looked at again; it is
    never a reason to refuse. Raises ValidationError, PermissionDenied."""
    made = held(number)
    today = timezone.localdate(at)
    check_may_hand_over(by, made.ward, today)
    check_apart(by, Duty.PAY, acted={Duty.ENTER: made.drawn_by_id, Duty.APPROVE: made.approved_by_id})
    one = line_of(made, line)
    check_line(one.state, LineState.DELIVERED)
    if on > today or made.approved_at is None or on < timezone.localdate(made.approved_at):
        raise ValidationError(_("The day lies before the approval or in the future."), code="day")
    if not card.strip():
        raise ValidationError(_("Write the number of the card."), code="card")
    if not received_by.strip():
        raise ValidationError(_("Write the name of who received it."), code="received_by")
    left = gone(made, [one], by, today)
    if left:
        keep_bought([one.pk], "insurance.batch_decreased", at=at)
        _leave(one, left[one.pk])
        event("insurance.batch_decreased", made, {"lines": 1}, by=by, at=at)
        return one
    if too_low(made, one, today):
        raise ValidationError(
            _(
                "Somebody before this person in the household's order left, so this premium is too low. Refuse this "
                "line with that reason, then draw up a new purchase: it works the household's premiums out anew."
            ),
            code="place",
        )
    hands = (by.pk, made.drawn_by_id, made.approved_by_id)
    check_receiver(received_by, household=one.household_id, hands=hands, on=on, money=False, signed=False)
    text, note = check_number(card, one.person_id, looked_at=looked_at)
    [kept] = record_cards(
        [NewCard(one.person_id, _payer(one), one.valid_from, one.valid_to, text, made.paid_on, note)],
        source=CardSource.BATCH, origin=f"insurance.batchline:{one.pk}", by=by, at=at,
    )  # fmt: skip
    keep_bought([one.pk], "insurance.card_handed_over", at=at)
    one.state, one.card_id, one.handed_by = LineState.DELIVERED, kept.pk, by
    one.handed_on, one.received_by = on, received_by
    one.save(update_fields=["state", "card", "handed_by", "handed_on", "received_by"])
    remember_helps(_helps(made, one), by=by, at=at)
    detail = {"line": one.pk} | ({"looked_at_number": True} if note else {})
    event("insurance.card_handed_over", made, detail, by=by, at=at)
    return one


def _payer(one: BatchLine) -> str:
    """Whoever pays most."""
    parts = (
        (one.by_state, CardPayer.STATE),
        (one.by_city, CardPayer.CITY),
        (one.by_donor, CardPayer.DONOR),
        (one.by_household, CardPayer.HOUSEHOLD),
    )
    return str(max(parts, key=lambda part: part[0])[1])


def _helps(made: PurchaseBatch, one: BatchLine) -> list[Help]:
    """The ledger of help gets a row for each part that somebody else than the household paid."""
    assert one.handed_on is not None  # noqa: S101 - set by the caller
    parts = (("central", one.by_state), ("city", one.by_city), ("donor", one.by_donor))
    title = _("Health-insurance card %(first)s to %(last)s") % {
        "first": f"{one.valid_from:%d/%m/%Y}",
        "last": f"{one.valid_to:%d/%m/%Y}",
    }
    proof = _("%(number)s, received by %(name)s") % {"number": made.decision_number, "name": one.received_by}
    return [
        Help(
            household=one.household_id, person=one.person_id, kind="card", source=source, title=title, value=part,
            on=one.handed_on, proof=proof, origin=_origin(one, source),
        )
        for source, part in parts
        if part
    ]  # fmt: skip


def _origin(one: BatchLine, source: str) -> str:
    return f"insurance:batchline:{one.pk}:{source}"


@transaction.atomic
def refuse(number: int, line: int, *, note: str, by: Any, at: datetime.datetime) -> BatchLine:
    """Somebody does not want the card: noted by who may hand it over, with what was said."""
    made = held(number)
    today = timezone.localdate(at)
    check_may_hand_over(by, made.ward, today)
    one = line_of(made, line)
    check_line(one.state, LineState.REFUSED)
    say(note)
    keep_bought([one.pk], "insurance.card_refused", at=at)
    one.state, one.note = LineState.REFUSED, note
    one.save(update_fields=["state", "note"])
    if made.state == BatchState.DRAFT:
        reprice(made, today)
    event("insurance.card_refused", made, {"line": one.pk}, by=by, at=at)
    return one


@transaction.atomic
def give_back(number: int, line: int, *, note: str, by: Any, at: datetime.datetime) -> BatchLine:
    """A card that was handed over was given back: it ends today, and the ledger says so. Raises ValidationError,
    PermissionDenied."""
    made = held(number)
    today = timezone.localdate(at)
    check_may_hand_over(by, made.ward, today)
    one = line_of(made, line)
    check_line(one.state, LineState.RETURNED)
    say(note)
    keep_bought([one.pk], "insurance.card_returned", at=at)
    one.state, one.note = LineState.RETURNED, note
    one.save(update_fields=["state", "note"])
    if one.card_id is not None:
        end_cards({one.card_id: (today, str(CardEnd.GIVEN_BACK))}, note=note, at=at)
    for each in _helps(made, one):
        take_back_help(by=by, at=at, origin=each.origin, on=today, why=note)
    event("insurance.card_returned", made, {"line": one.pk}, by=by, at=at)
    return one


def _leave(one: BatchLine, left: Gone) -> None:
    one.state, one.note = LineState.LAPSED, left.why
    one.save(update_fields=["state", "note"])
