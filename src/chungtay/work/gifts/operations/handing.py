"""A gift goes to its receiver, once. Every hand-over that is told is kept; of one gift the first counts, whatever comes
after it is refused in words and stays as a conflict that an officer settles. The round is held meanwhile, so that two
that arrive at once come one after the other."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, Permission, check_apart, may
from chungtay.foundation.core.words import fold
from chungtay.records.entitlements.operations.help import Help, remember_helps, take_back_help
from chungtay.records.entitlements.operations.receivers import check_receiver
from chungtay.records.registry.queries.dwelling import homes_of_people
from chungtay.work.gifts.models import (
    Delivery,
    Form,
    Gift,
    GiftState,
    Outcome,
    Phone,
    Round,
    RoundState,
    Standing,
    Supply,
)
from chungtay.work.gifts.models.hands import CONFLICTS
from chungtay.work.gifts.operations.events import event, held, needed
from chungtay.work.gifts.operations.stock import take_one
from chungtay.work.gifts.permissions import can_carry, check_may_prepare
from chungtay.work.gifts.queries.joined import given_to_joined
from chungtay.work.gifts.queries.over_borders import living_then, was_on_route
from chungtay.work.gifts.transitions import check_gift, check_round_is


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says of one gift. `secret` is what was read or typed from the slip; None at the office, where the
    gift is picked from the list. `proof`: kind, size and SHA-256 of a signature or photograph that follows."""

    sent_id: uuid.UUID
    gift: int
    outcome: str
    at: datetime.datetime
    received_by: str = ""
    note: str = ""
    secret: str | None = None
    proof: tuple[str, int, str] | None = None


@transaction.atomic
def take_in(told: Told, *, where: str, by: Any, at: datetime.datetime, phone: Phone | None = None) -> Delivery:
    """Keep what was told; told again under the same number it is the same. Raises ValidationError for a slip that is
    none of this gift or a round that hands nothing out, PermissionDenied."""
    found = Gift.objects.select_related("kind__round").filter(pk=told.gift).first()
    if found is None:
        raise ValidationError(_("There is no such gift."), code="none")
    made = held(found.round_id)
    known = Delivery.objects.filter(sent_id=told.sent_id).select_related("gift", "by").first()
    if known is not None:
        if known.by_id != by.pk or known.gift_id != found.pk:
            raise ValidationError(_("This number was used for another hand-over."), code="number")
        return known
    gift = (
        Gift.objects.select_for_update(of=("self",), no_key=True)
        .select_related("kind__round", "route", "group")
        .get(pk=found.pk)
    )
    moment = min(told.at, at)
    _check_hand(made, gift, moment, phone, by)
    # A telephone may have been without a network beyond the settlement: what it tells is kept, and changes nothing.
    check_round_is(made.state, RoundState.HANDING, *((RoundState.SETTLED,) if phone is not None else ()))
    if told.outcome not in Outcome.values:
        raise ValidationError(_("This outcome is not known."), code="outcome")
    if told.secret is not None and not opens(gift, told.secret):
        raise ValidationError(_("This code is not that of the gift."), code="secret")
    row = Delivery(
        sent_id=told.sent_id, gift=gift, outcome=told.outcome, by=by, phone=phone, at=moment, told_at=at,
        where=where or gift.group.name,
        received_by=told.received_by.strip(), received_key=fold(told.received_by)[:100], note=told.note.strip(),
    )  # fmt: skip
    if told.proof:
        row.proof_kind, row.proof_size, row.proof_sha256 = told.proof
    if told.outcome == Outcome.DELIVERED:
        check_receiver(
            told.received_by, household=gift.household_id, hands=(by.pk, made.drawn_by_id, made.approved_by_id),
            on=timezone.localdate(moment), money=gift.kind.form == Form.CASH, signed=told.proof is not None,
        )  # fmt: skip
        _deliver(made, gift, row)
    else:
        _not_delivered(gift, row)
    row.save()
    if row.supply is not None:
        _remember(gift, row, by=by, at=at)
    action = _ACTIONS.get((row.outcome, row.standing), "gifts.second_hand_over")
    event(action, made, by=by, at=at, gift=gift.pk, delivery=row.pk)
    return row


_ACTIONS: dict[tuple[str, str], str] = {
    (Outcome.DELIVERED, Standing.KEPT): "gifts.handed_over",
    (Outcome.ABSENT, Standing.KEPT): "gifts.nobody_at_home",
    (Outcome.REFUSED, Standing.KEPT): "gifts.not_accepted",
}


def opens(gift: Gift, secret: str) -> bool:
    """Whether this was read from the gift's slip: its token, or its short code as it is typed."""
    typed = secret.strip().upper().replace(" ", "").replace("-", "")
    return typed in (gift.token, gift.code)


def digest_of(text: str) -> str:
    """What a telephone holds of a token: enough to know it when it is scanned, not enough to tell it unscanned."""
    return hashlib.sha256(text.encode()).hexdigest()


def first_of(gift: Gift) -> Delivery | None:
    """The hand-over that counts."""
    return _told_as(gift, Standing.KEPT)


def _told_as(gift: Gift, standing: Standing) -> Delivery | None:
    rows = gift.deliveries.filter(outcome=Outcome.DELIVERED, standing=standing)
    return rows.select_related("by").order_by("pk").first()


def refused_because(row: Delivery) -> str:
    """Why a hand-over does not count; "" for one that does. Of a second one: where and when the first was."""
    if row.standing == Standing.SECOND:
        first = first_of(row.gift) or _told_as(row.gift, Standing.NO_STOCK)
        if first is not None:
            return _("This gift was handed over already, on %(when)s at %(where)s by %(by)s, received by %(name)s.") % (
                _when_and_where(first)
            )
    if row.standing == Standing.LATE and row.gift.state == GiftState.LAPSED and row.gift.note:
        return row.gift.note
    if row.standing == Standing.LATE:
        sentence = _("This gift is no longer to be handed over: %(state)s.")
        return sentence % {"state": GiftState(row.gift.state).label}
    if row.standing == Standing.NO_STOCK:
        return _("By the books none of “%(kind)s” is left in the store.") % {"kind": row.gift.kind.name}
    return str(Standing(row.standing).label) if row.standing != Standing.KEPT else ""


def _when_and_where(row: Delivery) -> dict[str, str]:
    when = timezone.localtime(row.at).strftime("%H:%M %d/%m/%Y")
    return {"when": when, "where": row.where, "by": row.by.full_name, "name": row.received_by}


def _check_hand(made: Round, gift: Gift, moment: datetime.datetime, phone: Phone | None, by: Any) -> None:
    """Whoever hands over neither drew the round up nor approved it, and held that duty on the day; with a telephone, or
    as a volunteer, on the own route and within its days."""
    day = timezone.localdate(moment)
    before = phone is not None and was_on_route(made, gift, by, day)
    at_the_office = may(by, Permission.SUPPORT_HAND_OVER, made.ward, day)
    if not at_the_office and not before and not can_carry(by, made.ward, day):
        raise PermissionDenied(_("You had no duty in %(area)s on that day to hand over.") % {"area": made.ward.name})
    check_apart(by, Duty.PAY, acted={Duty.ENTER: made.drawn_by_id, Duty.APPROVE: made.approved_by_id})
    if made.approved_at is None or moment < made.approved_at:
        raise ValidationError(_("The day lies before the approval."), code="day")
    if not before and (phone is not None or not at_the_office):
        route = gift.route
        if route is None or route.carrier_id != by.pk or not route.starts_on <= day <= route.ends_on:
            raise PermissionDenied(_("This gift is not on your route of that day."))


def _deliver(made: Round, gift: Gift, row: Delivery) -> None:
    if gift.state == GiftState.DELIVERED:
        row.standing = Standing.SECOND
        return
    if gift.state == GiftState.READY and not _lives(made, gift, row.at):  # told later from a telephone: on that day
        _lapse(gift, _("No longer lives in the ward on the day of the hand-over."))
    elif gift.state == GiftState.READY and (other := given_to_joined(gift)) is not None:
        said = _(
            "Received already under another record, which was joined to this one since: on %(when)s at %(where)s by "
            "%(by)s, received by %(name)s."
        )
        _lapse(gift, said % _when_and_where(other))
    if gift.state != GiftState.READY:
        row.standing = Standing.LATE
        return
    if _told_as(gift, Standing.NO_STOCK) is not None:  # handed over already, though the books knew of no stock
        row.standing = Standing.SECOND
        return
    supply = take_one(gift.kind)
    if supply is None:
        row.standing = Standing.NO_STOCK
        return
    _counts(gift, row, supply)


def _lapse(gift: Gift, note: str) -> None:
    gift.state, gift.note = GiftState.LAPSED, note[:300]
    gift.save(update_fields=["state", "note"])


def _counts(gift: Gift, row: Delivery, supply: Supply) -> None:
    row.supply = gift.supply = supply
    gift.state, gift.handed_by, gift.handed_at, gift.received_by = (
        GiftState.DELIVERED, row.by, row.at, row.received_by,
    )  # fmt: skip
    gift.save(update_fields=["state", "supply", "handed_by", "handed_at", "received_by"])


def _remember(gift: Gift, row: Delivery, *, by: Any, at: datetime.datetime) -> None:
    """The gift stands in the ledger of help of its household, with who received it."""
    assert row.supply is not None  # noqa: S101 - only what was taken from a source is written down
    one = Help(
        household=gift.household_id, person=gift.person_id, kind="cash" if gift.kind.form == Form.CASH else "in_kind",
        source=row.supply.source, title=f"{gift.kind.name} · {gift.round.title}"[:200], value=gift.kind.worth,
        on=timezone.localdate(row.at), proof=_("received by %(name)s, slip %(code)s")
        % {"name": row.received_by, "code": gift.code}, origin=_origin(row),
    )  # fmt: skip
    remember_helps([one], by=by, at=at)


def _origin(row: Delivery) -> str:
    return f"gifts:delivery:{row.pk}"


def _not_delivered(gift: Gift, row: Delivery) -> None:
    """Nobody at home leaves the gift to be handed over; not accepted ends it. Told of a gift that is no more to be
    handed over, both are kept as they came and change nothing."""
    if row.outcome == Outcome.REFUSED and gift.state == GiftState.READY:
        needed(row.note, _("Say why."), "note")
        gift.state, gift.note = GiftState.REFUSED, row.note
        gift.save(update_fields=["state", "note"])


def _lives(made: Round, gift: Gift, at: datetime.datetime) -> bool:
    """Whether the receiver lives in the ward on that day. The gift of a person who moved to another household of the
    ward goes along, so that the ledger of help has it where the person lives."""
    day, home = timezone.localdate(at), gift.household_id
    if gift.person_id is None:
        return home in living_then(made, day, household=home).groups
    found = homes_of_people(Gift.objects.filter(pk=gift.pk).values("person"), day).get(gift.person_id)
    if found is None:
        return False
    here = living_then(made, day, household=found)
    if gift.person_id not in here.homes:
        return False
    if found != home:
        gift.household_id, gift.group_id = found, here.groups[found]
        gift.save(update_fields=["household", "group"])
    return True


@transaction.atomic
def settle_conflict(number: int, delivery: int, *, extra: bool, why: str, by: Any, at: datetime.datetime) -> Delivery:
    """An officer looked into a hand-over that did not count: told by mistake, or a gift really left the store (then it
    is taken from a source and shows in the balance). Of a gift that still waits it is then the hand-over that counts,
    of any other one more. Never by who handed it over. Raises ValidationError,
    PermissionDenied."""
    made = held(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    row = Delivery.objects.select_related("gift__kind__round").filter(pk=delivery, gift__round=made).first()
    if row is None or row.standing not in CONFLICTS:
        raise ValidationError(_("There is no such conflict, or it is settled."), code="none")
    if row.by_id == by.pk:
        raise PermissionDenied(_("Whoever handed over does not settle it."))
    row.settlement = needed(why, _("Say what you found."), "why")
    gift = Gift.objects.select_for_update(of=("self",), no_key=True).select_related("kind__round").get(pk=row.gift_id)
    row.gift, row.standing = gift, Standing.MISTAKE
    if extra:
        if made.state == RoundState.SETTLED:
            sentence = _("The round is settled. Open it again, then settle this, count the store and settle it anew.")
            raise ValidationError(sentence, code="settled")
        supply = take_one(gift.kind)
        if supply is None:
            sentence = _("None of “%(kind)s” is left in the store by the books: note first where more came from.")
            raise ValidationError(sentence % {"kind": gift.kind.name}, code="stock")
        if gift.state == GiftState.READY:
            row.standing = Standing.KEPT
            _counts(gift, row, supply)
        else:
            row.standing, row.supply = Standing.EXTRA, supply
    row.settled_by, row.settled_at = by, at
    row.save(update_fields=["standing", "settlement", "settled_by", "settled_at", "supply"])
    if row.supply is not None:
        _remember(row.gift, row, by=by, at=at)
    event("gifts.conflict_settled", made, by=by, at=at, delivery=row.pk, how=row.standing)
    return row


@transaction.atomic
def give_back(number: int, gift: int, *, why: str, by: Any, at: datetime.datetime) -> Gift:
    """A receiver gave a gift back: it lies in the store again. Raises ValidationError, PermissionDenied."""
    made = held(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_round_is(made.state, RoundState.HANDING)
    found = Gift.objects.select_for_update(no_key=True).filter(pk=gift, round=made).first()
    if found is None:
        raise ValidationError(_("There is no such gift."), code="none")
    check_gift(found.state, GiftState.RETURNED)
    if found.handed_by_id == by.pk:
        raise PermissionDenied(_("Whoever handed over does not take it back."))
    found.note = needed(why, _("Say why."), "why")
    first = first_of(found)
    if first is not None:
        take_back_help(by=by, at=at, origin=_origin(first), on=timezone.localdate(at), why=found.note)
    found.state = GiftState.RETURNED
    found.save(update_fields=["state", "note"])
    event("gifts.given_back", made, by=by, at=at, gift=found.pk)
    return found
