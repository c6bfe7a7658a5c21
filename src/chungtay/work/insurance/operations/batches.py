"""Purchases of cards: drawn up from who needs one, cost shown, approved by another, handed over by a third.

Whoever died, moved away, got a card or is covered by the state leaves the purchase at its approval and at the
hand-over, with the reason: a card is never bought for somebody whom the state covers.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.operations.cards import (
    CardEnd,
    CardPayer,
    CardSource,
    NewCard,
    end_cards,
    record_cards,
)
from chungtay.records.entitlements.operations.help import Help, remember_helps, take_back_help
from chungtay.work.insurance.models import BatchLine, BatchState, LineState, PurchaseBatch, Remainder
from chungtay.work.insurance.models.batches import OPEN
from chungtay.work.insurance.operations.numbers import check_number
from chungtay.work.insurance.operations.pricing import lines_for, reprice, too_low
from chungtay.work.insurance.permissions import check_may_approve, check_may_hand_over, check_may_prepare
from chungtay.work.insurance.queries.leaving import Gone, gone
from chungtay.work.insurance.transitions import check_batch, check_line

_BATCH = 500


@transaction.atomic
def draw_up(
    ward: Unit,
    *,
    starts_on: datetime.date,
    months: int,
    paid_on: datetime.date,
    remainder: str,
    earlier_decision: str = "",
    adds_to: int | None = None,
    by: Any,
    at: datetime.datetime,
) -> PurchaseBatch:
    """Put everybody of a ward for whom a card is to be bought on a new purchase, with what each card costs and who pays
    which part. `earlier_decision`: its number, where cards that a budget pays begin before today. Raises
    ValidationError when nobody is left or that number lacks, PermissionDenied."""
    if ward.level != Level.WARD:
        raise ValidationError(_("Cards are bought for one ward."), code="ward")
    today = timezone.localdate(at)
    check_may_prepare(by, ward, today)
    if not 1 <= months <= 12:
        raise ValidationError(_("Cards are bought for 1 to 12 months."), code="months")
    if remainder not in Remainder.values:
        raise ValidationError(_("Say who pays the rest."), code="remainder")
    if abs((starts_on - today).days) > 366 or abs((paid_on - starts_on).days) > 92:
        raise ValidationError(
            _("The cards begin within a year, and are paid within three months of their beginning."), code="day"
        )
    # two purchases at once: the second finds the lines of the first
    Unit.objects.select_for_update(no_key=True).get(pk=ward.pk)
    made = PurchaseBatch(
        ward=ward, starts_on=starts_on, months=months, paid_on=paid_on, remainder=remainder,
        earlier_decision=earlier_decision.strip(), adds_to_id=adds_to, drawn_by=by, drawn_at=at,
    )  # fmt: skip
    lines = lines_for(made, by=by, today=today)
    if not lines:
        raise ValidationError(
            _("Nobody is left for whom a card is to be bought: see who has no card, and why."), code="nobody"
        )
    _check_begin(made, lines, today)
    made.save()
    for line in lines:
        line.batch = made
    BatchLine.objects.bulk_create(lines, batch_size=_BATCH)
    cost = sum(line.monthly * line.months for line in lines)
    record_event("insurance.batch_drawn_up", made, by=by, at=at, area=ward, detail={"lines": len(lines), "cost": cost})
    return made


def _check_begin(made: PurchaseBatch, lines: Iterable[BatchLine], today: datetime.date) -> None:
    """A budget pays from the day of the decision on (146/2018/NĐ-CP Điều 9 khoản 3 điểm b, Điều 13 khoản 4), never for
    months gone by, unless an earlier decision named the people. Raises ValidationError."""
    budget = [line.valid_from for line in lines if line.by_state + line.by_city]
    first = min(budget, default=today)
    if first < today and not made.earlier_decision:
        sentence = _(
            "%(count)s cards that a budget pays would begin before today, the first on %(day)s: months gone by are not "
            "bought. Choose a day from today on, or give the number of the earlier decision that they begin by."
        )
        told = {"count": sum(day < today for day in budget), "day": f"{first:%d/%m/%Y}"}
        raise ValidationError(sentence % told, code="past")


@transaction.atomic
def approve(number: int, *, decision: str, by: Any, at: datetime.datetime) -> PurchaseBatch:
    """Approve what another drew up; who need no card any more leave it, and whoever followed them in the household's
    order moves up. Raises ValidationError, PermissionDenied."""
    made = _held(number)
    today = timezone.localdate(at)
    check_may_approve(by, made.ward, today)
    check_batch(made.state, BatchState.APPROVED)
    check_apart(by, Duty.APPROVE, acted={Duty.ENTER: made.drawn_by_id})
    if not decision.strip():
        raise ValidationError(_("Give the number of the decision."), code="decision")
    lapsed = _lapse(made, OPEN, by=by, at=at)
    repriced = reprice(made, today)
    approved = made.lines.filter(state=LineState.DUE).update(state=LineState.APPROVED)
    made.state, made.decision_number = BatchState.APPROVED, decision
    made.approved_by, made.approved_at = by, at
    made.save(update_fields=["state", "decision_number", "approved_by", "approved_at"])
    _event(
        "insurance.batch_approved", made, {"approved": approved, "lapsed": lapsed, "repriced": repriced}, by=by, at=at
    )
    return made


@transaction.atomic
def drop(number: int, *, by: Any, at: datetime.datetime) -> PurchaseBatch:
    """Put a purchase away that was not approved."""
    made = _held(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_batch(made.state, BatchState.DROPPED)
    made.lines.filter(state=LineState.DUE).update(state=LineState.DROPPED)
    made.state = BatchState.DROPPED
    made.save(update_fields=["state"])
    _event("insurance.batch_dropped", made, {}, by=by, at=at)
    return made


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
    made = _held(number)
    today = timezone.localdate(at)
    check_may_hand_over(by, made.ward, today)
    check_apart(by, Duty.PAY, acted={Duty.ENTER: made.drawn_by_id, Duty.APPROVE: made.approved_by_id})
    one = _line(made, line)
    check_line(one.state, LineState.DELIVERED)
    if on > today or made.approved_at is None or on < timezone.localdate(made.approved_at):
        raise ValidationError(_("The day lies before the approval or in the future."), code="day")
    if not card.strip():
        raise ValidationError(_("Write the number of the card."), code="card")
    if not received_by.strip():
        raise ValidationError(_("Write the name of who received it."), code="received_by")
    left = gone(made, [one], by, today)
    if left:
        _leave(one, left[one.pk])
        _event("insurance.batch_decreased", made, {"lines": 1}, by=by, at=at)
        return one
    if too_low(made, one, today):
        raise ValidationError(
            _(
                "Somebody before this person in the household's order left, so this premium is too low. Refuse this "
                "line with that reason, then draw up a new purchase: it works the household's premiums out anew."
            ),
            code="place",
        )
    text, note = check_number(card, one.person_id, looked_at=looked_at)
    [kept] = record_cards(
        [NewCard(one.person_id, _payer(one), one.valid_from, one.valid_to, text, made.paid_on, note)],
        source=CardSource.BATCH, origin=f"insurance.batchline:{one.pk}", by=by, at=at,
    )  # fmt: skip
    one.state, one.card_id, one.handed_by = LineState.DELIVERED, kept.pk, by
    one.handed_on, one.received_by = on, received_by
    one.save(update_fields=["state", "card", "handed_by", "handed_on", "received_by"])
    remember_helps(_helps(made, one), by=by, at=at)
    detail = {"line": one.pk} | ({"looked_at_number": True} if note else {})
    _event("insurance.card_handed_over", made, detail, by=by, at=at)
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
    made = _held(number)
    today = timezone.localdate(at)
    check_may_hand_over(by, made.ward, today)
    one = _line(made, line)
    check_line(one.state, LineState.REFUSED)
    _say(note)
    one.state, one.note = LineState.REFUSED, note
    one.save(update_fields=["state", "note"])
    if made.state == BatchState.DRAFT:
        reprice(made, today)
    _event("insurance.card_refused", made, {"line": one.pk}, by=by, at=at)
    return one


@transaction.atomic
def give_back(number: int, line: int, *, note: str, by: Any, at: datetime.datetime) -> BatchLine:
    """A card that was handed over was given back: it ends today, and the ledger says so. Raises ValidationError,
    PermissionDenied."""
    made = _held(number)
    today = timezone.localdate(at)
    check_may_hand_over(by, made.ward, today)
    one = _line(made, line)
    check_line(one.state, LineState.RETURNED)
    _say(note)
    one.state, one.note = LineState.RETURNED, note
    one.save(update_fields=["state", "note"])
    if one.card_id is not None:
        end_cards({one.card_id: (today, str(CardEnd.GIVEN_BACK))}, note=note)
    for each in _helps(made, one):
        take_back_help(by=by, at=at, origin=each.origin, on=today, why=note)
    _event("insurance.card_returned", made, {"line": one.pk}, by=by, at=at)
    return one


@transaction.atomic
def decrease(number: int, *, by: Any, at: datetime.datetime) -> int:
    """Take out of an approved purchase whoever died, moved away, got another card or is covered by the state; cards of
    the dead and of those who left end. Returns how many left. Raises PermissionDenied."""
    made = _held(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_batch(made.state, BatchState.CLOSED)  # an approved one alone: a draft is looked through at its approval
    count = _lapse(made, (*OPEN, LineState.DELIVERED), by=by, at=at)
    if count:
        _event("insurance.batch_decreased", made, {"lines": count}, by=by, at=at)
    return count


@transaction.atomic
def increase(
    number: int, *, starts_on: datetime.date, earlier_decision: str = "", by: Any, at: datetime.datetime
) -> PurchaseBatch:
    """Draw up a further purchase for whoever came since (births, moves in, newly entitled), to the end of the first.
    Raises ValidationError when nobody came, PermissionDenied."""
    made = _held(number)
    if made.state not in (BatchState.APPROVED, BatchState.CLOSED):
        check_batch(made.state, BatchState.CLOSED)
    past = (starts_on.year - made.starts_on.year) * 12 + starts_on.month - made.starts_on.month
    if not 0 <= past < made.months:
        raise ValidationError(_("The day lies outside the time of the purchase."), code="day")
    return draw_up(
        made.ward, starts_on=starts_on, months=made.months - past, paid_on=starts_on, remainder=made.remainder,
        earlier_decision=earlier_decision, adds_to=made.pk, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def close(number: int, *, by: Any, at: datetime.datetime) -> PurchaseBatch:
    """Close a purchase of which every line has an outcome. Raises ValidationError while one has none."""
    made = _held(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_batch(made.state, BatchState.CLOSED)
    waiting = made.lines.filter(state__in=OPEN).count()
    if waiting:
        raise ValidationError(_("%(count)s people have no outcome yet.") % {"count": waiting}, code="waiting")
    made.state = BatchState.CLOSED
    made.save(update_fields=["state"])
    _event("insurance.batch_closed", made, {}, by=by, at=at)
    return made


def _lapse(made: PurchaseBatch, states: Iterable[str], *, by: Any, at: datetime.datetime) -> int:
    lines = list(made.lines.select_for_update(no_key=True).filter(state__in=list(states)))
    left = gone(made, lines, by, timezone.localdate(at))
    changed = [line for line in lines if line.pk in left]
    ends = {line.card_id: left[line.pk].end for line in changed if line.card_id is not None}
    end_cards({card: end for card, end in ends.items() if end is not None})
    for line in changed:
        line.state, line.note = LineState.LAPSED, left[line.pk].why
    BatchLine.objects.bulk_update(changed, ["state", "note"], batch_size=_BATCH)
    return len(changed)


def _leave(one: BatchLine, left: Gone) -> None:
    one.state, one.note = LineState.LAPSED, left.why
    one.save(update_fields=["state", "note"])


def _say(note: str) -> None:
    if not note.strip():
        raise ValidationError(_("Say why."), code="note")


def _held(number: int) -> PurchaseBatch:
    """The purchase, held until the transaction ends: two people acting at once come one after the other."""
    found = (
        PurchaseBatch.objects.select_for_update(of=("self",), no_key=True)
        .select_related("ward")
        .filter(pk=number)
        .first()
    )
    if found is None:
        raise ValidationError(_("There is no such purchase."), code="none")
    return found


def _line(made: PurchaseBatch, line: int) -> BatchLine:
    found = BatchLine.objects.select_for_update(no_key=True).filter(batch=made, pk=line).first()
    if found is None:
        raise ValidationError(_("There is no such person on this purchase."), code="none")
    return found


def _event(action: str, made: PurchaseBatch, detail: dict[str, Any], *, by: Any, at: datetime.datetime) -> None:
    record_event(action, made, by=by, at=at, area=made.ward, detail=detail)
