"""Lists of people whose card the state pays: drawn up from who needs one, approved by another, sent to the insurer
(25/2016/TT-BLĐTBXH Điều 3, 4), closed. What happens to one line: `state_cards`."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.operations.cards import CardPayer, HealthCard
from chungtay.records.entitlements.queries.cards import cards_of
from chungtay.work.insurance.models import StateLine, StateLineState, StateList, StateListState
from chungtay.work.insurance.models.state import STATE_OPEN, STATE_WAITING
from chungtay.work.insurance.operations.keeping import keep_of_state
from chungtay.work.insurance.operations.pricing import renewed_from
from chungtay.work.insurance.permissions import check_may_approve, check_may_prepare
from chungtay.work.insurance.queries.leaving import gone_of_state
from chungtay.work.insurance.queries.needs import HAS, MISSING, STATE, UNKNOWN, Need, needs_of
from chungtay.work.insurance.queries.seen import policies_of
from chungtay.work.insurance.transitions import check_state_list

_BATCH = 500
_HERE = (StateLineState.DUE, StateLineState.APPROVED, StateLineState.SENT_BACK)  # not with the insurer
_DAY = datetime.timedelta(days=1)


@transaction.atomic
def draw_up_state(ward: Unit, *, starts_on: datetime.date, by: Any, at: datetime.datetime) -> StateList:
    """Put everybody of a ward whose card the state pays, who is known to have none or of whom nobody knows (the insurer
    looks), and who stands on no such list, on a new one. Whose card ends soon follows from the day after. Raises
    ValidationError when nobody is left, PermissionDenied."""
    if ward.level != Level.WARD:
        raise ValidationError(_("A list of cards is drawn up for one ward."), code="ward")
    today = timezone.localdate(at)
    check_may_prepare(by, ward, today)
    if abs((starts_on - today).days) > 366:
        raise ValidationError(_("The cards begin within a year."), code="day")
    Unit.objects.select_for_update(no_key=True).get(pk=ward.pk)
    needs = needs_of(by, ward, today, today)
    lines = _lines([need for need in needs.people.values() if need.way == STATE], starts_on, today)
    if not lines:
        raise ValidationError(_("Nobody is left whose card the state pays and who lacks one."), code="nobody")
    made = StateList.objects.create(ward=ward, starts_on=starts_on, drawn_by=by, drawn_at=at)
    for line in lines:
        line.list, line.reason = made, needs.policies[line.policy].who_words.vi[:300]
    StateLine.objects.bulk_create(lines, batch_size=_BATCH)
    event("insurance.state_list_drawn_up", made, {"lines": len(lines)}, by=by, at=at)
    return made


def _lines(needs: Sequence[Need], starts_on: datetime.date, today: datetime.date) -> list[StateLine]:
    persons = [need.person for need in needs]
    listed = set(StateLine.objects.filter(person__in=persons, state__in=STATE_OPEN).values_list("person", flat=True))
    held = cards_of(persons, min(starts_on, today), None)
    found = []
    for need in needs:
        first = starts_on
        if need.stage == HAS:
            if need.until is None or renewed_from(need.until) > today:
                continue
            first = max(starts_on, need.until + _DAY)
        elif need.stage not in (MISSING, UNKNOWN):
            continue
        later = any(card.valid_to is None or card.valid_to >= first for card in held.get(need.person, ()))
        if need.person not in listed and not later:
            found.append(
                StateLine(person_id=need.person, household_id=need.household, policy=need.policy, valid_from=first)
            )
    return found


@transaction.atomic
def approve_state(number: int, *, decision: str, by: Any, at: datetime.datetime) -> StateList:
    """Approve what another drew up; who died, left, has a card or is covered no more leaves it. Raises ValidationError,
    PermissionDenied."""
    made = held_state(number)
    check_may_approve(by, made.ward, timezone.localdate(at), policies_of(made))
    check_state_list(made.state, StateListState.APPROVED)
    check_apart(by, Duty.APPROVE, acted={Duty.ENTER: made.drawn_by_id})
    if not decision.strip():
        raise ValidationError(_("Give the number of the decision."), code="decision")
    lapsed = _lapse(made, by=by, at=at)
    keep_of_state(_of(made, StateLineState.DUE), "insurance.state_list_approved", at=at)
    approved = made.lines.filter(state=StateLineState.DUE).update(state=StateLineState.APPROVED)
    made.state, made.decision_number, made.approved_by, made.approved_at = StateListState.APPROVED, decision, by, at
    made.save(update_fields=["state", "decision_number", "approved_by", "approved_at"])
    event("insurance.state_list_approved", made, {"approved": approved, "lapsed": lapsed}, by=by, at=at)
    return made


@transaction.atomic
def drop_state(number: int, *, by: Any, at: datetime.datetime) -> StateList:
    """Put a list away that was not approved."""
    made = held_state(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_state_list(made.state, StateListState.DROPPED)
    keep_of_state(_of(made, StateLineState.DUE), "insurance.state_list_dropped", at=at)
    made.lines.filter(state=StateLineState.DUE).update(state=StateLineState.DROPPED)
    made.state = StateListState.DROPPED
    made.save(update_fields=["state"])
    event("insurance.state_list_dropped", made, {}, by=by, at=at)
    return made


@transaction.atomic
def send_state(number: int, *, on: datetime.date, by: Any, at: datetime.datetime) -> int:
    """Note that the list went to the insurer: what was approved, and what came back and was put right. Who needs the
    card no more leaves first. Returns how many went. Raises ValidationError when nothing does, PermissionDenied."""
    made = held_state(number)
    today = timezone.localdate(at)
    check_may_prepare(by, made.ward, today)
    check_state_list(made.state, StateListState.CLOSED)  # an approved one alone
    if made.approved_at is None or not timezone.localdate(made.approved_at) <= on <= today:
        raise ValidationError(_("The day lies before the approval or in the future."), code="day")
    _lapse(made, by=by, at=at)
    waiting = (StateLineState.APPROVED, StateLineState.SENT_BACK)
    keep_of_state(_of(made, *waiting), "insurance.state_list_sent", at=at)
    sent = made.lines.filter(state__in=waiting).update(state=StateLineState.SENT, sent_on=on, note="")
    if not sent:
        raise ValidationError(_("Nobody of the list waits to be sent."), code="nobody")
    event("insurance.state_list_sent", made, {"lines": sent}, by=by, at=at)
    return sent


@transaction.atomic
def take_issued(number: int, *, by: Any, at: datetime.datetime) -> int:
    """Lines that were sent and whose person has a card of the state on record since (by the insurer's list): issued.
    Returns how many. Raises PermissionDenied."""
    made = held_state(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    lines = list(made.lines.select_for_update(no_key=True).filter(state=StateLineState.SENT))
    held = cards_of(
        [line.person_id for line in lines], min((line.valid_from for line in lines), default=made.starts_on), None
    )
    taken = []
    for line in lines:
        card = _issued(held.get(line.person_id, ()), line)
        if card is not None:
            line.card, line.state = card, StateLineState.ISSUED
            taken.append(line)
    keep_of_state([line.pk for line in taken], "insurance.state_cards_issued", at=at)
    StateLine.objects.bulk_update(taken, ["card", "state"], batch_size=_BATCH)
    if taken:
        event("insurance.state_cards_issued", made, {"lines": len(taken)}, by=by, at=at)
    return len(taken)


def _issued(cards: Sequence[HealthCard], line: StateLine) -> HealthCard | None:
    """The card of the state that holds on the line's first day or begins after it."""
    state = (card for card in cards if card.payer == CardPayer.STATE and not card.ended_why)
    return next((card for card in state if card.valid_to is None or card.valid_to >= line.valid_from), None)


@transaction.atomic
def close_state(number: int, *, by: Any, at: datetime.datetime) -> StateList:
    """Close a list of which every line has an outcome. Raises ValidationError while one has none."""
    made = held_state(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_state_list(made.state, StateListState.CLOSED)
    waiting = made.lines.filter(state__in=STATE_WAITING).count()
    if waiting:
        raise ValidationError(_("%(count)s people have no outcome yet.") % {"count": waiting}, code="waiting")
    made.state = StateListState.CLOSED
    made.save(update_fields=["state"])
    event("insurance.state_list_closed", made, {}, by=by, at=at)
    return made


def _lapse(made: StateList, *, by: Any, at: datetime.datetime) -> int:
    lines = list(made.lines.select_for_update(no_key=True).filter(state__in=_HERE))
    left = gone_of_state(made, lines, by, timezone.localdate(at))
    changed = [line for line in lines if line.pk in left]
    for line in changed:
        line.state, line.note = StateLineState.LAPSED, left[line.pk].why
    keep_of_state(left, "insurance.state_line_lapsed", at=at)
    StateLine.objects.bulk_update(changed, ["state", "note"], batch_size=_BATCH)
    return len(changed)


def _of(made: StateList, *states: str) -> list[int]:
    return list(made.lines.filter(state__in=states).order_by().values_list("pk", flat=True))


def held_state(number: int) -> StateList:
    """The list, held until the transaction ends. Raises ValidationError when there is none."""
    rows = StateList.objects.select_for_update(of=("self",), no_key=True).select_related("ward")
    found = rows.filter(pk=number).first()
    if found is None:
        raise ValidationError(_("There is no such list."), code="none")
    return found


def event(action: str, made: StateList, detail: dict[str, Any], *, by: Any, at: datetime.datetime) -> None:
    record_event(action, made, by=by, at=at, area=made.ward, detail=detail)
